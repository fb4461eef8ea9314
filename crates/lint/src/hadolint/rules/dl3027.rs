//! apt in a script.

use crate::hadolint::pass::{Hit, Pass, replace};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3027",
    source: Source::Hadolint,
    description: "`apt` is run instead of `apt-get`",
    why: "`apt` is made for people at a terminal. It says of itself that its interface may change from release to release, and warns in scripts.",
    help: "Write `apt-get`, or `apt-cache` to search.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3027",
    bad: "FROM debian:12.5
RUN apt update && rm -rf /var/lib/apt/lists/*
",
    good: "FROM debian:12.5
RUN apt-get update && rm -rf /var/lib/apt/lists/*
",
    hadolint: Some(check),
    ..Rule::USUAL
};

/// What apt-get does under the same name.
const COMMANDS: [&str; 7] = ["update", "remove", "purge", "autoremove", "clean", "autoclean", "source"];
const QUERIES: [&str; 4] = ["search", "show", "policy", "depends"];

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.name == "apt",
        |call| {
            let hit = Hit::new("`apt` is for people, `apt-get` for scripts").at(call.name_span);
            let does = |known: &[&str]| {
                call.operands().next().is_some_and(|first| known.contains(&first.text.as_str()))
            };
            if does(&COMMANDS) {
                hit.fix("Write `apt-get`", [replace(call.name_span, "apt-get")])
            } else if does(&["install"]) {
                // Rules that look at apt-get alone may then find more.
                hit.suggest("Write `apt-get`", [replace(call.name_span, "apt-get")])
            } else if does(&QUERIES) {
                hit.fix("Write `apt-cache`", [replace(call.name_span, "apt-cache")])
            } else {
                hit
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3027";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹apt› update && x\nRUN a; ‹apt› list --installed\n");
        allows(
            RULE,
            &["FROM a\nRUN apt-get update\n", "FROM a\nRUN apt-cache search x\n", "FROM a\nRUN echo apt\n"],
        );
        fixes(
            RULE,
            "FROM a\nRUN apt -y install a && apt show a\n",
            "FROM a\nRUN apt-get -y install a && apt-cache show a\n",
        );
    }
}
