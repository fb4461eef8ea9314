//! `set -o pipefail` in a shell that may not have it.

use super::words::{each_simple, sets};
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};
use crate::script::Dialect;

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
    for text in context.shell_texts().iter().filter(|text| text.is_run() && text.dialect == Dialect::Posix) {
        let mut spans = Vec::new();
        each_simple(text, &mut |command, simple| {
            if sets(simple, '\0', "pipefail") {
                spans.push(command.span);
            }
        });
        for span in spans {
            let message = "`sh` need not have `pipefail`: dash refuses the option".to_owned();
            context.add(Found::within(text.at.instruction, text.span(span), message));
        }
    }
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
