//! A variable without quotes.

use drydock_shell::{Operator, PartKind};
use drydock_source::Severity;

use super::words::{is_plain, one_word, split_parts};
use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC2086",
    source: Source::ShellCheck,
    severity: Severity::Info,
    description: "A variable without quotes is split at its spaces",
    why: "Without quotes the shell splits a value at white space and takes `*` and `?` in it for file names. An empty value vanishes from the command.",
    help: "Put it into double quotes, unless it is meant to be several words.",
    url: "https://www.shellcheck.net/wiki/SC2086",
    bad: r#"FROM alpine:3.22
RUN for file in /etc/*.conf; do cat $file; done
"#,
    good: r#"FROM alpine:3.22
RUN for file in /etc/*.conf; do cat "$file"; done
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        let one_word = one_word(text);
        let state = text.at.before;
        for (_, part) in split_parts(text) {
            let PartKind::Variable(expansion) = &part.kind else { continue };
            let name = expansion.name.as_str();
            let number = matches!(expansion.operator, Some(Operator::Length))
                || matches!(name, "?" | "#" | "$" | "!" | "-");
            // `${A:+"$A"}` and its kin may be split on purpose.
            let conditional = matches!(expansion.operator, Some(Operator::Alternative { .. }));
            let given = state.env.get(name).or_else(|| state.args.get(name)).is_some_and(is_plain);
            let plain = one_word.contains(name) || given && !text.assigns(name);
            if number || conditional || plain || matches!(name, "@" | "*") {
                continue;
            }
            let span = text.span(part.span);
            let message = format!("`${name}` is split at white space, and `*` in it becomes file names");
            let mut found = Found::within(text.at.instruction, span, message);
            let written = text.of(part.span);
            if context.text(span) == written {
                let quoted = replace(span, format!("\"{written}\""));
                found = found.fixed(fix("Put it into quotes", vec![quoted], false));
            }
            context.add(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "SC2086";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN rm ‹$A› \"$B\" > ‹${C}›\n");
        allows(RULE, "FROM a\nENV A=1\nRUN x=$Y; [[ -f $Y ]]; echo $A $? $#; case $Y in a) ;; esac\n");
        allows(RULE, "FROM a\nRUN for i in a b; do echo $i; done; V=1.2 && curl x-$V\n");
        fixes(RULE, "FROM a\nRUN cat $A\n", "FROM a\nRUN cat \"$A\"\n");
    }
}
