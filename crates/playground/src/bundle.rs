//! A project as an archive of real files and back: the Dockerfile, the context around it, and the commands that build and
//! run it. What is unpacked elsewhere builds with Docker as it is.

mod commands;
mod read;
mod write;

use std::fmt;

use drydock_builder::{ContextFile, ContextFileKind};

pub(crate) use commands::read_build_arguments;

use crate::Project;

/// The largest archive that is read, and the most bytes it may unpack to.
const MAX_BYTES: usize = 256 << 20;
/// The most files of an archive that is read.
const MAX_FILES: usize = 100_000;

/// A project as a zip archive.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Packed {
    /// The archive.
    pub bytes: Vec<u8>,
    /// Paths that are not in it, because their bytes are not held or zip has no word for them.
    pub left_out: Vec<String>,
}

/// Why an archive cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleError {
    /// It is no zip archive, or one that is cut off.
    NoZip,
    /// It, or what it unpacks to, is too large.
    TooLarge,
    /// A file of it is damaged, encrypted, or compressed in a way that is not read here.
    Damaged,
    /// A path of it leads out of it.
    Hostile,
    /// There is no Dockerfile in it.
    NoDockerfile,
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoZip => "This is no zip archive, or a part of it is missing",
            Self::TooLarge => "This archive is too large to open here",
            Self::Damaged => "A file of this archive is damaged or encrypted",
            Self::Hostile => "A path of this archive leads out of it",
            Self::NoDockerfile => "There is no Dockerfile in this archive",
        })
    }
}

impl std::error::Error for BundleError {}

/// One entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    path: String,
    kind: EntryKind,
    mode: u32,
    /// Seconds since 1970.
    mtime: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum EntryKind {
    File(Vec<u8>),
    Dir,
    Link(String),
}

/// Packs `project`. Secrets stay out.
pub fn pack(project: &Project) -> Packed {
    let context = project.build_context();
    let mut entries = Vec::new();
    let mut left_out = Vec::new();
    for (path, file) in context.entries() {
        let ContextFile { mode, mtime, .. } = file;
        let kind = match file.kind {
            ContextFileKind::File(content) => content.as_bytes().map(|bytes| EntryKind::File(bytes.to_vec())),
            ContextFileKind::Dir => Some(EntryKind::Dir),
            ContextFileKind::Symlink(target) => Some(EntryKind::Link(target.to_string())),
            _ => None,
        };
        match kind {
            Some(kind) => entries.push(Entry { path, kind, mode, mtime }),
            None => left_out.push(path),
        }
    }
    let name = commands::free_name(&context);
    let text = commands::write(project).into_bytes();
    let mtime = drydock_builder::DEFAULT_MTIME;
    entries.push(Entry { path: name, kind: EntryKind::File(text), mode: 0o755, mtime });
    Packed { bytes: write::zip(&entries), left_out }
}

/// Opens an archive that [`pack`] or anything else made: what is in its one folder, where it has but one.
///
/// # Errors
/// What is wrong with the archive.
pub fn unpack(bytes: &[u8]) -> Result<Project, BundleError> {
    let entries = without_folder(read::zip(bytes)?);
    let mut project = Project::default();
    let (scripts, files): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(commands::is_ours);
    for entry in scripts {
        if let EntryKind::File(text) = &entry.kind {
            commands::read(&String::from_utf8_lossy(text), &mut project);
        }
    }
    for Entry { path, kind, mode, mtime } in files {
        let file = match kind {
            EntryKind::File(bytes) => ContextFile::new(drydock_builder::Content::bytes(bytes)),
            EntryKind::Dir => ContextFile::dir(),
            EntryKind::Link(target) => ContextFile::symlink(&target),
        };
        project
            .context
            .set(&path, file.with_mode(mode).with_mtime(mtime))
            .map_err(|_| BundleError::Hostile)?;
    }
    let dockerfile = project.context.text(&project.dockerfile_path).ok_or(BundleError::NoDockerfile)?;
    project.dockerfile = dockerfile.to_owned();
    project.context.remove(&project.dockerfile_path.clone());
    Ok(project)
}

/// The entries without the folder that all of them are in, unless a Dockerfile stands beside it.
fn without_folder(entries: Vec<Entry>) -> Vec<Entry> {
    let Some(folder) = entries.first().and_then(|entry| entry.path.split('/').next()).map(str::to_owned)
    else {
        return entries;
    };
    let inner = |entry: &Entry| match entry.path.strip_prefix(&folder) {
        Some("") => entry.kind == EntryKind::Dir,
        Some(rest) => rest.starts_with('/'),
        None => false,
    };
    if !entries.iter().all(inner) {
        return entries;
    }
    let shorten = |mut entry: Entry| {
        entry.path = entry.path.get(folder.len() + 1..)?.to_owned();
        (!entry.path.is_empty()).then_some(entry)
    };
    entries.into_iter().filter_map(shorten).collect()
}

#[cfg(test)]
mod tests;
