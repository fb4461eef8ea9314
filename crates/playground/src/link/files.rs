//! The context files of a link.
//!
//! By path: a string is the text of a file of mode 0644; `null` takes away what the base has; an object has `t` (text),
//! `b` (bytes in base64url), `s` (how many bytes, where the bytes themselves are not held) with `i` (a fingerprint that
//! stands for them), `l` (target of a symbolic link), `d` (a directory) or `k` (`fifo` or `other`), and `m` (mode,
//! octal).

use std::collections::BTreeMap;

use drydock_builder::{Content, Context, ContextFile, ContextFileKind, Digest};

use super::base64;
use super::json::{Members, Reader, write_string};

/// Entries by path; `None` takes one away.
pub type Files = BTreeMap<String, Option<ContextFile>>;

/// What makes `new` of `old`. A directory that other entries imply is not listed.
pub fn between(old: &Context, new: &Context) -> Files {
    let mut files = Files::new();
    let mut gone = String::new();
    for (path, file) in old.entries() {
        let now = new.get(&path);
        let below_gone = !gone.is_empty() && path.starts_with(&gone);
        // A file that becomes a directory has to go before what is in the directory comes.
        let is_dir = |file: &ContextFile| file.kind == ContextFileKind::Dir;
        if !below_gone && now.as_ref().is_none_or(|now| is_dir(now) && !is_dir(&file)) {
            gone = format!("{path}/");
            files.insert(path, None);
        }
    }
    for (path, file) in new.entries() {
        let before = old.get(&path).filter(|_| !files.contains_key(&path));
        if before.as_ref().is_some_and(|before| same(before, &file)) {
            continue;
        }
        let implied = file.kind == ContextFileKind::Dir
            && (before.is_none() && file.mode == 0o755 && !is_empty_dir(new, &path));
        if !implied {
            files.insert(path, Some(file));
        }
    }
    files
}

/// True when both are equal but for their times.
fn same(one: &ContextFile, other: &ContextFile) -> bool {
    one.mode == other.mode && one.kind == other.kind
}

fn is_empty_dir(context: &Context, path: &str) -> bool {
    context.fs().read_dir(path).next().is_none()
}

/// Changes `context`; an entry that it cannot take is left out.
pub fn apply(files: &Files, context: &mut Context) {
    for path in files.iter().filter(|(_, file)| file.is_none()).map(|(path, _)| path) {
        context.remove(path);
    }
    for (path, file) in files {
        if let Some(file) = file {
            // Reading a link refuses what cannot be by itself; against another base there is nothing to put it below.
            let _ = context.set(path, file.clone());
        }
    }
}

/// Writes `files` as a JSON object.
pub fn write(files: &Files, out: &mut String) {
    let mut members = Members::default();
    for (path, file) in files {
        match file {
            Some(file) => write_file(file, members.key(path)),
            None => members.key(path).push_str("null"),
        }
    }
    out.push_str(&members.end());
}

fn write_file(file: &ContextFile, out: &mut String) {
    let mut members = Members::default();
    let mut usual = 0o644;
    match &file.kind {
        ContextFileKind::File(content) => match (content.as_text(), content.as_bytes()) {
            (Some(text), _) if file.mode == usual => return write_string(out, text),
            (Some(text), _) => members.text("t", Some(text)),
            (None, Some(bytes)) => members.text("b", Some(&base64::encode(bytes))),
            (None, None) => {
                members.key("s").push_str(&content.len().to_string());
                members.text("i", Some(&content.digest().to_string()));
            }
        },
        ContextFileKind::Symlink(target) => {
            usual = 0o777;
            members.text("l", Some(target));
        }
        ContextFileKind::Dir => {
            usual = 0o755;
            members.key("d").push('1');
        }
        ContextFileKind::Fifo => members.text("k", Some("fifo")),
        ContextFileKind::HardLink(_) | ContextFileKind::Other => members.text("k", Some("other")),
    }
    if file.mode != usual {
        members.text("m", Some(&format!("{:o}", file.mode)));
    }
    out.push_str(&members.end());
}

/// Reads a JSON object of entries; `None` also for what no context can take.
pub fn read(reader: &mut Reader, files: &mut Files) -> Option<()> {
    let mut context = Context::new();
    reader.object(|reader, path| {
        reader.spend(path.bytes().filter(|byte| *byte == b'/').count())?;
        let file = if reader.null() { None } else { Some(read_file(reader, path)?) };
        if let Some(file) = &file {
            context.set(path, file.clone()).ok()?;
        }
        files.insert(path.to_owned(), file);
        Some(())
    })
}

fn read_file(reader: &mut Reader, path: &str) -> Option<ContextFile> {
    if let Some(text) = reader.string() {
        return Some(ContextFile::text(&text));
    }
    let (mut file, mut mode, mut size, mut identity) = (None, None, None, None);
    reader.object(|reader, key| {
        match key {
            "t" => file = Some(ContextFile::text(&reader.string()?)),
            "b" => file = Some(ContextFile::new(Content::bytes(base64::decode(&reader.string()?)?))),
            "s" => size = Some(reader.number()?),
            "i" => {
                // What people write by hand in its place is taken for a text that stands for it.
                let text = reader.string()?;
                identity = Some(Digest::parse(&text).unwrap_or_else(|| Digest::of(text.as_bytes())));
            }
            "l" => file = Some(ContextFile::symlink(&reader.string()?)),
            "d" => {
                reader.skip()?;
                file = Some(ContextFile::dir());
            }
            "k" => file = Some(special(&reader.string()?)),
            "m" => mode = Some(u32::from_str_radix(&reader.string()?, 8).ok()? & 0o7777),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    let known = size.map(|size: u64| {
        let identity = identity.unwrap_or_else(|| Digest::of(format!("{path}\0{size}").as_bytes()));
        ContextFile::new(Content::known(size, identity))
    });
    // An entry of a kind that a later version knows is an empty file here.
    let file = file.or(known).unwrap_or_else(|| ContextFile::text(""));
    Some(match mode {
        Some(mode) => file.with_mode(mode),
        None => file,
    })
}

fn special(name: &str) -> ContextFile {
    let kind = if name == "fifo" { ContextFileKind::Fifo } else { ContextFileKind::Other };
    ContextFile { kind, ..ContextFile::text("") }
}
