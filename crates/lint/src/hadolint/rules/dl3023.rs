//! COPY --from of its own stage.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Copy, Kind};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3023",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "`COPY --from` names the stage it stands in",
    why: "A stage cannot take from itself: it is not there before it is built.",
    help: "Name a stage above. Within a stage use RUN with `cp`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3023",
    bad: "FROM debian:12.5 AS app
COPY --from=app /etc/hosts /hosts
",
    good: "FROM debian:12.5 AS files
FROM debian:12.5 AS app
COPY --from=files /etc/hosts /hosts
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut own: Option<&str> = None;
    for step in pass.steps() {
        match &step.kind {
            Kind::From(from) => own = from.alias.as_ref().map(|alias| alias.text.as_str()),
            Kind::Copy(Copy { from: Some(from), .. }) if own == Some(from.text.as_str()) => {
                let message = format!("`{}` is the stage that this COPY stands in", from.text);
                pass.add(step, Hit::new(message).at(from.whole()));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3023";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a AS b\nCOPY --from=‹b› /a /a\n");
        allows(
            RULE,
            &["FROM a AS b\nFROM a AS c\nCOPY --from=b /a /a\n", "FROM a AS b\nCOPY --from=0 /a /a\n"],
        );
    }
}
