//! A label that is missing.

use std::collections::{BTreeMap, HashMap, HashSet};

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{BaseImage, Copy, Kind, Step};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3049",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "A label of the schema is missing",
    why: "The configuration names labels that every image has to have (`label-schema`), and this stage sets one of them nowhere.",
    help: "Set the label in this stage, or in the stage it builds on.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3049",
    bad: "FROM debian:12.5
",
    good: "FROM debian:12.5
LABEL author=jo
",
    files: &[(
        ".hadolint.yaml",
        "label-schema: {author: text}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for label in pass.config.label_schema.keys() {
        for (step, from) in stages_without(pass.steps(), label) {
            let message = format!("No label `{label}` is set in this stage");
            pass.add(step, Hit::new(message).at(from.reference.whole()));
        }
    }
}

type Stage<'a> = (&'a Step, &'a BaseImage);

/// The stages that lack `label`. Those are left out that build on one that has it, whose files a later one takes, or
/// that the stage is called like in which the label is set.
fn stages_without<'a>(steps: &'a [Step], label: &str) -> Vec<Stage<'a>> {
    let mut bad: BTreeMap<usize, Stage<'_>> = BTreeMap::new();
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut good: HashSet<&str> = HashSet::new();
    let mut current: Option<(usize, &BaseImage)> = None;
    for (index, step) in steps.iter().enumerate() {
        let mut silence = |name: &str, bad: &mut BTreeMap<usize, Stage<'_>>| {
            for stage in named.remove(name).into_iter().flatten() {
                bad.remove(&stage);
            }
        };
        match (&step.kind, current) {
            (Kind::From(from), _) => {
                let alias = from.alias.as_ref().map(|alias| alias.text.as_str());
                if good.contains(from.image.name.as_str()) {
                    good.extend(alias);
                } else {
                    bad.insert(index, (step, from));
                    named.entry(alias.unwrap_or_default()).or_default().push(index);
                }
                current = Some((index, from));
            }
            (Kind::Copy(Copy { from: Some(from), .. }), Some(_)) => silence(&from.text, &mut bad),
            (Kind::Label(pairs), Some((stage, from))) if pairs.iter().any(|pair| pair.name.text == label) => {
                let alias = from.alias.as_ref().map(|alias| alias.text.as_str());
                silence(alias.unwrap_or(&from.image.name), &mut bad);
                good.extend(alias);
                bad.remove(&stage);
            }
            _ => {}
        }
    }
    bad.into_values().collect()
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3049";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM ‹x:1›\nLABEL e=a@b h=abcdef1 t=x s=1 l=MIT u=x:y\n");
        allows(RULE, &["FROM x AS y\nLABEL a=1 e=1 h=1 t=1 s=1 l=1 u=1\nFROM y\n"]);
        catches(RULE, "FROM x AS y\nFROM ‹z›\nLABEL e=1 h=1 t=1 s=1 l=1 u=1\nCOPY --from=y /a /a\n");
    }
}
