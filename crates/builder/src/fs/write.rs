use std::rc::Rc;

use super::{FileSystem, FsError, FsErrorKind, Metadata, Node, Time, components, join, split};

/// Changes a file system in the name of one step, as a process would: a directory gets a new time when a name in it
/// comes or goes. Paths must be free of symbolic links, as [`FileSystem::resolve`] gives them.
#[derive(Debug)]
pub struct Writer<'f> {
    /// What it changes.
    pub fs: &'f mut FileSystem,
    /// The step, which each thing it writes carries as origin.
    pub origin: u32,
}

impl Writer<'_> {
    /// Puts `node` at `path`, in place of what was there, and makes it this step's.
    ///
    /// # Errors
    /// When the parent is missing or no directory, and when the path is too long.
    pub fn put(&mut self, path: &str, mut node: Node) -> Result<(), FsError> {
        node.origin = self.origin;
        self.graft(path, Rc::new(node))
    }

    /// Puts `node` at `path` with all that is below it, as it is.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn graft(&mut self, path: &str, node: Rc<Node>) -> Result<(), FsError> {
        let parent = split(path).0;
        match self.fs.get(parent) {
            Some(dir) if dir.is_dir() => {}
            Some(_) => return Err(FsError::new(FsErrorKind::NotADirectory, path)),
            None => return Err(FsError::new(FsErrorKind::NotFound, path)),
        }
        self.fs.insert(path, node)?;
        self.set_time(parent, Time::Build);
        Ok(())
    }

    /// Takes away what is at `path`, and all below it.
    pub fn remove(&mut self, path: &str) {
        if self.fs.remove(path).is_some() {
            self.set_time(split(path).0, Time::Build);
        }
    }

    /// Sets the time of what is at `path`.
    pub fn set_time(&mut self, path: &str, mtime: Time) {
        self.change(path, |metadata| metadata.mtime = mtime);
    }

    /// Changes mode, owner or time of what is at `path`.
    pub fn change(&mut self, path: &str, edit: impl FnOnce(&mut Metadata)) {
        let origin = self.origin;
        self.fs.update(path, |node| {
            let mut metadata = node.metadata;
            edit(&mut metadata);
            *node = node.clone().with_metadata(metadata).from_step(origin);
        });
    }

    /// Marks the directory at `path` as one that may hold more than it lists.
    pub fn open(&mut self, path: &str) {
        let origin = self.origin;
        self.fs.update(path, |node| *node = node.clone().with_opaque(true).from_step(origin));
    }

    /// Makes the directory `path` and its missing parents with this metadata; gives those that were made.
    ///
    /// # Errors
    /// When something on the way is no directory; the error names it.
    pub fn mkdir_all(&mut self, path: &str, metadata: Metadata) -> Result<Vec<String>, FsError> {
        let mut made = Vec::new();
        let mut at = String::from("/");
        for part in components(path) {
            at = join(&at, part);
            match self.fs.get(&at) {
                Some(node) if node.is_dir() => {}
                Some(_) => return Err(FsError::new(FsErrorKind::NotADirectory, at)),
                None => {
                    self.put(&at, Node::dir(metadata))?;
                    made.push(at.clone());
                }
            }
        }
        Ok(made)
    }
}

impl FileSystem {
    /// Changes the node at `path` in place; false when nothing is there.
    pub(crate) fn update(&mut self, path: &str, edit: impl FnOnce(&mut Node)) -> bool {
        if self.get(path).is_none() {
            return false;
        }
        let mut node = &mut self.root;
        for part in components(path) {
            let next = Rc::make_mut(node).dir_mut().and_then(|dir| dir.entries.get_or_insert(part, || None));
            match next {
                Some(next) => node = next,
                None => return false,
            }
        }
        edit(Rc::make_mut(node));
        true
    }
}
