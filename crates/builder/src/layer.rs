//! What a step adds to an image: the layer between the file system before it and after it.

mod tar;

use std::collections::HashMap;
use std::rc::Rc;

use drydock_catalog::Size;
use drydock_plan::{Input, OpId, OpKind, Plan};

use crate::{Change, FileSystem, Inode, Node, NodeKind, Solution, Time, diff, root_input, split};

/// What a layer holds for a path.
#[derive(Clone, Debug)]
pub enum LayerEntryKind {
    /// The path as it stands after the step; an unchanged directory where something below it changed.
    Node(Rc<Node>),
    /// A hard link to another path of the same layer.
    HardLink(String, Rc<Node>),
    /// A mark that hides what lower layers have there.
    Whiteout,
}

/// Why a path is in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerChange {
    /// Was not there.
    Added,
    /// Other bytes, another target or another kind.
    Changed,
    /// Same bytes, other mode, owner or time: copied up whole.
    Metadata,
    /// Gone.
    Removed,
    /// A directory that only leads to other entries.
    Parent,
}

/// One entry of a layer.
#[derive(Clone, Debug)]
pub struct LayerEntry {
    /// Absolute path.
    pub path: String,
    /// What the layer holds for it.
    pub kind: LayerEntryKind,
    /// Why it is there.
    pub change: LayerChange,
}

impl LayerEntry {
    /// Bytes of the file; 0 for everything else.
    pub fn len(&self) -> u64 {
        match &self.kind {
            LayerEntryKind::Node(node) => node.len(),
            _ => 0,
        }
    }

    /// True when it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The node it holds.
    pub fn node(&self) -> Option<&Rc<Node>> {
        match &self.kind {
            LayerEntryKind::Node(node) | LayerEntryKind::HardLink(_, node) => Some(node),
            LayerEntryKind::Whiteout => None,
        }
    }
}

/// A layer of an image.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its entries, each directory before what is in it, names in byte order.
    pub entries: Vec<LayerEntry>,
    /// Bytes of its files, hard links once: what `docker history` shows.
    pub size: Size,
    /// Bytes of it as an uncompressed tar; the likely number where `size` is an estimate.
    pub tar_size: u64,
}

impl Layer {
    /// The layer that turns `before` into `after`, as BuildKit writes it from an overlay (`util/overlay` `Changes`,
    /// containerd `archive.ChangeWriter`). It costs what the change costs.
    pub fn between(before: &FileSystem, after: &FileSystem) -> Self {
        Self::of_changes(after, &diff(before, after))
    }

    /// The layer of the changes that [`diff`] found between a file system and `after`.
    pub fn of_changes(after: &FileSystem, changes: &[Change]) -> Self {
        let mut layer = Builder { after, entries: Vec::new(), inodes: HashMap::new(), parent: Vec::new() };
        for change in changes {
            if let Some(kind) = recorded(change.before.as_deref(), change.after.as_deref()) {
                layer.add(change, kind);
            }
        }
        let start = match changes.iter().any(more_than_listed) {
            true => Size::unknown(0, "files of which not everything is known"),
            false => Size::exact(0, ""),
        };
        let size = layer.entries.iter().fold(start, |sum, entry| sum.plus(&entry_size(entry)));
        let tar_size = layer.entries.iter().map(tar::entry_size).sum::<u64>() + tar::TRAILER;
        Self { entries: layer.entries, size, tar_size }
    }

    /// True when it has no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// True when a step puts something into a directory of which nobody knows what it is.
fn more_than_listed(change: &Change) -> bool {
    let more = |node: &Option<Rc<Node>>| node.as_ref().is_some_and(|node| node.is_uncounted());
    more(&change.after) && !more(&change.before)
}

fn entry_size(entry: &LayerEntry) -> Size {
    match &entry.kind {
        LayerEntryKind::Node(node) => match node.kind() {
            NodeKind::File(file) => file.content.size("files of the build"),
            _ => Size::exact(0, ""),
        },
        _ => Size::exact(0, ""),
    }
}

/// Whether an overlay records a change, and as what (`util/overlay` `sameDirent`): the time of a directory does not
/// count, nor does a file that has its mode, owner, time and bytes again.
pub(crate) fn recorded(before: Option<&Node>, after: Option<&Node>) -> Option<LayerChange> {
    let (before, after) = match (before, after) {
        (None, _) => return Some(LayerChange::Added),
        (_, None) => return Some(LayerChange::Removed),
        (Some(before), Some(after)) => (before, after),
    };
    let mode = |node: &Node| (node.metadata.mode, node.metadata.uid, node.metadata.gid);
    let same_bytes = match (before.kind(), after.kind()) {
        (NodeKind::Dir(_), NodeKind::Dir(_)) => {
            let more = after.is_uncounted() && !before.is_uncounted();
            return (more || mode(before) != mode(after)).then_some(LayerChange::Metadata);
        }
        (NodeKind::File(before), NodeKind::File(after)) => before.content == after.content,
        (NodeKind::Symlink(before), NodeKind::Symlink(after)) => before == after,
        (NodeKind::Fifo, NodeKind::Fifo) | (NodeKind::Other, NodeKind::Other) => true,
        _ => return Some(LayerChange::Changed),
    };
    if !same_bytes {
        return Some(LayerChange::Changed);
    }
    let time = before.metadata.mtime;
    let same_time = time == after.metadata.mtime && (time != Time::Build || before.origin == after.origin);
    (!same_time || mode(before) != mode(after)).then_some(LayerChange::Metadata)
}

impl Solution {
    /// The layer that operation `op` makes; `None` for sources and where there is no result. A copy with `--link` makes
    /// its layer of what it copies alone, whatever it is laid on.
    pub fn layer(&self, plan: &Plan, op: OpId) -> Option<Layer> {
        let planned = plan.ops.get(op)?;
        let (before, after) = match &planned.kind {
            OpKind::Source(_) => return None,
            OpKind::Merge(layers) => (FileSystem::new(), *layers.last()?),
            _ => (self.file_system(root_input(planned)?)?, Input::Op { op, output: 0 }),
        };
        Some(Layer::between(&before, &self.file_system(after)?))
    }
}

struct Builder<'f> {
    after: &'f FileSystem,
    entries: Vec<LayerEntry>,
    /// The first path of each hard-linked file.
    inodes: HashMap<Inode, String>,
    /// The directories on the way to the last entry.
    parent: Vec<String>,
}

impl Builder<'_> {
    fn add(&mut self, change: &Change, reason: LayerChange) {
        self.add_parents(&change.path);
        let kind = match &change.after {
            None => LayerEntryKind::Whiteout,
            Some(node) => self.kind_of(&change.path, node),
        };
        if change.after.as_ref().is_some_and(|node| node.is_dir()) {
            self.parent.push(change.path.clone());
        }
        self.entries.push(LayerEntry { path: change.path.clone(), kind, change: reason });
    }

    fn kind_of(&mut self, path: &str, node: &Rc<Node>) -> LayerEntryKind {
        let inode = node.as_file().and_then(|file| file.inode);
        match inode.and_then(|inode| self.inodes.get(&inode)) {
            Some(first) => LayerEntryKind::HardLink(first.clone(), node.clone()),
            None => {
                if let Some(inode) = inode {
                    self.inodes.insert(inode, path.to_owned());
                }
                LayerEntryKind::Node(node.clone())
            }
        }
    }

    /// Adds the directories above `path` that are not in the layer yet.
    fn add_parents(&mut self, path: &str) {
        let above = |dir: &str| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
        while self.parent.last().is_some_and(|dir| !above(dir)) {
            self.parent.pop();
        }
        let known = self.parent.last().map_or(0, String::len);
        let mut missing = Vec::new();
        let mut dir = split(path).0;
        while dir.len() > known.max(1) {
            missing.push(dir);
            dir = split(dir).0;
        }
        for dir in missing.into_iter().rev() {
            if let Some(node) = self.after.get(dir) {
                let kind = LayerEntryKind::Node(node.clone());
                self.entries.push(LayerEntry { path: dir.to_owned(), kind, change: LayerChange::Parent });
                self.parent.push(dir.to_owned());
            }
        }
    }
}
