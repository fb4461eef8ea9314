//! Programs built from source: `./configure`, `make`, `make install`, CMake, Meson and Ninja.
//!
//! What such a build writes lies in its own tree until it is installed. So a RUN that takes the tree away again leaves
//! what `install` put under the prefix, and of well-known projects that is about known.

use drydock_catalog::Size;

use super::files::Errno;
use super::io::derived;
use super::machine::{Machine, Status};
use crate::join;

/// What a RUN has said so far of what it builds.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// The project whose sources were downloaded last.
    project: Option<&'static Project>,
    /// Where it is to be installed.
    prefix: Option<String>,
    /// The directory at the top of the archive that was downloaded last.
    top: Option<&'static str>,
}

/// A project whose installed size is known from images that hold it.
#[derive(Debug)]
struct Project {
    name: &'static str,
    /// A part of the address of its sources.
    address: &'static str,
    /// What `make install` puts under the prefix: path, then bytes low, likely and high.
    parts: &'static [(&'static str, u64, u64, u64)],
}

/// Installed sizes from layers of official images: their compressed bytes times 2.2 to 3.3, what layers of programs and
/// libraries unpack to. Python's parts are measured on installed Pythons 3.9 to 3.13.
const PROJECTS: [Project; 11] = [
    Project {
        name: "Python",
        address: "python.org/ftp/python/",
        parts: &[
            ("lib/python3/(library and programs)", 26_000_000, 55_000_000, 100_000_000),
            ("lib/python3/test/(tests)", 60_000_000, 125_000_000, 140_000_000),
            ("lib/python3/(byte code).pyc", 20_000_000, 40_000_000, 60_000_000),
            ("lib/python3/config/libpython3.a", 0, 55_000_000, 70_000_000),
        ],
    },
    Project {
        name: "Ruby",
        address: "ruby-lang.org/pub/ruby/",
        parts: &[("lib/ruby/(library and programs)", 80_000_000, 108_000_000, 160_000_000)],
    },
    Project {
        name: "Perl",
        address: "cpan.org/src/",
        parts: &[("lib/perl5/(library and programs)", 50_000_000, 85_000_000, 120_000_000)],
    },
    Project {
        name: "PHP",
        address: "php.net/distributions/",
        parts: &[("lib/php/(library and programs)", 24_000_000, 50_000_000, 80_000_000)],
    },
    Project {
        name: "Apache httpd",
        address: "httpd/httpd-",
        parts: &[("(httpd and its modules)", 8_000_000, 28_000_000, 50_000_000)],
    },
    Project {
        name: "Redis",
        address: "redis.io/releases/",
        parts: &[("bin/(redis)", 8_000_000, 36_000_000, 55_000_000)],
    },
    Project {
        name: "Memcached",
        address: "memcached.org/files/",
        parts: &[("bin/(memcached)", 200_000, 1_200_000, 7_000_000)],
    },
    Project {
        name: "HAProxy",
        address: "haproxy.org/download/",
        parts: &[("sbin/(haproxy)", 5_000_000, 38_000_000, 55_000_000)],
    },
    Project {
        name: "PostgreSQL",
        address: "ftp.postgresql.org/pub/source/",
        parts: &[("(server, programs and libraries)", 15_000_000, 55_000_000, 120_000_000)],
    },
    Project {
        name: "Erlang/OTP",
        address: "erlang/otp/",
        parts: &[("lib/erlang/(Erlang)", 60_000_000, 118_000_000, 200_000_000)],
    },
    Project {
        name: "GCC",
        address: "/gcc/gcc-",
        parts: &[("lib/(compilers)", 350_000_000, 520_000_000, 1_800_000_000)],
    },
];

/// Directories at the top of archives whose members are not listed, by a part of the address.
const TOPS: [(&str, &str); 4] = [
    ("go.dev/dl/", "go"),
    ("golang.org/dl/", "go"),
    ("dl.google.com/go/", "go"),
    ("wordpress.org/", "wordpress"),
];

impl Sources {
    /// Notes what is downloaded, for the build that may follow.
    pub(super) fn downloaded(&mut self, address: &str) {
        let archive = [".tar.gz", ".tgz", ".tar.xz", ".tar.bz2"].iter().any(|end| address.ends_with(end));
        let known = PROJECTS.iter().find(|project| address.contains(project.address));
        if archive {
            self.top = TOPS.iter().find(|(part, _)| address.contains(part)).map(|(_, top)| *top);
            self.project = known.or(self.project);
        }
    }

    /// The directory that the archive holds everything in, where that is known.
    pub(super) fn top(&self) -> Option<&'static str> {
        self.top
    }
}

/// Carries out a build tool; `None` when `name` is none.
pub(super) fn run(machine: &mut Machine<'_>, name: &str, args: &[&str]) -> Option<Status> {
    let tree = machine.shell.cwd.clone();
    match name {
        "configure" | "Configure" | "config" => {
            machine.sources.prefix = prefix(args, "--prefix").map(str::to_owned);
            machine.takes(1.0, 15.0, 180.0);
            Some(compiled(machine, &tree, "configured", (100_000, 2_000_000, 60_000_000)))
        }
        "buildconf" | "autogen.sh" | "autoreconf" | "autoconf" | "automake" | "bootstrap" | "phpize" => {
            machine.takes(1.0, 10.0, 120.0);
            Some(compiled(machine, &tree, "configured", (10_000, 1_500_000, 60_000_000)))
        }
        "cmake" => Some(cmake(machine, args, &tree)),
        "meson" => {
            machine.sources.prefix = prefix(args, "--prefix").map(str::to_owned);
            Some(match args.first().copied() {
                Some("install") => install(machine, None),
                _ => built(machine, &tree),
            })
        }
        "make" | "gmake" | "ninja" => {
            let tree = prefix(args, "-C").map_or(tree, |dir| machine.absolute(dir));
            let targets = || args.iter().filter(|arg| !arg.starts_with('-') && !arg.contains('='));
            Some(match () {
                () if targets().any(|target| target.contains("install")) => install(machine, root(args)),
                () if targets().any(|target| matches!(*target, "clean" | "distclean" | "test" | "check")) => {
                    machine.takes(0.5, 10.0, 600.0);
                    machine.estimated(format!("what `{name}` does with these targets is a guess"))
                }
                () => built(machine, &tree),
            })
        }
        _ => None,
    }
}

fn cmake(machine: &mut Machine<'_>, args: &[&str], tree: &str) -> Status {
    if let Some(place) = args.iter().find_map(|arg| arg.strip_prefix("-DCMAKE_INSTALL_PREFIX=")) {
        machine.sources.prefix = Some(place.to_owned());
    }
    if let Some(dir) = prefix(args, "--install") {
        machine.note(format!("`cmake --install {dir}` is taken as `make install`"));
        return install(machine, None);
    }
    if let Some(dir) = prefix(args, "--build") {
        let dir = machine.absolute(dir);
        let installs = args.windows(2).any(|pair| pair == ["--target", "install"]);
        let status = built(machine, &dir);
        return if installs { install(machine, None) } else { status };
    }
    let tree = prefix(args, "-B").map_or_else(|| tree.to_owned(), |dir| machine.absolute(dir));
    machine.takes(0.5, 5.0, 60.0);
    compiled(machine, &tree, "configured", (50_000, 1_000_000, 60_000_000))
}

/// The value of a flag: apart, after `=`, or, of one with a single letter, attached.
fn prefix<'a>(args: &[&'a str], flag: &str) -> Option<&'a str> {
    args.iter().enumerate().find_map(|(at, arg)| {
        if *arg == flag {
            return args.get(at + 1).copied();
        }
        let rest = arg.strip_prefix(flag)?;
        rest.strip_prefix('=').or_else(|| (flag.len() == 2).then_some(rest))
    })
}

/// `DESTDIR=…` or `PREFIX=…`.
fn root<'a>(args: &[&'a str]) -> Option<&'a str> {
    args.iter().find_map(|arg| arg.strip_prefix("DESTDIR=").or_else(|| arg.strip_prefix("PREFIX=")))
}

/// What a build tool puts beside the sources.
fn compiled(machine: &mut Machine<'_>, tree: &str, what: &str, size: (u64, u64, u64)) -> Status {
    let size = Size::range(size.0, size.1, size.2, "a guess from builds of common programs");
    let identity = derived(machine.input, &[what, tree]);
    let put = machine.put_estimate(tree, what, size, identity);
    machine.more_commands = true;
    done(machine, put.map(drop), "what a build leaves beside its sources is a guess")
}

/// The objects of a build: at most some ten times its sources.
fn built(machine: &mut Machine<'_>, tree: &str) -> Status {
    let sources = machine.fs.get(tree).map_or(0, |node| node.totals().bytes);
    let size = Size {
        low: 0,
        likely: sources.clamp(1_000_000, 2_000_000_000),
        high: None,
        source: "a guess: about as much as the sources".into(),
    };
    machine.takes(1.0, 60.0, 1_800.0);
    let identity = derived(machine.input, &["compiled", tree]);
    let put = machine.put_estimate(tree, "compiled", size, identity);
    machine.more_commands = true;
    done(machine, put.map(drop), "what a build leaves beside its sources is a guess")
}

/// What `make install` puts under the prefix.
fn install(machine: &mut Machine<'_>, root: Option<&str>) -> Status {
    let prefix = root.map(str::to_owned).or_else(|| machine.sources.prefix.clone());
    let prefix = prefix.unwrap_or_else(|| "/usr/local".to_owned());
    machine.takes(0.5, 10.0, 300.0);
    machine.more_commands = true;
    let Some(project) = machine.sources.project else {
        let source = "what a program installs that nobody knows; a guess";
        let size = Size { low: 1_000, likely: 10_000_000, high: None, source: source.into() };
        let identity = derived(machine.input, &["install", &prefix]);
        let put = machine.put_estimate(&prefix, "installed by make", size, identity);
        let status = done(machine, put.map(drop), "what `make install` brings has a size that nobody states");
        machine.not_understood("where `make install` writes besides its prefix is not known");
        return status;
    };
    let put = project.parts.iter().try_for_each(|(part, low, likely, high)| {
        let (dir, name) = part.rsplit_once('/').unwrap_or(("", part));
        let dir = if dir.is_empty() { prefix.clone() } else { join(&prefix, dir) };
        let source = format!("{} as installed from source, in official images", project.name);
        machine.put_installed(&dir, name, Size::range(*low, *likely, *high, source))
    });
    done(machine, put, "what is installed from source is estimated")
}

impl Machine<'_> {
    /// Puts a file of estimated size under its own name.
    fn put_installed(&mut self, dir: &str, name: &str, size: Size) -> Result<(), Errno> {
        let dir = self.make_counted(dir)?;
        let path = join(&dir, name);
        let identity = derived(self.input, &["installed", &path]);
        let metadata = crate::Metadata { mtime: crate::Time::Build, ..self.new_metadata(0o666) };
        self.put(&path, crate::Node::file(crate::Content::estimated(size, identity), metadata))
    }
}

fn done(machine: &mut Machine<'_>, put: Result<(), Errno>, note: &str) -> Status {
    match put {
        Ok(()) => machine.estimated(note),
        Err(_) => Status::Code(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_values_in_each_form() {
        assert_eq!(prefix(&["--prefix", "/opt"], "--prefix"), Some("/opt"));
        assert_eq!(prefix(&["--prefix=/opt"], "--prefix"), Some("/opt"));
        assert_eq!(prefix(&["-Cbuild"], "-C"), Some("build"));
        assert_eq!(prefix(&["--prefixes=/opt"], "--prefix"), None);
    }

    #[test]
    fn sources_are_known_by_their_address() {
        let mut sources = Sources::default();
        sources.downloaded("https://www.python.org/ftp/python/3.12.1/Python-3.12.1.tar.xz");
        sources.downloaded("https://www.python.org/ftp/python/3.12.1/Python-3.12.1.tar.xz.asc");
        sources.downloaded("https://example.com/x.tar.gz");
        assert_eq!(sources.project.map(|project| project.name), Some("Python"));
    }
}
