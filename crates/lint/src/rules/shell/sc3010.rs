//! `[[ … ]]` in a shell that does not have it.

use super::words::not_for_sh;
use crate::finding::Context;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC3010",
    source: Source::ShellCheck,
    description: "`[[ ]]` is bash's, and this shell is `sh`",
    why: "RUN uses `/bin/sh`. On Debian and Ubuntu that is dash, for which `[[` is a command that is not there: `[[: not found`.",
    help: "Write `[ … ]`, or choose bash with `SHELL [\"/bin/bash\", \"-c\"]`.",
    url: "https://www.shellcheck.net/wiki/SC3010",
    bad: r#"FROM debian:12-slim
RUN if [[ -f /etc/hosts ]]; then echo there; fi
"#,
    good: r#"FROM debian:12-slim
RUN if [ -f /etc/hosts ]; then echo there; fi
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let message = "`[[` is bash's: where `sh` is dash this is a command that is not there";
    not_for_sh(context, message, |_, simple| {
        simple.words.first().filter(|word| word.is("[[")).map(|word| word.span)
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "SC3010";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹[[› -f x ]] && y\n");
        allows(RULE, "FROM a\nRUN [ -f x ]\nSHELL [\"/bin/bash\", \"-c\"]\nRUN [[ -f x ]]\n");
    }
}
