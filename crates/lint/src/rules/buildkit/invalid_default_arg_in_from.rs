//! A FROM that needs a build argument to be an image name.

use drydock_plan::FactKind;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "InvalidDefaultArgInFrom",
    source: Source::BuildKit,
    description: "Default value for global ARG results in an empty or invalid base image name",
    url: "https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/",
    why: "Without `--build-arg` no image name is left, and the build fails.",
    help: "Give the ARG a default, or write `${NAME:-default}`.",
    bad: r#"ARG TAG
FROM alpine:${TAG}
CMD ["cat", "/etc/os-release"]
"#,
    good: r#"ARG TAG=3.22
FROM alpine:${TAG}
CMD ["cat", "/etc/os-release"]
"#,
    check,
    ..Rule::USUAL
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
