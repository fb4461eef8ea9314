//! FROM with the tag latest.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3007",
    source: Source::Hadolint,
    description: "FROM names the tag `latest`",
    why: "The tag moves with every release: a build that worked yesterday breaks today, and two machines have different images under one name.",
    help: "Name the version you have tried, as in `debian:12`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3007",
    bad: "FROM debian:latest
",
    good: "FROM debian:12
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::From(from) = &step.kind else { continue };
        if let Some(tag) = from.tag.as_ref().filter(|tag| tag.text == "latest" && from.digest.is_none()) {
            pass.add(step, Hit::new("The tag `latest` moves with every release").at(tag.whole()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3007";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM debian:‹latest› AS x\n");
        allows(RULE, &["FROM debian:latest@sha256:aaaa\n", "ARG T=latest\nFROM debian:$T\n"]);
    }
}
