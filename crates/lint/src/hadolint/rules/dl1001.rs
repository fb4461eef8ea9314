//! A comment that switches rules off for the next line.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::pragma::ignores;
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL1001",
    source: Source::Hadolint,
    severity: Severity::Hint,
    description: "A rule is switched off by a comment",
    why: "Whoever reads the report does not see what was switched off. Where a team has agreed on rules, exceptions belong in its configuration.",
    help: "Follow the rule, or name it under `ignored` in `.hadolint.yaml`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL1001",
    experimental: true,
    bad: "FROM gcc:14
# hadolint ignore=DL3003
RUN cd /srv && make
",
    good: "FROM gcc:14
WORKDIR /srv
RUN make
",
    files: &[(
        ".hadolint.yaml",
        "override: {style: [DL1001]}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Comment(comment) = &step.kind else { continue };
        if ignores(&comment.text).is_some() {
            pass.add(step, Hit::new("This comment switches rules off for the next line"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL1001";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹# hadolint ignore=DL3003, DL3059 # why›\nRUN b\n");
        allows(RULE, &["FROM a\n# hadolint global ignore=DL3003\nRUN b\n", "FROM a\n# ignore=DL3003\n"]);
    }
}
