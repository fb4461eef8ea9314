//! Several ENTRYPOINTs.

use drydock_source::Severity;

use crate::hadolint::pass::Pass;
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

use super::stages::only_last;

pub(super) static RULE: Rule = Rule {
    code: "DL4004",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "A stage has a second ENTRYPOINT",
    why: "Only the last one counts; those before it are dead text that a reader takes for true.",
    help: "Keep one.",
    url: "https://github.com/hadolint/hadolint/wiki/DL4004",
    bad: r#"FROM debian:12.5
ENTRYPOINT ["ls"]
ENTRYPOINT ["pwd"]
"#,
    good: r#"FROM debian:12.5
ENTRYPOINT ["pwd"]
"#,
    same_as: &["MultipleInstructionsDisallowed"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    only_last(pass, "ENTRYPOINT", |kind| matches!(kind, Kind::Entrypoint(_)));
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL4004";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENTRYPOINT [\"a\"]\n‹ENTRYPOINT [\"b\"]›\n‹ENTRYPOINT c›\n");
        allows(RULE, &["FROM a\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\n"]);
        fixes(RULE, "FROM a\nENTRYPOINT b\nENTRYPOINT c\n", "FROM a\nENTRYPOINT c\n");
    }
}
