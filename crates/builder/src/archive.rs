//! Tar archives: what ADD finds in them.

mod gunzip;
mod read;

use std::rc::Rc;

use crate::Node;

/// How an archive is compressed, as ADD tells it by the first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// Zstandard.
    Zstd,
}

impl Compression {
    /// Tells the compression by the first bytes of a file (`moby/go-archive/compression` `Detect`).
    pub fn detect(bytes: &[u8]) -> Self {
        let starts: [(&[u8], Self); 4] = [
            (&[0x1f, 0x8b, 0x08], Self::Gzip),
            (b"BZh", Self::Bzip2),
            (&[0xfd, b'7', b'z', b'X', b'Z', 0], Self::Xz),
            (&[0x28, 0xb5, 0x2f, 0xfd], Self::Zstd),
        ];
        let found = starts.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, found)| found);
        // A Zstandard file may begin with a frame to skip.
        let skipped = matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, _, _, _, _, ..]).then_some(Self::Zstd);
        found.or(skipped).unwrap_or(Self::None)
    }
}

/// One member of an archive.
#[derive(Clone, Debug)]
pub struct Member {
    /// Path as the archive has it.
    pub path: String,
    /// What it is; for a hard link its metadata count.
    pub node: Rc<Node>,
    /// The member it is a hard link to.
    pub hard_link: Option<String>,
}

/// A tar archive of which the members are known.
#[derive(Clone, Debug)]
pub struct Archive {
    /// How it is compressed.
    pub compression: Compression,
    /// Its members, in order.
    pub members: Vec<Member>,
}
