use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_builder::{Content as Bytes, Context, ContextFile, ContextFileKind};
use serde_json::Value;

use super::archive;
use super::request::{pairs, text};

/// Modification time of everything that gives no other, in seconds.
const FIRST_BUILD: i64 = 1_704_067_200;

/// What a described file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A regular file with these bytes.
    Bytes(Rc<[u8]>),
    /// A regular file of that many `x`.
    Size(u64),
    /// A directory.
    Dir,
    /// A symbolic link to this target.
    Link(String),
    /// A second name of this path.
    HardLink(String),
    /// A named pipe.
    Fifo,
    /// A tar archive, with the name of its compression (`gz`, `xz`, `bz2`, `zst`) or empty.
    Tar(Vec<Member>, String),
    /// A zip archive.
    Zip(Vec<Member>),
    /// One gzipped text, no archive.
    Gz(Rc<[u8]>),
}

/// A path in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path; a directory's without the slash at the end.
    pub path: String,
    /// What it is and its metadata.
    pub spec: FileSpec,
}

/// A file with its metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSpec {
    /// What it is.
    pub content: Content,
    /// Permission bits.
    pub mode: u32,
    /// Seconds since 1970.
    pub mtime: i64,
    /// Owner; only archives have others than 0.
    pub uid: u32,
    /// Group, likewise.
    pub gid: u32,
}

/// Files by path, directories without the slash at the end.
pub type Files = BTreeMap<String, FileSpec>;

/// What a build of an engine case sees; the edits in `then` and `builds` change it.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The context, with the Dockerfile and the ignore file in it.
    pub files: Files,
    /// Path of the Dockerfile in the context.
    pub dockerfile_path: String,
    /// Build arguments in order.
    pub build_args: Vec<(String, String)>,
    /// `target`, `secret`, `no_cache`, `base` and whatever else was given.
    pub opts: BTreeMap<String, Value>,
    /// The modification time that what is written next gets.
    pub clock: i64,
}

impl Situation {
    /// The first build of an engine case.
    pub fn new(case: &Value) -> Result<Self, String> {
        let mut files = Files::new();
        for (path, value) in case.get("files").and_then(Value::as_object).into_iter().flatten() {
            let spec = file_spec(path, value)?;
            files.insert(path.trim_end_matches('/').to_owned(), spec);
        }
        let path =
            Some(text(case, "dockerfile_path")).filter(|path| !path.is_empty()).unwrap_or("Dockerfile");
        let mut situation = Self {
            files,
            dockerfile_path: path.to_owned(),
            build_args: pairs(case, "build_args"),
            opts: BTreeMap::new(),
            clock: FIRST_BUILD,
        };
        situation.write(path, text(case, "dockerfile"));
        if let Some(ignore) = case.get("dockerignore").and_then(Value::as_str) {
            situation.write(".dockerignore", ignore);
        }
        situation.set_opts(case.get("opts"));
        Ok(situation)
    }

    /// The context as the builder reads it.
    pub fn context(&self) -> Result<Context, String> {
        let mut context = Context::new();
        let (links, others): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|(_, spec)| matches!(spec.content, Content::HardLink(_)));
        // A hard link needs what it leads to.
        for (path, spec) in others.into_iter().chain(links) {
            let kind = match &spec.content {
                Content::Bytes(bytes) => ContextFileKind::File(Bytes::bytes(Rc::clone(bytes))),
                Content::Size(size) => ContextFileKind::File(Bytes::fill(b'x', *size)),
                Content::Dir => ContextFileKind::Dir,
                Content::Link(target) => ContextFileKind::Symlink(target.as_str().into()),
                Content::HardLink(target) => ContextFileKind::HardLink(target.clone()),
                Content::Fifo => ContextFileKind::Fifo,
                Content::Tar(members, compress) => ContextFileKind::File(archive::tar(members, compress)),
                Content::Zip(members) => ContextFileKind::File(archive::zip(members)),
                Content::Gz(bytes) => ContextFileKind::File(Bytes::bytes(archive::gzip(bytes))),
            };
            let file = ContextFile { kind, mode: spec.mode, mtime: spec.mtime };
            context.set(path, file).map_err(|error| format!("{path}: {error:?}"))?;
        }
        Ok(context)
    }

    /// Text of the Dockerfile.
    pub fn dockerfile(&self) -> String {
        match self.files.get(&self.dockerfile_path).map(|spec| &spec.content) {
            Some(Content::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            _ => String::new(),
        }
    }

    /// The option called `name` as text, or empty.
    pub fn opt(&self, name: &str) -> &str {
        self.opts.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Applies one edit. `build` is not an edit: whoever walks the list builds there.
    pub fn apply(&mut self, edit: &Value) -> Result<(), String> {
        let path = text(edit, "path").trim_end_matches('/');
        let value = edit.get("value");
        match text(edit, "op") {
            "write" => self.write_value(path, value.unwrap_or(&Value::Null))?,
            "delete" => {
                let below = format!("{path}/");
                self.files.retain(|name, _| name != path && !name.starts_with(&below));
            }
            "rename" => self.rename(text(edit, "from"), text(edit, "to")),
            "chmod" => self.entry(path).mode = mode(edit)?.ok_or("chmod without a mode")?,
            "touch" => self.entry(path).mtime = self.clock,
            "dockerfile" => self.write(&self.dockerfile_path.clone(), text(edit, "value")),
            "dockerignore" => self.write(".dockerignore", text(edit, "value")),
            "args" => self.set_args(pairs(edit, "value")),
            "opt" => self.set_opts(value),
            other => return Err(format!("unknown edit {other:?}")),
        }
        if let (Some(mtime), "write" | "touch") =
            (edit.get("mtime").and_then(Value::as_i64), text(edit, "op"))
        {
            self.entry(path).mtime = mtime;
        }
        Ok(())
    }

    fn write(&mut self, path: &str, content: &str) {
        let content = Content::Bytes(content.as_bytes().into());
        let mode = self.files.get(path).map_or(0o644, |spec| spec.mode);
        let spec = FileSpec { content, mode, mtime: self.clock, uid: 0, gid: 0 };
        self.files.insert(path.to_owned(), spec);
    }

    fn write_value(&mut self, path: &str, value: &Value) -> Result<(), String> {
        if let Value::String(content) = value {
            self.write(path, content);
            return Ok(());
        }
        let mut spec = file_spec(path, value)?;
        if value.get("mtime").is_none() {
            spec.mtime = self.clock;
        }
        self.files.insert(path.to_owned(), spec);
        Ok(())
    }

    /// The file at `path`; a directory that so far only followed from the paths below it is made.
    fn entry(&mut self, path: &str) -> &mut FileSpec {
        self.files.entry(path.to_owned()).or_insert(FileSpec {
            content: Content::Dir,
            mode: 0o755,
            mtime: FIRST_BUILD,
            uid: 0,
            gid: 0,
        })
    }

    fn rename(&mut self, from: &str, to: &str) {
        let below = format!("{from}/");
        let moved: Vec<String> =
            self.files.keys().filter(|name| *name == from || name.starts_with(&below)).cloned().collect();
        for name in moved {
            if let (Some(spec), Some(rest)) = (self.files.remove(&name), name.strip_prefix(from)) {
                self.files.insert(format!("{to}{rest}"), spec);
            }
        }
    }

    fn set_args(&mut self, args: Vec<(String, String)>) {
        for (name, value) in args {
            match self.build_args.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = value,
                None => self.build_args.push((name, value)),
            }
        }
    }

    fn set_opts(&mut self, opts: Option<&Value>) {
        let opts = opts.and_then(Value::as_object).into_iter().flatten();
        self.opts.extend(opts.map(|(name, value)| (name.clone(), value.clone())));
    }
}

fn mode(value: &Value) -> Result<Option<u32>, String> {
    let Some(mode) = value.get("mode").and_then(Value::as_str) else { return Ok(None) };
    u32::from_str_radix(mode, 8).map(Some).map_err(|_| format!("not a mode: {mode}"))
}

fn file_spec(path: &str, value: &Value) -> Result<FileSpec, String> {
    let content = content(path, value)?;
    let default = match content {
        Content::Dir => 0o755,
        Content::Link(_) => 0o777,
        _ => 0o644,
    };
    let number =
        |key: &str| value.get(key).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    Ok(FileSpec {
        content,
        mode: mode(value)?.unwrap_or(default),
        mtime: value.get("mtime").and_then(Value::as_i64).unwrap_or(FIRST_BUILD),
        uid: number("uid").unwrap_or_default(),
        gid: number("gid").unwrap_or_default(),
    })
}

fn content(path: &str, value: &Value) -> Result<Content, String> {
    let string = |key: &str| value.get(key).and_then(Value::as_str);
    let has = |key: &str| value.get(key).is_some();
    Ok(match value {
        Value::String(text) if path.ends_with('/') && text.is_empty() => Content::Dir,
        Value::String(text) => Content::Bytes(text.as_bytes().into()),
        _ if has("tar") => Content::Tar(members(value, "tar")?, text(value, "compress").to_owned()),
        _ if has("zip") => Content::Zip(members(value, "zip")?),
        _ if has("gz") => Content::Gz(text(value, "gz").as_bytes().into()),
        _ if has("dir") || path.ends_with('/') => Content::Dir,
        _ if has("fifo") => Content::Fifo,
        _ if has("link") => Content::Link(text(value, "link").to_owned()),
        _ if has("hardlink") => Content::HardLink(text(value, "hardlink").to_owned()),
        _ => match (string("content"), value.get("size").and_then(Value::as_u64)) {
            (_, Some(size)) => Content::Size(size),
            (text, None) => Content::Bytes(text.unwrap_or_default().as_bytes().into()),
        },
    })
}

fn members(value: &Value, key: &str) -> Result<Vec<Member>, String> {
    let list = value.get(key).and_then(Value::as_array).into_iter().flatten();
    let member = |value: &Value| {
        let path = text(value, "path");
        Ok(Member { path: path.trim_end_matches('/').to_owned(), spec: file_spec(path, value)? })
    };
    list.map(member).collect()
}
