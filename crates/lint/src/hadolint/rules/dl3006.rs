//! FROM without a tag.

use std::collections::HashSet;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3006",
    source: Source::Hadolint,
    description: "FROM names an image without a tag",
    why: "Without a tag it is `latest`, which is another image tomorrow: the same Dockerfile then makes something else, or nothing.",
    help: "Name the version you have tried, as in `debian:12`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3006",
    bad: "FROM debian
",
    good: "FROM debian:12
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut names = HashSet::new();
    for step in pass.steps() {
        let Kind::From(from) = &step.kind else { continue };
        let name = from.image.name.as_str();
        let fixed = from.tag.is_some() || from.digest.is_some();
        let known = name == "scratch" || name.starts_with('$') || names.contains(name);
        names.extend(from.alias.as_ref().map(|alias| alias.text.as_str()));
        if !fixed && !known {
            let message = format!("The image `{}` has no tag", from.reference.text);
            pass.add(step, Hit::new(message).at(from.reference.whole()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3006";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM ‹debian› AS b\nFROM b\nFROM ‹B›\nFROM ‹reg.example:5000/team/img›\n");
        allows(RULE, &["FROM debian:12\n", "FROM scratch\n", "FROM $IMG\n", "FROM debian@sha256:aaaa\n"]);
    }
}
