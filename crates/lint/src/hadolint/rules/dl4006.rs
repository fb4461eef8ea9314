//! A pipe without pipefail.

use crate::hadolint::commands::Script;
use crate::hadolint::pass::{Hit, Pass, insert};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL4006",
    source: Source::Hadolint,
    description: "A pipe can fail without anybody seeing it",
    why: "A pipe ends as its last command ends. When an earlier one fails, say a download, the step succeeds with half the data.",
    help: "Write `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` above, in Alpine with `/bin/ash`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL4006",
    bad: "FROM debian:12.5
RUN cat /etc/hosts | grep localhost
",
    good: r#"FROM debian:12.5
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN cat /etc/hosts | grep localhost
"#,
    hadolint: Some(check),
    ..Rule::USUAL
};

/// Shells that have the option, as far as hadolint knows.
const SHELLS: [&str; 6] = ["/bin/bash", "/bin/zsh", "/bin/ash", "bash", "zsh", "ash"];

fn check(pass: &mut Pass<'_>) {
    let mut stops = false;
    let mut told = false;
    let mut alpine = false;
    for step in pass.steps() {
        match (&step.kind, &step.script) {
            (Kind::From(from), _) => {
                (stops, told) = (false, false);
                alpine = from.reference.text.contains("alpine");
            }
            (Kind::Shell(shell), Some(script)) => {
                stops = is_not_posix(&shell.text.text) || has_pipefail(script)
            }
            (Kind::Run(run), Some(script)) if !stops => {
                let Some(pipe) = script.pipe else { continue };
                let hit = Hit::new("When a command before this pipe fails, the step still succeeds").at(pipe);
                // One SHELL serves all that follow it.
                let edit = (!told && !run.arguments.exec).then(|| insert(step.span.start, shell(alpine)));
                told = true;
                pass.add(step, hit.suggest("Choose a shell with `pipefail`", edit));
            }
            _ => {}
        }
    }
}

fn shell(alpine: bool) -> &'static str {
    if alpine {
        "SHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]\n"
    } else {
        "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n"
    }
}

fn is_not_posix(shell: &str) -> bool {
    ["pwsh", "powershell", "cmd"].iter().any(|name| shell.starts_with(name))
}

fn has_pipefail(script: &Script) -> bool {
    script.calls.iter().any(|call| {
        SHELLS.contains(&call.name.as_str()) && call.has_flag(&["o"]) && call.arg(&["pipefail"]).is_some()
    })
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL4006";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN set -o pipefail && b | ‹c›\nRUN [\"sh\", \"-c\", \"a | ‹b›\"]\nRUN <<E\na | ‹b›\nE\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nSHELL [\"/bin/ash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN b | c\n",
                "FROM a\nSHELL [\"pwsh\"]\nRUN b | c\n",
            ],
        );
        allows(RULE, &["FROM a\nRUN b || c\n", "FROM a\nRUN echo \"b | c\"\n"]);
        fixes(
            RULE,
            "FROM alpine:3.20\nRUN a | b\nRUN c | d\n",
            "FROM alpine:3.20\nSHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\nRUN c | d\n",
        );
    }
}
