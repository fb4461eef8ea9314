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

/// One member of an archive.
#[derive(Clone, Debug)]
pub struct Member {
    /// Path as the archive has it.
    pub path: String,
    /// What it is. A hard link is in `hard_link` instead.
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
