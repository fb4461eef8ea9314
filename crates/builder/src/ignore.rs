//! `.dockerignore`: what of the context is not sent to the build.

mod filter;
mod judge;
mod report;
#[cfg(test)]
mod tests;

use std::fmt;

pub use filter::Filtered;
pub use judge::Judged;
pub use report::Excluded;

use crate::{Decision, PatternError, PatternMatcher, clean_path};

/// A longer line is an error (`bufio.Scanner`).
const MAX_LINE: usize = 64 * 1024 - 1;

/// A pattern as the file has it, cleaned, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreLine {
    /// The pattern, an exception with its `!`.
    pub pattern: String,
    /// Line in the file, from 1.
    pub line: u32,
}

/// Why an ignore file cannot be used, in BuildKit's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreError {
    /// A line is too long.
    LineTooLong {
        /// The line, from 1.
        line: u32,
    },
    /// A pattern is malformed.
    Pattern {
        /// What is wrong.
        error: PatternError,
        /// Its line, from 1.
        line: u32,
    },
}

impl IgnoreError {
    /// The line it is about, from 1.
    pub fn line(&self) -> u32 {
        match self {
            Self::LineTooLong { line } | Self::Pattern { line, .. } => *line,
        }
    }
}

impl fmt::Display for IgnoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong { .. } => f.write_str("bufio.Scanner: token too long"),
            Self::Pattern { error, .. } => error.fmt(f),
        }
    }
}

impl std::error::Error for IgnoreError {}

/// Reads the patterns of an ignore file (`patternmatcher/ignorefile` `ReadAll`): comments begin in the first column,
/// spaces around a pattern do not count, nor does a `/` at its start.
///
/// # Errors
/// When a line is longer than 65535 bytes.
pub fn read_ignore(text: &str) -> Result<Vec<IgnoreLine>, IgnoreError> {
    let mut lines = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.len() > MAX_LINE {
            return Err(IgnoreError::LineTooLong { line: number });
        }
        if line.starts_with('#') {
            continue;
        }
        let pattern = line.trim();
        let (mark, pattern) = match pattern.strip_prefix('!') {
            Some(pattern) => ("!", pattern.trim()),
            None => ("", pattern),
        };
        if mark.is_empty() && pattern.is_empty() {
            continue;
        }
        let cleaned = if pattern.is_empty() { String::new() } else { clean_path(pattern) };
        let relative = cleaned.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&cleaned);
        lines.push(IgnoreLine { pattern: format!("{mark}{relative}"), line: number });
    }
    Ok(lines)
}

/// An ignore file that is ready to decide. The one of a context is `.dockerignore`, unless the Dockerfile has its own
/// beside it, [`own_ignore_path`].
#[derive(Clone, Debug, Default)]
pub struct IgnoreFile {
    lines: Vec<IgnoreLine>,
    matcher: PatternMatcher,
}

/// The ignore file of this Dockerfile alone; where it is there, `.dockerignore` does not count.
pub fn own_ignore_path(dockerfile_path: &str) -> String {
    format!("{dockerfile_path}.dockerignore")
}

impl IgnoreFile {
    /// Reads an ignore file.
    ///
    /// # Errors
    /// When a line is too long or a pattern malformed.
    pub fn parse(text: &str) -> Result<Self, IgnoreError> {
        let lines = read_ignore(text)?;
        let patterns = || lines.iter().map(|line| line.pattern.as_str());
        let matcher = PatternMatcher::new(patterns()).map_err(|error| {
            // The first that fails by itself is the one that failed the list.
            let broken = lines.iter().find(|line| PatternMatcher::new([line.pattern.as_str()]).is_err());
            IgnoreError::Pattern { error, line: broken.map_or(1, |line| line.line) }
        })?;
        Ok(Self { lines, matcher })
    }

    /// Its patterns with their lines.
    pub fn lines(&self) -> &[IgnoreLine] {
        &self.lines
    }

    /// Its patterns, ready to match.
    pub fn matcher(&self) -> &PatternMatcher {
        &self.matcher
    }

    /// Whether the context path `path` is hidden, asked of that path alone, as the check `CopyIgnoredFile` asks. A walk
    /// over the tree may decide otherwise ([`IgnoreFile::filter`]), and the walk is what a build sees.
    ///
    /// # Errors
    /// When a pattern that was accepted fails with this path.
    pub fn excluded(&self, path: &str) -> Result<bool, PatternError> {
        self.matcher.matches(path.trim_matches('/')).map(|decision| decision.matched)
    }

    /// The line that made a decision.
    pub fn line_of(&self, decision: &Decision) -> Option<&IgnoreLine> {
        self.lines.get(decision.by?)
    }
}
