//! Two stages of one name.

use std::collections::HashSet;

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{BaseImage, Kind};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3024",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "A name is given to a second stage",
    why: "Whoever names it means one of the two, and gets the one that stands nearest above.",
    help: "Give each stage a name of its own.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3024",
    bad: "FROM debian:12.5 AS base
FROM alpine:3.20 AS base
",
    good: "FROM debian:12.5 AS base
FROM alpine:3.20 AS small
",
    same_as: &["DuplicateStageName"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut names = HashSet::new();
    for step in pass.steps() {
        let Kind::From(BaseImage { alias: Some(alias), .. }) = &step.kind else { continue };
        if !names.insert(alias.text.as_str()) {
            pass.add(step, Hit::new(format!("Another stage is called `{}`", alias.text)).at(alias.whole()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3024";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a AS b\nFROM a as ‹b›\nFROM a AS ‹b›\n");
        allows(RULE, &["FROM a AS b\nFROM a AS B\nFROM a AS c\n"]);
    }
}
