//! dnf install that asks.

use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::asks;

pub(super) static RULE: Rule = Rule {
    code: "DL3038",
    source: Source::Hadolint,
    description: "`dnf install` asks before it goes on",
    why: "Nobody can answer in a build: the step ends with an error.",
    help: "Write `dnf install -y`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3038",
    bad: "FROM rockylinux:9
RUN dnf install httpd-2.4.57 && dnf clean all
",
    good: "FROM rockylinux:9
RUN dnf install -y httpd-2.4.57 && dnf clean all
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const ASKING: [&str; 3] = ["install", "groupinstall", "localinstall"];

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| {
            (call.has("dnf", &ASKING) || call.has("microdnf", &ASKING)) && !call.has_flag(&["y", "assumeyes"])
        },
        |call| asks(call, &ASKING, "`dnf install` without `-y` asks, and nobody answers"),
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3038";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹dnf install x›\nRUN ‹microdnf groupinstall x› && b\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN dnf -y install x && microdnf install --assumeyes y\n",
                "FROM a\nRUN dnf upgrade\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN dnf install x\n", "FROM a\nRUN dnf install -y x\n");
    }
}
