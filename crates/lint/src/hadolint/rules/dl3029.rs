//! FROM for one platform.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{BaseImage, Kind};
use crate::rule::{Rule, Source};

use super::names::without_platform;

pub(super) static RULE: Rule = Rule {
    code: "DL3029",
    source: Source::Hadolint,
    description: "FROM takes an image for one platform",
    why: "The file then builds the same image on every machine, also where it cannot run.",
    help: "Leave the flag out and build with `--platform`, or write `--platform=$BUILDPLATFORM` for a stage that only compiles.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3029",
    bad: "FROM --platform=linux/amd64 debian:12
",
    good: "FROM --platform=$BUILDPLATFORM debian:12
",
    same_as: &["FromPlatformFlagConstDisallowed"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::From(BaseImage { platform: Some(platform), reference, .. }) = &step.kind else { continue };
        let text = &platform.text;
        if !text.contains("BUILDPLATFORM") && !text.contains("TARGETPLATFORM") {
            let hit = Hit::new(format!("The platform `{text}` is fixed")).at(platform.whole());
            pass.add(step, hit.suggest("Leave the flag out", without_platform(platform, reference)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3029";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM --platform=‹linux/amd64› debian:12\nFROM --platform=‹linux/$TARGETARCH› a:1\n");
        allows(
            RULE,
            &[
                "FROM --platform=$BUILDPLATFORM a:1\n",
                "FROM --platform=\"$TARGETPLATFORM\" a:1\n",
                "FROM a:1\n",
            ],
        );
        fixes(RULE, "FROM --platform=linux/amd64 debian:12\n", "FROM debian:12\n");
    }
}
