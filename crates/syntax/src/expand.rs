//! Word expansion: `$VAR`, `${VAR:-word}` and friends, quotes and escapes, as `frontend/dockerfile/shell` does it.
//!
//! Values come from an [`Environment`]; the names that were looked up come back with the result, so that undefined
//! ones can be reported.

use std::collections::BTreeSet;

/// Where expansion finds values.
pub trait Environment {
    /// The value of `name`, or `None` when it is not set.
    fn get(&self, name: &str) -> Option<&str>;
}

/// How a word is to be expanded; [`Options::default`] is what instructions use.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The escape character of the file.
    pub escape: char,
    /// Keep quotes in the result.
    pub raw_quotes: bool,
    /// Keep escapes in the result.
    pub raw_escapes: bool,
    /// Treat quotes as ordinary characters.
    pub skip_process_quotes: bool,
    /// Leave `$NAME` of an unset name as it stands.
    pub skip_unset_env: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            escape: '\\',
            raw_quotes: false,
            raw_escapes: false,
            skip_process_quotes: false,
            skip_unset_env: false,
        }
    }
}

/// A word after expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The expanded word.
    pub word: String,
    /// Names looked up and found.
    pub matched: BTreeSet<String>,
    /// Names looked up and not set.
    pub unmatched: BTreeSet<String>,
}
