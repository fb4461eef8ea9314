//! Lists of packages that stay in the image.

use std::collections::HashSet;

use drydock_source::Severity;

use crate::hadolint::commands::Call;
use crate::hadolint::pass::{Hit, Pass, Running};
use crate::hadolint::step::{Kind, Step};
use crate::rule::{Rule, Source};

use super::stages::in_used_stages;

pub(super) static RULE: Rule = Rule {
    code: "DL3009",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "The lists of apt stay in the image",
    why: "They weigh tens of megabytes and are out of date within days. Removing them in a later RUN does not help: a layer keeps what it was made with.",
    help: "End the same RUN with `&& rm -rf /var/lib/apt/lists/*`, or mount a cache at /var/lib/apt/lists.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3009",
    bad: "FROM debian:12.5
RUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.*
",
    good: "FROM debian:12.5
RUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.* && rm -rf /var/lib/apt/lists/*
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for steps in pass.lists() {
        let left = |running: &Running<'_>| {
            let kept = running.keeps_out("/var/lib/apt/lists")
                || (running.keeps_out("/var/lib/apt") && running.keeps_out("/var/cache/apt"));
            let cleans = |call: &Call| call.has("rm", &["-rf", "/var/lib/apt/lists/*"]);
            running.script.calls.iter().any(updates) && !running.script.calls.iter().any(cleans) && !kept
        };
        let mut needed = lists_are_needed(steps);
        for running in in_used_stages(steps, left) {
            let Some(update) = running.script.calls.iter().find(|call| updates(call)) else { continue };
            let hit = Hit::new("The lists that `update` loads stay in the image").at(update.span);
            let edit = running.append("rm -rf /var/lib/apt/lists/*");
            let title = "Remove the lists in this RUN";
            let hit = if needed.remove(&running.step.line) {
                hit.suggest(title, edit)
            } else {
                hit.fix(title, edit)
            };
            pass.add(running.step, hit);
        }
    }
}

fn updates(call: &Call) -> bool {
    ["apt", "apt-get", "aptitude"].iter().any(|name| call.has(name, &["update"]))
}

/// The lines of RUNs whose lists a later RUN of the stage installs from.
fn lists_are_needed(steps: &[Step]) -> HashSet<u32> {
    let mut needed = HashSet::new();
    let mut updated = Vec::new();
    for step in steps {
        if let Kind::From(_) = step.kind {
            updated.clear();
        }
        let Some(running) = Running::of(step) else { continue };
        let calls = &running.script.calls;
        let installs = |call: &Call| call.name.starts_with("apt") && call.arg(&["install"]).is_some();
        if calls.iter().any(updates) {
            updated.push(step.line);
        } else if calls.iter().any(installs) {
            needed.extend(updated.drain(..));
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3009";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹apt-get update›\nRUN ‹apt update› && echo\nRUN rm -rf /var/lib/apt/lists/*\n",
        );
        catches(RULE, "FROM a AS b\nRUN ‹apt-get update›\nFROM b\n");
        allows(
            RULE,
            &["FROM a AS b\nRUN apt-get update\nFROM c\n", "FROM a\nRUN apt-get update && rm -rf /x\n"],
        );
        allows(RULE, &["FROM a\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update\n"]);
        fixes(
            RULE,
            "FROM a\nRUN apt-get update && \\\n  b\nRUN <<E\napt-get update\nc\nE\n",
            "FROM a\nRUN apt-get update && \\\n  b && rm -rf /var/lib/apt/lists/*\nRUN <<E\napt-get update\nc\nrm -rf /var/lib/apt/lists/*\nE\n",
        );
    }
}
