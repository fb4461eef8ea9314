use std::rc::Rc;

use super::{Archive, Compression, Member};
use crate::{Content, Metadata, Node, Time};

const BLOCK: usize = 512;

impl Archive {
    /// Reads an uncompressed tar; `None` when the first block is no tar header. A broken end only cuts the list.
    pub fn read(bytes: &[u8]) -> Option<Self> {
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
        any.then_some(Self { compression: Compression::None, members })
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
