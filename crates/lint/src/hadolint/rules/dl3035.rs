//! zypper dist-upgrade.

use crate::hadolint::pass::{Hit, Pass};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3035",
    source: Source::Hadolint,
    description: "The whole distribution is upgraded with zypper",
    why: "The image then holds another release than its base says, and another one with every build.",
    help: "Choose a newer base image. `zypper update` brings what the release mends.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3035",
    bad: "FROM opensuse/leap:15
RUN zypper -n dist-upgrade
",
    good: "FROM opensuse/leap:15.6
RUN zypper -n update
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.has("zypper", &["dist-upgrade", "dup"]),
        |call| Hit::new("`zypper dist-upgrade` makes another release of the base image").at(call.span),
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3035";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹zypper -n dup›\nRUN ‹zypper dist-upgrade›\n");
        allows(RULE, &["FROM a\nRUN zypper update\n"]);
    }
}
