//! A whole file system.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Copy, Kind};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3067",
    source: Source::Hadolint,
    description: "COPY takes the whole file system of a stage",
    why: "Everything comes along that building needed: compilers, caches, keys. The point of several stages is to leave that behind.",
    help: "Copy the files that are needed. To go on from a stage write `FROM stage`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3067",
    bad: "FROM debian:12 AS build
RUN touch /app
FROM debian:12
COPY --from=build / /
",
    good: "FROM debian:12 AS build
RUN touch /app
FROM debian:12
COPY --from=build /app /app
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Copy(Copy { sources, target, from: Some(from) }) = &step.kind else { continue };
        let root = sources.iter().find(|source| source.unquoted() == "/");
        if let Some(source) = root.filter(|_| target.unquoted() == "/") {
            let message = format!("All files of `{}` are copied", from.text);
            pass.add(step, Hit::new(message).at(source.whole()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3067";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a AS b\nFROM a\nCOPY --from=b ‹/› /\nCOPY --from=b ‹\"/\"› /x \"/\"\n");
        allows(
            RULE,
            &["FROM a AS b\nFROM a\nCOPY --from=b / /x\nCOPY --from=b /x /\nCOPY / /\nCOPY --from=b /. /\n"],
        );
    }
}
