//! ONBUILD of what it cannot trigger.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3043",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "ONBUILD holds an instruction that it may not hold",
    why: "The build stops: FROM, MAINTAINER and ONBUILD cannot be triggers.",
    help: "Write the instruction into the Dockerfiles that build on this image.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3043",
    bad: "FROM debian:12.5
ONBUILD MAINTAINER jo
",
    good: "FROM debian:12.5
ONBUILD LABEL maintainer=jo
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Onbuild(trigger) = &step.kind else { continue };
        let name = match **trigger {
            Kind::Onbuild(_) => "ONBUILD",
            Kind::From(_) => "FROM",
            Kind::Maintainer(_) => "MAINTAINER",
            _ => continue,
        };
        pass.add(step, Hit::new(format!("{name} cannot stand behind ONBUILD")));
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3043";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹ONBUILD FROM b›\n‹ONBUILD ONBUILD RUN x›\n‹ONBUILD MAINTAINER me›\n");
        allows(RULE, &["FROM a\nONBUILD RUN ls\nONBUILD COPY a /b\n"]);
    }
}
