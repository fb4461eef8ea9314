//! `set -o pipefail` in a shell that may not have it.

use super::words::{not_for_sh, sets};
use crate::finding::Context;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC3040",
    source: Source::ShellCheck,
    description: "`set -o pipefail` is not part of `sh`",
    why: "RUN uses `/bin/sh`. The dash of Debian 12 and Ubuntu refuses the option: `set: Illegal option -o pipefail`.",
    help: "Choose a shell that has it: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`.",
    url: "https://www.shellcheck.net/wiki/SC3040",
    bad: r#"FROM debian:12-slim
RUN set -o pipefail && ls / | sort > /list
"#,
    good: r#"FROM debian:12-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN ls / | sort > /list
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let message = "`sh` need not have `pipefail`: dash refuses the option";
    not_for_sh(context, message, |command, simple| sets(simple, '\0', "pipefail").then_some(command.span));
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "SC3040";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹set -eo pipefail›; a | b\n");
        allows(RULE, "FROM a\nRUN set -e; a\nSHELL [\"/bin/bash\", \"-c\"]\nRUN set -o pipefail; a | b\n");
    }
}
