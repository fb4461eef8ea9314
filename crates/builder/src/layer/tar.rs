use super::{LayerEntry, LayerEntryKind};
use crate::{NodeKind, split};

const BLOCK: u64 = 512;
/// The two empty blocks at the end.
pub(super) const TRAILER: u64 = 2 * BLOCK;
/// What fits into the name and link fields of a header.
const NAME: usize = 100;
/// The largest number in seven and in eleven octal digits.
const MAX_ID: u64 = 0o777_7777;
const MAX_SIZE: u64 = 0o777_7777_7777;

/// Bytes of an entry in the tar of its layer: a header, its bytes in whole blocks, and before them PAX records for what
/// the header has no room for (Go's `archive/tar` in its PAX format).
pub(super) fn entry_size(entry: &LayerEntry) -> u64 {
    let name = name(entry);
    let mut records = text_record("path", &name);
    if let LayerEntryKind::HardLink(target, _) = &entry.kind {
        records += text_record("linkpath", target.trim_start_matches('/'));
    }
    if let Some(node) = entry.node() {
        if let NodeKind::Symlink(target) = node.kind() {
            records += text_record("linkpath", target);
        }
        records += number_record("uid", node.metadata.uid.into(), MAX_ID);
        records += number_record("gid", node.metadata.gid.into(), MAX_ID);
        records += number_record("size", entry.len(), MAX_SIZE);
    }
    let pax = if records > 0 { BLOCK + records.next_multiple_of(BLOCK) } else { 0 };
    pax + BLOCK + entry.len().next_multiple_of(BLOCK)
}

fn name(entry: &LayerEntry) -> String {
    let path = entry.path.trim_start_matches('/');
    match &entry.kind {
        LayerEntryKind::Node(node) if node.is_dir() => format!("{path}/"),
        LayerEntryKind::Whiteout => {
            let (dir, name) = split(&entry.path);
            crate::join(dir, &format!(".wh.{name}")).trim_start_matches('/').to_owned()
        }
        _ => path.to_owned(),
    }
}

fn text_record(key: &str, value: &str) -> u64 {
    if value.len() > NAME || !value.is_ascii() { record(key, value.len()) } else { 0 }
}

fn number_record(key: &str, value: u64, most: u64) -> u64 {
    if value > most { record(key, value.to_string().len()) } else { 0 }
}

/// Bytes of `LENGTH KEY=VALUE\n`, where LENGTH counts itself.
fn record(key: &str, value: usize) -> u64 {
    let rest = key.len() + value + 3;
    let mut length = rest + rest.to_string().len();
    if length.to_string().len() + rest != length {
        length = rest + length.to_string().len();
    }
    length as u64
}
