//! A FROM that needs a build argument to be an image name.

use drydock_plan::FactKind;

use super::Rule;
use crate::finding::{Context, Found};

pub(super) static RULE: Rule = Rule {
    name: "InvalidDefaultArgInFrom",
    description: "Default value for global ARG results in an empty or invalid base image name",
    url: "https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/",
    experimental: false,
    why: "Without `--build-arg` no image name is left, and the build fails.",
    help: "Give the ARG a default, or write `${NAME:-default}`.",
    check,
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::BadDefaultBase { base } = &fact.kind else { continue };
        let message = format!("Default value for ARG {base} results in empty or invalid base image name");
        context.add(Found::at(index, fact, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "InvalidDefaultArgInFrom";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "ARG B\nFROM ‹$B›\n");
        allows(RULE, "ARG B=a\nFROM $B\n");
    }
}
