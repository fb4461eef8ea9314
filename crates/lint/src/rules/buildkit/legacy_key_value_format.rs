//! `ENV name value` without an equals sign.

use drydock_plan::FactKind;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "LegacyKeyValueFormat",
    source: Source::BuildKit,
    description: "Legacy key/value format with whitespace separator should not be used",
    url: "https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/",
    why: "The old form takes the whole rest of the line as one value, so a second name on the line becomes part of it.",
    help: "Write `name=value`, in quotes where the value holds spaces.",
    bad: "FROM alpine:3.22
ENV APP_HOME /opt/app
",
    good: "FROM alpine:3.22
ENV APP_HOME=/opt/app
",
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::OldForm { keyword } = &fact.kind else { continue };
        let message = format!(
            "\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format"
        );
        let mut found = Found::at(index, fact, message);
        if let Some(pair) = new_form(context.text(fact.span)) {
            found = found.replace("Write it with an equals sign", fact.span, pair);
        }
        context.add(found);
    }
}

/// `name value` as `name=value`, where that means the same without a closer look.
fn new_form(text: &str) -> Option<String> {
    let (name, value) = text.split_once(|c: char| c.is_whitespace())?;
    let value = value.trim();
    if value.contains(['"', '\'', '\\', '`', '\n']) {
        return None;
    }
    let quoted = value.contains(char::is_whitespace);
    Some(if quoted { format!("{name}=\"{value}\"") } else { format!("{name}={value}") })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "LegacyKeyValueFormat";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENV ‹B c d›\n");
        allows(RULE, "FROM a\nENV B=c\n");
        fixes(RULE, "FROM a\nENV B c d\nLABEL e f\n", "FROM a\nENV B=\"c d\"\nLABEL e=f\n");
    }
}
