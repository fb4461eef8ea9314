//! An empty label.

use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::labels::check_values;

pub(super) static RULE: Rule = Rule {
    code: "DL3051",
    source: Source::Hadolint,
    description: "A label of the schema is empty",
    why: "The configuration names this label, so that people and tools can rely on it; an empty one tells nothing.",
    help: "Give it a value.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3051",
    bad: r#"FROM debian:12.5
LABEL label=""
"#,
    good: "FROM debian:12.5
LABEL label=jo
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {label: text}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    check_values(pass, None, str::is_empty, "is empty");
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3051";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL a=\"‹›\"\n");
        allows(RULE, &["FROM x\nLABEL a=x\n"]);
    }
}
