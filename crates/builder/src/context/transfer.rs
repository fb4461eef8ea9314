use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use crate::fs::{Entries, EntryChanges};
use crate::{Change, FileSystem, Inode, Node, NodeKind, Time, components, diff};

/// File data travels in pieces of this many bytes.
const PIECE: u64 = 32 * 1024;

/// What the builder has of the context after a sync of `sent` onto what it had before: it takes a file over only when
/// mode, size, time or link target differ, so a change that none of them shows stays unnoticed, and so does the mode
/// of a directory (`fsutil` `doubleWalkDiff`, `DiskWriter`).
pub fn sync(before: Option<&FileSystem>, sent: &FileSystem) -> FileSystem {
    let Some(before) = before else { return sent.clone() };
    sent.with_root_node(sync_dir(before.root(), sent.root()))
}

fn sync_dir(before: &Rc<Node>, sent: &Rc<Node>) -> Rc<Node> {
    if Rc::ptr_eq(before, sent) {
        return sent.clone();
    }
    let (Some(old), Some(new)) = (before.as_dir(), sent.as_dir()) else { return sent.clone() };
    let mut entries: Entries = new.entries().clone();
    for (name, old, new) in EntryChanges::new(Some(old.entries()), new.entries()) {
        if let (Some(old), Some(new)) = (old, new) {
            let kept = if old.is_dir() && new.is_dir() {
                sync_dir(old, new)
            } else if same_stat(old, new) {
                old.clone()
            } else {
                new.clone()
            };
            entries.insert(name, kept);
        }
    }
    Rc::new(before.with_entries(entries))
}

/// Whether the builder takes both for the same file.
fn same_stat(old: &Node, new: &Node) -> bool {
    old.metadata == new.metadata
        && old.len() == new.len()
        && match (old.kind(), new.kind()) {
            (NodeKind::File(_), NodeKind::File(_)) => true,
            (NodeKind::Symlink(old), NodeKind::Symlink(new)) => old == new,
            (NodeKind::Fifo, NodeKind::Fifo) | (NodeKind::Other, NodeKind::Other) => true,
            _ => false,
        }
}

/// The bytes that BuildKit shows as `transferring context` when `sent` goes to a builder that has `before` of it from
/// the sync before: one packet for each path, and the data of the files that are new to the builder.
pub fn transferred(before: Option<&FileSystem>, sent: &FileSystem) -> u64 {
    Measure::of(sent).transferred(before, sent)
}

/// What a whole context costs to transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// Bytes that describe its paths.
    stats: u64,
    /// Bytes of the data of all its files.
    data: u64,
}

impl Measure {
    pub fn of(fs: &FileSystem) -> Self {
        let mut sum = Self { stats: 0, data: 0 };
        let mut links: BTreeMap<Inode, u64> = BTreeMap::new();
        let mut walk = fs.walk("/");
        let mut number = 0;
        while let Some((path, node)) = walk.step() {
            let length = path.len() as u64 - 1;
            let inode = node.as_file().and_then(|file| file.inode);
            let first = inode.and_then(|inode| links.get(&inode).copied());
            sum.stats += packet(stat_size(length, node, first));
            if node.as_file().is_some() && first.is_none() {
                sum.data += data_size(number, node.len());
                if let Some(inode) = inode {
                    links.insert(inode, length);
                }
            }
            number += 1;
        }
        sum
    }

    /// That of `now`, when this is that of `then`: found from what differs, where only files changed and none came or
    /// went.
    pub fn updated(self, then: &FileSystem, now: &FileSystem) -> Self {
        let mut sum = self;
        if now.totals().hard_links + then.totals().hard_links > 0 {
            return Self::of(now);
        }
        for change in diff(then, now) {
            let (Some(old), Some(new)) = (&change.before, &change.after) else { return Self::of(now) };
            if old.is_dir() != new.is_dir() {
                return Self::of(now);
            }
            let length = change.path.len() as u64 - 1;
            let number = number_of(now, &change.path);
            let data = |node: &Node| if node.as_file().is_some() { data_size(number, node.len()) } else { 0 };
            sum.stats =
                sum.stats + packet(stat_size(length, new, None)) - packet(stat_size(length, old, None));
            sum.data = sum.data + data(new) - data(old);
        }
        sum
    }

    /// The bytes of a transfer of `sent`, of which this is the measure, to a builder that has `before`.
    pub fn transferred(self, before: Option<&FileSystem>, sent: &FileSystem) -> u64 {
        let Some(before) = before else { return 2 + self.stats + self.data };
        if sent.totals().hard_links > 0 {
            return 2 + self.stats + linked_data(before, sent);
        }
        let changes = diff(before, sent).into_iter().filter(looks_changed);
        let data = changes.filter_map(|change| {
            let node = change.after.filter(|node| node.as_file().is_some())?;
            Some(data_size(number_of(sent, &change.path), node.len()))
        });
        2 + self.stats + data.sum::<u64>()
    }
}

/// Data of the changed files where some are hard links: only the first path of each brings data.
fn linked_data(before: &FileSystem, sent: &FileSystem) -> u64 {
    let changes = diff(before, sent).into_iter().filter(looks_changed);
    let needed: HashSet<String> = changes.map(|change| change.path).collect();
    let mut seen: HashSet<Inode> = HashSet::new();
    let mut walk = sent.walk("/");
    let (mut sum, mut number) = (0, 0);
    while let Some((path, node)) = walk.step() {
        if let Some(file) = node.as_file() {
            let first = file.inode.is_none_or(|inode| seen.insert(inode));
            if first && needed.contains(path) {
                sum += data_size(number, node.len());
            }
        }
        number += 1;
    }
    sum
}

fn looks_changed(change: &Change) -> bool {
    match (&change.before, &change.after) {
        (Some(old), Some(new)) => !same_stat(old, new),
        (_, after) => after.is_some(),
    }
}

/// How many paths a walk comes to before `path`.
fn number_of(fs: &FileSystem, path: &str) -> u64 {
    let mut number = 0;
    let mut node = fs.root();
    for part in components(path) {
        let Some(dir) = node.as_dir() else { return number };
        number +=
            dir.iter().take_while(|(name, _)| &***name < part).map(|(_, node)| paths(node)).sum::<u64>();
        match dir.get(part) {
            Some(next) => node = next,
            None => return number,
        }
        // The directory itself comes before what is in it.
        number += 1;
    }
    number.saturating_sub(1)
}

fn paths(node: &Node) -> u64 {
    let totals = node.totals();
    totals.files + totals.others
}

fn packet(stat: u64) -> u64 {
    1 + varint(stat) + stat
}

/// Bytes of the description of one path; `link` is the length of the path it is a hard link to.
fn stat_size(path: u64, node: &Node, link: Option<u64>) -> u64 {
    let text = |length: u64| 1 + varint(length) + length;
    let size = match node.kind() {
        NodeKind::Symlink(target) => target.len() as u64,
        _ if link.is_some() => 0,
        _ => node.len(),
    };
    let target = node.as_symlink().map(|target| target.len() as u64).or(link);
    let mode = go_mode(node);
    let seconds = match node.metadata.mtime {
        Time::Source(seconds) | Time::At(seconds) => seconds,
        Time::Image | Time::Build => crate::DEFAULT_MTIME,
        Time::Epoch => 0,
    };
    let time = seconds.saturating_mul(1_000_000_000) as u64;
    let number = |value: u64| if value == 0 { 0 } else { 1 + varint(value) };
    text(path) + number(mode) + number(size) + number(time) + target.map_or(0, text)
}

/// Go's `os.FileMode`.
fn go_mode(node: &Node) -> u64 {
    let bits = u64::from(node.metadata.mode);
    let kind = match node.kind() {
        NodeKind::File(_) => 0,
        NodeKind::Dir(_) => 1 << 31,
        NodeKind::Symlink(_) => 1 << 27,
        NodeKind::Fifo => 1 << 25,
        NodeKind::Other => 1 << 26,
    };
    let special = [(0o4000, 1 << 23), (0o2000, 1 << 22), (0o1000, 1 << 20)];
    let special = special.into_iter().filter(|(bit, _)| bits & bit != 0).fold(0, |all, (_, bit)| all | bit);
    kind | special | (bits & 0o777)
}

/// Bytes of the packets with the data of the file with this number: one for each piece, and one that ends it.
fn data_size(number: u64, length: u64) -> u64 {
    let id = if number > 0 { 1 + varint(number) } else { 0 };
    let piece = |length: u64| 2 + id + 1 + varint(length) + length;
    let rest = length % PIECE;
    length / PIECE * piece(PIECE) + if rest > 0 { piece(rest) } else { 0 } + 2 + id
}

/// Bytes of `value` in base 128.
fn varint(value: u64) -> u64 {
    u64::from((64 - value.max(1).leading_zeros()).div_ceil(7))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Context, ContextFile};

    fn of(size: u64) -> u64 {
        let mut context = Context::new();
        context.set("f", ContextFile::new(Content::fill(b'x', size))).unwrap();
        transferred(None, context.fs())
    }

    #[test]
    fn counts_as_recorded() {
        assert_eq!(transferred(None, &FileSystem::new()), 2);
        let recorded = [(0, 22), (1, 29), (127, 155), (300, 330), (32768, 32800), (32769, 32805)];
        assert_eq!(recorded.map(|(size, _)| of(size)), recorded.map(|(_, bytes)| bytes));
    }

    #[test]
    fn a_measure_can_be_kept_up_to_date() {
        let mut context = Context::new();
        for file in 0..400 {
            context
                .set(&format!("d{}/f{file}", file % 3), ContextFile::new(Content::fill(b'x', file * 200)))
                .unwrap();
        }
        let mut before = context.fs().clone();
        let mut measure = Measure::of(&before);
        type Edit = fn(&mut Context);
        let edits: [Edit; 4] = [
            |context| context.set_text("d1/f301", "longer or shorter").unwrap(),
            |context| context.set_text("d2/new", "x").unwrap(),
            |context| assert!(context.remove("d0")),
            |context| context.set("d1/f1", ContextFile::symlink("f4")).unwrap(),
        ];
        for edit in edits {
            edit(&mut context);
            measure = measure.updated(&before, context.fs());
            assert_eq!(measure, Measure::of(context.fs()));
            let sent = measure.transferred(Some(&before), context.fs());
            assert_eq!(sent, 2 + measure.stats + linked_data(&before, context.fs()));
            before = context.fs().clone();
        }
    }

    #[test]
    fn a_repeat_sends_only_what_looks_changed() {
        let mut context = Context::new();
        context.set("a", ContextFile::text("one")).unwrap();
        context.set("d/b", ContextFile::text("two")).unwrap();
        let first = sync(None, context.fs());
        assert_eq!(
            transferred(Some(&first), context.fs()),
            transferred(None, context.fs()) - 2 * (2 + 1 + 1 + 3 + 2) - 4
        );
        context.set("a", ContextFile::text("eno")).unwrap();
        let second = sync(Some(&first), context.fs());
        assert_eq!(second.get("a").and_then(|node| node.as_file()?.content.as_text()), Some("one"));
        context.set("a", ContextFile::text("eno").with_mtime(5)).unwrap();
        let third = sync(Some(&second), context.fs());
        assert_eq!(third.get("a").and_then(|node| node.as_file()?.content.as_text()), Some("eno"));
    }
}
