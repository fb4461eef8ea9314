use std::rc::Rc;

use crate::{Image, Platform};

/// What kind of entry a file of a base image is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseFileKind {
    /// A regular file with its size in bytes and, where known, its content.
    File {
        /// Bytes.
        size: u64,
        /// Content, where known.
        text: Option<Rc<str>>,
    },
    /// A directory; it may hold more than is listed unless the image is complete.
    Dir,
    /// A directory that holds what is listed and nothing else.
    WholeDir,
    /// A symbolic link.
    Link(String),
}

/// One path of a base image that is known by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseFile {
    /// Absolute path.
    pub path: String,
    /// What it is.
    pub kind: BaseFileKind,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// One layer of a base image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseLayer {
    /// Bytes of its files, low, likely and high.
    pub size: (u64, u64, u64),
    /// Bytes to pull, low, likely and high.
    pub compressed: (u64, u64, u64),
    /// What made it.
    pub created_by: String,
}

/// A base image as the plan and the builder need it.
#[derive(Clone, Debug, Default)]
pub struct BaseImage {
    /// Its config and history.
    pub image: Rc<Image>,
    /// Digest of the manifest, or empty.
    pub digest: String,
    /// Layers, base first.
    pub layers: Vec<BaseLayer>,
    /// Size on disk in bytes, low, likely and high (`u64::MAX` for no bound); `None` when nobody knows.
    pub size: Option<(u64, u64, u64)>,
    /// Paths known by name; the image may hold more unless `complete`.
    pub files: Rc<Vec<BaseFile>>,
    /// True when `files` is everything.
    pub complete: bool,
    /// Commands known to be there (`sh`, `curl`, `apt-get`…), by name.
    pub tools: Rc<Vec<String>>,
    /// `apt`, `apk`, `dnf` or `none`; empty when unknown.
    pub package_manager: String,
    /// True when a shell is there; `None` when unknown.
    pub has_shell: Option<bool>,
    /// The reference by which the catalogue knows it (`python:3.12-slim`), or empty.
    pub reference: String,
    /// Where these facts come from, in words for the reader.
    pub source: String,
    /// Fingerprint of what the user says of it; 0 when nothing.
    pub said: u128,
}

/// The registry, as far as the plan may see it.
pub trait Images {
    /// The image `reference` (canonical: `docker.io/library/debian:12`) for `platform`; the error text is what the
    /// registry would say. An image nobody knows here is `Ok` with an unknown size, not an error.
    fn image(&self, reference: &str, platform: &Platform) -> Result<Rc<BaseImage>, String>;
}
