//! Findings whose fixes make the image smaller: caches and lists that stay, packages that come along, files that are
//! deleted or changed one layer too late, RUNs that could be one.

use std::collections::BTreeMap;

use drydock_source::{Diagnostic, Fix, LineIndex};

use super::{Asked, Proposal};

/// The fixes of each rule together, where it has several places.
pub(super) fn propose(asked: &Asked<'_>) -> Vec<Proposal> {
    let mut by_rule: BTreeMap<&str, Vec<(&Diagnostic, &Fix)>> = BTreeMap::new();
    for found in &asked.evaluation.diagnostics {
        if let Some(fix) = found.fixes.first() {
            by_rule.entry(&found.code).or_default().push((found, fix));
        }
    }
    by_rule.into_iter().filter_map(|(code, found)| proposal(asked, code, &found)).collect()
}

fn proposal(asked: &Asked<'_>, code: &str, found: &[(&Diagnostic, &Fix)]) -> Option<Proposal> {
    let (first, fix) = *found.first()?;
    let mut merged = Fix { title: fix.title.clone(), ..fix.clone() };
    for (_, other) in found.iter().skip(1) {
        let mut both = merged.clone();
        both.edits.extend(other.edits.iter().cloned());
        both.appended.extend(other.appended.iter().cloned());
        // Fixes that touch one another are made one after the other.
        if asked.project.fixed(&both).is_some() {
            merged = both;
        }
    }
    Some(Proposal {
        name: code.into(),
        title: fix.title.clone(),
        why: if first.explanation.is_empty() { first.message.clone() } else { first.explanation.to_string() },
        caution: "",
        line: LineIndex::new(&asked.project.dockerfile).line(first.span.start),
        fix: merged,
    })
}
