use std::rc::Rc;

use drydock_catalog::Size;
use drydock_plan::{BaseFile, BaseFileKind, BaseImage};

use super::{Content, FileSystem, Metadata, Node, Time, split};
use crate::{Digest, Hasher};

impl FileSystem {
    /// The file system of a base image, as far as its paths are known; every directory may hold more unless the
    /// image says its list is complete. Times are `mtime`, but that of the root: layers seldom hold it, so it is as new as
    /// the builder's copy.
    pub fn of_base(image: &BaseImage, mtime: Time) -> Self {
        let opaque = !image.complete;
        let mut fs = Self::with_root(Node::dir(Metadata::new(0o755, Time::Build)).with_opaque(opaque));
        // Links first: a later `/bin/sh` may lie behind the link `/bin`.
        let rank = |file: &BaseFile| match file.kind {
            BaseFileKind::Link(_) => 0,
            BaseFileKind::Dir | BaseFileKind::WholeDir => 1,
            BaseFileKind::File { .. } => 2,
        };
        let mut files: Vec<&BaseFile> = image.files.iter().collect();
        files.sort_by_cached_key(|file| (rank(file), file.path.bytes().filter(|byte| *byte == b'/').count()));
        for file in files {
            let path = fs.resolve(&file.path, false).map_or_else(|_| file.path.clone(), |found| found.path);
            let node =
                base_node(file, image, mtime).with_opaque(opaque && file.kind != BaseFileKind::WholeDir);
            // A path below a file cannot be: the list is wrong there, and the file stands.
            let parent = Node::dir(Metadata::new(0o755, mtime)).with_opaque(opaque);
            let _ = fs.fill_parents(&path, &parent).and_then(|()| fs.put(&path, node));
        }
        fs
    }

    fn fill_parents(&mut self, path: &str, parent: &Node) -> Result<(), super::FsError> {
        let parts = super::components(split(path).0);
        self.dir_mut(&parts, Some(parent)).map(|_| ())
    }

    /// Inserts; a directory that is there already keeps what it holds.
    fn put(&mut self, path: &str, node: Node) -> Result<(), super::FsError> {
        let node = match self.get(path) {
            Some(old) if old.is_dir() && node.is_dir() => Node::clone(old).with_metadata(node.metadata),
            _ => node,
        };
        self.insert(path, node).map(|_| ())
    }
}

fn base_node(file: &BaseFile, image: &BaseImage, mtime: Time) -> Node {
    let metadata = Metadata { mode: file.mode, uid: file.uid, gid: file.gid, mtime };
    match &file.kind {
        BaseFileKind::Dir | BaseFileKind::WholeDir => Node::dir(metadata),
        BaseFileKind::Link(target) => Node::symlink(target.as_str(), mtime),
        BaseFileKind::File { text: Some(text), .. } => {
            Node::file(Content::bytes(Rc::<[u8]>::from(text.as_bytes())), metadata)
        }
        BaseFileKind::File { size, text: None } => {
            let identity = identity(image, &file.path, *size);
            let content = if image.complete {
                Content::known(*size, identity)
            } else if *size == 0 {
                // A command that is known to be there, but not how large it is.
                Content::estimated(Size::unknown(0, image.source.clone()), identity)
            } else {
                Content::estimated(Size::exact(*size, image.source.clone()), identity)
            };
            Node::file(content, metadata)
        }
    }
}

fn identity(image: &BaseImage, path: &str, size: u64) -> Digest {
    let mut hasher = Hasher::new();
    hasher.write_str(&image.digest);
    hasher.write_str(path);
    hasher.write_u64(size);
    hasher.finish()
}
