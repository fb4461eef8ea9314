//! Reads zip archives: stored and deflated entries, by the central directory.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::write::crc32;
use super::{BundleError, Entry, EntryKind, MAX_BYTES, MAX_FILES};

/// The entries of an archive, in its order.
pub(super) fn zip(bytes: &[u8]) -> Result<Vec<Entry>, BundleError> {
    if bytes.len() > MAX_BYTES {
        return Err(BundleError::TooLarge);
    }
    let end = end_of_directory(bytes).ok_or(BundleError::NoZip)?;
    let count = u16_at(bytes, end + 10).ok_or(BundleError::NoZip)?;
    let mut at = u32_at(bytes, end + 16).ok_or(BundleError::NoZip)? as usize;
    if usize::from(count) > MAX_FILES {
        return Err(BundleError::TooLarge);
    }
    let mut left = MAX_BYTES;
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, next) = entry(bytes, at, &mut left)?;
        entries.extend(entry);
        at = next;
    }
    Ok(entries)
}

/// Where the record at the end of the directory stands; a comment of up to 64 KiB may follow it.
fn end_of_directory(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(b"PK\x05\x06")))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The entry that the directory has at `at`, and where its next one is. `None` for what is no file of anybody's.
fn entry(bytes: &[u8], at: usize, left: &mut usize) -> Result<(Option<Entry>, usize), BundleError> {
    let read = || {
        bytes.get(at..)?.strip_prefix(b"PK\x01\x02")?;
        let lengths = [28, 30, 32].map(|offset| u16_at(bytes, at + offset).map(usize::from));
        let [name, extra, comment] = [lengths[0]?, lengths[1]?, lengths[2]?];
        let next = at + 46 + name + extra + comment;
        Some((bytes.get(at + 46..at + 46 + name)?, bytes.get(at + 46 + name..at + 46 + name + extra)?, next))
    };
    let (name, extra, next) = read().ok_or(BundleError::NoZip)?;
    let path = String::from_utf8_lossy(name).replace('\\', "/");
    let is_dir = path.ends_with('/');
    let path = safe(&path)?;
    // What macOS adds beside the files.
    if path.is_empty() || path.starts_with("__MACOSX") || path.ends_with(".DS_Store") {
        return Ok((None, next));
    }
    let unix = bytes.get(at + 5) == Some(&3);
    let attributes = u32_at(bytes, at + 38).unwrap_or(0) >> 16;
    let (file_type, mode) = if unix { (attributes & 0o170_000, attributes & 0o7777) } else { (0, 0) };
    let kind = match file_type {
        _ if is_dir => EntryKind::Dir,
        0o040_000 => EntryKind::Dir,
        0o120_000 => EntryKind::Link(String::from_utf8_lossy(&data(bytes, at, left)?).into_owned()),
        _ => EntryKind::File(data(bytes, at, left)?),
    };
    let default = if kind == EntryKind::Dir { 0o755 } else { 0o644 };
    let mode = if mode == 0 { default } else { mode };
    Ok((Some(Entry { path, kind, mode, mtime: time(extra) }), next))
}

/// A path without `.`; an error where it is absolute or leads up.
fn safe(path: &str) -> Result<String, BundleError> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let drive = parts.first().is_some_and(|part| part.ends_with(':'));
    if path.starts_with('/') || drive || parts.contains(&"..") || path.contains('\0') {
        return Err(BundleError::Hostile);
    }
    Ok(parts.join("/"))
}

/// The bytes of the entry that the directory has at `at`.
fn data(bytes: &[u8], at: usize, left: &mut usize) -> Result<Vec<u8>, BundleError> {
    let number =
        |offset: usize| u32_at(bytes, at + offset).map(|number| number as usize).ok_or(BundleError::NoZip);
    let (crc, packed, size, local) = (number(16)?, number(20)?, number(24)?, number(42)?);
    let flags = u16_at(bytes, at + 8).ok_or(BundleError::NoZip)?;
    let method = u16_at(bytes, at + 10).ok_or(BundleError::NoZip)?;
    if flags & 1 != 0 {
        return Err(BundleError::Damaged);
    }
    *left = left.checked_sub(size).ok_or(BundleError::TooLarge)?;
    let lengths = || {
        bytes.get(local..)?.strip_prefix(b"PK\x03\x04")?;
        let start =
            local + 30 + usize::from(u16_at(bytes, local + 26)?) + usize::from(u16_at(bytes, local + 28)?);
        bytes.get(start..start.checked_add(packed)?)
    };
    let stored = lengths().ok_or(BundleError::NoZip)?;
    let data = match method {
        0 => stored.to_vec(),
        8 => decompress_to_vec_with_limit(stored, size).map_err(|_| BundleError::Damaged)?,
        _ => return Err(BundleError::Damaged),
    };
    if data.len() != size || crc32(&data) as usize != crc {
        return Err(BundleError::Damaged);
    }
    Ok(data)
}

/// The time in the extra field, where one is given to the second.
fn time(mut extra: &[u8]) -> i64 {
    while let (Some(id), Some(size)) = (extra.get(..2), u16_at(extra, 2)) {
        let field = extra.get(4..4 + usize::from(size)).unwrap_or_default();
        let known = id == b"UT" && field.first().is_some_and(|flags| flags & 1 == 1);
        if let Some(seconds) = u32_at(field, 1).filter(|_| known) {
            return i64::from(seconds as i32);
        }
        extra = extra.get(4 + usize::from(size)..).unwrap_or_default();
    }
    drydock_builder::DEFAULT_MTIME
}
