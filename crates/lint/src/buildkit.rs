//! The checks of `docker build --check` (`frontend/dockerfile/linter`).

use std::collections::BTreeSet;

use drydock_plan::Plan;
use drydock_source::Diagnostic;

use crate::finding::findings;
use crate::rules::buildkit::RULES;
use crate::{Finding, Input, Moment};

/// What BuildKit reports: nothing behind its first error, nothing in stages it does not evaluate; sorted by first line,
/// rule and message.
pub fn reported(input: &Input<'_>) -> Vec<Finding> {
    let end = end_of_reports(input);
    let mut found = findings(input, RULES.iter().copied());
    found.retain(|found| found.evaluated && end.is_none_or(|end| found.moment < end));
    found.sort_by(|a, b| {
        let key = |found: &Finding| found.diagnostic.lines.first().and_then(|lines| lines.first().copied());
        let text = |found: &'_ Finding| (found.diagnostic.code.clone(), found.diagnostic.message.clone());
        (key(a), text(a)).cmp(&(key(b), text(b)))
    });
    found
}

/// The error that findings make of a build whose `check` directive says `error=true`.
pub fn violation(plan: &Plan, reported: &[Finding]) -> Option<Diagnostic> {
    if !plan.check.error || reported.is_empty() {
        return None;
    }
    let rules: BTreeSet<&str> = reported.iter().map(|found| found.rule.code).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let span = reported.first().map(|found| found.diagnostic.span).unwrap_or_default();
    let message = format!("lint violation found for rules: {}", rules.join(", "));
    Some(
        Diagnostic::error("LintViolation", span, message)
            .with_explanation(
                "The `check` directive asks for the build to fail when a check finds something.",
            )
            .with_help("Mend the findings, or take `error=true` out of the directive."),
    )
}

/// Where BuildKit stops; `None` when it does not.
fn end_of_reports(&Input { tree, file, plan, .. }: &Input<'_>) -> Option<Moment> {
    let is = |code: &str| plan.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
    let error = |diagnostics: &[Diagnostic]| diagnostics.iter().find(|d| d.is_error()).cloned();
    if is("BadRequest") || is("EmptyDockerfile") || error(&tree.diagnostics).is_some() {
        return Some(Moment::Lines(0));
    }
    if let Some(error) = error(&file.diagnostics) {
        let line = error.lines.first().and_then(|lines| lines.first()).copied().unwrap_or(u32::MAX);
        return Some(Moment::Instruction(line, Moment::READ));
    }
    if is("NoStages") {
        return Some(Moment::Stages);
    }
    let stops = plan.diagnostics.iter().any(|diagnostic| diagnostic.is_error());
    stops.then_some(Moment::Plan(plan.facts_before_error, 0))
}
