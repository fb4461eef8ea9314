//! A label that is not in the schema.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3050",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "A label is set that the schema does not name",
    why: "The configuration allows no other labels than those it names (`strict-labels`).",
    help: "Take one of the labels of the schema, or add this one to it.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3050",
    bad: "FROM debian:12.5
LABEL author=jo colour=red
",
    good: "FROM debian:12.5
LABEL author=jo
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {author: text}
strict-labels: true
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    if !pass.config.strict_labels {
        return;
    }
    for step in pass.steps() {
        let Kind::Label(pairs) = &step.kind else { continue };
        let known = &pass.config.label_schema;
        let mut others = pairs.iter().map(|pair| &pair.name).filter(|name| !known.contains_key(&name.text));
        if let Some(first) = others.next() {
            let hit = Hit::new(format!("The schema names no label `{}`", first.text)).at(first.whole());
            pass.add(step, others.fold(hit, |hit, name| hit.at(name.whole())));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3050";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x\nLABEL a=1 ‹b›=2\n");
        allows(RULE, &["FROM x\nLABEL a=1 e=2\n"]);
    }
}
