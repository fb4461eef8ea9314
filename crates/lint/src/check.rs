use std::collections::HashMap;

use drydock_source::Diagnostic;

use crate::finding::findings;
use crate::{Finding, Input, Moment, Rule, Source, find, hadolint, rules};

/// Everything the rules find in the whole file, stages that the build does not need included; sorted by place, then by
/// rule. What two rules say of one instruction is said once.
pub fn check(input: &Input<'_>) -> Vec<Diagnostic> {
    let mut found = findings(input, rules());
    if let Some(config) = input.hadolint {
        let beside = hadolint::check_beside(input.tree, config, &mut found);
        found.extend(beside.into_iter().filter_map(as_ours));
    }
    drop_repeated(&mut found);
    let mut found: Vec<Diagnostic> = found.into_iter().map(|finding| finding.diagnostic).collect();
    found.sort_by(|a, b| (a.span, &a.code, &a.message).cmp(&(b.span, &b.code, &b.message)));
    found
}

fn as_ours(finding: hadolint::Finding) -> Option<Finding> {
    let rule = find(finding.code)?;
    Some(Finding { rule, diagnostic: finding.diagnostic, moment: Moment::Stages, evaluated: true })
}

/// What the rules of one source find, also what another rule says of the same place; in the order of the rules.
pub fn found_by(source: Source, input: &Input<'_>) -> Vec<Diagnostic> {
    let mut found = findings(input, rules().filter(|rule| rule.source == source));
    if let Some(config) = input.hadolint {
        let beside = hadolint::check_beside(input.tree, config, &mut found);
        found.extend(beside.into_iter().filter_map(as_ours).filter(|one| one.rule.source == source));
    }
    found.into_iter().map(|finding| finding.diagnostic).collect()
}

/// Leaves the first of findings whose rules say the same thing of one line.
fn drop_repeated(found: &mut Vec<Finding>) {
    let mut told: HashMap<u32, Vec<&'static Rule>> = HashMap::new();
    found.retain(|finding| {
        let line = finding.diagnostic.lines.first().and_then(|lines| lines.first());
        let told = told.entry(line.copied().unwrap_or_default()).or_default();
        let repeats = told.iter().any(|other| same(other, finding.rule));
        if !repeats && !told.iter().any(|other| other.code == finding.rule.code) {
            told.push(finding.rule);
        }
        !repeats
    });
}

fn same(a: &Rule, b: &Rule) -> bool {
    a.same_as.contains(&b.code) || b.same_as.contains(&a.code)
}
