//! The platform that is taken anyway.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{BaseImage, Kind};
use crate::rule::{Rule, Source};

use super::names::without_platform;

pub(super) static RULE: Rule = Rule {
    code: "DL3065",
    source: Source::Hadolint,
    description: "FROM names `$TARGETPLATFORM`, which is taken anyway",
    why: "Without a flag an image is taken for the platform that is built for: the flag says nothing, and makes readers look for a reason.",
    help: "Leave the flag out.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3065",
    bad: "FROM --platform=$TARGETPLATFORM debian:12
",
    good: "FROM debian:12
",
    same_as: &["RedundantTargetPlatform"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::From(BaseImage { platform: Some(platform), reference, .. }) = &step.kind else { continue };
        if matches!(platform.text.as_str(), "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
            let hit = Hit::new("`$TARGETPLATFORM` is the platform that is taken anyway").at(platform.whole());
            pass.add(step, hit.fix("Leave the flag out", without_platform(platform, reference)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3065";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM --platform=‹$TARGETPLATFORM› a:1\nFROM --platform=‹${TARGETPLATFORM}› a:1\n");
        allows(
            RULE,
            &["FROM --platform=${TARGETPLATFORM:-linux/amd64} a:1\n", "FROM --platform=$BUILDPLATFORM a:1\n"],
        );
        fixes(RULE, "FROM --platform=$TARGETPLATFORM  a:1\n", "FROM a:1\n");
    }
}
