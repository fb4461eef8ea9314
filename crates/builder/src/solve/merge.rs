use drydock_plan::Input;

use super::Solver;
use crate::Record;
use crate::timing::{copy, source};

impl Solver<'_> {
    /// Lays trees over one another (`solver/llbsolver/ops/merge.go`).
    pub(super) fn merge(&self, layers: &[Input]) -> Record {
        let mut trees = layers.iter().map(|layer| self.tree(*layer));
        let mut fs = trees.next().unwrap_or_default();
        let seconds = copy(0, 0);
        for upper in trees {
            if let Err(error) = fs.overlay(&upper) {
                return Record::failed(error.to_string(), seconds);
            }
        }
        Record::of(fs, seconds, source::COPY)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Content, FileSystem, Metadata, Node, Time};

    fn tree(paths: &[(&str, u32)]) -> FileSystem {
        let mut fs = FileSystem::new();
        for (path, mode) in paths {
            let metadata = Metadata::new(*mode, Time::Build);
            let node = match path.strip_suffix('/') {
                Some(_) => Node::dir(metadata),
                None => Node::file(Content::bytes(path.as_bytes()), metadata),
            };
            fs.insert(path, node).expect("fits");
        }
        fs
    }

    #[test]
    fn directories_are_joined_and_the_rest_is_replaced() {
        let mut fs = tree(&[("/etc/", 0o700), ("/etc/a", 0o644), ("/srv", 0o644)]);
        let upper = tree(&[("/etc/", 0o755), ("/etc/b", 0o600), ("/srv/", 0o755), ("/srv/x", 0o644)]);
        fs.overlay(&upper).expect("fits");
        let modes: Vec<_> = fs.walk("/").map(|(path, node)| (path, node.metadata.mode)).collect();
        let expected =
            [("/etc", 0o755), ("/etc/a", 0o644), ("/etc/b", 0o600), ("/srv", 0o755), ("/srv/x", 0o644)];
        assert_eq!(modes, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }
}
