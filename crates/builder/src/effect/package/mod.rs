//! Package managers and downloads: what they add is estimated, each with a range and where it comes from.

mod apk;
mod apt;
mod fetch;
mod languages;
mod npm;
mod pip;
mod rpm;
mod tools;
mod uv;

pub(super) use apk::has as apk_has;

use drydock_catalog::Size;
use drydock_catalog::packages::{Table, Tables};

use super::Seconds;
use super::arguments::Arg;
use super::files::Errno;
use super::io::Io;
use super::machine::{Machine, Status};
use crate::{Content, Digest, Hasher, Metadata, Node, Time, join, split};

/// One call of a package manager.
pub(super) struct Install<'i> {
    pub name: &'i str,
    /// Arguments that are known.
    pub args: Vec<&'i str>,
    pub io: &'i Io,
    /// Where the program was found.
    pub path: &'i str,
    /// The name or path it was called by.
    pub called: &'i str,
    /// True when there are arguments that nobody knows.
    pub unknown_arguments: bool,
}

impl<'i> Install<'i> {
    /// Arguments that are no flags, the values of `valued` flags left out; the first is the sub-command.
    pub fn operands(&self, valued: &[&str]) -> Vec<&'i str> {
        let mut operands = Vec::new();
        let mut args = self.args.iter().copied();
        while let Some(arg) = args.next() {
            if valued.contains(&arg) {
                args.next();
            } else if !arg.starts_with('-') {
                operands.push(arg);
            }
        }
        operands
    }

    pub fn has(&self, flags: &[&str]) -> bool {
        self.args.iter().any(|arg| flags.contains(arg))
    }

    /// The value of a flag, written `--flag value` or `--flag=value`.
    pub fn value(&self, flags: &[&str]) -> Option<&'i str> {
        self.values(flags).pop()
    }

    /// All values of a flag.
    pub fn values(&self, flags: &[&str]) -> Vec<&'i str> {
        let mut values = Vec::new();
        for (at, arg) in self.args.iter().enumerate() {
            if flags.contains(arg) {
                values.extend(self.args.get(at + 1));
            } else if let Some((name, value)) = arg.split_once('=')
                && flags.contains(&name)
            {
                values.push(value);
            }
        }
        values
    }
}

/// Carries out a package manager that was called by the name or path `called`; `None` when it is none.
pub(super) fn run(
    machine: &mut Machine<'_>,
    called: &str,
    path: &str,
    args: &[Arg],
    io: &Io,
) -> Option<Status> {
    let name = split(called).1;
    let known = args.iter().filter(|arg| arg.is_known()).map(|arg| &*arg.text).collect();
    let unknown_arguments = args.iter().any(|arg| !arg.is_known());
    let mut install = Install { name, args: known, io, path, called, unknown_arguments };
    let is_python =
        name.strip_prefix("python").is_some_and(|version| version.chars().all(|c| !c.is_alphabetic()));
    if is_python && install.args.first() == Some(&"-m") {
        install.name = match install.args.get(1).copied() {
            Some("pip") => "pip",
            Some("venv" | "virtualenv") => "venv",
            _ => return tools::run(machine, &install),
        };
        install.args.drain(..2);
    }
    if let Some(status) = tools::asked_for_words(machine, &install) {
        return Some(status);
    }
    Some(match install.name {
        "apt-get" | "apt" | "aptitude" => apt::run(machine, &install),
        "apt-cache" | "apt-config" | "apt-mark" | "dpkg" | "dpkg-query" | "dpkg-architecture"
        | "dpkg-reconfigure" | "add-apt-repository" | "ldconfig" => {
            return apt::helper(machine, &install);
        }
        "apk" => apk::run(machine, &install),
        "dnf" | "microdnf" | "yum" => rpm::run(machine, &install),
        "pip" | "pip3" => pip::run(machine, &install),
        "venv" | "virtualenv" => pip::venv(machine, &install),
        "uv" => return uv::run(machine, &install),
        "poetry" | "pipenv" => return uv::project(machine, &install),
        "npm" | "yarn" | "pnpm" => return npm::run(machine, &install),
        "curl" | "wget" => fetch::download(machine, &install),
        "git" => return fetch::git(machine, &install),
        "gem"
        | "bundle"
        | "bundler"
        | "composer"
        | "composer.phar"
        | "pecl"
        | "docker-php-ext-install"
        | "docker-php-ext-enable"
        | "docker-php-ext-configure"
        | "docker-php-source" => {
            return languages::run(machine, &install);
        }
        _ => return tools::run(machine, &install),
    })
}

impl Machine<'_> {
    /// A package table; `None` when it is not loaded, which the outcome then says.
    pub(super) fn table<T>(&mut self, look: impl FnOnce(&Tables) -> Result<T, Table>) -> Option<T> {
        match look(self.tables) {
            Ok(table) => Some(table),
            Err(missing) => {
                if !self.missing.contains(&missing) {
                    self.missing.push(missing);
                }
                self.note("the sizes of packages are being loaded");
                None
            }
        }
    }

    /// Says that what a command adds is an estimate. It is taken to succeed.
    pub(in crate::effect) fn estimated(&mut self, note: impl Into<String>) -> Status {
        self.note(note);
        self.known = false;
        Status::Unknown
    }

    /// Puts a file of estimated size in the directory `dir`, named for what it stands for, and marks that directory as
    /// one that holds more than it lists, all of it counted in that file.
    pub(in crate::effect) fn put_estimate(
        &mut self,
        dir: &str,
        what: &str,
        size: Size,
        identity: Digest,
    ) -> Result<String, Errno> {
        let dir = self.make_counted(dir)?;
        let path = join(&dir, &format!("({what})").replace('/', "-").chars().take(100).collect::<String>());
        let metadata = Metadata { mtime: Time::Build, ..self.new_metadata(0o666) };
        self.put(&path, Node::file(Content::estimated(size, identity), metadata))?;
        Ok(dir)
    }

    /// Makes the directory `written` when it is not there, and marks it as one that holds more than it lists.
    pub(super) fn make_opaque(&mut self, written: &str) -> Result<String, Errno> {
        let resolved = self.fs.resolve(&self.absolute(written), true)?.path;
        let made = Node::dir(self.new_metadata(0o777)).from_step(self.step);
        self.fs.mkdir_all(&resolved, &made)?;
        let node = self.fs.get(&resolved).cloned().ok_or(Errno::NotFound)?;
        if node.as_dir().is_some_and(|dir| !dir.opaque) {
            self.fs.insert(&resolved, Node::clone(&node).with_opaque(true))?;
        }
        Ok(resolved)
    }

    /// Makes the directory `written` when it is not there, and marks it as one of which all bytes are counted, though it
    /// may hold more files than it lists. Gives its path.
    pub(super) fn make_counted(&mut self, written: &str) -> Result<String, Errno> {
        let resolved = self.fs.resolve(&self.absolute(written), true)?.path;
        if self.fs.get(&resolved).is_some_and(|node| node.is_opaque()) {
            return Ok(resolved);
        }
        self.writable_place(&resolved)?;
        // Directories on the way that are not listed may have been there, with more in them than this.
        let made = Node::dir(self.new_metadata(0o777)).with_counted().from_step(self.step);
        self.fs.mkdir_all(&resolved, &made)?;
        let node = self.fs.get(&resolved).cloned().ok_or(Errno::NotFound)?;
        self.fs.insert(&resolved, Node::clone(&node).with_counted())?;
        Ok(resolved)
    }

    /// An error when nothing may be made in the nearest directory above `path` that is there.
    fn writable_place(&self, path: &str) -> Result<(), Errno> {
        let mut place = path;
        while place != "/" && self.fs.get(split(place).0).is_none() {
            place = split(place).0;
        }
        self.writable_dir(place)
    }

    /// The fingerprint of an installation: its command, and the files it reads.
    pub(super) fn fingerprint(&mut self, args: &[&str], files: &[&str]) -> Digest {
        let mut hasher = Hasher::new();
        args.iter().for_each(|arg| hasher.write_str(arg));
        for file in files {
            if let Ok((_, node)) = self.stat(file, true) {
                hasher.write_str(file);
                hasher.write_digest(node.digest());
            }
        }
        hasher.finish()
    }

    /// The text of a file that is there; `Err(false)` when it is surely not, `Err(true)` when it is not known.
    pub(super) fn text_of(&mut self, written: &str) -> Result<String, bool> {
        match self.read_file(written) {
            Ok(content) => content.as_text().map(str::to_owned).ok_or(true),
            Err(Errno::Unknown) => Err(true),
            Err(_) => Err(false),
        }
    }

    pub(super) fn takes(&mut self, low: f64, likely: f64, high: f64) {
        self.add_seconds(Seconds::range(low, likely, high));
    }
}
