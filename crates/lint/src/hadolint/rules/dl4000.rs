//! MAINTAINER.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, replace};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL4000",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "MAINTAINER is deprecated",
    why: "Tools look for the author in a label, where several can be named; MAINTAINER may go.",
    help: "Write `LABEL org.opencontainers.image.authors=…`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL4000",
    bad: "FROM debian:12.5
MAINTAINER jo@example.com
",
    good: r#"FROM debian:12.5
LABEL org.opencontainers.image.authors="jo@example.com"
"#,
    same_as: &["MaintainerDeprecated"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Maintainer(author) = &step.kind else { continue };
        let hit = Hit::new("MAINTAINER is deprecated");
        let plain = !author.text.contains(['"', '\\', '$', '`']);
        let label = format!("LABEL org.opencontainers.image.authors=\"{}\"", author.text.trim());
        let edit = plain.then(|| replace(step.span, label));
        pass.add(step, hit.suggest("Turn it into a label", edit));
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL4000";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹MAINTAINER me›\n");
        allows(RULE, &["FROM a\nLABEL maintainer=me\n"]);
        fixes(RULE, "FROM a\nMAINTAINER Jo B\n", "FROM a\nLABEL org.opencontainers.image.authors=\"Jo B\"\n");
    }
}
