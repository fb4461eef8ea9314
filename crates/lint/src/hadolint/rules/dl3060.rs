//! yarn install without yarn cache clean.

use drydock_source::Severity;

use crate::hadolint::commands::Call;
use crate::hadolint::pass::{Hit, Pass, Running};
use crate::rule::{Rule, Source};

use super::stages::in_used_stages;

pub(super) static RULE: Rule = Rule {
    code: "DL3060",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "`yarn install` leaves its cache in the image",
    why: "yarn keeps every package it loads for the next time. In an image there is no next time, only the megabytes.",
    help: "End the same RUN with `&& yarn cache clean`, or mount a cache at /root/.cache/yarn.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3060",
    bad: "FROM node:22-slim
RUN yarn install
",
    good: "FROM node:22-slim
RUN yarn install && yarn cache clean
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let installs = |call: &Call| call.has("yarn", &["install"]);
    let cleans = |call: &Call| call.has("yarn", &["cache", "clean"]);
    for steps in pass.lists() {
        let left = |running: &Running<'_>| {
            let script = running.script;
            let cleaned = script.calls.iter().any(cleans);
            script.calls.iter().any(installs)
                && if cleaned { script.in_order(cleans, installs) } else { !running.keeps_out(".cache/yarn") }
        };
        for running in in_used_stages(steps, left) {
            let Some(install) = running.script.calls.iter().find(|call| installs(call)) else { continue };
            let hit = Hit::new("What yarn keeps for the next time stays in the image").at(install.span);
            // hadolint looks only at the first of two cleanings.
            let cleaned = running.script.calls.iter().any(cleans);
            let edit = running.append("yarn cache clean").filter(|_| !cleaned);
            pass.add(running.step, hit.fix("Add `yarn cache clean`", edit));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3060";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹yarn install --x› && rm -rf /x\nRUN yarn cache clean && ‹yarn install›\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN yarn install && yarn cache clean\n",
                "FROM a\nRUN yarn\n",
                "FROM a AS b\nRUN yarn install\nFROM c\n",
            ],
        );
        allows(RULE, &["FROM a\nRUN --mount=type=cache,target=/root/.cache/yarn yarn install\n"]);
        fixes(RULE, "FROM a\nRUN yarn install\n", "FROM a\nRUN yarn install && yarn cache clean\n");
    }
}
