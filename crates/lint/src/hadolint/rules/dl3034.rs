//! zypper that asks.

use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::asks;

pub(super) static RULE: Rule = Rule {
    code: "DL3034",
    source: Source::Hadolint,
    description: "`zypper` asks before it goes on",
    why: "Nobody can answer in a build: the step ends with an error.",
    help: "Write `zypper install -y`, or `zypper --non-interactive`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3034",
    bad: "FROM opensuse/leap:15
RUN zypper install curl=8.0 && zypper clean
",
    good: "FROM opensuse/leap:15
RUN zypper install -y curl=8.0 && zypper clean
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const ASKING: [&str; 7] = ["install", "in", "remove", "rm", "source-install", "si", "patch"];

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.has("zypper", &ASKING) && !call.has_flag(&["non-interactive", "n", "no-confirm", "y"]),
        |call| asks(call, &ASKING, "`zypper install` without `-y` asks, and nobody answers"),
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3034";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹zypper in x=1›\nRUN ‹zypper patch›\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN zypper -n rm x && zypper --non-interactive in y && zypper in --no-confirm z\n",
                "FROM a\nRUN zypper refresh\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN zypper rm x\n", "FROM a\nRUN zypper rm -y x\n");
    }
}
