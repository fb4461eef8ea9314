use std::rc::Rc;

use super::{FileSystem, FsError, Node};

impl FileSystem {
    /// Lays `upper` over it, as the layers of an image lie over one another: directories merge and get the metadata of
    /// the upper one, everything else is replaced.
    ///
    /// # Errors
    /// When a path becomes too long.
    pub fn overlay(&mut self, upper: &FileSystem) -> Result<(), FsError> {
        let mut walk = upper.walk("/");
        while let Some((path, node)) = walk.step() {
            let there = self.get(path);
            match there.filter(|there| there.is_dir() && node.is_dir()) {
                Some(there) => {
                    let merged = Node::clone(there).with_metadata(node.metadata).from_step(node.origin);
                    self.insert(path, merged)?;
                }
                None => {
                    self.overlay_new(path, node)?;
                    walk.prune();
                }
            }
        }
        Ok(())
    }

    /// Takes over a path with all that is below it; hard links among it stay links of one another.
    fn overlay_new(&mut self, path: &str, node: &Rc<Node>) -> Result<(), FsError> {
        if node.totals().hard_links == 0 {
            return self.insert(path, node.clone()).map(|_| ());
        }
        let offset = self.next_inode;
        let mut highest = 0;
        let mut renumber = |node: &Node| match node.as_file().and_then(|file| file.inode) {
            Some(inode) => {
                highest = highest.max(inode);
                node.clone().with_inode(Some(inode + offset))
            }
            None => node.without_entries(),
        };
        let mut renewed = FileSystem::new();
        renewed.insert("/x", renumber(node))?;
        let mut walk = super::Walk::new("/x", node);
        while let Some((below, node)) = walk.step() {
            renewed.insert(below, renumber(node))?;
        }
        if let Some(node) = renewed.remove("/x") {
            self.insert(path, node)?;
        }
        self.next_inode = offset + highest + 1;
        Ok(())
    }
}
