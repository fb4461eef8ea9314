//! ENV that refers to itself.

use std::collections::{HashMap, HashSet};

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Kind, Pair};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3044",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "A value of ENV refers to a name that the same ENV sets",
    why: "All values of one ENV are expanded before any of its names is set: the value from before is used, or nothing.",
    help: "Set the name in an ENV of its own above.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3044",
    bad: "FROM debian:12.5
ENV HOME=/srv DATA=$HOME/data
",
    good: "FROM debian:12.5
ENV HOME=/srv
ENV DATA=$HOME/data
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut known: HashSet<&str> = HashSet::new();
    for step in pass.steps() {
        match &step.kind {
            Kind::Arg(name) => drop(known.insert(&name.text)),
            Kind::Env(pairs) => {
                if let Some((pair, name)) = reference(pairs, &known) {
                    let message = format!("`{name}` is not set yet where this value refers to it");
                    pass.add(step, Hit::new(message).at(pair.value.whole()));
                }
                known.extend(pairs.iter().map(|pair| pair.name.text.as_str()));
            }
            _ => {}
        }
    }
}

/// The first value that refers to the name of another pair which is not set before.
fn reference<'a>(pairs: &'a [Pair], known: &HashSet<&str>) -> Option<(&'a Pair, &'a str)> {
    let mut names: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, pair) in pairs.iter().enumerate().filter(|(_, pair)| !known.contains(pair.name.text.as_str()))
    {
        names.entry(&pair.name.text).or_default().push(index);
    }
    pairs.iter().enumerate().find_map(|(index, pair)| {
        let mut named = references(&pair.value.text);
        let name =
            named.find(|name| names.get(name).is_some_and(|all| all.iter().any(|one| *one != index)))?;
        Some((pair, name))
    })
}

/// The names that a text refers to as `$NAME` or `${NAME}`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('$').filter_map(move |(at, _)| {
        let rest = text.get(at + 1..)?;
        match rest.strip_prefix('{') {
            Some(inner) => inner.split_once('}').map(|(name, _)| name),
            None => {
                let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
                rest.get(..rest.find(ends).unwrap_or(rest.len()))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3044";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENV A=1 B=‹$A›\nENV D=‹${C}x› C=1\nENV E=1 F=‹\\$E›\n");
        allows(
            RULE,
            &["FROM a\nENV A=$A:x\nENV A=2 B=$A\n", "FROM a\nARG A\nENV A=1 B=$A C=$ABC D=${A:-2}\n"],
        );
    }
}
