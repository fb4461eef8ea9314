//! Names of files and where keywords stand.

use drydock_source::{Edit, Span};

use crate::hadolint::pass::replace;
use crate::hadolint::step::Step;
use crate::hadolint::value::Value;

/// Ends of the names of archives that ADD unpacks, as hadolint lists them.
const ARCHIVES: [&str; 15] = [
    ".tar", ".Z", ".bz2", ".gz", ".lz", ".lzma", ".tZ", ".tb2", ".tbz", ".tbz2", ".tgz", ".tlz", ".tpz",
    ".txz", ".xz",
];

/// True when a file of this name is taken for an archive.
pub(super) fn is_archive(name: &str) -> bool {
    ARCHIVES.iter().any(|end| name.ends_with(end))
}

/// True for a path that begins with a drive.
pub(super) fn is_windows_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some(':')
}

/// Where the keyword stands at the start of an instruction.
pub(super) fn keyword(step: &Step, name: &str, text: &str) -> Option<Span> {
    let span = Span { start: step.span.start, end: step.span.start + name.len() as u32 };
    span.of(text).eq_ignore_ascii_case(name).then_some(span)
}

/// Takes `--platform=…` out, up to the image.
pub(super) fn without_platform(platform: &Value, reference: &Value) -> Option<Edit> {
    let start = platform.whole().start.checked_sub("--platform=".len() as u32)?;
    Some(replace(Span { start, end: reference.whole().start }, ""))
}
