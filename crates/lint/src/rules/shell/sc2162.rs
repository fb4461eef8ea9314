//! `read` without `-r`.

use drydock_source::Severity;

use crate::edits::{fix, insert};
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC2162",
    source: Source::ShellCheck,
    severity: Severity::Info,
    description: "`read` without `-r` drops backslashes",
    why: "Without `-r` a backslash in the input escapes what follows and is lost.",
    help: "Write `read -r`.",
    url: "https://www.shellcheck.net/wiki/SC2162",
    bad: r#"FROM alpine:3.22
RUN while read line; do echo "$line"; done < /etc/passwd
"#,
    good: r#"FROM alpine:3.22
RUN while read -r line; do echo "$line"; done < /etc/passwd
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        for (_, call) in text.calls().filter(|(_, call)| call.name == "read" && !call.has_flag("r")) {
            let span = text.span(call.name_span);
            let edit = insert(span.end as usize, " -r");
            let found =
                Found::within(text.at.instruction, span, "`read` without `-r` drops backslashes".to_owned());
            context.add(found.fixed(fix("Write `read -r`", vec![edit], true)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "SC2162";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN x | while ‹read› a; do b; done\n");
        allows(RULE, "FROM a\nRUN read -r a; IFS= read -rp x b\n");
        fixes(RULE, "FROM a\nRUN read a\n", "FROM a\nRUN read -r a\n");
    }
}
