//! Word expansion: `$VAR`, `${VAR:-word}` and friends, quotes and escapes, as `frontend/dockerfile/shell/lex.go` does it.
//!
//! Values come from an [`Environment`]; the names that were looked up come back with the result, so that undefined
//! ones can be reported.

mod effort;
mod machine;
mod pattern;

use std::collections::BTreeSet;
use std::fmt;

/// An expanded word may not grow beyond this many bytes; `ENV A=$A$A` a few times over would otherwise fill the memory.
pub const MAX_LENGTH: usize = 4 << 20;

/// Where expansion finds values.
pub trait Environment {
    /// The value of `name`, or `None` when it is not set.
    fn get(&self, name: &str) -> Option<&str>;
}

/// An environment in which nothing is set.
pub struct Empty;

impl Environment for Empty {
    fn get(&self, _name: &str) -> Option<&str> {
        None
    }
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

/// Why a word cannot be expanded. It prints as BuildKit's text, and turns into it with `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpandError {
    /// BuildKit's text.
    pub message: String,
    /// Names looked up and found before the error.
    pub matched: BTreeSet<String>,
    /// Names looked up and not set before the error.
    pub unmatched: BTreeSet<String>,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ExpandError {}

impl From<ExpandError> for String {
    fn from(error: ExpandError) -> String {
        error.message
    }
}

/// Expands `word` to one word (`Lex.ProcessWordWithMatches`).
///
/// Fails as BuildKit does, on quotes and braces that do not close, on modifiers it does not know and on `${NAME:?…}`;
/// and where the result would exceed [`MAX_LENGTH`] or take too long to work out.
pub fn expand_word(word: &str, env: &dyn Environment, options: Options) -> Result<Expanded, ExpandError> {
    let plain = |c: char| !(matches!(c, '$' | '\'' | '"' | '\u{FEFF}') || c == options.escape);
    if word.chars().all(plain) {
        return Ok(Expanded { word: word.into(), ..Expanded::default() });
    }
    machine::run(word, env, options, false).map(|(expanded, _)| expanded)
}

/// Expands `word` and splits the result into words at white space outside quotes (`Lex.ProcessWords`).
///
/// It follows rules of its own: text directly before a `${…}` with a modifier is lost, as in BuildKit. Only EXPOSE and
/// the search for heredocs use it. Fails like [`expand_word`].
pub fn expand_words(word: &str, env: &dyn Environment, options: Options) -> Result<Vec<String>, ExpandError> {
    machine::run(word, env, options, true).map(|(_, words)| words)
}
