//! `source` in a shell that calls it `.`.

use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};
use crate::script::Dialect;

pub(super) static RULE: Rule = Rule {
    code: "SC3046",
    source: Source::ShellCheck,
    description: "`source` is bash's name for `.`",
    why: "RUN uses `/bin/sh`. On Debian and Ubuntu that is dash, which has no `source`: `source: not found`.",
    help: "Write `.`.",
    url: "https://www.shellcheck.net/wiki/SC3046",
    bad: r#"FROM debian:12-slim
RUN source /etc/os-release && echo "$VERSION_ID" > /version
"#,
    good: r#"FROM debian:12-slim
RUN . /etc/os-release && echo "$VERSION_ID" > /version
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run() && text.dialect == Dialect::Posix) {
        for (_, call) in text.calls().filter(|(_, call)| call.name == "source") {
            let span = text.span(call.name_span);
            let message =
                "`source` is bash's: where `sh` is dash this is a command that is not there".to_owned();
            let found = Found::within(text.at.instruction, span, message);
            context.add(found.fixed(fix("Write `.`", vec![replace(span, ".")], true)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "SC3046";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹source› /x && y\n");
        allows(RULE, "FROM a\nRUN . /x\nSHELL [\"/bin/bash\", \"-c\"]\nRUN source /x\n");
        fixes(RULE, "FROM a\nRUN source x && y\n", "FROM a\nRUN . x && y\n");
    }
}
