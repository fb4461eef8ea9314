//! The examples of a rule at work, and its page as the app shows it.

use drydock_builder::BuildCache;
use drydock_source::{Appended, Diagnostic, Span};
use serde::{Deserialize, Serialize};

use super::{RulePage, find, rules};
use crate::compare::align;
use crate::{Saving, Step, evaluate, saving};

/// A rule in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleLine {
    /// Its code.
    pub code: String,
    /// Whose it is: `BuildKit`, `Drydock`, `hadolint`, `ShellCheck`.
    pub source: String,
    /// What it finds, in a sentence.
    pub description: String,
}

/// The page of a rule as the app shows it; fields as in [`RulePage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleText {
    /// As in the list.
    pub line: RuleLine,
    /// `error`, `warning`, `info` or `hint`.
    pub severity: String,
    /// Why it matters.
    pub why: String,
    /// What to write instead.
    pub help: String,
    /// A page about it elsewhere, or empty.
    pub url: String,
    /// True when it reports only where it is asked for.
    pub experimental: bool,
    /// A Dockerfile in which it finds something.
    pub bad: String,
    /// The same in the right way.
    pub good: String,
    /// Paths and texts of files beside both.
    pub files: Vec<(String, String)>,
    /// Codes of rules that say the same.
    pub same_as: Vec<String>,
    /// The comment that switches it off for the instruction below it.
    pub silence: String,
    /// The comment at the top of the file that switches it off for all of it.
    pub silence_file: String,
}

/// What is found in an example of a rule, as it stands now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// What is found, by place.
    pub findings: Vec<Diagnostic>,
    /// Indices in `findings` of what the rule itself says, or one that says the same.
    pub own: Vec<usize>,
    /// Where the keywords of instructions stand.
    pub keywords: Vec<Span>,
    /// The first fix of the rule's first finding that has one.
    pub mended: Option<Mended>,
}

/// A fix at work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mended {
    /// What it does.
    pub title: String,
    /// True when it cannot change what the build makes except for the better.
    pub safe: bool,
    /// The Dockerfile before and after, line by line.
    pub diff: Vec<DiffLine>,
    /// Lines for other files.
    pub appended: Vec<Appended>,
    /// What it saves.
    pub saving: Saving,
}

/// A line of a text before a change, after it, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// `-` for a line that goes, `+` for one that comes, a space for one that stays.
    pub sign: char,
    /// The line without its end.
    pub text: String,
}

/// All rules as the page lists them: BuildKit's checks, our own, those of ShellCheck, hadolint's.
pub fn rule_lines() -> Vec<RuleLine> {
    let of = |source: &'static str| rules().filter(move |page| page.source == source);
    super::SOURCES.into_iter().flat_map(of).map(|page| page.line()).collect()
}

impl RulePage {
    fn line(&self) -> RuleLine {
        let RulePage { code, source, description, .. } = *self;
        RuleLine { code: code.into(), source: source.into(), description: description.into() }
    }

    /// It as the app shows it.
    pub fn text(&self) -> RuleText {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        RuleText {
            line: self.line(),
            severity: format!("{:?}", self.severity).to_lowercase(),
            why: self.why.into(),
            help: self.help.into(),
            url: self.url.into(),
            experimental: self.experimental,
            bad: self.bad.into(),
            good: self.good.into(),
            files: self.files.iter().map(owned).collect(),
            same_as: self.same_as.iter().map(|code| (*code).to_owned()).collect(),
            silence: self.silence(),
            silence_file: self.silence_file(),
        }
    }

    /// True when a finding called `code` is this rule's, or that of a rule that says the same.
    pub fn is_said_by(&self, code: &str) -> bool {
        let same = || find(code).is_some_and(|other| other.same_as.contains(&self.code));
        code == self.code || self.same_as.contains(&code) || same()
    }

    /// What is found in `dockerfile`, an example of this rule, perhaps a changed one. The cache gives the package tables.
    pub fn check(&self, dockerfile: &str, cache: &BuildCache) -> Checked {
        let project = self.project(dockerfile);
        let evaluation = evaluate(&project, &cache.pruned());
        let steps = evaluation.stages.iter().flat_map(|stage| &stage.steps);
        let keyword = |step: &Step| Span { end: step.span.start + step.keyword.len() as u32, ..step.span };
        let keywords = steps.map(keyword).collect();
        let findings = evaluation.diagnostics;
        let own: Vec<usize> = findings
            .iter()
            .enumerate()
            .filter(|(_, found)| self.is_said_by(&found.code))
            .map(|(at, _)| at)
            .collect();
        let fix = own.iter().filter_map(|at| findings.get(*at)).flat_map(|found| &found.fixes).next();
        let mended = fix.and_then(|fix| {
            let fixed = project.fixed(fix)?;
            Some(Mended {
                title: fix.title.clone(),
                safe: fix.safe,
                diff: diff(dockerfile, &fixed.dockerfile),
                appended: fix.appended.clone(),
                saving: saving(&project, &fixed, cache),
            })
        });
        Checked { own, keywords, mended, findings }
    }
}

/// `before` and `after` line by line.
fn diff(before: &str, after: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let line = |lines: &[&str], at: Option<usize>, sign| {
        let text = (*lines.get(at?)?).to_owned();
        Some(DiffLine { sign, text })
    };
    let mut lines = Vec::new();
    for pair in align(&old, &new, |_, _| false) {
        match pair.same {
            true => lines.extend(line(&old, pair.a, ' ')),
            false => lines.extend([line(&old, pair.a, '-'), line(&new, pair.b, '+')].into_iter().flatten()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_keeps_what_stays() {
        let signs: Vec<String> = diff("a\nb\nc\n", "a\nx\nc\nd\n")
            .iter()
            .map(|line| format!("{}{}", line.sign, line.text))
            .collect();
        assert_eq!(signs, [" a", "-b", "+x", " c", "+d"]);
    }

    #[test]
    fn an_example_is_checked_with_its_fix() {
        let page = find("DeletedTooLate").unwrap();
        let checked = page
            .check("FROM alpine:3.22\nRUN truncate -s 5000000 /big\nRUN rm /big\n", &BuildCache::default());
        assert!(!checked.own.is_empty());
        assert_eq!(checked.keywords.first(), Some(&Span::new(0, 4)));
        let mended = checked.mended.unwrap();
        assert_eq!(mended.saving.bytes, Some(5_000_000));
        assert!(mended.diff.iter().any(|line| line.sign == '+' && line.text.contains("&&")), "{mended:?}");
        assert!(page.check(page.good, &BuildCache::default()).own.is_empty());
        let empty = page.check("", &BuildCache::default());
        assert!(!empty.findings.is_empty() && empty.own.is_empty() && empty.mended.is_none());
    }

    #[test]
    fn all_rules_are_listed_by_source() {
        let lines = rule_lines();
        assert_eq!(lines.len(), rules().count());
        assert_eq!(lines[0].source, "BuildKit");
    }
}
