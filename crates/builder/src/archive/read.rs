use std::rc::Rc;

use super::gunzip::gunzip;
use super::{Archive, Compression, Member};
use crate::{Content, Digest, Metadata, Node, Time};

const BLOCK: usize = 512;
/// Of larger members only the size and a fingerprint are kept.
const HELD_BYTES: usize = 64 * 1024;

impl Archive {
    /// Reads a tar, plain or in gzip; `None` when the first block is no tar header. A broken end only cuts the list.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let compression = Compression::detect(bytes);
        match compression {
            Compression::None => Self::read_tar(compression, bytes),
            Compression::Gzip => Self::read_tar(compression, &gunzip(bytes)?),
            _ => None,
        }
    }

    /// Reads a tar that was in a file compressed in this way; `None` when the first block is no tar header.
    pub fn read_tar(compression: Compression, bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut members = Vec::new();
        let mut long = Long::default();
        let mut any = false;
        while let Some((header, body)) = rest.split_at_checked(BLOCK) {
            if header.iter().all(|byte| *byte == 0) {
                break;
            }
            let Some(header) = Header::read(header) else { break };
            any = true;
            let size = long.size.unwrap_or(header.size);
            let length = usize::try_from(size).unwrap_or(usize::MAX);
            let data =
                if header.has_data() { body.get(..length.min(body.len())).unwrap_or_default() } else { &[] };
            let skip = if header.has_data() { length.div_ceil(BLOCK).saturating_mul(BLOCK) } else { 0 };
            rest = body.get(skip..).unwrap_or_default();
            match header.kind {
                b'L' => long.path = Some(text(data)),
                b'K' => long.link = Some(text(data)),
                b'x' => long.read_records(data),
                b'g' => {}
                _ => members.push(header.member(std::mem::take(&mut long), data)),
            }
        }
        any.then_some(Self { compression, members })
    }
}

/// What earlier headers say about the next member.
#[derive(Default)]
struct Long {
    path: Option<String>,
    link: Option<String>,
    size: Option<u64>,
}

impl Long {
    /// PAX records: `LENGTH KEY=VALUE\n`.
    fn read_records(&mut self, data: &[u8]) {
        let mut rest = data;
        while let Some(space) = rest.iter().position(|byte| *byte == b' ') {
            let length = rest.get(..space).map(text).and_then(|digits| digits.parse::<usize>().ok());
            let Some(record) = length.and_then(|length| rest.get(space + 1..length)) else { return };
            rest = rest.get(length.unwrap_or(rest.len())..).unwrap_or_default();
            let record = String::from_utf8_lossy(record);
            match record.trim_end_matches('\n').split_once('=') {
                Some(("path", value)) => self.path = Some(value.to_owned()),
                Some(("linkpath", value)) => self.link = Some(value.to_owned()),
                Some(("size", value)) => self.size = value.parse().ok(),
                _ => {}
            }
        }
    }
}

struct Header<'b> {
    kind: u8,
    name: String,
    link: &'b [u8],
    mode: u64,
    uid: u64,
    gid: u64,
    size: u64,
    mtime: u64,
}

impl<'b> Header<'b> {
    /// A header with a right checksum.
    fn read(block: &'b [u8]) -> Option<Self> {
        let field = |from: usize, length: usize| block.get(from..from + length).unwrap_or_default();
        let sum = |byte: (usize, &u8)| if (148..156).contains(&byte.0) { 32 } else { u64::from(*byte.1) };
        if number(field(148, 8))? != block.iter().enumerate().map(sum).sum::<u64>() {
            return None;
        }
        let mut name = text(field(0, 100));
        let prefix = text(field(345, 155));
        if field(257, 6) == b"ustar\0" && !prefix.is_empty() {
            name = format!("{prefix}/{name}");
        }
        Some(Self {
            kind: *block.get(156)?,
            name,
            link: field(157, 100),
            mode: number(field(100, 8))?,
            uid: number(field(108, 8))?,
            gid: number(field(116, 8))?,
            size: number(field(124, 12))?,
            mtime: number(field(136, 12))?,
        })
    }

    fn has_data(&self) -> bool {
        !matches!(self.kind, b'1'..=b'6')
    }

    fn member(self, long: Long, data: &[u8]) -> Member {
        let path = long.path.unwrap_or(self.name);
        let link = long.link.unwrap_or_else(|| text(self.link));
        let id = |id: u64| u32::try_from(id).unwrap_or(u32::MAX);
        let mtime = Time::Source(i64::try_from(self.mtime).unwrap_or_default());
        let metadata =
            Metadata { mode: (self.mode & 0o7777) as u32, uid: id(self.uid), gid: id(self.gid), mtime };
        let node = match self.kind {
            b'5' => Node::dir(metadata),
            b'2' => Node::symlink(link.as_str(), mtime).with_metadata(Metadata { mode: 0o777, ..metadata }),
            b'6' => Node::fifo(metadata),
            b'3' | b'4' => Node::other(metadata),
            _ if path.ends_with('/') => Node::dir(metadata),
            _ if data.len() > HELD_BYTES => {
                Node::file(Content::known(data.len() as u64, Digest::of(data)), metadata)
            }
            _ => Node::file(Content::bytes(data), metadata),
        };
        Member { path, node: Rc::new(node), hard_link: (self.kind == b'1').then_some(link) }
    }
}

/// Octal digits, or a base-256 number.
fn number(field: &[u8]) -> Option<u64> {
    if field.first().is_some_and(|first| first & 0x80 != 0) {
        let bytes = field.iter().skip(field.len().saturating_sub(8));
        return Some(bytes.fold(0, |number, byte| number << 8 | u64::from(*byte)));
    }
    let digits = text(field);
    let digits = digits.trim_matches([' ', '\0']);
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..end).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, kind: u8, size: usize) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
        put(0, name);
        put(100, "0000640\0");
        put(108, "0000005\0");
        put(116, "0000006\0");
        put(124, &format!("{size:011o}\0"));
        put(136, "14543675200\0");
        put(148, "        ");
        put(257, "ustar\x0000");
        block[156] = kind;
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }

    fn member(name: &str, kind: u8, data: &[u8]) -> Vec<u8> {
        let mut bytes = header(name, kind, data.len());
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        bytes
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        let archive = Archive::read(bytes).expect("an archive");
        archive.members.into_iter().map(|member| member.path).collect()
    }

    #[test]
    fn reads_members_and_long_names() {
        let mut bytes = member("dir/", b'5', b"");
        bytes.extend(member("dir/f", b'0', b"text"));
        bytes.extend(member("pax", b'x', b"21 path=another/name\n"));
        bytes.extend(member("other", b'2', b""));
        bytes.extend(member("long", b'L', b"a/long/name\0"));
        bytes.extend(member("short", b'0', b""));
        bytes.extend([0; 1024]);
        assert_eq!(names(&bytes), ["dir/", "dir/f", "another/name", "a/long/name"]);
        let archive = Archive::read(&bytes).expect("an archive");
        let file = archive.members.get(1).map(|member| member.node.clone()).expect("a member");
        assert_eq!((file.metadata.mode, file.metadata.uid, file.metadata.gid, file.len()), (0o640, 5, 6, 4));
    }

    #[test]
    fn reads_gzip() {
        let tar = member("a", b'0', b"x");
        let mut bytes = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        bytes.extend(b"name.tar\0");
        bytes.extend(miniz_oxide::deflate::compress_to_vec(&tar, 6));
        bytes.extend([0; 8]);
        assert_eq!(names(&bytes), ["a"]);
    }

    #[test]
    fn refuses_what_is_no_tar() {
        for bytes in [&b""[..], b"text", &[0; 1024], &[0x1f, 0x8b, 8, 0], &[b'a'; 600]] {
            assert!(Archive::read(bytes).is_none());
        }
    }
}
