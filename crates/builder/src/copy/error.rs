use std::fmt;

use crate::{FsError, FsErrorKind, PatternError};

/// Stands for the directory where the engine mounts a tree while it works on it.
const MOUNT: &str = "<mount>";

/// Why a file operation fails, in BuildKit's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOpError {
    text: String,
}

impl FileOpError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// An error of Go's `os` package: `mkdir /x: not a directory`.
    pub(crate) fn os(call: &str, path: &str, kind: FsErrorKind) -> Self {
        Self::new(format!("{call} {path}: {}", kind.words()))
    }

    pub(crate) fn of(call: &str, error: &FsError) -> Self {
        Self::os(call, &error.path, error.kind)
    }

    /// An error text that shows where the tree is mounted before `path`.
    pub(crate) fn mounted(before: &str, path: &str, after: &str) -> Self {
        Self::new(format!("{before}{MOUNT}{path}{after}"))
    }

    /// The same with what was being done in front.
    pub(crate) fn within(self, what: &str) -> Self {
        Self::new(format!("{what}: {}", self.text))
    }

    pub(crate) fn matching(what: &str, error: PatternError) -> Self {
        Self::new(format!("failed to match {what}: {error}"))
    }

    /// The text as an engine prints it: where a path of the engine's own would stand, it says `<mount>`.
    pub fn engine_text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for FileOpError {
    /// The text with paths as the container would see them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.replace(MOUNT, ""))
    }
}

impl std::error::Error for FileOpError {}
