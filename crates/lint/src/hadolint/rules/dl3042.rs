//! pip install that keeps its cache.

use crate::hadolint::commands::Call;
use crate::hadolint::pass::{Hit, Pass, Running, after};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

use super::install::is_pip_install;
use super::stages::Marks;

pub(super) static RULE: Rule = Rule {
    code: "DL3042",
    source: Source::Hadolint,
    description: "`pip install` keeps what it loaded",
    why: "pip keeps every package it loads for the next time. In an image there is no next time, only the megabytes.",
    help: "Write `pip install --no-cache-dir`, or mount a cache at /root/.cache/pip, which the image does not keep and the next build uses.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3042",
    bad: "FROM python:3.12-slim
RUN pip install flask==3.1.0
",
    good: "FROM python:3.12-slim
RUN pip install --no-cache-dir flask==3.1.0
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const YES: [&str; 10] = ["1", "true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES"];
const VARIABLE: &str = "PIP_NO_CACHE_DIR";

fn check(pass: &mut Pass<'_>) {
    for steps in pass.lists() {
        let mut off = Marks::default();
        for step in steps {
            match &step.kind {
                Kind::From(from) => off.enter(from),
                Kind::Env(pairs) => {
                    let set = pairs.iter().find(|pair| pair.name.text == VARIABLE);
                    if set.is_some_and(|pair| YES.contains(&pair.value.text.as_str())) {
                        off.set();
                    }
                }
                _ => {}
            }
            let Some(running) = Running::of(step).filter(|_| !off.is_set()) else { continue };
            if running.keeps_out(".cache/pip") || is_set_within(&running.run.arguments.text.text) {
                continue;
            }
            if let Some(hit) = Hit::of_calls(running.script, keeps, |call| {
                let hit = Hit::new("`pip install` keeps what it loads in the image").at(call.span);
                let install = call.arg(&["install"]).map(|install| after(install, " --no-cache-dir"));
                hit.fix("Add `--no-cache-dir`", install)
            }) {
                pass.add(step, hit);
            }
        }
    }
}

/// True when the text sets the variable where it first names it.
fn is_set_within(text: &str) -> bool {
    let (_, value) = text.split_once("PIP_NO_CACHE_DIR=").unwrap_or_default();
    YES.iter().any(|yes| value.starts_with(yes))
}

fn keeps(call: &Call) -> bool {
    is_pip_install(call) && call.arg(&["--no-cache-dir"]).is_none() && !is_wrapper(call)
}

/// pipx and pipenv make environments of their own.
fn is_wrapper(call: &Call) -> bool {
    ["pipx", "pipenv"].iter().any(|wrapper| {
        let module = call.args.windows(2).any(|two| two[0].text == "-m" && two[1].text == *wrapper);
        call.name.contains(wrapper) || (call.name.starts_with("python") && module)
    })
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3042";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹pip3 install a==1›\nRUN ‹python3 -m pip install a› && rm -rf /root/.cache\n",
        );
        catches(RULE, "FROM a AS b\nENV PIP_NO_CACHE_DIR=1\nFROM c\nRUN ‹pip install x›\n");
        allows(
            RULE,
            &["FROM a AS b\nENV PIP_NO_CACHE_DIR=true\nRUN pip install x\nFROM b\nRUN pip install x\n"],
        );
        allows(
            RULE,
            &["FROM a\nRUN export PIP_NO_CACHE_DIR=1 && pip install a\n", "FROM a\nRUN pipx install x\n"],
        );
        allows(RULE, &["FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install a\n"]);
        fixes(
            RULE,
            "FROM a\nRUN pip install a && pip install b\n",
            "FROM a\nRUN pip install --no-cache-dir a && pip install --no-cache-dir b\n",
        );
    }
}
