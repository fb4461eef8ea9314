//! `FROM --platform` with a fixed platform.

use drydock_plan::FactKind;
use drydock_syntax::quote;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "FromPlatformFlagConstDisallowed",
    source: Source::BuildKit,
    description: "FROM --platform flag should not use a constant value",
    url: "https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/",
    why: "The stage has this platform whatever the build is asked for, so the image is wrong for every other one.",
    help: "Use `$BUILDPLATFORM`, leave the flag out, or name the stage after the platform.",
    bad: r#"FROM --platform=linux/amd64 alpine:3.22
CMD ["uname", "-m"]
"#,
    good: r#"FROM alpine:3.22
CMD ["uname", "-m"]
"#,
    same_as: &["DL3029"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::FromPlatform(flag) = &fact.kind else { continue };
        let Some(platform) = &flag.constant else { continue };
        if flag.stage.contains(&platform.os) || flag.stage.contains(&platform.architecture) {
            continue;
        }
        let message = format!("FROM --platform flag should not use constant value {}", quote(&flag.value));
        context.add(Found::at(index, fact, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "FromPlatformFlagConstDisallowed";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM --platform=‹linux/amd64› a\n");
        allows(RULE, "FROM --platform=linux/amd64 a AS build-amd64\n");
    }
}
