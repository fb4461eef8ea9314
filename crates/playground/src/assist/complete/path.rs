//! Paths of the build context and of file systems.

use drydock_builder::progress::human_size;
use drydock_builder::{FileSystem, join};

use super::cursor::Cursor;
use super::{MANY, choice, count};
use crate::assist::Completion;
use crate::assist::reading::Reading;
use crate::{ContextEntryKind, context_listing};

/// Paths that COPY, ADD or a mount can take: of the context, or of the stage that `from` names.
pub(super) fn sources(
    reading: &Reading<'_>,
    cursor: &Cursor<'_>,
    from: Option<&str>,
    typed: &str,
) -> Vec<Completion> {
    let directory = directory(typed);
    match from {
        None => context(reading, directory),
        Some(from) => {
            let own = reading.stage_at(cursor.span.start as usize).unwrap_or(0);
            let stage = reading.stage_named(from, own);
            stage
                .and_then(|stage| reading.files_of(stage))
                .map(|files| listing(&files, directory, directory))
                .unwrap_or_default()
        }
    }
}

/// Paths in the stage as it is before the instruction.
pub(super) fn inside(reading: &Reading<'_>, cursor: &Cursor<'_>, typed: &str) -> Vec<Completion> {
    let at = cursor.span.start as usize;
    let workdir = reading.state_before(at).map(|state| state.workdir.to_string()).unwrap_or_default();
    let directory = directory(typed);
    let whole = if directory.starts_with('/') { directory.to_owned() } else { join(&workdir, directory) };
    reading.files_before(at).map(|files| listing(&files, &whole, directory)).unwrap_or_default()
}

/// What of a typed path is the directory, its last `/` included.
fn directory(typed: &str) -> &str {
    typed.rfind('/').and_then(|slash| typed.get(..=slash)).unwrap_or_default()
}

fn context(reading: &Reading<'_>, directory: &str) -> Vec<Completion> {
    let inner = directory.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    let entries = context_listing(reading.project, reading.cache, inner).unwrap_or_default();
    let shown = entries.into_iter().take(MANY).map(|entry| {
        let hidden = if entry.verdict.sent { "" } else { "Hidden by .dockerignore: COPY does not find it." };
        match entry.kind {
            ContextEntryKind::Directory => {
                let files = count(entry.files, "file");
                choice(format!("{directory}{}/", entry.name), files, hidden).opening()
            }
            _ => choice(format!("{directory}{}", entry.name), human_size(entry.bytes), hidden),
        }
    });
    shown.collect()
}

fn listing(files: &FileSystem, path: &str, typed: &str) -> Vec<Completion> {
    let Some(directory) = files.get(if path.is_empty() { "/" } else { path }).and_then(|node| node.as_dir())
    else {
        return Vec::new();
    };
    // A path of a stage is absolute, with or without its slash.
    let prefix = if typed.is_empty() && path.is_empty() { "/" } else { typed };
    let entry = |(name, node): (&std::rc::Rc<str>, &std::rc::Rc<drydock_builder::Node>)| {
        if node.is_dir() {
            choice(format!("{prefix}{name}/"), "directory", "").opening()
        } else {
            choice(format!("{prefix}{name}"), human_size(node.totals().bytes), "")
        }
    };
    directory.iter().take(MANY).map(entry).collect()
}
