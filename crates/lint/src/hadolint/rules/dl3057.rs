//! No HEALTHCHECK.

use std::collections::{BTreeMap, HashMap, HashSet};

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{BaseImage, Kind, Step};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3057",
    source: Source::Hadolint,
    severity: Severity::Hint,
    description: "A stage has no HEALTHCHECK",
    why: "Docker then knows of a container only whether its process runs, not whether it answers. Orchestrators with checks of their own do not need it.",
    help: "Write a HEALTHCHECK, or `HEALTHCHECK NONE` to say that none is wanted.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3057",
    experimental: true,
    bad: "FROM debian:12.5
",
    good: r#"FROM debian:12.5
HEALTHCHECK CMD ["test", "-e", "/ready"]
"#,
    files: &[(
        ".hadolint.yaml",
        "override: {info: [DL3057]}
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for (step, from) in unchecked(pass.steps()) {
        pass.add(step, Hit::new("This stage has no HEALTHCHECK").at(from.reference.whole()));
    }
}

type Stage<'a> = (&'a Step, &'a BaseImage);

/// The stages that have none, build on none that has one, and are no base of one that has one.
fn unchecked(steps: &[Step]) -> Vec<Stage<'_>> {
    let mut bad: BTreeMap<usize, Stage<'_>> = BTreeMap::new();
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut good: HashSet<&str> = HashSet::new();
    let mut current: Option<(usize, &BaseImage)> = None;
    for (index, step) in steps.iter().enumerate() {
        match (&step.kind, current) {
            (Kind::From(from), _) => {
                if good.contains(from.image.name.as_str()) {
                    good.insert(name(from));
                } else {
                    bad.insert(index, (step, from));
                    named.entry(name(from)).or_default().push(index);
                }
                current = Some((index, from));
            }
            (Kind::Healthcheck(_), Some((stage, from))) => {
                let mut bases = vec![from.image.name.as_str()];
                while let Some(base) = bases.pop() {
                    for stage in named.remove(base).into_iter().flatten() {
                        if let Some((_, from)) = bad.remove(&stage) {
                            good.insert(name(from));
                            bases.push(&from.image.name);
                        }
                    }
                }
                good.insert(name(from));
                bad.remove(&stage);
            }
            _ => {}
        }
    }
    bad.into_values().collect()
}

fn name(from: &BaseImage) -> &str {
    from.alias.as_ref().map_or(&from.image.name, |alias| &alias.text)
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3057";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM ‹a:1› AS b\nFROM c:1\nHEALTHCHECK NONE\n");
        allows(
            RULE,
            &["FROM a AS b\nHEALTHCHECK NONE\nFROM b\n", "FROM a AS b\nFROM b\nHEALTHCHECK CMD [\"x\"]\n"],
        );
    }
}
