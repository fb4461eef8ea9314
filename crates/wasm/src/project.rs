//! What JavaScript gives and gets: plain objects, most keys optional.

use std::collections::BTreeMap;

use drydock_builder::{Content, Context, ContextFile, ContextFileKind, DEFAULT_MTIME, Digest};
use drydock_playground::ProjectOptions;
use serde::{Deserialize, Serialize};

/// A project: the Dockerfile, the files around it, and how it is built and run.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Project {
    /// Text of the Dockerfile.
    pub dockerfile: String,
    /// Its path in the context; `Dockerfile` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dockerfile_path: Option<String>,
    /// The build context by path; a text alone is the content of a file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, File>,
    /// `--target`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// `--build-arg`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub build_args: BTreeMap<String, String>,
    /// `--platform`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub platform: String,
    /// `--no-cache`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_cache: bool,
    /// `--no-cache-filter`: stages that do not use the cache.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_cache_filter: Vec<String>,
    /// `--pull`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pull: bool,
    /// `--label`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// `--build-context NAME=VALUE`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contexts: BTreeMap<String, String>,
    /// Arguments of `docker run`, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub run: String,
    /// Images described by hand, by the name FROM gives them: what `docker image inspect` or `docker history` prints.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub images: BTreeMap<String, String>,
}

/// An entry of the build context.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum File {
    /// The text of a regular file.
    Text(String),
    /// An entry with more to say.
    Entry(Entry),
}

/// An entry of the build context with its metadata; without any of `text`, `bytes`, `size`, `directory` and `link` it is
/// an empty file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Text of a regular file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Bytes of a regular file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<serde_bytes::ByteBuf>,
    /// How many bytes a regular file has whose content is not given; `identity` stands for the content then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Whatever changes when the content does, such as a time or a checksum.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub identity: String,
    /// True for a directory.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub directory: bool,
    /// Target of a symbolic link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Permission bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<u32>,
    /// Time of the last change, in seconds since 1970; by default one that follows from the content.
    #[serde(skip_serializing_if = "Option::is_none")]
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
                labels: self.labels,
                contexts: self.contexts,
                secrets: BTreeMap::new(),
            },
            run: self.run,
            images: self.images,
        })
    }
}

impl Project {
    /// A project as JavaScript gets it. Of build arguments with equal names the last, which wins, is left; times are
    /// left out, and so are pipes, devices and sockets.
    pub fn of(project: &drydock_playground::Project) -> Self {
        let options = project.options.clone();
        let files = project.context.entries().filter_map(|(path, file)| {
            // What is in a directory tells of it already.
            let told = file.kind == ContextFileKind::Dir
                && file.mode == 0o755
                && project.context.fs().read_dir(&path).next().is_some();
            File::of(&file).filter(|_| !told).map(|file| (path, file))
        });
        Self {
            dockerfile: project.dockerfile.clone(),
            dockerfile_path: (project.dockerfile_path != "Dockerfile")
                .then(|| project.dockerfile_path.clone()),
            files: files.collect(),
            target: options.target,
            build_args: options.build_args.into_iter().collect(),
            platform: options.platform,
            no_cache: options.no_cache,
            no_cache_filter: options.no_cache_filter,
            pull: options.pull,
            labels: options.labels,
            contexts: options.contexts,
            run: project.run.clone(),
            images: project.images.clone(),
        }
    }
}

impl File {
    fn of(file: &ContextFile) -> Option<Self> {
        let mut entry = Entry::default();
        let mut usual = 0o644;
        match &file.kind {
            ContextFileKind::File(content) => match (content.as_text(), content.as_bytes()) {
                (Some(text), _) if file.mode == usual => return Some(File::Text(text.to_owned())),
                (Some(text), _) => entry.text = Some(text.to_owned()),
                (None, Some(bytes)) => entry.bytes = Some(bytes.to_vec().into()),
                (None, None) => {
                    entry.size = Some(content.len());
                    entry.identity = content.digest().to_string();
                }
            },
            ContextFileKind::Dir => (entry.directory, usual) = (true, 0o755),
            ContextFileKind::Symlink(target) => (entry.link, usual) = (Some(target.to_string()), 0o777),
            _ => return None,
        }
        entry.mode = (file.mode != usual).then_some(file.mode);
        Some(File::Entry(entry))
    }

    fn into_context(self) -> ContextFile {
        let entry = match self {
            File::Text(text) => Entry { text: Some(text), ..Entry::default() },
            File::Entry(entry) => entry,
        };
        let (kind, mode) = match (entry.link, entry.directory, entry.size) {
            (Some(target), ..) => (ContextFileKind::Symlink(target.into()), 0o777),
            (None, true, _) => (ContextFileKind::Dir, 0o755),
            (None, false, Some(size)) if entry.text.is_none() && entry.bytes.is_none() => {
                let stands_for = || Digest::of(format!("{size} {}", entry.identity).as_bytes());
                let identity = Digest::parse(&entry.identity).unwrap_or_else(stands_for);
                (ContextFileKind::File(Content::known(size, identity)), 0o644)
            }
            _ => {
                let bytes = entry.bytes.map(serde_bytes::ByteBuf::into_vec);
                let bytes = bytes.or(entry.text.map(String::into_bytes)).unwrap_or_default();
                (ContextFileKind::File(Content::bytes(bytes)), 0o644)
            }
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
