//! hadolint's rules (the version that `tests/conformance/cases/hadolint` was recorded from), its comments and its
//! configuration.
//!
//! hadolint has a parser of its own, which reads some things otherwise than BuildKit ([`reader`]); its rules see the
//! file through it. [`report`] is what hadolint says. [`check`] is for people: where hadolint cannot read a file that
//! BuildKit builds, it goes on behind that place.

mod commands;
mod config;
mod file;
mod level;
mod pass;
mod pragma;
mod reader;
mod rules;
mod step;
#[cfg(test)]
mod testing;
mod value;

use drydock_source::{Diagnostic, Severity, Span};
use drydock_syntax::Tree;

pub use config::{Config, ConfigError, LabelType, Threshold};
pub use level::Level;
pub use pass::Pass;
pub(crate) use rules::RULES;

use file::File;
use pragma::Pragmas;

/// A finding of hadolint.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// Its level, after the configuration.
    pub level: Level,
    /// The line hadolint names, from 1.
    pub line: u32,
    /// The column hadolint names, from 1.
    pub column: u32,
    /// What is found and where. Its severity is no error, since the build does not fail.
    pub diagnostic: Diagnostic,
}

/// What hadolint reports of a Dockerfile, in the order of lines, then codes.
pub fn report(text: &str, config: &Config) -> Vec<Finding> {
    let file = File::new(text, &[]);
    match &file.error {
        Some(error) => vec![parse_error(&file, error)],
        None => findings(&file, config),
    }
}

/// As [`report`], of a Dockerfile that BuildKit can read, wholly or in part; without DL1000.
pub fn check(tree: &Tree, config: &Config) -> Vec<Finding> {
    let starts: Vec<u32> = tree.nodes.iter().map(|node| node.span.start).collect();
    findings(&File::new(&tree.text, &starts), config)
}

/// As [`check`]; of `others` it takes out what comments to hadolint and its configuration switch off.
pub(crate) fn check_beside(tree: &Tree, config: &Config, others: &mut Vec<crate::Finding>) -> Vec<Finding> {
    let starts: Vec<u32> = tree.nodes.iter().map(|node| node.span.start).collect();
    let file = File::new(&tree.text, &starts);
    let pragmas = if config.disable_ignore_pragma { Pragmas::default() } else { Pragmas::new(&file.steps) };
    others.retain(|other| {
        let line =
            other.diagnostic.lines.first().and_then(|lines| lines.first()).copied().unwrap_or_default();
        let foreign = other.rule.source != crate::Source::ShellCheck;
        foreign || !config.ignores(other.rule.code) && !pragmas.ignore(other.rule.code, line)
    });
    findings(&file, config)
}

/// What the rules find, without what comments and the configuration switch off.
fn findings(file: &File, config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in RULES {
        if let Some(find) = rule.hadolint {
            find(&mut Pass { file, config, rule, found: &mut found });
        }
    }
    let pragmas = if config.disable_ignore_pragma { Pragmas::default() } else { Pragmas::new(&file.steps) };
    found.retain(|finding| !config.ignores(finding.code) && !pragmas.ignore(finding.code, finding.line));
    found.sort_by(|a, b| (a.line, a.code, a.diagnostic.span).cmp(&(b.line, b.code, b.diagnostic.span)));
    found
}

/// DL1000, which no comment and no level changes.
fn parse_error(file: &File, error: &reader::ParseError) -> Finding {
    let code = "DL1000";
    let at = file.place(Span::at(error.at as usize));
    let diagnostic = Diagnostic::new(Severity::Warning, code, at, error.message.clone())
        .with_lines(vec![vec![error.line]])
        .with_explanation("hadolint reads Dockerfiles with a parser of its own, and that one stops here.")
        .with_help("If BuildKit builds the file, write this place in a plainer way for hadolint.");
    Finding { code, level: Level::Error, line: error.line, column: error.column, diagnostic }
}
