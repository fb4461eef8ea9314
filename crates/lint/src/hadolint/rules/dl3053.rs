//! A label that is no time.

use crate::hadolint::LabelType;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::{check_values, is_time};

pub(super) static RULE: Rule = Rule {
    code: "DL3053",
    source: Source::Hadolint,
    description: "A label that has to be a time is none",
    why: "The schema says that the label holds a time as RFC 3339 writes it.",
    help: "Write it like `2026-01-02T03:04:05Z`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3053",
    bad: "FROM debian:12.5
LABEL label=2026-01-02
",
    good: "FROM debian:12.5
LABEL label=2026-01-02T03:04:05Z
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: rfc3339}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(pass, Some(LabelType::Rfc3339), |value| !is_time(value), "is no time as RFC 3339 writes it");
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3053";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL t=‹2026-01-02›\nLABEL t=‹2026-13-02T03:04:05Z›\n");
        allows(RULE, &["FROM x\nLABEL t=2026-01-02T03:04:05Z\nLABEL t=2026-01-02T03:04:05.5+02:00\n"]);
    }
}
