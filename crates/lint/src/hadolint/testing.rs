//! One call for the tests at the foot of each rule.

use drydock_source::{Diagnostic, Span, apply_edits};

use super::{Config, report};

/// The configuration in which rules that need one are tried.
const CONFIG: &str = "
trustedRegistries: [docker.io, '*.corp.example']
label-schema: {a: text, e: email, h: hash, t: rfc3339, s: semver, l: spdx, u: url}
override: {info: [DL1001, DL3057]}
";

/// The findings of `rule` in `text`.
fn found(rule: &str, text: &str) -> Vec<Diagnostic> {
    let config = match rule {
        "DL1001" | "DL3026" | "DL3049" | "DL3051" | "DL3052" | "DL3053" | "DL3054" | "DL3055" | "DL3056"
        | "DL3057" | "DL3058" => Config::parse(CONFIG).expect("a readable configuration"),
        "DL3050" => {
            Config { strict_labels: true, ..Config::parse(CONFIG).expect("a readable configuration") }
        }
        _ => Config::default(),
    };
    let all = report(text, &config);
    assert!(all.iter().all(|finding| finding.code != "DL1000"), "{text}: {all:?}");
    all.into_iter().filter(|finding| finding.code == rule).map(|finding| finding.diagnostic).collect()
}

/// The characters marked `‹…›` are what `rule` finds in the text, and nothing else.
pub(super) fn catches(rule: &str, marked: &str) {
    let text = marked.replace(['‹', '›'], "");
    let places =
        |d: &Diagnostic| [d.span].into_iter().chain(d.labels.iter().map(|label| label.span)).collect();
    let spans: Vec<Vec<Span>> = found(rule, &text).iter().map(places).collect();
    let spans: Vec<&str> = spans.iter().flatten().map(|span| span.of(&text)).collect();
    let wanted: Vec<&str> = marked.split('‹').skip(1).filter_map(|rest| rest.split('›').next()).collect();
    assert_eq!(spans, wanted, "{marked}");
}

/// `rule` finds nothing in any of `texts`.
pub(super) fn allows(rule: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(found(rule, text), [], "{text}");
    }
}

/// All fixes of `rule` make `fixed` of the text.
pub(super) fn fixes(rule: &str, text: &str, fixed: &str) {
    let found_before = found(rule, text);
    let edits: Vec<_> =
        found_before.iter().flat_map(|d| &d.fixes).flat_map(|fix| fix.edits.clone()).collect();
    assert_eq!(apply_edits(text, &edits).as_deref(), Some(fixed));
    assert_eq!(found(rule, fixed), [], "{fixed}");
}
