//! Patterns of `.dockerignore`, `--exclude`, `--parents` and of wildcard sources, with the rules of Go's libraries.

mod glob;
mod matcher;
mod path;
mod regex;

pub use glob::{contains_wildcards, glob_match};
pub use matcher::{Decision, MatchState, Pattern, PatternError, PatternMatcher};
pub use path::clean_path;
