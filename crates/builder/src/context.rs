//! The build context: the files that a build may read.

mod memo;
mod select;
mod transfer;

pub use memo::ContextMemo;
pub use select::{needed_paths, select_paths};
pub use transfer::{sync, transferred};

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::{Content, FileSystem, FsError, FsErrorKind, Metadata, Node, NodeKind, Time, Totals, clean, diff};

/// The time of files whose time nobody gave: 1 January 2024, in seconds since 1970.
pub const DEFAULT_MTIME: i64 = 1_704_067_200;

/// One entry of the build context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContextFile {
    /// What it is.
    pub kind: ContextFileKind,
    /// Permission bits.
    pub mode: u32,
    /// Time of the last change in seconds since 1970.
    pub mtime: i64,
}

/// What an entry of the build context is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ContextFileKind {
    /// A regular file.
    File(Content),
    /// A directory; what is in it are entries of their own.
    Dir,
    /// A symbolic link with its target.
    Symlink(Rc<str>),
    /// A hard link to another path of the context, which must be there.
    HardLink(String),
    /// A named pipe.
    Fifo,
    /// A device or a socket.
    Other,
}

impl ContextFile {
    /// A regular file of mode 0644.
    pub fn new(content: Content) -> Self {
        Self { kind: ContextFileKind::File(content), mode: 0o644, mtime: DEFAULT_MTIME }
    }

    /// A regular file of mode 0644 with `text` in it.
    pub fn text(text: &str) -> Self {
        Self::new(Content::bytes(text.as_bytes()))
    }

    /// A directory of mode 0755.
    pub fn dir() -> Self {
        Self { kind: ContextFileKind::Dir, mode: 0o755, mtime: DEFAULT_MTIME }
    }

    /// A symbolic link.
    pub fn symlink(target: &str) -> Self {
        Self { kind: ContextFileKind::Symlink(target.into()), mode: 0o777, mtime: DEFAULT_MTIME }
    }

    /// The same with other permission bits.
    pub fn with_mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// The same changed at `mtime`, in seconds since 1970.
    pub fn with_mtime(mut self, mtime: i64) -> Self {
        self.mtime = mtime;
        self
    }

    /// How many bytes it has; 0 for what is no regular file.
    pub fn len(&self) -> u64 {
        match &self.kind {
            ContextFileKind::File(content) => content.len(),
            _ => 0,
        }
    }

    /// True when it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its text, when it is a regular file whose bytes are held and are text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            ContextFileKind::File(content) => content.as_text(),
            _ => None,
        }
    }
}

/// The files that a build may read, `.dockerignore` and Dockerfile included. Paths are relative, with `/` between the
/// components. Copies share all they have in common: to change one file of many costs little.
#[derive(Clone, Debug)]
pub struct Context {
    fs: FileSystem,
}

impl Default for Context {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Context {
    /// Same paths, modes and bytes; times do not count.
    fn eq(&self, other: &Self) -> bool {
        self.fs.same(&other.fs) || self.fs.root().digest() == other.fs.root().digest()
    }
}

impl Context {
    /// A context without files.
    pub fn new() -> Self {
        Self { fs: FileSystem::new() }
    }

    /// It as a file system.
    pub fn fs(&self) -> &FileSystem {
        &self.fs
    }

    /// Writes the text of a file. A regular file that is there keeps its mode, and is a second younger when its text
    /// changes: without a new time a build would not notice a change that keeps the size.
    ///
    /// # Errors
    /// When a parent is no directory or the path is too long or empty.
    pub fn set_text(&mut self, path: &str, text: &str) -> Result<(), FsError> {
        let old = self.get(path).filter(|old| matches!(old.kind, ContextFileKind::File(_)));
        let (mode, mtime) = match &old {
            Some(old) if old.as_text() == Some(text) => return Ok(()),
            Some(old) => (old.mode, old.mtime.saturating_add(1)),
            None => (0o644, DEFAULT_MTIME),
        };
        self.set(path, ContextFile::text(text).with_mode(mode).with_mtime(mtime))
    }

    /// Puts an entry in place of what was at `path`. Missing parents are made; a directory that is there keeps what is
    /// in it when a directory takes its place.
    ///
    /// # Errors
    /// When a parent is no directory, the path is too long or empty, or a hard link leads nowhere.
    pub fn set(&mut self, path: &str, file: ContextFile) -> Result<(), FsError> {
        let path = clean(path);
        if path == "/" {
            return Err(FsError::new(FsErrorKind::IsADirectory, path));
        }
        let metadata = Metadata::new(file.mode, Time::Source(file.mtime));
        let node = match file.kind {
            ContextFileKind::File(content) => Node::file(content, metadata),
            ContextFileKind::Dir => match self.fs.get(&path) {
                Some(old) if old.is_dir() => Node::clone(old).with_metadata(metadata),
                _ => Node::dir(metadata),
            },
            ContextFileKind::Symlink(target) => Node::symlink(target, metadata.mtime),
            ContextFileKind::HardLink(target) => return self.fs.link(&target, &path),
            ContextFileKind::Fifo => Node::fifo(metadata),
            ContextFileKind::Other => Node::other(metadata),
        };
        self.fs.insert(&path, node).map(|_| ())
    }

    /// Takes away a file, or a directory with all that is in it; false when nothing was there.
    pub fn remove(&mut self, path: &str) -> bool {
        self.fs.remove(path).is_some()
    }

    /// Moves a file, or a directory with all that is in it, in place of what was at `to`.
    ///
    /// # Errors
    /// When nothing is at `from`, when `to` is inside it, or as for [`Context::set`].
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), FsError> {
        if clean(to) == "/" {
            return Err(FsError::new(FsErrorKind::IsADirectory, "/"));
        }
        self.fs.rename(from, to)
    }

    /// The entry at `path`.
    pub fn get(&self, path: &str) -> Option<ContextFile> {
        self.fs.get(path).map(|node| entry(node))
    }

    /// The text of the file at `path`, when its bytes are held and are text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.fs.get(path)?.as_file()?.content.as_text()
    }

    /// All regular files, links and other entries that are no directories, with their paths, in path order.
    pub fn files(&self) -> impl Iterator<Item = (String, ContextFile)> {
        self.entries().filter(|(_, file)| file.kind != ContextFileKind::Dir)
    }

    /// All entries with their paths, directories included, in path order (component by component).
    pub fn entries(&self) -> impl Iterator<Item = (String, ContextFile)> {
        self.fs.walk("/").map(|(path, node)| (path.trim_start_matches('/').to_owned(), entry(node)))
    }

    /// What makes this context out of `before`, by path, in an order that [`Context::set`] and [`Context::remove`] can
    /// follow: an entry to put there, or `None` for one that goes. Costs what the difference costs. Of files with more
    /// than one name each name is one of its own.
    pub fn changes_since(&self, before: &Context) -> Vec<(String, Option<ContextFile>)> {
        let changes = diff(&before.fs, &self.fs).into_iter();
        changes.map(|change| (change.path, change.after.map(|node| entry(&node)))).collect()
    }

    /// How many regular files, directories and others there are, and their bytes.
    pub fn totals(&self) -> Totals {
        let mut totals = self.fs.totals();
        totals.others -= 1;
        totals
    }

    /// How many regular files there are.
    pub fn len(&self) -> usize {
        usize::try_from(self.fs.totals().files).unwrap_or(usize::MAX)
    }

    /// True when there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.fs.root().as_dir().is_none_or(|root| root.is_empty())
    }
}

fn entry(node: &Node) -> ContextFile {
    let kind = match node.kind() {
        NodeKind::File(file) => ContextFileKind::File(file.content.clone()),
        NodeKind::Dir(_) => ContextFileKind::Dir,
        NodeKind::Symlink(target) => ContextFileKind::Symlink(target.clone()),
        NodeKind::Fifo => ContextFileKind::Fifo,
        NodeKind::Other => ContextFileKind::Other,
    };
    let mtime = match node.metadata.mtime {
        Time::Source(seconds) | Time::At(seconds) => seconds,
        Time::Image | Time::Build | Time::Epoch => DEFAULT_MTIME,
    };
    ContextFile { kind, mode: node.metadata.mode, mtime }
}
