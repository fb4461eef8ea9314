//! A base image of another platform.

use drydock_plan::{BasePlatform, FactKind};

use super::Rule;
use crate::finding::{Context, Found};

pub(super) static RULE: Rule = Rule {
    name: "InvalidBaseImagePlatform",
    description: "Base image platform does not match expected target platform",
    url: "",
    experimental: false,
    why: "The image has no variant for the platform of the build, so its programs may not run, or only slowly under emulation.",
    help: "Choose a tag that exists for the platform, or say `--platform` on purpose.",
    check,
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::BasePlatform(platform) = &fact.kind else { continue };
        let BasePlatform { name, expected, actual } = &**platform;
        let message = format!(
            "Base image {name} was pulled with platform \"{actual}\", expected \"{expected}\" for current build"
        );
        context.add(Found::at(index, fact, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::allows;

    const RULE: &str = "InvalidBaseImagePlatform";

    #[test]
    fn finds_and_leaves() {
        allows(RULE, "FROM a\n");
    }
}
