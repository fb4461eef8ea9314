//! A zip archive of stored entries (PKWARE's APPNOTE 6.3, with the Unix modes and times that Info-ZIP adds).

use super::{Entry, EntryKind};

/// Made on Unix, by version 2.0 of the format.
const MADE_BY: u16 = 3 << 8 | 20;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;

/// `entries` as an archive.
pub(super) fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut count = 0u16;
    for entry in entries {
        let Ok(offset) = u32::try_from(out.len()) else { break };
        let head = head(entry);
        let name = name(entry);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(time(entry.mtime));
        out.extend(data(entry));
        directory.extend(b"PK\x01\x02");
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&head);
        // No comment, first disk, no internal attributes; then mode and place.
        directory.extend([0; 6]);
        directory.extend((mode(entry) << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
        directory.extend(time(entry.mtime));
        count = count.saturating_add(1);
    }
    let offset = u32::try_from(out.len()).unwrap_or(u32::MAX);
    let size = u32::try_from(directory.len()).unwrap_or(u32::MAX);
    out.append(&mut directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// What both headers of an entry share: version, flags, method, time, checksum, sizes, lengths of name and extra field.
fn head(entry: &Entry) -> Vec<u8> {
    let data = data(entry);
    let size = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut head = Vec::new();
    for word in [20, UTF8, 0] {
        head.extend(u16::to_le_bytes(word));
    }
    // 1 January 1980, the earliest that this field can say; the time itself is in the extra field.
    head.extend([0, 0, 0x21, 0]);
    head.extend(crc32(data).to_le_bytes());
    head.extend(size.to_le_bytes());
    head.extend(size.to_le_bytes());
    head.extend((name(entry).len() as u16).to_le_bytes());
    head.extend((time(0).len() as u16).to_le_bytes());
    head
}

fn name(entry: &Entry) -> String {
    match entry.kind {
        EntryKind::Dir => format!("{}/", entry.path),
        _ => entry.path.clone(),
    }
}

fn data(entry: &Entry) -> &[u8] {
    match &entry.kind {
        EntryKind::File(bytes) => bytes,
        EntryKind::Link(target) => target.as_bytes(),
        EntryKind::Dir => &[],
    }
}

/// Type and permission bits, as `stat` has them.
fn mode(entry: &Entry) -> u32 {
    let kind = match entry.kind {
        EntryKind::File(_) => 0o100_000,
        EntryKind::Dir => 0o040_000,
        EntryKind::Link(_) => 0o120_000,
    };
    kind | entry.mode & 0o7777
}

/// The extra field of the extended timestamp: the time of the last change, in seconds since 1970.
fn time(mtime: i64) -> Vec<u8> {
    let mut field = b"UT\x05\0\x01".to_vec();
    field.extend((mtime.clamp(i32::MIN.into(), i32::MAX.into()) as i32).to_le_bytes());
    field
}

/// CRC-32 as zip and Ethernet use it, bit by bit through a table.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    let step = |crc: u32, byte: &u8| TABLE[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ crc >> 8;
    !bytes.iter().fold(!0, step)
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { 0xedb8_8320 ^ crc >> 1 } else { crc >> 1 };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
}
