use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use crate::fs::{Entries, EntryChanges};
use crate::{FileSystem, Inode, Node, NodeKind, Time, diff};

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
    let needed: Option<HashSet<String>> = before.map(|before| {
        let changed = diff(before, sent).into_iter().filter(|change| match (&change.before, &change.after) {
            (Some(old), Some(new)) => !same_stat(old, new),
            (_, after) => after.is_some(),
        });
        changed.map(|change| change.path).collect()
    });
    let mut sum = 2;
    let mut links: BTreeMap<Inode, String> = BTreeMap::new();
    let mut walk = sent.walk("/");
    let mut number = 0;
    while let Some((path, node)) = walk.step() {
        let inode = node.as_file().and_then(|file| file.inode);
        let first = inode.and_then(|inode| links.get(&inode));
        let stat = stat_size(path.len() as u64 - 1, node, first.map(|first| first.len() as u64));
        sum += 1 + varint(stat) + stat;
        if node.as_file().is_some() && first.is_none() {
            if needed.as_ref().is_none_or(|needed| needed.contains(path)) {
                sum += data_size(number, node.len());
            }
            if let Some(inode) = inode {
                links.insert(inode, path.trim_start_matches('/').to_owned());
            }
        }
        number += 1;
    }
    sum
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
