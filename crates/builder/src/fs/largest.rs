use super::{FileSystem, Node, Totals};

/// A directory is told instead of the one above it when it holds this part of its bytes.
const MOST: (u64, u64) = (9, 10);

/// A path that is large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Large {
    /// Absolute path.
    pub path: String,
    /// True for a directory.
    pub dir: bool,
    /// What is below it, itself included.
    pub totals: Totals,
}

impl FileSystem {
    /// The largest regular files, at most `limit`, the largest first. Looks only into directories that can hold one.
    pub fn largest_files(&self, limit: usize) -> Vec<Large> {
        let mut found = Vec::new();
        descend(self.root(), &mut String::new(), &mut found, limit, &|node, _| node.as_file().is_some());
        found
    }

    /// The largest directories, at most `limit`, the largest first. One that holds little besides another directory
    /// is left out for that other.
    pub fn largest_dirs(&self, limit: usize) -> Vec<Large> {
        let mut found = Vec::new();
        let counts = |node: &Node, path: &str| {
            let Some(dir) = node.as_dir().filter(|_| !path.is_empty()) else { return false };
            let most = node.totals().bytes / MOST.1 * MOST.0;
            !dir.iter().any(|(_, child)| child.is_dir() && child.totals().bytes > most)
        };
        descend(self.root(), &mut String::new(), &mut found, limit, &counts);
        found
    }
}

/// Adds `node`, which stands at `path`, and what is below it where they count and are among the largest so far.
fn descend(
    node: &Node,
    path: &mut String,
    found: &mut Vec<Large>,
    limit: usize,
    counts: &impl Fn(&Node, &str) -> bool,
) {
    let totals = node.totals();
    let smallest = found.last().filter(|_| found.len() >= limit).map_or(0, |last| last.totals.bytes);
    if limit == 0 || totals.bytes <= smallest {
        return;
    }
    if counts(node, path) {
        let at = found.partition_point(|other| other.totals.bytes >= totals.bytes);
        found.insert(at, Large { path: path.clone(), dir: node.is_dir(), totals });
        found.truncate(limit);
    }
    let Some(dir) = node.as_dir() else { return };
    for (name, child) in dir.iter() {
        let length = path.len();
        path.push('/');
        path.push_str(name);
        descend(child, path, found, limit, counts);
        path.truncate(length);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, Metadata, Time};
    use super::*;

    fn fs(files: &[(&str, u64)]) -> FileSystem {
        let mut fs = FileSystem::new();
        for (path, size) in files {
            let node = Node::file(Content::fill(b'x', *size), Metadata::new(0o644, Time::Build));
            fs.insert(path, node).unwrap();
        }
        fs
    }

    fn paths(found: Vec<Large>) -> Vec<String> {
        found.into_iter().map(|one| one.path).collect()
    }

    #[test]
    fn the_largest_come_first() {
        let fs = fs(&[("/a", 5), ("/d/b", 9), ("/d/c", 1), ("/e/f/g", 7), ("/empty", 0)]);
        assert_eq!(paths(fs.largest_files(3)), ["/d/b", "/e/f/g", "/a"]);
        assert_eq!(paths(fs.largest_files(9)), ["/d/b", "/e/f/g", "/a", "/d/c"]);
        assert!(fs.largest_files(0).is_empty());
    }

    #[test]
    fn a_directory_stands_for_what_it_is_made_of() {
        let fs =
            fs(&[("/node_modules/x/big", 500), ("/node_modules/y/big", 400), ("/a/b/c/d", 100), ("/z", 9)]);
        assert_eq!(
            paths(fs.largest_dirs(9)),
            ["/node_modules", "/node_modules/x", "/node_modules/y", "/a/b/c"]
        );
    }
}
