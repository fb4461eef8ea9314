//! USER by name.

use std::collections::HashSet;

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3066",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "USER names an account that is no number",
    why: "Where it matters who runs a process, in Kubernetes' `runAsNonRoot` or at files of the host, only numbers count: a name is known within the image alone.",
    help: "Write the number of the account, as in `USER 1000`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3066",
    bad: "FROM node:22-slim
USER node
",
    good: "FROM node:22-slim
USER 1000
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut declared: HashSet<&str> = HashSet::new();
    for step in pass.steps() {
        match &step.kind {
            Kind::Arg(name) => drop(declared.insert(&name.text)),
            Kind::User(user) => {
                let name = user.text.split(':').next().unwrap_or_default();
                if !name.chars().all(|c| c.is_ascii_digit()) && !names_any(&user.text, &declared) {
                    pass.add(step, Hit::new(format!("`{name}` is no number")).at(user.whole()));
                }
            }
            _ => {}
        }
    }
}

/// True when the text refers to one of `declared`, or to a name that begins like one.
fn names_any(text: &str, declared: &HashSet<&str>) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = &text[at + 1..];
        let whole = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
        let starts = rest.char_indices().map(|(at, c)| &rest[..at + c.len_utf8()]);
        starts.chain(whole).any(|name| declared.contains(name))
    })
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3066";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nUSER ‹app:1000›\nENV U=1\nUSER ‹$U›\n");
        allows(RULE, &["FROM a\nUSER 1000:app\n", "ARG U=1\nFROM a\nUSER ${U}:0\nUSER $U\n"]);
    }
}
