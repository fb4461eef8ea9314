//! The bytes of described archives, as the tool that wrote the recorded ones makes them; that is why it is zlib itself
//! that compresses: the sizes of compressed archives are recorded.

use std::rc::Rc;

use drydock_builder::{Archive, Compression, Content, Digest, Member as ArchiveMember, Metadata, Node, Time};

use super::context::{Content as Described, FileSpec, Member};

const BLOCK: usize = 512;
const RECORD: usize = 10_240;

/// A tar archive; only for none and gzip are its bytes and its size the recorded ones.
pub(super) fn tar(members: &[Member], compress: &str) -> Content {
    let bytes = tar_bytes(members);
    let (compression, content) = match compress {
        "" => (Compression::None, Content::bytes(bytes)),
        "gz" => (Compression::Gzip, Content::bytes(gzip(&bytes))),
        other => {
            let compression = match other {
                "bz2" => Compression::Bzip2,
                "xz" => Compression::Xz,
                _ => Compression::Zstd,
            };
            let identity = Digest::of(&[other.as_bytes(), &bytes].concat());
            (compression, Content::known(gzip(&bytes).len() as u64, identity))
        }
    };
    content.with_archive(Archive { compression, members: members.iter().map(member).collect() })
}

/// What stands for a zip archive, which no engine unpacks: its size with nothing compressed, and a fingerprint of its
/// members.
pub(super) fn zip(members: &[Member]) -> Content {
    let sizes = members.iter().map(|member| {
        let data = match &member.spec.content {
            Described::Bytes(bytes) => bytes.len() as u64,
            Described::Size(size) => *size,
            _ => 0,
        };
        // Its header, its entry in the directory, and its name in both.
        30 + 46 + 2 * member.path.len() as u64 + data
    });
    Content::known(sizes.sum::<u64>() + 22, Digest::of(&tar_bytes(members)))
}

/// A gzip file.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    let mut encoder = flate2::Compress::new(flate2::Compression::best(), false);
    let mut body = Vec::with_capacity(bytes.len() + 64);
    // The buffer is large enough for one call, which cannot fail then.
    let done = encoder.compress_vec(bytes, &mut body, flate2::FlushCompress::Finish);
    debug_assert!(matches!(done, Ok(flate2::Status::StreamEnd)));
    out.extend(body);
    out.extend(crc32(bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn member(member: &Member) -> ArchiveMember {
    let FileSpec { content, mode, mtime, uid, gid } = &member.spec;
    let mut metadata = Metadata::new(*mode, Time::Source(*mtime));
    (metadata.uid, metadata.gid) = (*uid, *gid);
    let mut hard_link = None;
    let node = match content {
        Described::Bytes(bytes) => Node::file(Content::bytes(Rc::clone(bytes)), metadata),
        Described::Size(size) => Node::file(Content::fill(b'x', *size), metadata),
        Described::Dir => Node::dir(metadata),
        Described::Link(target) => Node::symlink(target.as_str(), metadata.mtime).with_metadata(metadata),
        Described::HardLink(target) => {
            hard_link = Some(target.clone());
            Node::file(Content::bytes(Vec::new()), metadata)
        }
        Described::Fifo => Node::fifo(metadata),
        Described::Tar(members, compress) => Node::file(tar(members, compress), metadata),
        Described::Zip(members) => Node::file(zip(members), metadata),
        Described::Gz(bytes) => Node::file(Content::bytes(gzip(bytes)), metadata),
    };
    ArchiveMember { path: member.path.clone(), node: Rc::new(node), hard_link }
}

fn tar_bytes(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        let data = match &member.spec.content {
            Described::Bytes(bytes) => bytes.to_vec(),
            Described::Size(size) => vec![b'x'; usize::try_from(*size).unwrap_or_default()],
            _ => Vec::new(),
        };
        out.extend(header(member, data.len()));
        out.extend(&data);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.resize((out.len() + 2 * BLOCK).next_multiple_of(RECORD), 0);
    out
}

fn header(member: &Member, size: usize) -> Vec<u8> {
    let FileSpec { content, mode, mtime, uid, gid } = &member.spec;
    let (kind, link) = match content {
        Described::Dir => (b'5', ""),
        Described::Link(target) => (b'2', target.as_str()),
        Described::HardLink(target) => (b'1', target.as_str()),
        Described::Fifo => (b'6', ""),
        _ => (b'0', ""),
    };
    let slash = if kind == b'5' { "/" } else { "" };
    let mut out = Vec::with_capacity(BLOCK);
    let mut field = |text: &str, width: usize| {
        let end = out.len() + width;
        out.extend(text.bytes().take(width));
        out.resize(end, 0);
    };
    field(&format!("{}{slash}", member.path), 100);
    field(&format!("{mode:07o}"), 8);
    field(&format!("{uid:07o}"), 8);
    field(&format!("{gid:07o}"), 8);
    field(&format!("{size:011o}"), 12);
    field(&format!("{mtime:011o}"), 12);
    field("        ", 8);
    field(char::from(kind).encode_utf8(&mut [0; 4]), 1);
    field(link, 100);
    field("ustar\0", 6);
    field("00", 2);
    field("", 64);
    field("", 183);
    let sum: u32 = out.iter().map(|byte| u32::from(*byte)).sum();
    out.splice(148..156, format!("{sum:06o}\0 ").into_bytes());
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::inputs::Situation;

    #[test]
    fn sizes_are_the_recorded_ones() {
        let case = json!({"dockerfile": "", "files": {
            "t.tar.gz": {"compress": "gz", "tar": [
                {"path": "in/", "mode": "0750"},
                {"path": "in/f.txt", "content": "inner\n", "mode": "0640", "uid": 5, "gid": 6},
                {"path": "ln", "link": "in/f.txt"}]},
            "f.gz": {"gz": "plain text\n"}}});
        let context = Situation::new(&case).and_then(|situation| situation.context()).expect("readable");
        let size = |path: &str| context.get(path).map(|file| file.len());
        assert_eq!(size("f.gz"), Some(31));
        assert_eq!(size("t.tar.gz"), Some(159));
    }
}
