//! apk add that keeps its index.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, after};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3019",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "`apk add` keeps its index in the image",
    why: "The index is of no use once the packages are there, and weighs a few megabytes.",
    help: "Write `apk add --no-cache`, which loads the index and keeps nothing.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3019",
    bad: "FROM alpine:3.20
RUN apk add --update curl~8
",
    good: "FROM alpine:3.20
RUN apk add --no-cache curl~8
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_run(|running| {
        if running.keeps_out("/var/cache/apk") {
            return None;
        }
        Hit::of_calls(
            running.script,
            |call| call.has("apk", &["add"]) && !call.has_flag(&["no-cache"]),
            |call| {
                let hit = Hit::new("`apk add` without `--no-cache` keeps its index").at(call.span);
                hit.fix("Add `--no-cache`", call.arg(&["add"]).map(|add| after(add, " --no-cache")))
            },
        )
    });
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3019";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹apk add curl=1›\nRUN apk update && ‹apk add c=1› && rm -rf /var/cache/apk/*\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN apk --no-cache add c=1\n",
                "FROM a\nRUN --mount=type=cache,target=/var/cache/apk apk add c=1\n",
            ],
        );
        fixes(
            RULE,
            "FROM a\nRUN apk add c=1 && apk add -U d=1\n",
            "FROM a\nRUN apk add --no-cache c=1 && apk add --no-cache -U d=1\n",
        );
    }
}
