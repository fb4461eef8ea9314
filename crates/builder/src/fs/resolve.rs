use std::rc::Rc;

use super::{FileSystem, FsError, FsErrorKind, Node, absolute};

/// As many symbolic links as BuildKit follows in one path (`continuity/fs.RootPath`).
const MAX_LINKS: usize = 255;

/// Where a path leads once its symbolic links are followed.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// Absolute path without symbolic links, as far as it exists; what does not exist is kept as written.
    pub path: String,
    /// What is there.
    pub node: Option<&'a Rc<Node>>,
    /// True when nothing is listed there, but a directory on the way may hold more than it lists.
    pub unknown: bool,
}

impl FileSystem {
    /// Follows the symbolic links of `path` without ever leaving the root, that of the last component only with
    /// `follow_last`. What does not exist is kept as written.
    ///
    /// # Errors
    /// When links lead in a circle.
    pub fn resolve(&self, path: &str, follow_last: bool) -> Result<Resolved<'_>, FsError> {
        let mut todo: Vec<&str> = parts_reversed(path).collect();
        let mut parts: Vec<&str> = Vec::new();
        // What each prefix of `parts` names, the root first.
        let mut nodes: Vec<Option<&Rc<Node>>> = vec![Some(self.root())];
        let mut links = 0;
        while let Some(part) = todo.pop() {
            if part == ".." {
                if parts.pop().is_some() {
                    nodes.pop();
                }
                continue;
            }
            let node = nodes.last().copied().flatten().and_then(|node| node.as_dir()?.get(part));
            let target = node.and_then(|node| node.as_symlink());
            let Some(target) = target.filter(|_| follow_last || !todo.is_empty()) else {
                parts.push(part);
                nodes.push(node);
                continue;
            };
            links += 1;
            if links > MAX_LINKS {
                return Err(FsError::new(FsErrorKind::TooManyLinks, path));
            }
            if target.starts_with('/') {
                parts.clear();
                nodes.truncate(1);
            }
            todo.extend(parts_reversed(target));
        }
        let node = nodes.last().copied().flatten();
        Ok(Resolved { path: absolute(&parts), node, unknown: node.is_none() && ends_in_opaque(&nodes) })
    }

    /// What is at `path` once all symbolic links are followed.
    pub fn follow(&self, path: &str) -> Option<&Rc<Node>> {
        self.resolve(path, true).ok().and_then(|resolved| resolved.node)
    }
}

fn parts_reversed(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').rev().filter(|part| !part.is_empty() && *part != ".")
}

fn ends_in_opaque(nodes: &[Option<&Rc<Node>>]) -> bool {
    nodes.iter().rev().find_map(|node| *node).and_then(|node| node.as_dir()).is_some_and(|dir| dir.opaque)
}
