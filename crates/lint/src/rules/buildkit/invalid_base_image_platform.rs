//! A base image of another platform.

use drydock_plan::{BasePlatform, FactKind};

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "InvalidBaseImagePlatform",
    source: Source::BuildKit,
    description: "Base image platform does not match expected target platform",
    why: "The image has no variant for the platform of the build, so its programs may not run, or only slowly under emulation.",
    help: "Choose a tag that exists for the platform, or say `--platform` on purpose.",
    bad: r#"FROM registry.example.com/board:1.4-arm64
CMD ["blink"]
"#,
    good: r#"FROM registry.example.com/board:1.4
CMD ["blink"]
"#,
    check,
    ..Rule::USUAL
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
