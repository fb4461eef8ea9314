//! Several CMDs.

use crate::hadolint::pass::Pass;
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

use super::stages::only_last;

pub(super) static RULE: Rule = Rule {
    code: "DL4003",
    source: Source::Hadolint,
    description: "A stage has a second CMD",
    why: "Only the last one counts; those before it are dead text that a reader takes for true.",
    help: "Keep one.",
    url: "https://github.com/hadolint/hadolint/wiki/DL4003",
    bad: r#"FROM debian:12.5
CMD ["ls"]
CMD ["pwd"]
"#,
    good: r#"FROM debian:12.5
CMD ["pwd"]
"#,
    same_as: &["MultipleInstructionsDisallowed"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    only_last(pass, "CMD", |kind| matches!(kind, Kind::Cmd(_)));
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL4003";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nCMD [\"a\"]\n‹CMD [\"b\"]›\n‹CMD c›\nFROM a\nCMD d\n");
        allows(RULE, &["FROM a\nCMD [\"a\"]\n"]);
        fixes(RULE, "FROM a\nCMD b\nCMD c\nUSER 1\nCMD d\n", "FROM a\nUSER 1\nCMD d\n");
    }
}
