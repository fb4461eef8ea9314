//! A file system that is cheap to copy: copies share all they have in common.

mod base;
mod diff;
mod dir;
mod error;
mod largest;
mod merge;
mod node;
mod path;
mod resolve;
#[cfg(test)]
mod tests;
mod walk;
mod wire;
mod write;

use std::rc::Rc;

pub use diff::{Change, diff};
pub(crate) use dir::{Entries, EntryChanges};
pub use error::{FsError, FsErrorKind};
pub use largest::Large;
pub use node::{Content, ContentKind, Dir, File, Inode, Metadata, Node, NodeKind, Time, Totals};
pub(crate) use path::absolute;
pub use path::{clean, components, join, split};
pub use resolve::Resolved;
pub use walk::Walk;
pub use write::Writer;

/// Deeper than this no path goes: far more than Linux's 4096 bytes of path allow in practice, and shallow enough that
/// dropping a tree cannot exhaust the stack of a browser.
const MAX_DEPTH: usize = 512;

/// A file system. Paths are absolute or relative to its root, and are cleaned lexically; symbolic links are followed
/// only where the name of the method says so.
#[derive(Clone, Debug)]
pub struct FileSystem {
    root: Rc<Node>,
    next_inode: Inode,
}

impl Default for FileSystem {
    fn default() -> Self {
        Self::new()
    }
}

/// What is known of a path.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'a> {
    /// It is there.
    Found(&'a Rc<Node>),
    /// It is not there.
    Missing,
    /// It is not listed, but a directory on the way may hold more than it lists.
    Unknown,
}

impl FileSystem {
    /// The empty file system.
    pub fn new() -> Self {
        Self::with_root(Node::dir(Metadata::new(0o755, Time::Build)))
    }

    /// A file system of which nothing is known.
    pub fn unknown() -> Self {
        Self::with_root(Node::dir(Metadata::new(0o755, Time::Build)).with_opaque(true))
    }

    fn with_root(root: Node) -> Self {
        Self { root: Rc::new(root), next_inode: 1 }
    }

    /// The same under another root directory.
    pub(crate) fn with_root_node(&self, root: Rc<Node>) -> Self {
        Self { root, next_inode: self.next_inode }
    }

    /// The root directory.
    pub fn root(&self) -> &Rc<Node> {
        &self.root
    }

    /// True when both are one and the same state; cheap, and never wrongly true.
    pub fn same(&self, other: &FileSystem) -> bool {
        Rc::ptr_eq(&self.root, &other.root)
    }

    /// What is at `path`; a symbolic link is given itself.
    pub fn get(&self, path: &str) -> Option<&Rc<Node>> {
        match self.lookup(path) {
            Lookup::Found(node) => Some(node),
            _ => None,
        }
    }

    /// What is known of `path`; a symbolic link is given itself, and none is followed on the way.
    pub fn lookup(&self, path: &str) -> Lookup<'_> {
        let mut node = &self.root;
        for part in components(path) {
            let Some(dir) = node.as_dir() else { return Lookup::Missing };
            match dir.get(part) {
                Some(next) => node = next,
                None if dir.opaque => return Lookup::Unknown,
                None => return Lookup::Missing,
            }
        }
        Lookup::Found(node)
    }

    /// Names and nodes of the directory at `path`, in byte order; nothing when there is no directory.
    pub fn read_dir(&self, path: &str) -> impl Iterator<Item = (&Rc<str>, &Rc<Node>)> {
        self.get(path).and_then(|node| node.as_dir()).into_iter().flat_map(Dir::iter)
    }

    /// Everything below `path`, each directory before what is in it, names in byte order.
    pub fn walk(&self, path: &str) -> Walk<'_> {
        let path = clean(path);
        Walk::new(&path, self.get(&path).unwrap_or(&self.root))
    }

    /// How much the whole file system holds, the root included; hard links count each time.
    pub fn totals(&self) -> Totals {
        self.root.totals()
    }

    /// Puts `node` at `path` in place of what was there, which is given back. Missing parents are made, with mode 0755
    /// and the time and origin of `node`.
    ///
    /// # Errors
    /// When a parent is no directory, when `path` is the root and `node` no directory, and when the path is too long.
    pub fn insert(&mut self, path: &str, node: impl Into<Rc<Node>>) -> Result<Option<Rc<Node>>, FsError> {
        let node = node.into();
        let parts = components(path);
        let height = if node.as_dir().is_some_and(|dir| !dir.is_empty()) { node.totals().height } else { 1 };
        if parts.len() + height > MAX_DEPTH || parts.iter().any(|part| part.len() > 255) {
            return Err(FsError::new(FsErrorKind::NameTooLong, absolute(&parts)));
        }
        let Some((name, parents)) = parts.split_last() else {
            if !node.is_dir() {
                return Err(FsError::new(FsErrorKind::IsADirectory, "/"));
            }
            return Ok(Some(std::mem::replace(&mut self.root, node)));
        };
        let missing = Node::dir(Metadata::new(0o755, node.metadata.mtime)).from_step(node.origin);
        let dir = self.dir_mut(parents, Some(&missing))?;
        Ok(dir.entries.insert(name, node))
    }

    /// Takes away what is at `path`, and all below it.
    pub fn remove(&mut self, path: &str) -> Option<Rc<Node>> {
        self.get(path)?;
        let parts = components(path);
        let (name, parents) = parts.split_last()?;
        self.dir_mut(parents, None).ok()?.entries.remove(name)
    }

    /// Makes the directory `path` and its missing parents like `template`, without following links; gives the paths
    /// that were made.
    ///
    /// # Errors
    /// When something on the way is no directory, and when the path is too long.
    pub fn mkdir_all(&mut self, path: &str, template: &Node) -> Result<Vec<String>, FsError> {
        let parts = components(path);
        let mut made = Vec::new();
        for end in 1..=parts.len() {
            let path = absolute(&parts[..end]);
            match self.get(&path) {
                Some(node) if node.is_dir() => {}
                Some(_) => return Err(FsError::new(FsErrorKind::NotADirectory, path)),
                None => {
                    self.insert(&path, template.without_entries())?;
                    made.push(path);
                }
            }
        }
        Ok(made)
    }

    /// Moves what is at `from` to `to`, in place of what was there; the parents of `to` must be directories or missing.
    ///
    /// # Errors
    /// When nothing is at `from`, when `to` is inside it, and as [`FileSystem::insert`].
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), FsError> {
        let (from, to) = (clean(from), clean(to));
        if from == to {
            return Ok(());
        }
        if to.strip_prefix(&from).is_some_and(|rest| rest.starts_with('/')) || from == "/" {
            return Err(FsError::new(FsErrorKind::Invalid, to));
        }
        let node =
            self.get(&from).cloned().ok_or_else(|| FsError::new(FsErrorKind::NotFound, from.clone()))?;
        let mut moved = self.clone();
        moved.remove(&from);
        moved.insert(&to, node)?;
        *self = moved;
        Ok(())
    }

    /// Makes `to` a hard link to the regular file at `from`.
    ///
    /// # Errors
    /// When `from` is no regular file, and as [`FileSystem::insert`].
    pub fn link(&mut self, from: &str, to: &str) -> Result<(), FsError> {
        let node = match self.get(from) {
            None => return Err(FsError::new(FsErrorKind::NotFound, clean(from))),
            Some(node) if node.as_file().is_none() => {
                return Err(FsError::new(FsErrorKind::Invalid, clean(from)));
            }
            Some(node) => node.clone(),
        };
        if node.as_file().is_some_and(|file| file.inode.is_some()) {
            return self.insert(to, node).map(|_| ());
        }
        let inode = self.new_inode();
        let node = Rc::new(Node::clone(&node).with_inode(Some(inode)));
        self.insert(from, node.clone())?;
        self.insert(to, node).map(|_| ())
    }

    /// An inode that no file here has yet.
    pub fn new_inode(&mut self) -> Inode {
        let inode = self.next_inode;
        self.next_inode += 1;
        inode
    }

    /// The entries of a directory to change; missing ones on the way are made like `missing`, or are an error.
    fn dir_mut(&mut self, parts: &[&str], missing: Option<&Node>) -> Result<&mut Dir, FsError> {
        let mut node = &mut self.root;
        for (depth, part) in parts.iter().enumerate() {
            let error = |kind, end| FsError::new(kind, absolute(parts.get(..end).unwrap_or(parts)));
            let Some(dir) = Rc::make_mut(node).dir_mut() else {
                return Err(error(FsErrorKind::NotADirectory, depth));
            };
            let made = || missing.map(|missing| Rc::new(missing.clone()));
            let found = dir.entries.get_or_insert(part, made);
            node = found.ok_or_else(|| error(FsErrorKind::NotFound, depth + 1))?;
        }
        Rc::make_mut(node).dir_mut().ok_or_else(|| FsError::new(FsErrorKind::NotADirectory, absolute(parts)))
    }
}
