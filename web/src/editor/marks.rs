//! What the evaluation says beside the text, in the editor's terms.

use drydock_playground::{Evaluation, Step, StepKind, Verdict};
use drydock_source::{Diagnostic, Severity, Span};
use serde::Serialize;

use super::offsets::ToEditor;
use crate::cause::cause;
use crate::format;
use crate::parts::verdict_words;

/// Everything the editor shows beside one text. Offsets are the editor's.
#[derive(Debug, Serialize)]
pub struct Marks {
    /// Length of the text they belong to.
    pub length: u32,
    /// Lines with a verdict or bytes, by place.
    pub lines: Vec<Line>,
    /// Findings.
    pub findings: Vec<Finding>,
}

/// Marks of the first line of a step.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Where the step begins.
    pub at: u32,
    /// Where it ends.
    pub to: u32,
    /// Name of the verdict.
    pub verdict: &'static str,
    /// The verdict in words, with the first reason.
    pub title: String,
    /// Bytes, or empty.
    pub bytes: String,
    /// Their bounds and source.
    pub bytes_title: String,
    /// True for the first step that runs of its own accord.
    pub is_cause: bool,
}

/// A squiggle with what it says.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// First character.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// `error`, `warning`, `info` or `hint`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// Why, and what to do.
    pub detail: String,
    /// Name of the rule.
    pub code: String,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
}

/// A way to mend a finding.
#[derive(Debug, Serialize)]
pub struct Fix {
    /// Text of the button.
    pub title: String,
    /// Changes of the text.
    pub changes: Vec<Change>,
}

/// A replacement.
#[derive(Debug, Serialize)]
pub struct Change {
    /// First character replaced.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// What stands there afterwards.
    pub insert: String,
}

/// A range to light.
#[derive(Debug, Serialize)]
pub struct Range {
    /// First character.
    pub from: u32,
    /// One past the last.
    pub to: u32,
}

/// The marks of `evaluation` for its Dockerfile `text`.
pub fn marks(text: &str, evaluation: &Evaluation) -> Marks {
    let first = cause(evaluation).map(|cause| cause.step.span);
    let mut to = ToEditor::new(text);
    let steps = evaluation.stages.iter().flat_map(|stage| &stage.steps);
    let mut steps: Vec<&Step> = steps.collect();
    steps.sort_by_key(|step| step.span);
    let lines = steps.into_iter().map(|step| line(step, first == Some(step.span), &mut to)).collect();
    let mut sorted: Vec<&Diagnostic> = evaluation.diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.span);
    let findings = sorted.into_iter().map(|diagnostic| finding(diagnostic, &mut to)).collect();
    Marks { length: to.end(), lines, findings }
}

/// `spans` as ranges by place.
pub fn ranges(text: &str, spans: &[Span]) -> Vec<Range> {
    let mut spans = spans.to_vec();
    spans.sort();
    let mut to = ToEditor::new(text);
    spans.into_iter().map(|span| Range { from: to.at(span.start), to: to.at(span.end) }).collect()
}

fn line(step: &Step, is_cause: bool, to: &mut ToEditor) -> Line {
    let word = verdict_words(step.verdict).map_or("", |(_, word, _)| word);
    let title = match step.reasons.first() {
        Some(reason) => format!("{word}: {}", reason.message),
        None => word.to_owned(),
    };
    let (bytes, bytes_title) = match &step.size {
        // A step that adds nothing needs no figure.
        Some(size) if size.high != Some(0) => {
            let known = size.high.is_some() || size.low > 0;
            let plus = if known && step.kind != StepKind::Base { "+" } else { "" };
            let title = format!("{}\n{}", format::bounds(size), size.source);
            (format!("{plus}{}", format::size(size)).replace("+≈", "+ ≈"), title)
        }
        _ => (String::new(), String::new()),
    };
    let verdict = match step.verdict {
        Verdict::Cached => "cached",
        Verdict::Runs => "runs",
        Verdict::Skipped => "skipped",
        Verdict::Failed => "failed",
        Verdict::Canceled => "canceled",
        Verdict::None => "",
    };
    let (at, end) = (to.at(step.span.start), to.at(step.span.end));
    Line { at, to: end, verdict, title, bytes, bytes_title, is_cause }
}

fn finding(diagnostic: &Diagnostic, to: &mut ToEditor) -> Finding {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    };
    let detail = [&diagnostic.explanation, &diagnostic.help];
    let detail =
        detail.into_iter().filter(|part| !part.is_empty()).map(|part| part.as_ref()).collect::<Vec<_>>();
    let (from, end) = (to.at(diagnostic.span.start), to.at(diagnostic.span.end));
    // What a fix adds to other files the editor cannot do; the Problems panel can.
    let here = diagnostic.fixes.iter().filter(|fix| fix.appended.is_empty());
    let fixes = here.map(|fix| Fix {
        title: fix.title.clone(),
        changes: fix.edits.iter().map(|edit| change(edit, to)).collect(),
    });
    Finding {
        from,
        to: end,
        severity,
        message: diagnostic.message.clone(),
        detail: detail.join(" "),
        code: diagnostic.code.to_string(),
        fixes: fixes.collect(),
    }
}

pub fn change(edit: &drydock_source::Edit, to: &mut ToEditor) -> Change {
    Change { from: to.at(edit.span.start), to: to.at(edit.span.end), insert: edit.text.clone() }
}

#[cfg(test)]
mod tests {
    use drydock_source::Edit;

    use super::*;

    #[test]
    fn findings_are_told_in_the_editors_offsets() {
        let edit = Edit { span: Span::new(3, 5), text: "x".into() };
        let diagnostic = Diagnostic::warning("Rule", Span::new(3, 5), "wrong")
            .with_explanation("Because.")
            .with_help("Mend it.")
            .with_fix("Mend", vec![edit], true);
        let evaluation = Evaluation { diagnostics: vec![diagnostic], ..Evaluation::default() };
        let marks = marks("é\nab", &evaluation);
        let finding = marks.findings.first().unwrap();
        assert_eq!(
            (marks.length, finding.from, finding.to, finding.detail.as_str()),
            (4, 2, 4, "Because. Mend it.")
        );
        assert_eq!(finding.fixes[0].changes[0].from, 2);
    }
}
