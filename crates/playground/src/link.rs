//! The share link: a project, and what of it is looked at, as the fragment of an address.
//!
//! `#v1/d…` is JSON, deflated (raw) and in base64url; `#v1/p…` is the same JSON percent-encoded, for links written by
//! hand; `#v1/e=NAME` names an example. The JSON holds only what differs from the default. Unknown keys are ignored,
//! so a link made by a later version opens as well as it can, and what v1 means never changes. Build secrets are never
//! put into a link.

mod base64;
mod json;

use std::collections::BTreeMap;
use std::fmt;

use drydock_builder::{Content, Context, ContextFile, ContextFileKind};
use json::{Reader, write_string};

use crate::Project;

/// The longest fragment that is read, in bytes.
pub const MAX_LINK: usize = 4 << 20;
/// The most that a link may unfold to, in bytes.
pub const MAX_UNFOLDED: usize = 16 << 20;
/// The most context files in a link.
pub const MAX_FILES: usize = 10_000;

/// What a fragment says.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// A project, and the name of the panel to show (may be empty).
    Project(Box<Project>, String),
    /// An example by name, and the name of the panel to show (may be empty).
    Example(String, String),
}

/// Why a fragment cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Not of a form that this version knows.
    Unknown,
    /// Larger than what is read.
    TooLarge,
    /// Cut off or altered.
    Broken,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "This link is of a kind that this version does not know",
            Self::TooLarge => "This link holds more than can be opened",
            Self::Broken => "This link is broken: a part of it is missing or was altered",
        })
    }
}

impl std::error::Error for LinkError {}

/// The fragment, without `#`, that [`decode`] reads back to `project` and `panel`.
pub fn encode(project: &Project, panel: &str) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec(to_json(project, panel).as_bytes(), 8);
    format!("v1/d{}", base64::encode(&packed))
}

/// The fragment, without `#`, that names an example.
pub fn encode_example(name: &str, panel: &str) -> String {
    match panel {
        "" => format!("v1/e={name}"),
        panel => format!("v1/e={name}&w={panel}"),
    }
}

/// Reads a fragment, with or without `#`; `None` when it is empty.
///
/// # Errors
/// When the link is of an unknown kind, too large, or broken.
pub fn decode(fragment: &str) -> Result<Option<Link>, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.is_empty() {
        return Ok(None);
    }
    if fragment.len() > MAX_LINK {
        return Err(LinkError::TooLarge);
    }
    let body = fragment.strip_prefix("v1/").ok_or(LinkError::Unknown)?;
    if let Some(name) = body.strip_prefix("e=") {
        return example(name).map(Some);
    }
    let json = if let Some(packed) = body.strip_prefix('d') {
        inflate(packed)?
    } else if let Some(plain) = body.strip_prefix('p') {
        percent_decode(plain).ok_or(LinkError::Broken)?
    } else {
        return Err(LinkError::Unknown);
    };
    let (project, panel) = from_json(&json)?;
    Ok(Some(Link::Project(Box::new(project), panel)))
}

fn example(text: &str) -> Result<Link, LinkError> {
    let mut parts = text.split('&');
    let name = percent_decode(parts.next().unwrap_or("")).ok_or(LinkError::Broken)?;
    let panel = parts.find_map(|part| part.strip_prefix("w=")).unwrap_or("");
    Ok(Link::Example(name, panel.to_owned()))
}

fn inflate(packed: &str) -> Result<String, LinkError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
    let bytes = base64::decode(packed).ok_or(LinkError::Broken)?;
    let json = decompress_to_vec_with_limit(&bytes, MAX_UNFOLDED).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        _ => LinkError::Broken,
    })?;
    String::from_utf8(json).map_err(|_| LinkError::Broken)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        rest = tail;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Writes members of a JSON object.
struct Members(String);

impl Members {
    fn key(&mut self, key: &str) -> &mut String {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        write_string(&mut self.0, key);
        self.0.push(':');
        &mut self.0
    }

    /// Adds `key` unless `value` is the default.
    fn text(&mut self, key: &str, value: &str, default: &str) {
        if value != default {
            write_string(self.key(key), value);
        }
    }

    fn end(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

fn to_json(project: &Project, panel: &str) -> String {
    let default = Project::default();
    let options = &project.options;
    let mut members = Members(String::new());
    members.text("d", &project.dockerfile, &default.dockerfile);
    members.text("n", &project.dockerfile_path, &default.dockerfile_path);
    if let Some(files) = files_to_json(&project.context) {
        members.key("f").push_str(&files);
    }
    members.text("t", &options.target, "");
    if !options.build_args.is_empty() {
        let out = members.key("a");
        for (i, (name, value)) in options.build_args.iter().enumerate() {
            out.push(if i == 0 { '[' } else { ',' });
            write_string(out, name);
            out.push(',');
            write_string(out, value);
        }
        out.push(']');
    }
    members.text("p", &options.platform, "");
    if options.no_cache {
        members.key("c").push('1');
    }
    if !options.no_cache_filter.is_empty() {
        let out = members.key("x");
        for (i, stage) in options.no_cache_filter.iter().enumerate() {
            out.push(if i == 0 { '[' } else { ',' });
            write_string(out, stage);
        }
        out.push(']');
    }
    if options.pull {
        members.key("u").push('1');
    }
    for (key, map) in [("l", &options.labels), ("b", &options.contexts)] {
        if !map.is_empty() {
            members.key(key).push_str(&map_to_json(map));
        }
    }
    members.text("r", &project.run, &default.run);
    members.text("w", panel, "");
    members.end()
}

fn map_to_json(map: &BTreeMap<String, String>) -> String {
    let mut members = Members(String::new());
    for (key, value) in map {
        write_string(members.key(key), value);
    }
    members.end()
}

/// The entries of the context by path: a string is the text of a file of mode 0644; an object has `t` (text), `b`
/// (bytes in base64url), `l` (target of a symbolic link) or `d` (a directory), and `m` (mode, octal).
fn files_to_json(context: &Context) -> Option<String> {
    let mut members = Members(String::new());
    for (path, file) in context.entries() {
        let mode = file.mode;
        match &file.kind {
            ContextFileKind::File(content) => match content.as_text() {
                Some(text) if mode == 0o644 => write_string(members.key(&path), text),
                Some(text) => members.key(&path).push_str(&entry_json("t", text, Some(mode))),
                None => {
                    let Some(bytes) = content.as_bytes() else { continue };
                    members.key(&path).push_str(&entry_json("b", &base64::encode(bytes), Some(mode)));
                }
            },
            ContextFileKind::Symlink(target) => {
                members.key(&path).push_str(&entry_json("l", target, None));
            }
            ContextFileKind::Dir if mode != 0o755 || is_empty_dir(context, &path) => {
                members.key(&path).push_str(&entry_json("d", "", Some(mode)));
            }
            _ => {}
        }
    }
    (!members.0.is_empty()).then(|| members.end())
}

fn is_empty_dir(context: &Context, path: &str) -> bool {
    context.fs().read_dir(path).next().is_none()
}

fn entry_json(key: &str, value: &str, mode: Option<u32>) -> String {
    let mut members = Members(String::new());
    write_string(members.key(key), value);
    if let Some(mode) = mode {
        write_string(members.key("m"), &format!("{mode:o}"));
    }
    members.end()
}

fn from_json(json: &str) -> Result<(Project, String), LinkError> {
    let mut project = Project::default();
    let mut panel = String::new();
    let mut files = 0usize;
    let mut reader = Reader::new(json);
    let read = reader.object(|reader, key| {
        match key {
            "d" => project.dockerfile = reader.string()?,
            "n" => project.dockerfile_path = reader.string()?,
            "f" => read_files(reader, &mut project.context, &mut files)?,
            "t" => project.options.target = reader.string()?,
            "a" => project.options.build_args = read_build_args(reader)?,
            "p" => project.options.platform = reader.string()?,
            "c" => project.options.no_cache = reader.flag()?,
            "x" => project.options.no_cache_filter = read_strings(reader)?,
            "u" => project.options.pull = reader.flag()?,
            "l" => project.options.labels = read_map(reader)?,
            "b" => project.options.contexts = read_map(reader)?,
            "r" => project.run = reader.string()?,
            "w" => panel = reader.string()?,
            _ => reader.skip()?,
        }
        Some(())
    });
    if files > MAX_FILES {
        return Err(LinkError::TooLarge);
    }
    if read.is_none() || !reader.at_end() {
        return Err(LinkError::Broken);
    }
    Ok((project, panel))
}

fn read_strings(reader: &mut Reader) -> Option<Vec<String>> {
    let mut strings = Vec::new();
    reader.array(|reader| {
        strings.push(reader.string()?);
        Some(())
    })?;
    Some(strings)
}

fn read_map(reader: &mut Reader) -> Option<BTreeMap<String, String>> {
    let mut map = BTreeMap::new();
    reader.object(|reader, key| {
        map.insert(key.to_owned(), reader.string()?);
        Some(())
    })?;
    Some(map)
}

/// Names and values in turn.
fn read_build_args(reader: &mut Reader) -> Option<Vec<(String, String)>> {
    let words = read_strings(reader)?;
    let pair = |pair: &[String]| Some((pair.first()?.clone(), pair.get(1)?.clone()));
    words.chunks(2).map(pair).collect()
}

/// An entry that the context cannot take (a file below a file, an empty path) breaks the link.
fn read_files(reader: &mut Reader, context: &mut Context, count: &mut usize) -> Option<()> {
    reader.object(|reader, path| {
        *count += 1;
        (*count <= MAX_FILES).then_some(())?;
        context.set(path, read_file(reader)?).ok()
    })
}

fn read_file(reader: &mut Reader) -> Option<ContextFile> {
    if let Some(text) = reader.string() {
        return Some(ContextFile::text(&text));
    }
    let mut file = None;
    let mut mode = None;
    reader.object(|reader, key| {
        match key {
            "t" => file = Some(ContextFile::text(&reader.string()?)),
            "b" => file = Some(ContextFile::new(Content::bytes(base64::decode(&reader.string()?)?))),
            "l" => file = Some(ContextFile::symlink(&reader.string()?)),
            "d" => {
                reader.skip()?;
                file = Some(ContextFile::dir());
            }
            "m" => mode = Some(u32::from_str_radix(&reader.string()?, 8).ok()? & 0o7777),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    // An entry of a kind that a later version knows is an empty file here.
    let file = file.unwrap_or_else(|| ContextFile::text(""));
    Some(match mode {
        Some(mode) => file.with_mode(mode),
        None => file,
    })
}

#[cfg(test)]
mod tests;
