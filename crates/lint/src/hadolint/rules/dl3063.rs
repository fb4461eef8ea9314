//! A stage with a reserved name.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{BaseImage, Kind};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3063",
    source: Source::Hadolint,
    description: "A stage is called `scratch` or `context`",
    why: "Both names mean something else to the builder: `scratch` is the empty image, `context` the files that are sent to the build.",
    help: "Choose another name.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3063",
    bad: "FROM debian:12 AS context
",
    good: "FROM debian:12 AS build
",
    same_as: &["ReservedStageName"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::From(BaseImage { alias: Some(alias), .. }) = &step.kind else { continue };
        if matches!(alias.text.as_str(), "scratch" | "context") {
            pass.add(
                step,
                Hit::new(format!("`{}` means something else to the builder", alias.text)).at(alias.whole()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3063";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a AS ‹scratch›\nFROM a AS ‹context›\n");
        allows(RULE, &["FROM a AS build\nFROM a AS Scratch\n"]);
    }
}
