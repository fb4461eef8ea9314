//! A label that is no commit.

use crate::hadolint::LabelType;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::{check_values, is_commit};

pub(super) static RULE: Rule = Rule {
    code: "DL3055",
    source: Source::Hadolint,
    description: "A label that has to be the hash of a commit is none",
    why: "The schema says that the label holds the hash of a commit in git: 7 or 40 of the characters 0-9 and a-f.",
    help: "Write what `git rev-parse HEAD` prints.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3055",
    bad: "FROM debian:12.5
LABEL label=main
",
    good: "FROM debian:12.5
LABEL label=abcdef1
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: hash}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(pass, Some(LabelType::Hash), |value| !is_commit(value), "is no hash of a commit");
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3055";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL h=‹ABCDEF1›\nLABEL h=‹abcdef›\n");
        allows(RULE, &["FROM x\nLABEL h=abcdef1\n"]);
    }
}
