use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// No archive is unpacked beyond this many bytes.
const LIMIT: usize = 256 * 1024 * 1024;

/// What a gzip file holds; `None` when it is broken or too large.
pub(super) fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let &[0x1f, 0x8b, 8, flags, ..] = bytes else { return None };
    let mut rest = bytes.get(10..)?;
    if flags & 0x04 != 0 {
        let &[low, high, ..] = rest else { return None };
        rest = rest.get(2 + usize::from(u16::from_le_bytes([low, high]))..)?;
    }
    // File name and comment, each up to a zero byte.
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 0x02 != 0 {
        rest = rest.get(2..)?;
    }
    decompress_to_vec_with_limit(rest, LIMIT).ok()
}
