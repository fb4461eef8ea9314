//! SARIF 2.1.0, the format that code scanning services read (docs.oasis-open.org/sarif/sarif/v2.1.0).

use std::collections::BTreeMap;

use drydock_playground::rules::{self, RulePage};
use drydock_source::{Diagnostic, Fix, Severity, Span};
use serde_json::{Value, json};

use super::Report;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub(super) fn log(report: &Report) -> Value {
    let codes: BTreeMap<&str, &Diagnostic> =
        report.findings.iter().map(|finding| (&*finding.code, finding)).collect();
    let numbers: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let rules: Vec<Value> = codes.values().map(|finding| rule(finding)).collect();
    let results: Vec<Value> =
        report.findings.iter().map(|finding| result(report, finding, &numbers)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "Drydock", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// The rule that a finding is of; errors of the language have no page, and their finding speaks for them.
fn rule(finding: &Diagnostic) -> Value {
    let page = rules::find(&finding.code);
    let description = page.map_or_else(|| finding.message.clone(), |page| page.description.into());
    let mut rule = json!({
        "id": finding.code,
        "shortDescription": {"text": description},
        "defaultConfiguration": {"level": level(page.map_or(finding.severity, |page| page.severity))},
    });
    if let Some(RulePage { why, help, source, .. }) = page {
        rule["fullDescription"] = json!({"text": why});
        rule["help"] = json!({"text": help});
        rule["properties"] = json!({"tags": [source]});
    }
    if !finding.url.is_empty() {
        rule["helpUri"] = json!(finding.url);
    }
    rule
}

fn result(report: &Report, finding: &Diagnostic, numbers: &BTreeMap<&str, usize>) -> Value {
    let message = match finding.explanation.is_empty() {
        true => finding.message.clone(),
        false => format!("{}. {}", finding.message, finding.explanation),
    };
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": numbers.get(&*finding.code),
        "level": level(finding.severity),
        "message": {"text": message},
        "locations": [location(report, finding.span)],
    });
    if !finding.labels.is_empty() {
        let places = finding.labels.iter().enumerate().map(|(at, label)| {
            let mut place = location(report, label.span);
            place["id"] = json!(at + 1);
            place["message"] = json!({"text": label.message});
            place
        });
        result["relatedLocations"] = places.collect();
    }
    // What a fix adds to other files cannot be said without their length.
    let fixes: Vec<Value> =
        finding.fixes.iter().filter(|fix| fix.appended.is_empty()).map(|fix| fixed(report, fix)).collect();
    if !fixes.is_empty() {
        result["fixes"] = json!(fixes);
    }
    result
}

fn fixed(report: &Report, fix: &Fix) -> Value {
    let replacements = fix.edits.iter().map(
        |edit| json!({"deletedRegion": region(report, edit.span), "insertedContent": {"text": edit.text}}),
    );
    json!({
        "description": {"text": fix.title},
        "artifactChanges": [{
            "artifactLocation": artifact(report),
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    })
}

fn location(report: &Report, span: Span) -> Value {
    json!({"physicalLocation": {"artifactLocation": artifact(report), "region": region(report, span)}})
}

fn artifact(report: &Report) -> Value {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    let mut uri = String::new();
    for c in report.path.chars() {
        if plain(c) {
            uri.push(c);
        } else {
            let mut bytes = [0; 4];
            uri.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    json!({"uri": uri})
}

fn region(report: &Report, span: Span) -> Value {
    let at = |offset| report.lines.position(&report.text, offset);
    let (start, end) = (at(span.start), at(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}
