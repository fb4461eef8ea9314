use drydock_plan::Input;

use super::Solver;
use crate::timing::copy;
use crate::{FileSystem, FsError, Node, Record};

impl Solver<'_> {
    /// Lays trees over one another (`solver/llbsolver/ops/merge.go`).
    pub(super) fn merge(&self, layers: &[Input]) -> Record {
        let mut trees = layers.iter().map(|layer| self.tree(*layer));
        let mut fs = trees.next().unwrap_or_default();
        let seconds = copy(0, 0);
        for upper in trees {
            if let Err(error) = lay_over(&mut fs, &upper) {
                return Record::failed(error.to_string(), seconds);
            }
        }
        Record::of(fs, seconds)
    }
}

/// Puts all that `upper` holds over `fs`: directories are joined and take the metadata of the upper one, everything
/// else is replaced. What `fs` has nothing of is shared whole.
fn lay_over(fs: &mut FileSystem, upper: &FileSystem) -> Result<(), FsError> {
    let mut walk = upper.walk("/");
    while let Some((path, node)) = walk.step() {
        match fs.get(path) {
            Some(lower) if lower.is_dir() && node.is_dir() => {
                let joined = Node::clone(lower).with_metadata(node.metadata).from_step(node.origin);
                fs.insert(path, joined)?;
            }
            _ => {
                let path = path.to_owned();
                walk.prune();
                fs.insert(&path, node.clone())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Metadata, Time};

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
        lay_over(&mut fs, &upper).expect("fits");
        let modes: Vec<_> = fs.walk("/").map(|(path, node)| (path, node.metadata.mode)).collect();
        let expected =
            [("/etc", 0o755), ("/etc/a", 0o644), ("/etc/b", 0o600), ("/srv", 0o755), ("/srv/x", 0o644)];
        assert_eq!(modes, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }
}
