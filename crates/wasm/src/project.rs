//! What JavaScript gives: plain objects, most keys optional.

use std::collections::BTreeMap;

use drydock_builder::{Content, Context, ContextFile, ContextFileKind, DEFAULT_MTIME, Digest};
use drydock_playground::ProjectOptions;
use serde::Deserialize;

/// A project: the Dockerfile, the files around it, and how it is built and run.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Project {
    /// Text of the Dockerfile.
    pub dockerfile: String,
    /// Its path in the context; `Dockerfile` by default.
    pub dockerfile_path: Option<String>,
    /// The build context by path; a text alone is the content of a file.
    #[serde(default)]
    pub files: BTreeMap<String, File>,
    /// `--target`.
    #[serde(default)]
    pub target: String,
    /// `--build-arg`.
    #[serde(default)]
    pub build_args: BTreeMap<String, String>,
    /// `--platform`.
    #[serde(default)]
    pub platform: String,
    /// `--no-cache`.
    #[serde(default)]
    pub no_cache: bool,
    /// `--no-cache-filter`: stages that do not use the cache.
    #[serde(default)]
    pub no_cache_filter: Vec<String>,
    /// `--pull`.
    #[serde(default)]
    pub pull: bool,
    /// Arguments of `docker run`, as typed.
    #[serde(default)]
    pub run: String,
    /// Images described by hand, by the name FROM gives them: what `docker image inspect` or `docker history` prints.
    #[serde(default)]
    pub images: BTreeMap<String, String>,
}

/// An entry of the build context.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum File {
    /// The text of a regular file.
    Text(String),
    /// An entry with more to say.
    Entry(Entry),
}

/// An entry of the build context with its metadata; without any of `text`, `size`, `directory` and `link` it is an
/// empty file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Text of a regular file.
    pub text: Option<String>,
    /// Bytes of a regular file whose content is not given; `identity` stands for the content then.
    pub size: Option<u64>,
    /// Whatever changes when the content does, such as a time or a checksum.
    #[serde(default)]
    pub identity: String,
    /// True for a directory.
    #[serde(default)]
    pub directory: bool,
    /// Target of a symbolic link.
    pub link: Option<String>,
    /// Permission bits.
    pub mode: Option<u32>,
    /// Time of the last change, in seconds since 1970; by default one that follows from the content.
    pub mtime: Option<i64>,
}

impl Project {
    /// The project in the terms of the evaluation; the error names the path that cannot be.
    pub fn into_playground(self) -> Result<drydock_playground::Project, String> {
        let mut context = Context::new();
        for (path, file) in self.files {
            context.set(&path, file.into_context()).map_err(|error| format!("files: {path}: {error:?}"))?;
        }
        Ok(drydock_playground::Project {
            dockerfile: self.dockerfile,
            dockerfile_path: self.dockerfile_path.unwrap_or_else(|| "Dockerfile".to_owned()),
            context,
            options: ProjectOptions {
                target: self.target,
                build_args: self.build_args.into_iter().collect(),
                platform: self.platform,
                no_cache: self.no_cache,
                no_cache_filter: self.no_cache_filter,
                pull: self.pull,
                ..ProjectOptions::default()
            },
            run: self.run,
            images: self.images,
        })
    }
}

impl File {
    fn into_context(self) -> ContextFile {
        let entry = match self {
            File::Text(text) => Entry { text: Some(text), ..Entry::default() },
            File::Entry(entry) => entry,
        };
        let (kind, mode) = match (entry.link, entry.directory, entry.size) {
            (Some(target), ..) => (ContextFileKind::Symlink(target.into()), 0o777),
            (None, true, _) => (ContextFileKind::Dir, 0o755),
            (None, false, Some(size)) if entry.text.is_none() => {
                let identity = Digest::of(format!("{size} {}", entry.identity).as_bytes());
                (ContextFileKind::File(Content::known(size, identity)), 0o644)
            }
            _ => (ContextFileKind::File(Content::bytes(entry.text.unwrap_or_default().into_bytes())), 0o644),
        };
        let mtime = entry.mtime.unwrap_or_else(|| time_of(&kind));
        ContextFile { kind, mode: entry.mode.unwrap_or(mode), mtime }
    }
}

/// A time that is another one for other bytes: builders take a file of the same size and time for unchanged.
fn time_of(kind: &ContextFileKind) -> i64 {
    match kind {
        ContextFileKind::File(content) => DEFAULT_MTIME.saturating_add((content.digest().0 >> 40) as i64),
        _ => DEFAULT_MTIME,
    }
}
