//! Fixes at work: one, or all safe ones together, and what they save.

use std::collections::HashSet;

use drydock_builder::BuildCache;
use drydock_source::{Diagnostic, Fix, Span, apply_edits};
use serde::{Deserialize, Serialize};

use crate::{Evaluation, Patch, Project, Seconds, evaluate};

/// More rounds of fixes than this are not made: each brings up what only shows once the others are mended.
const MAX_ROUNDS: usize = 10;

/// What a changed project gains over the one before: positive figures are saved, negative ones spent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Saving {
    /// Bytes of the image on disk, as estimated; `None` where one of the two is not known.
    pub bytes: Option<i64>,
    /// Seconds of a build with an empty cache.
    pub seconds: Option<f64>,
    /// Findings, errors included, that are gone.
    pub findings: i64,
}

/// What all safe fixes together make.
#[derive(Clone, Debug)]
pub struct FixedAll {
    /// The project afterwards.
    pub project: Project,
    /// Titles of the fixes that were made, in order.
    pub titles: Vec<String>,
}

/// What the fixes of a project's findings would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FixReport {
    /// How many fixes all safe ones together are; 0 when there is none. In a long file those that can be made at once.
    pub safe: usize,
    /// What all safe ones together save; nothing is told of a long file.
    pub saving: Saving,
    /// What each fix of each finding saves, in their order; `None` where it was not tried.
    pub each: Vec<Vec<Option<Saving>>>,
    /// Of each finding, whether its code is that of a rule, which has a page.
    pub ruled: Vec<bool>,
}

/// All safe fixes made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FixesMade {
    /// What makes the mended project of the one before.
    pub patch: Patch,
    /// Titles of the fixes, in order.
    pub titles: Vec<String>,
    /// What they save together.
    pub saving: Saving,
}

/// Fixes times lines that are tried out for one report: each trial is an evaluation of the whole file.
const MAX_TRIED: usize = 4_000;

/// In a file of more lines all safe fixes together are made when that is asked for, and not tried out before.
const MAX_LINES: usize = 1_000;

/// What the fixes of `project` would do. In a long file with many findings not every fix is tried.
pub fn fix_report(project: &Project, cache: &BuildCache) -> FixReport {
    let empty = cache.pruned();
    let old = evaluate(project, &empty);
    let lines = project.dockerfile.lines().count().max(1);
    let mut left = MAX_TRIED / lines;
    let mut tried = |fix: &Fix| {
        left = left.checked_sub(1)?;
        let fixed = project.fixed(fix)?;
        Some(difference(&old, &evaluate(&fixed, &empty)))
    };
    let each = old.diagnostics.iter().map(|found| found.fixes.iter().map(&mut tried).collect()).collect();
    let ruled = old.diagnostics.iter().map(|found| drydock_lint::find(&found.code).is_some()).collect();
    let (safe, saving) = if lines > MAX_LINES {
        (compatible(&old.diagnostics).len(), Saving::default())
    } else {
        let all = made(project, cache, &old);
        (all.titles.len(), all.saving)
    };
    FixReport { safe, saving, each, ruled }
}

/// Makes all safe fixes of `project`.
pub fn make_fixes(project: &Project, cache: &BuildCache) -> FixesMade {
    made(project, cache, &evaluate(project, &cache.pruned()))
}

fn made(project: &Project, cache: &BuildCache, old: &Evaluation) -> FixesMade {
    let fixed = fix_all(project, cache);
    let new = evaluate(&fixed.project, &cache.pruned());
    FixesMade {
        patch: Patch::between(project, &fixed.project),
        titles: fixed.titles,
        saving: difference(old, &new),
    }
}

impl Project {
    /// The project with `fix`; `None` when its edits do not fit the text.
    pub fn fixed(&self, fix: &Fix) -> Option<Project> {
        let dockerfile = apply_edits(&self.dockerfile, &fix.edits)?;
        let mut project = Project { dockerfile, ..self.clone() };
        for appended in &fix.appended {
            let old = project.context.text(&appended.path).unwrap_or_default();
            let line_break = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
            let text = format!("{old}{line_break}{}\n", appended.line);
            project.context.set_text(&appended.path, &text).ok()?;
        }
        Some(project)
    }
}

/// Makes all safe fixes: in each round those that do not touch one another, until none is left.
pub fn fix_all(project: &Project, cache: &BuildCache) -> FixedAll {
    let mut result = FixedAll { project: project.clone(), titles: Vec::new() };
    // A text that came up before would come up for ever.
    let mut seen = HashSet::from([result.project.dockerfile.clone()]);
    for _ in 0..MAX_ROUNDS {
        let found = evaluate(&result.project, cache).diagnostics;
        let round = compatible(&found);
        let merged = merge(&round);
        let Some(next) = result.project.fixed(&merged).filter(|_| !round.is_empty()) else { break };
        if next == result.project || !merged.edits.is_empty() && !seen.insert(next.dockerfile.clone()) {
            break;
        }
        result.project = next;
        result.titles.extend(round.iter().map(|fix| fix.title.clone()));
    }
    result
}

/// The first safe fix of each finding, those left out that touch an earlier one.
fn compatible(found: &[Diagnostic]) -> Vec<&Fix> {
    let mut taken: Vec<Span> = Vec::new();
    let mut chosen: Vec<&Fix> = Vec::new();
    let mut safe: Vec<&Fix> =
        found.iter().filter_map(|finding| finding.fixes.iter().find(|fix| fix.safe)).collect();
    safe.sort_by_key(|fix| fix.edits.iter().map(|edit| edit.span).min());
    for fix in safe {
        let touches = |span: Span| {
            let from = taken.partition_point(|other| other.end < span.start);
            taken.get(from).is_some_and(|other| other.start <= span.end)
        };
        let again = chosen.iter().any(|other| !fix.appended.is_empty() && other.appended == fix.appended);
        if again || fix.edits.iter().any(|edit| touches(edit.span)) {
            continue;
        }
        for edit in &fix.edits {
            let at = taken.partition_point(|other| *other < edit.span);
            taken.insert(at, edit.span);
        }
        chosen.push(fix);
    }
    chosen
}

fn merge(fixes: &[&Fix]) -> Fix {
    Fix {
        title: String::new(),
        edits: fixes.iter().flat_map(|fix| fix.edits.iter().cloned()).collect(),
        appended: fixes.iter().flat_map(|fix| fix.appended.iter().cloned()).collect(),
        safe: true,
    }
}

/// What `after` saves over `before`, both built with an empty cache.
pub fn saving(before: &Project, after: &Project, cache: &BuildCache) -> Saving {
    let empty = cache.pruned();
    difference(&evaluate(before, &empty), &evaluate(after, &empty))
}

/// What `new` saves over `old`.
fn difference(old: &Evaluation, new: &Evaluation) -> Saving {
    let bytes = |evaluation: &Evaluation| {
        let size = evaluation.totals.image.as_ref().filter(|size| !size.is_unknown())?;
        i64::try_from(size.likely).ok()
    };
    let seconds = |seconds: Option<Seconds>| seconds.map(|seconds| seconds.likely);
    let count = |evaluation: &Evaluation| evaluation.diagnostics.len() as i64;
    Saving {
        bytes: bytes(old).zip(bytes(new)).map(|(old, new)| old - new),
        seconds: seconds(old.totals.seconds).zip(seconds(new.totals.seconds)).map(|(old, new)| old - new),
        findings: count(old) - count(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(dockerfile: &str, files: &[(&str, &str)]) -> Project {
        let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
        for (path, text) in files {
            project.context.set_text(path, text).expect("a plain path");
        }
        project
    }

    #[test]
    fn all_safe_fixes_come_to_an_end() {
        let text = "from debian:12-slim\nRUN cd /srv\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends nginx\n\
                    RUN rm -rf /var/lib/apt/lists/*\n";
        let cache = BuildCache::default();
        let before = project(text, &[]);
        let fixed = fix_all(&before, &cache);
        assert!(fixed.project.dockerfile.contains("WORKDIR /srv\n"), "{}", fixed.project.dockerfile);
        assert!(
            fixed.project.dockerfile.contains("apt-get update && apt-get install"),
            "{}",
            fixed.project.dockerfile
        );
        assert!(fixed.titles.len() >= 3, "{:?}", fixed.titles);
        let again = fix_all(&fixed.project, &cache);
        assert!(again.titles.is_empty(), "{:?}", again.titles);
        assert!(saving(&before, &fixed.project, &cache).findings >= 3);
    }

    #[test]
    fn a_saving_is_counted_in_bytes() {
        let before = project("FROM alpine:3.22\nRUN truncate -s 5000000 /big\nRUN rm /big\n", &[]);
        let cache = BuildCache::default();
        let fixed = fix_all(&before, &cache);
        assert_eq!(fixed.titles.len(), 1);
        assert_eq!(saving(&before, &fixed.project, &cache).bytes, Some(5_000_000));
    }

    #[test]
    fn a_fix_may_add_to_other_files() {
        let fix = Fix {
            title: String::new(),
            edits: Vec::new(),
            appended: vec![drydock_source::Appended { path: ".dockerignore".into(), line: ".env".into() }],
            safe: true,
        };
        let fixed = project("FROM a\n", &[(".dockerignore", "*.log")]).fixed(&fix).expect("it fits");
        assert_eq!(fixed.context.text(".dockerignore"), Some("*.log\n.env\n"));
    }

    #[test]
    fn a_report_tells_what_each_fix_saves() {
        let before = project("FROM alpine:3.22\nRUN truncate -s 5000000 /big\nRUN rm /big\n", &[]);
        let report = fix_report(&before, &BuildCache::default());
        assert_eq!((report.safe, report.saving.bytes), (1, Some(5_000_000)));
        let found = evaluate(&before, &BuildCache::default()).diagnostics;
        let at = found.iter().position(|found| found.code == "DeletedTooLate").expect("it is found");
        assert_eq!(report.each[at][0].as_ref().and_then(|saving| saving.bytes), Some(5_000_000));
        assert!(report.ruled[at] && report.each.len() == found.len() && report.ruled.len() == found.len());
        let made = make_fixes(&before, &BuildCache::default());
        let mut after = before.clone();
        made.patch.apply(&mut after);
        assert_eq!(after, fix_all(&before, &BuildCache::default()).project);
        assert_eq!(fix_report(&after, &BuildCache::default()).safe, 0);
    }

    #[test]
    fn a_long_file_is_not_mended_on_trial() {
        let long = format!("from alpine:3.22\n{}", "RUN cd /srv\n".repeat(MAX_LINES));
        let report = fix_report(&project(&long, &[]), &BuildCache::default());
        assert!(report.safe > MAX_LINES / 2, "{}", report.safe);
        assert_eq!(report.saving, Saving::default());
        let tried = report.each.iter().flatten().filter(|saving| saving.is_some()).count();
        assert!(tried <= MAX_TRIED / MAX_LINES, "{tried}");
    }
}
