//! A label that is no mail address.

use crate::hadolint::LabelType;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::{check_values, is_address};

pub(super) static RULE: Rule = Rule {
    code: "DL3058",
    source: Source::Hadolint,
    description: "A label that has to be a mail address is none",
    why: "The schema says that the label holds an address that mail can be sent to.",
    help: "Write it like `name@example.com`, without a name in front.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3058",
    bad: "FROM debian:12.5
LABEL label=jo
",
    good: "FROM debian:12.5
LABEL label=jo@example.com
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: email}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(pass, Some(LabelType::Email), |value| !is_address(value), "is no mail address");
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3058";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL e=‹@b›\nLABEL e=\"‹Jo <a@b>›\"\n");
        allows(RULE, &["FROM x\nLABEL e=a@b.example\nLABEL e=a+b@c\n"]);
    }
}
