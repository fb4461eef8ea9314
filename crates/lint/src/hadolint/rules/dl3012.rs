//! Several HEALTHCHECKs.

use drydock_source::Severity;

use crate::hadolint::pass::Pass;
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

use super::stages::only_last;

pub(super) static RULE: Rule = Rule {
    code: "DL3012",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "A stage has a second HEALTHCHECK",
    why: "Only the last one counts; those before it are dead text that a reader takes for true.",
    help: "Keep one.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3012",
    bad: r#"FROM debian:12.5
HEALTHCHECK CMD ["test", "-e", "/ready"]
HEALTHCHECK CMD ["test", "-e", "/up"]
"#,
    good: r#"FROM debian:12.5
HEALTHCHECK CMD ["test", "-e", "/up"]
"#,
    same_as: &["MultipleInstructionsDisallowed"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    only_last(pass, "HEALTHCHECK", |kind| matches!(kind, Kind::Healthcheck(_)));
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3012";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nHEALTHCHECK NONE\n‹HEALTHCHECK CMD [\"b\"]›\nFROM a\nHEALTHCHECK CMD [\"b\"]\n",
        );
        allows(RULE, &["FROM a\nHEALTHCHECK CMD [\"a\"]\n"]);
        fixes(
            RULE,
            "FROM a\nHEALTHCHECK NONE\nUSER 1\nHEALTHCHECK CMD [\"b\"]\n",
            "FROM a\nUSER 1\nHEALTHCHECK CMD [\"b\"]\n",
        );
    }
}
