//! An instruction before FROM.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3061",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "An instruction stands before the first FROM",
    why: "The build stops: only ARG may stand there. Everything else needs a stage to act on.",
    help: "Begin with FROM.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3061",
    bad: "LABEL maintainer=jo
FROM debian:12.5
",
    good: "FROM debian:12.5
LABEL maintainer=jo
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        match step.kind {
            Kind::From(_) => return,
            Kind::Comment(_) | Kind::Directive { .. } | Kind::Arg(_) => {}
            _ => pass.add(step, Hit::new("Before the first FROM only ARG can stand")),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3061";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "# c\nARG A\n‹ENV A=1›\n‹LABEL b=c›\nFROM a\n");
        allows(RULE, &["# syntax=docker/dockerfile:1\nARG A\nFROM a\nRUN b\n"]);
    }
}
