//! A label that is no licence.

use crate::hadolint::LabelType;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::{check_values, is_licence};

pub(super) static RULE: Rule = Rule {
    code: "DL3054",
    source: Source::Hadolint,
    description: "A label that has to be a licence is none",
    why: "The schema says that the label holds the short name of a licence in the SPDX list, in its exact spelling.",
    help: "Look the name up at https://spdx.org/licenses/.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3054",
    bad: "FROM debian:12.5
LABEL label=Apache
",
    good: "FROM debian:12.5
LABEL label=Apache-2.0
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: spdx}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(pass, Some(LabelType::Spdx), |value| !is_licence(value), "is no licence of the SPDX list");
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3054";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL l=‹mit›\nLABEL l=‹GPL-3.0›\n");
        allows(RULE, &["FROM x\nLABEL l=MIT\nLABEL l=GPL-3.0-or-later\n"]);
    }
}
