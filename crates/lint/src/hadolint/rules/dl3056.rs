//! A label that is no version.

use crate::hadolint::LabelType;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::{check_values, is_version};

pub(super) static RULE: Rule = Rule {
    code: "DL3056",
    source: Source::Hadolint,
    description: "A label that has to be a version is none",
    why: "The schema says that the label holds a version as semver.org writes it: three numbers, and perhaps more behind a dash or a plus.",
    help: "Write it like `1.2.3` or `1.2.3-rc.1`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3056",
    bad: "FROM debian:12.5
LABEL label=v1.2
",
    good: "FROM debian:12.5
LABEL label=1.2.3
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: semver}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(
        pass,
        Some(LabelType::Semver),
        |value| !is_version(value),
        "is no version as semver.org writes it",
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3056";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL s=‹1.2›\nLABEL s=‹v1.2.3›\n");
        allows(RULE, &["FROM x\nLABEL s=1.2.3\nLABEL s=1.2.3-rc.1+b.5\nLABEL s=01.2.3\n"]);
    }
}
