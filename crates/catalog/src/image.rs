use serde::Deserialize;

use crate::Reference;
use crate::tag::Tag;

/// The compact table; `cargo run -p drydock-catalog` makes it from `data/images.json`.
const TABLE: &str = include_str!("../data/images.jsonl");

/// The commands that the table was checked for: one that [`ImageRecord::tools`] does not name is not in the image.
pub const CHECKED_TOOLS: [&str; 23] = [
    "sh", "bash", "curl", "wget", "git", "gcc", "make", "python3", "pip", "node", "npm", "yarn", "go",
    "cargo", "java", "mvn", "apt-get", "apk", "dnf", "useradd", "tar", "unzip", "xz",
];

/// How sure the figures of a record are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Layers and configuration were read from the manifest.
    Exact,
    /// The project publishes the uncompressed size; compressed sizes are estimates.
    Published,
    /// Put together from build files and from sibling tags.
    Approximate,
}

/// A layer of an image in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LayerRecord {
    /// Bytes to pull.
    pub compressed: u64,
    /// A short label of the instruction that made it.
    pub created_by: String,
}

/// What the catalogue knows of one image, for `linux/amd64`. Fields in the order of the compact table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ImageRecord {
    /// Reference as one writes it after FROM; no tag means `latest`.
    pub reference: String,
    /// Other tags of the same image at the date of the record.
    pub aliases: Vec<String>,
    /// Distribution and release: `debian 12`, `alpine 3.20.1`, `scratch`.
    pub os: String,
    /// `glibc`, `musl` or `none`.
    pub libc: String,
    /// `apt`, `apk`, `dnf` or `none`.
    pub package_manager: String,
    /// True when a shell is there.
    pub has_shell: bool,
    /// Digest of the amd64 manifest, or empty.
    pub digest: String,
    /// Date of the image (`2026-09-17`), or empty.
    pub created: String,
    /// How sure the figures are.
    pub confidence: Confidence,
    /// Anything a reader must know, or empty.
    pub note: String,
    /// Bytes on disk; see [`ImageRecord::size`] for how sure they are.
    pub bytes: u64,
    /// Where `bytes` is from.
    pub bytes_source: String,
    /// How the compressed sizes were made when they are not from a manifest, or empty.
    pub compressed_source: String,
    /// Layers, base first.
    pub layers: Vec<LayerRecord>,
    /// ENV, as `NAME=value`.
    pub env: Vec<String>,
    /// CMD.
    pub cmd: Option<Vec<String>>,
    /// ENTRYPOINT.
    pub entrypoint: Option<Vec<String>>,
    /// WORKDIR, or empty.
    pub workdir: String,
    /// USER, or empty.
    pub user: String,
    /// EXPOSE, as `port/protocol`.
    pub exposed: Vec<String>,
    /// VOLUME.
    pub volumes: Vec<String>,
    /// STOPSIGNAL, or empty.
    pub stop_signal: String,
    /// LABEL.
    pub labels: Vec<(String, String)>,
    /// Commands known to be there, from a fixed list.
    pub tools: Vec<String>,
}

impl ImageRecord {
    /// Bytes to pull.
    pub fn compressed(&self) -> u64 {
        self.layers.iter().map(|layer| layer.compressed).sum()
    }

    /// `python` of `docker.io/library/python`, `static-debian12` of `gcr.io/distroless/static-debian12`.
    pub fn family(&self) -> &str {
        let repository = repository(&self.reference);
        repository.rsplit('/').next().unwrap_or(repository)
    }
}

/// How a record answers a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// By tag, default tag or alias.
    Tag,
    /// By digest.
    Digest,
    /// The tag is known, the digest is another one: an older or newer build of that tag.
    OtherDigest,
    /// The tag is not known; the record is that of the nearest tag of the same repository.
    Sibling {
        /// True when both name the same variant of the same release, so sizes are close.
        near: bool,
    },
}

/// The record for `reference`, and how it was found; `None` for a repository that the catalogue does not know.
///
/// A digest is looked up first, then the tag (`latest` when there is none) among names and aliases, then the nearest
/// tag of the repository.
pub fn find_image(reference: &Reference) -> Option<(ImageRecord, Match)> {
    let repository = reference.familiar_name();
    if let Some(digest) = &reference.digest {
        let found = records_of(&repository).find(|line| line.contains(digest.as_str())).and_then(read);
        if let Some(record) = found {
            return Some((record, Match::Digest));
        }
    }
    let tag = reference.tag.as_deref();
    let named = |line: &&str| tags(line, &repository).any(|known| known == tag.unwrap_or("latest"));
    if let Some(record) = records_of(&repository).find(named).and_then(read) {
        let how = if reference.digest.is_some() { Match::OtherDigest } else { Match::Tag };
        return Some((record, how));
    }
    let wanted = Tag::read(tag.unwrap_or("latest"));
    let nearness =
        |line: &&str| tags(line, &repository).map(|known| wanted.distance(&Tag::read(known))).min();
    let line = records_of(&repository).min_by_key(nearness)?;
    let near =
        reference.digest.is_none() && tags(line, &repository).any(|known| wanted.is_near(&Tag::read(known)));
    Some((read(line)?, Match::Sibling { near }))
}

/// Every record, in the order of the table.
pub fn images() -> impl Iterator<Item = ImageRecord> {
    TABLE.lines().filter_map(read)
}

fn read(line: &str) -> Option<ImageRecord> {
    serde_json::from_str(line).ok()
}

/// Lines of the table whose image lives in `repository`.
fn records_of(repository: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    // A line begins with the reference: `["python:3.12-slim",…`.
    let of_repository = move |line: &&str| {
        let rest = line.strip_prefix("[\"").and_then(|name| name.strip_prefix(repository));
        rest.is_some_and(|rest| rest.starts_with([':', '"']))
    };
    TABLE.lines().filter(of_repository)
}

/// The reference and the aliases of a line, read without parsing the whole of it: they hold nothing to unescape.
fn names(line: &str) -> impl Iterator<Item = &str> {
    line.split(']').next().unwrap_or(line).split('"').skip(1).step_by(2)
}

fn tags<'a>(line: &'a str, repository: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let at = repository.len();
    names(line).map(move |name| name.get(at + 1..).unwrap_or("latest"))
}

/// The part of a familiar reference before its tag.
fn repository(reference: &str) -> &str {
    let slash = reference.rfind('/').map_or(0, |at| at + 1);
    match reference[slash..].find(':') {
        Some(colon) => &reference[..slash + colon],
        None => reference,
    }
}
