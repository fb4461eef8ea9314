use std::rc::Rc;

use super::dir::EntryChanges;
use super::{Dir, FileSystem, Node};

/// What became of one path between two file systems.
#[derive(Clone, Debug)]
pub struct Change {
    /// Absolute path.
    pub path: String,
    /// What was there.
    pub before: Option<Rc<Node>>,
    /// What is there now.
    pub after: Option<Rc<Node>>,
}

/// The paths that differ from `before` to `after`, each directory before what is in it, names in byte order.
///
/// Parts that both share are skipped unseen, so it costs what the change costs. A directory is listed when it itself
/// (mode, owner, time, origin) differs, not for what is in it. What is below a removed directory is not listed; what is
/// below a new one is.
pub fn diff(before: &FileSystem, after: &FileSystem) -> Vec<Change> {
    let mut diff = Diff { changes: Vec::new(), stack: Vec::new(), path: String::new() };
    diff.compare(Some(before.root()), Some(after.root()));
    while let Some((differing, parent)) = diff.stack.last_mut() {
        diff.path.truncate(*parent);
        match differing.next() {
            Some((name, before, after)) => {
                diff.path.push('/');
                diff.path.push_str(name);
                diff.compare(before, after);
            }
            None => {
                diff.stack.pop();
            }
        }
    }
    diff.changes
}

struct Diff<'a> {
    changes: Vec<Change>,
    stack: Vec<(EntryChanges<'a>, usize)>,
    path: String,
}

impl<'a> Diff<'a> {
    fn compare(&mut self, before: Option<&'a Rc<Node>>, after: Option<&'a Rc<Node>>) {
        let same = match (before, after) {
            (Some(a), Some(b)) if Rc::ptr_eq(a, b) => return,
            (Some(a), Some(b)) => a.same_itself(b),
            _ => false,
        };
        if !same && !self.path.is_empty() {
            self.changes.push(Change {
                path: self.path.clone(),
                before: before.cloned(),
                after: after.cloned(),
            });
        }
        if let Some(after) = after.and_then(|node| node.as_dir()) {
            let before = before.and_then(|node| node.as_dir());
            self.stack.push((differing(before, after), self.path.len()));
        }
    }
}

fn differing<'a>(before: Option<&'a Dir>, after: &'a Dir) -> EntryChanges<'a> {
    EntryChanges::new(before.map(|dir| &dir.entries), &after.entries)
}
