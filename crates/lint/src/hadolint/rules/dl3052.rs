//! A label that is no URL.

use crate::hadolint::LabelType;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::{check_values, is_uri};

pub(super) static RULE: Rule = Rule {
    code: "DL3052",
    source: Source::Hadolint,
    description: "A label that has to be a URL is none",
    why: "The schema says that the label holds a URL, which begins with a scheme such as `https:`.",
    help: "Write the whole URL.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3052",
    bad: "FROM debian:12.5
LABEL label=example.com
",
    good: "FROM debian:12.5
LABEL label=https://example.com/
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: url}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(pass, Some(LabelType::Url), |value| !is_uri(value), "is no URL");
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3052";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL u=‹h.example›\nLABEL u=\"‹not a url›\"\n");
        allows(RULE, &["FROM x\nLABEL u=https://h/x\nLABEL u=mailto:x@y.z\nLABEL u=http://\n"]);
    }
}
