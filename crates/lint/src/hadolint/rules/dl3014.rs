//! apt-get install that asks.

use crate::hadolint::commands::Call;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::asks;

pub(super) static RULE: Rule = Rule {
    code: "DL3014",
    source: Source::Hadolint,
    description: "`apt-get install` asks before it goes on",
    why: "Nobody can answer in a build: the step ends with an error.",
    help: "Write `apt-get install -y`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3014",
    bad: "FROM debian:12.5
RUN apt-get update && apt-get install --no-install-recommends curl=7.88.* && rm -rf /var/lib/apt/lists/*
",
    good: "FROM debian:12.5
RUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.* && rm -rf /var/lib/apt/lists/*
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.has("apt-get", &["install"]) && !says_yes(call),
        |call| asks(call, &["install"], "`apt-get install` without `-y` asks, and nobody answers"),
    );
}

fn says_yes(call: &Call) -> bool {
    let twice = |flag| call.count_flag(flag) == 2;
    call.has_flag(&["y", "yes", "qq", "assume-yes"])
        || twice("q")
        || twice("quiet")
        || call.arg(&["-q=2"]).is_some()
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3014";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹apt-get install a=1›\nONBUILD RUN ‹apt-get -q install a=1›\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN apt-get -yq install a\n",
                "FROM a\nRUN apt-get install -qq a\n",
                "FROM a\nRUN apt-get -q -q install a\n",
            ],
        );
        allows(
            RULE,
            &["FROM a\nRUN apt-get install -q=2 --quiet --quiet a\n", "FROM a\nRUN apt-get upgrade\n"],
        );
        fixes(
            RULE,
            "FROM a\nRUN apt-get install a && apt-get -q install b\n",
            "FROM a\nRUN apt-get install -y a && apt-get -q install -y b\n",
        );
    }
}
