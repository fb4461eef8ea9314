//! Lists the archives that ADD unpacks, told by their first bytes as the engine tells them. Plain and gzip ones the
//! builder reads by itself; the decoders for bzip2, xz and Zstandard weigh too much for every page and stand here.

use std::io::{self, Read};

use drydock_builder::{Archive, Compression};

/// No archive is decompressed beyond this many bytes.
const LIMIT: u64 = 256 * 1024 * 1024;

/// The archive that `bytes` are; `None` where ADD would copy them as they are, and where there is more in them than is
/// read here.
pub fn archive(bytes: &[u8]) -> Option<Archive> {
    let compression = Compression::detect(bytes);
    match compression {
        Compression::None | Compression::Gzip => Archive::read(bytes),
        _ => Archive::read_tar(compression, &decompress(compression, bytes).ok()?),
    }
}

/// What a compressed file holds.
///
/// # Errors
/// When it is broken, of a kind that is not decoded here, or too large.
pub fn decompress(compression: Compression, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match compression {
        Compression::Bzip2 => read(bzip2::read::MultiBzDecoder::new(bytes)),
        Compression::Xz => read(lzma_rust2::XzReader::new(bytes, true)),
        Compression::Zstd => zstd(bytes),
        Compression::None | Compression::Gzip => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn read(decoder: impl Read) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    decoder.take(LIMIT + 1).read_to_end(&mut out)?;
    if out.len() as u64 > LIMIT { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(out) }
}

/// Zstandard files are frames in a row, some of them to be skipped.
fn zstd(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, rest @ ..] = bytes {
            let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            bytes = rest.get(length..).ok_or(io::ErrorKind::UnexpectedEof)?;
            continue;
        }
        let decoder = ruzstd::decoding::StreamingDecoder::new(&mut bytes).map_err(io::Error::other)?;
        decoder.take(LIMIT + 1 - out.len() as u64).read_to_end(&mut out)?;
        if out.len() as u64 > LIMIT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tar with the file `a`, which holds "hi", as the compressing tools wrote it.
    const FILES: [(&str, &[u8]); 5] = [
        ("tar", include_bytes!("../tests/a.tar")),
        ("gzip", include_bytes!("../tests/a.tar.gz")),
        ("bzip2", include_bytes!("../tests/a.tar.bz2")),
        ("xz", include_bytes!("../tests/a.tar.xz")),
        ("zstd", include_bytes!("../tests/a.tar.zst")),
    ];

    #[test]
    fn lists_each_kind() {
        for (kind, bytes) in FILES {
            let archive = archive(bytes).expect(kind);
            let members: Vec<_> =
                archive.members.iter().map(|one| (one.path.as_str(), one.node.len())).collect();
            assert_eq!(members, [("a", 3)], "{kind}");
        }
    }

    #[test]
    fn frames_follow_one_another() {
        let zst = FILES[4].1;
        let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7], zst].concat();
        assert!(archive(&skipped).is_some());
        let twice = [zst, zst].concat();
        assert_eq!(decompress(Compression::Zstd, &twice).map(|out| out.len()).ok(), Some(20480));
    }

    #[test]
    fn broken_files_are_no_archives() {
        for (kind, bytes) in FILES {
            for end in [0, 1, 6, 11, bytes.len() / 2] {
                let _ = archive(bytes.get(..end).unwrap_or_default());
            }
            let mut bytes = bytes.to_vec();
            bytes.iter_mut().skip(12).for_each(|byte| *byte ^= 0x55);
            assert!(archive(&bytes).is_none(), "{kind}");
        }
    }
}
