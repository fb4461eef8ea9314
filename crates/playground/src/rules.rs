//! The pages of the rules, as data: what the app and the documentation show of each.

mod example;

use std::fmt::Write;

use drydock_lint::Source;
use drydock_source::Severity;
use serde::Serialize;

use crate::Project;
pub use example::{Checked, DiffLine, Mended, RuleLine, RuleText, rule_lines};

/// Whose rules there are, in the order of the lists.
const SOURCES: [&str; 4] = ["BuildKit", "Drydock", "ShellCheck", "hadolint"];

/// The page of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RulePage {
    /// Its code.
    pub code: &'static str,
    /// Whose it is: `BuildKit`, `Drydock`, `hadolint`, `ShellCheck`.
    pub source: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// What it finds, in a sentence.
    pub description: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to write instead.
    pub help: &'static str,
    /// A page about it elsewhere, or empty.
    pub url: &'static str,
    /// True when it reports only where it is asked for.
    pub experimental: bool,
    /// A Dockerfile in which it finds something.
    pub bad: &'static str,
    /// The same in the right way.
    pub good: &'static str,
    /// Files beside both.
    #[serde(skip)]
    pub files: &'static [(&'static str, &'static str)],
    /// Codes of rules that say the same.
    pub same_as: &'static [&'static str],
}

/// Every rule: BuildKit's checks, our own, hadolint's, then those of ShellCheck.
pub fn rules() -> impl Iterator<Item = RulePage> {
    drydock_lint::rules().map(page)
}

/// The rule called `code`.
pub fn find(code: &str) -> Option<RulePage> {
    drydock_lint::find(code).map(page)
}

fn page(rule: &'static drydock_lint::Rule) -> RulePage {
    let drydock_lint::Rule { code, severity, description, why, help, url, experimental, .. } = *rule;
    let source = match rule.source {
        Source::BuildKit => "BuildKit",
        Source::Drydock => "Drydock",
        Source::Hadolint => "hadolint",
        Source::ShellCheck => "ShellCheck",
    };
    let drydock_lint::Rule { bad, good, files, same_as, .. } = *rule;
    RulePage { code, source, severity, description, why, help, url, experimental, bad, good, files, same_as }
}

impl RulePage {
    /// A project of one of the two examples.
    pub fn project(&self, dockerfile: &str) -> Project {
        let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
        for (path, text) in self.files {
            // Paths of a rule's files are plain and different, so that each has its place.
            drop(project.context.set_text(path, text));
        }
        project
    }

    /// The comment that switches it off for the instruction below it.
    pub fn silence(&self) -> String {
        self.comment("")
    }

    /// The comment at the top of the file that switches it off for all of it.
    pub fn silence_file(&self) -> String {
        self.comment("global ")
    }

    fn comment(&self, global: &str) -> String {
        match self.source {
            // At the top it is a parser directive, which holds for the whole file.
            "BuildKit" | "Drydock" => format!("# check=skip={}", self.code),
            _ => format!("# hadolint {global}ignore={}", self.code),
        }
    }

    /// The page as `docs/rules` has it.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n", self.code);
        let severity = format!("{:?}", self.severity).to_lowercase();
        let off = if self.experimental { ", off unless asked for" } else { "" };
        let _ = writeln!(
            text,
            "{} · {severity}{off}\n\n{}\n\n{}\n\n{}",
            self.source, self.description, self.why, self.help
        );
        let _ = writeln!(
            text,
            "\n## Bad\n\n{}\n## Good\n\n{}",
            block("dockerfile", self.bad),
            block("dockerfile", self.good)
        );
        if !self.files.is_empty() {
            let _ = writeln!(text, "## Files beside both\n");
            for (path, content) in self.files {
                let _ = writeln!(text, "`{path}`\n\n{}", block("text", content));
            }
        }
        if !self.same_as.is_empty() {
            let codes: Vec<String> = self.same_as.iter().map(|code| format!("[{code}]({code}.md)")).collect();
            let _ = writeln!(text, "The same is said by {}.\n", codes.join(", "));
        }
        if !self.url.is_empty() {
            let _ = writeln!(text, "More: <{}>\n", self.url);
        }
        let silence = self.silence();
        let _ =
            writeln!(text, "To switch it off for one instruction, write `{silence}` on the line above it.");
        text
    }
}

/// A fenced block; long files are cut.
fn block(language: &str, content: &str) -> String {
    const MOST: usize = 600;
    let cut = content.char_indices().nth(MOST).map_or(content.len(), |(at, _)| at);
    let shown = content.get(..cut).unwrap_or(content);
    let dots = if cut < content.len() { "…\n" } else { "" };
    let end = if shown.ends_with('\n') { "" } else { "\n" };
    format!("```{language}\n{shown}{end}{dots}```\n")
}

/// The list of all pages, for `docs/rules/README.md`.
pub fn index() -> String {
    let mut text = String::from(
        "# Rules\n\nWritten by `cargo xtask docs` from the rules themselves. Each page has a Dockerfile in which the rule finds\nsomething, and one that does the same in the right way; a test holds both to it.\n",
    );
    for source in SOURCES {
        let mut pages = rules().filter(|page| page.source == source).peekable();
        if pages.peek().is_some() {
            let _ = writeln!(text, "\n## {source}\n");
        }
        for page in pages {
            let _ = writeln!(text, "- [{}]({}.md): {}", page.code, page.code, page.description);
        }
    }
    text
}
