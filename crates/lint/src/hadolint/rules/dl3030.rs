//! yum install that asks.

use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::asks;

pub(super) static RULE: Rule = Rule {
    code: "DL3030",
    source: Source::Hadolint,
    description: "`yum install` asks before it goes on",
    why: "Nobody can answer in a build: the step ends with an error.",
    help: "Write `yum install -y`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3030",
    bad: "FROM rockylinux:9
RUN yum install httpd-2.4.57 && yum clean all
",
    good: "FROM rockylinux:9
RUN yum install -y httpd-2.4.57 && yum clean all
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const ASKING: [&str; 3] = ["install", "groupinstall", "localinstall"];

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.has("yum", &ASKING) && !call.has_flag(&["y", "assumeyes"]),
        |call| asks(call, &ASKING, "`yum install` without `-y` asks, and nobody answers"),
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3030";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹yum install x›\nRUN ‹yum groupinstall x› && b\n");
        allows(
            RULE,
            &["FROM a\nRUN yum -y install x && yum localinstall --assumeyes y\n", "FROM a\nRUN yum update\n"],
        );
        fixes(RULE, "FROM a\nRUN yum install x\n", "FROM a\nRUN yum install -y x\n");
    }
}
