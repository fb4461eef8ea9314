//! The file system as a process sees it: paths relative to a working directory, permissions, mounts, Linux's errors.

use std::rc::Rc;

use drydock_catalog::Size;

use super::io::{self, Fd, Io, Source};
use super::machine::{Machine, random_stream, zero_stream};
use crate::{Content, FsError, FsErrorKind, Metadata, Node, NodeKind, Time, split};

/// Why a system call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errno {
    NotFound,
    NotADirectory,
    IsADirectory,
    Exists,
    NotEmpty,
    Denied,
    NotPermitted,
    ReadOnly,
    Busy,
    CrossDevice,
    TooManyLinks,
    NameTooLong,
    Invalid,
    /// Nobody can say whether it works.
    Unknown,
}

impl Errno {
    /// The words of `strerror`.
    pub fn words(self) -> &'static str {
        match self {
            Errno::NotFound | Errno::Unknown => "No such file or directory",
            Errno::NotADirectory => "Not a directory",
            Errno::IsADirectory => "Is a directory",
            Errno::Exists => "File exists",
            Errno::NotEmpty => "Directory not empty",
            Errno::Denied => "Permission denied",
            Errno::NotPermitted => "Operation not permitted",
            Errno::ReadOnly => "Read-only file system",
            Errno::Busy => "Device or resource busy",
            Errno::CrossDevice => "Invalid cross-device link",
            Errno::TooManyLinks => "Too many levels of symbolic links",
            Errno::NameTooLong => "File name too long",
            Errno::Invalid => "Invalid argument",
        }
    }
}

impl From<FsError> for Errno {
    fn from(error: FsError) -> Self {
        match error.kind {
            FsErrorKind::NotFound => Errno::NotFound,
            FsErrorKind::NotADirectory => Errno::NotADirectory,
            FsErrorKind::IsADirectory => Errno::IsADirectory,
            FsErrorKind::Exists => Errno::Exists,
            FsErrorKind::TooManyLinks => Errno::TooManyLinks,
            FsErrorKind::NameTooLong => Errno::NameTooLong,
            FsErrorKind::Invalid => Errno::Invalid,
        }
    }
}

/// Permission bits of one kind of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read = 4,
    Write = 2,
    Execute = 1,
}

impl Machine<'_> {
    /// True when the process may do this to `node`.
    pub fn may(&self, node: &Node, access: Access) -> bool {
        let Metadata { mode, uid, gid, .. } = node.metadata;
        let bits = access as u32;
        if self.ids.uid == 0 {
            return access != Access::Execute || node.is_dir() || mode & 0o111 != 0;
        }
        let shift = if uid == self.ids.uid {
            6
        } else if gid == self.ids.gid || self.ids.groups.contains(&gid) {
            3
        } else {
            0
        };
        mode >> shift & bits == bits
    }

    /// Where `written` leads, without a symbolic link on the way, and what is there.
    pub fn look(&self, written: &str, follow: bool) -> Result<(String, Option<Rc<Node>>), Errno> {
        if written.is_empty() {
            return Err(Errno::NotFound);
        }
        let slash = written.ends_with('/');
        let resolved = self.fs.resolve(&self.absolute(written), follow || slash)?;
        let node = match resolved.node {
            Some(node) if slash && !node.is_dir() => return Err(Errno::NotADirectory),
            Some(node) => Some(node.clone()),
            None if resolved.unknown => None,
            None => {
                self.missing(&resolved.path)?;
                None
            }
        };
        Ok((resolved.path, node))
    }

    /// Tells a missing last component (`Ok`) from one further up.
    fn missing(&self, path: &str) -> Result<(), Errno> {
        let parent = split(path).0;
        match self.fs.get(parent) {
            Some(node) if node.is_dir() => Ok(()),
            Some(_) => Err(Errno::NotADirectory),
            None => {
                let existing = nearest(self, parent);
                let is_file = self.fs.get(existing).is_some_and(|node| !node.is_dir());
                if is_file { Err(Errno::NotADirectory) } else { Err(Errno::NotFound) }
            }
        }
    }

    /// What is at `written`; an error when there is nothing.
    pub fn stat(&self, written: &str, follow: bool) -> Result<(String, Rc<Node>), Errno> {
        let (path, node) = self.look(written, follow)?;
        match node {
            Some(node) => Ok((path, node)),
            None if self.may_be_there(&path) => Err(Errno::Unknown),
            None => Err(Errno::NotFound),
        }
    }

    /// True when a path that is not listed may be there all the same.
    pub fn may_be_there(&self, path: &str) -> bool {
        self.tainted || matches!(self.fs.lookup(path), crate::Lookup::Unknown)
    }

    /// What a process reads from `written`.
    pub fn read_source(&mut self, written: &str) -> Result<Source, Errno> {
        match crate::clean(&self.absolute(written)).as_str() {
            "/dev/null" | "/dev/tty" => return Ok(Source::Content(Content::bytes(Vec::new()))),
            "/dev/zero" | "/dev/full" => return Ok(Source::Zeros),
            "/dev/urandom" | "/dev/random" => return Ok(Source::Random),
            _ => {}
        }
        let (path, node) = match self.stat(written, true) {
            Ok(found) => found,
            Err(Errno::Unknown) => return Ok(Source::Content(self.unknown_content(written))),
            Err(errno) => return Err(errno),
        };
        if !self.may(&node, Access::Read) || !self.may_search(&path) {
            return Err(Errno::Denied);
        }
        match node.kind() {
            NodeKind::File(file) => Ok(Source::Content(file.content.clone())),
            NodeKind::Dir(_) => Err(Errno::IsADirectory),
            _ => Ok(Source::Content(self.unknown_content(written))),
        }
    }

    /// The bytes at `written`, where they end.
    pub fn read_file(&mut self, written: &str) -> Result<Content, Errno> {
        match self.read_source(written)? {
            Source::Content(content) => Ok(content),
            Source::Zeros => Ok(zero_stream()),
            Source::Random => Ok(random_stream()),
        }
    }

    /// Bytes nobody knows, made from what the step can see and from `what`.
    pub fn unknown_content(&mut self, what: &str) -> Content {
        self.serial += 1;
        let serial = self.serial.to_string();
        let identity = io::derived(self.input, &["unknown", what, &serial]);
        Content::estimated(Size::unknown(0, "written by a command that is not followed"), identity)
    }

    /// True when every directory above `path` may be gone through.
    fn may_search(&self, path: &str) -> bool {
        if self.ids.uid == 0 {
            return true;
        }
        let mut dir = split(path).0;
        loop {
            if self.fs.get(dir).is_some_and(|node| !self.may(node, Access::Execute)) {
                return false;
            }
            if dir == "/" {
                return true;
            }
            dir = split(dir).0;
        }
    }

    /// An error when nothing may be made or removed in the directory of `path`.
    pub fn writable_dir(&self, path: &str) -> Result<(), Errno> {
        self.missing(path)
            .or_else(|errno| if self.may_be_there(split(path).0) { Ok(()) } else { Err(errno) })?;
        if self.read_only(path) {
            return Err(Errno::ReadOnly);
        }
        let dir = self.fs.get(split(path).0);
        let allowed = dir.is_none_or(|dir| self.may(dir, Access::Write) && self.may(dir, Access::Execute));
        if allowed && self.may_search(path) { Ok(()) } else { Err(Errno::Denied) }
    }

    /// An error when what is at `path` may not be taken away.
    pub fn removable(&self, path: &str, node: &Node) -> Result<(), Errno> {
        self.writable_dir(path)?;
        if self.is_mount(path) {
            return Err(Errno::Busy);
        }
        let sticky = self.fs.get(split(path).0).map(|dir| dir.metadata).filter(|dir| dir.mode & 0o1000 != 0);
        let own = sticky.is_none_or(|dir| [node.metadata.uid, dir.uid].contains(&self.ids.uid));
        if own || self.ids.uid == 0 { Ok(()) } else { Err(Errno::NotPermitted) }
    }

    /// Mode, owner and time of something made now with permissions `mode`.
    pub fn new_metadata(&self, mode: u32) -> Metadata {
        let mode = mode & !self.shell.umask;
        Metadata { mode, uid: self.ids.uid, gid: self.ids.gid, mtime: Time::Build }
    }

    /// Puts a node at `path`, as this step's work.
    pub fn put(&mut self, path: &str, node: Node) -> Result<(), Errno> {
        let parent = split(path).0;
        if self.fs.get(parent).is_none() {
            // Only below a directory that may hold more than it lists: then all that is there is of layers below.
            let made = Node::dir(Metadata::new(0o755, Time::Build)).with_counted();
            self.fs.mkdir_all(parent, &made)?;
        }
        self.fs.insert(path, node.from_step(self.step))?;
        Ok(())
    }

    /// Changes mode or owner of what is at `path`. What is then as the step found it counts as untouched.
    pub fn put_metadata(&mut self, path: &str, node: &Rc<Node>, metadata: Metadata) -> Result<(), Errno> {
        if node.metadata == metadata {
            return Ok(());
        }
        if self.read_only(path) {
            return Err(Errno::ReadOnly);
        }
        let step = self.step;
        let before = self.initial.get(path).filter(|before| {
            let dressed = Node::clone(node).with_metadata(metadata).from_step(before.origin);
            before.same_itself(&dressed)
        });
        let origin = before.map_or(step, |before| before.origin);
        let changed = Node::clone(node).with_metadata(metadata).from_step(origin);
        let inode = node.as_file().and_then(|file| file.inode);
        self.fs.insert(path, changed.clone())?;
        if let Some(inode) = inode {
            self.replace_links(path, inode, &changed)?;
        }
        Ok(())
    }

    /// Gives all hard links of `inode` the same new state.
    fn replace_links(&mut self, path: &str, inode: crate::Inode, node: &Node) -> Result<(), Errno> {
        let same = |node: &Rc<Node>| node.as_file().is_some_and(|file| file.inode == Some(inode));
        let others: Vec<String> = self
            .fs
            .walk("/")
            .filter(|(other, node)| same(node) && other != path)
            .map(|(other, _)| other)
            .collect();
        for other in others {
            self.fs.insert(&other, node.clone())?;
        }
        Ok(())
    }

    /// Opens a file to write at its end: makes it when it is not there, empties it unless `append`. Gives its path.
    pub fn open_file(&mut self, written: &str, append: bool) -> Result<String, Errno> {
        let (path, node) = self.look(written, true)?;
        let Some(node) = node else {
            self.writable_dir(&path)?;
            let unknown = self.may_be_there(&path) && append;
            let content = if unknown { self.unknown_content(&path) } else { Content::bytes(Vec::new()) };
            let metadata = self.new_metadata(0o666);
            self.put(&path, Node::file(content, metadata))?;
            return Ok(path);
        };
        if node.is_dir() {
            return Err(Errno::IsADirectory);
        }
        if !self.may(&node, Access::Write) {
            return Err(Errno::Denied);
        }
        if self.read_only(&path) {
            return Err(Errno::ReadOnly);
        }
        if !append {
            self.write_content(&path, Content::bytes(Vec::new()))?;
        }
        Ok(path)
    }

    /// Gives the file at `path` other bytes; mode and owner stay.
    pub fn write_content(&mut self, path: &str, content: Content) -> Result<(), Errno> {
        let Some(node) = self.fs.get(path).cloned() else {
            let metadata = self.new_metadata(0o666);
            return self.put(path, Node::file(content, metadata));
        };
        let Some(file) = node.as_file() else { return Ok(()) };
        let metadata = Metadata { mtime: Time::Build, ..node.metadata };
        let inode = file.inode;
        let changed = Node::file(content, metadata).with_inode(inode).from_step(self.step);
        self.fs.insert(path, changed.clone())?;
        match inode {
            Some(inode) => self.replace_links(path, inode, &changed),
            None => Ok(()),
        }
    }

    /// Makes or replaces a whole file with the usual mode.
    pub fn write_file(&mut self, written: &str, content: Content) -> Result<(), Errno> {
        let path = self.open_file(written, false)?;
        self.write_content(&path, content)
    }

    /// Writes `bytes` to a descriptor.
    pub fn print_to(&mut self, io: &Io, number: u32, bytes: &[u8]) {
        self.send(io, number, &Content::bytes(bytes));
    }

    /// Writes to standard output.
    pub fn print(&mut self, io: &Io, text: &str) {
        self.print_to(io, 1, text.as_bytes());
    }

    /// Writes a message to standard error.
    pub fn error(&mut self, io: &Io, text: &str) {
        self.print_to(io, 2, format!("{text}\n").as_bytes());
    }

    /// Writes `content` to a descriptor.
    pub fn send(&mut self, io: &Io, number: u32, content: &Content) {
        if content.is_empty() && content.as_bytes().is_some() {
            return;
        }
        match io.get(number) {
            None | Some(Fd::Null | Fd::Full | Fd::Input(_)) => {}
            Some(Fd::Console) => self.console.push(content),
            Some(Fd::Errors) => self.push_error(content),
            Some(Fd::Pipe(pipe)) => pipe.borrow_mut().push(content),
            Some(Fd::File(path)) => {
                let path = path.clone();
                let Some(old) = self.fs.get(&path).and_then(|node| Some(node.as_file()?.content.clone()))
                else {
                    return;
                };
                self.charge(
                    old.as_bytes().map_or(0, <[u8]>::len) + content.as_bytes().map_or(0, <[u8]>::len),
                );
                let whole = if old.as_bytes().is_some_and(<[u8]>::is_empty) {
                    content.clone()
                } else {
                    io::concat(&old, content)
                };
                // The file was opened to be written, so nothing can refuse it now.
                let _ = self.write_content(&path, whole);
            }
        }
    }
}

/// The nearest path above that is listed.
fn nearest<'p>(machine: &Machine<'_>, path: &'p str) -> &'p str {
    let mut path = path;
    while path != "/" && machine.fs.get(path).is_none() {
        path = split(path).0;
    }
    path
}
