//! COPY --from of what is no stage.

use std::collections::HashSet;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Copy, Kind};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3022",
    source: Source::Hadolint,
    description: "`COPY --from` names no stage above it",
    why: "What is no stage is taken for an image of that name and loaded from Docker Hub. If a stage was meant, the name is misspelled or stands too low.",
    help: "Name a stage above, or an image with its tag.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3022",
    bad: "FROM debian:12.5
COPY --from=builder /app /app
",
    good: "FROM debian:12.5 AS builder
RUN touch /app
FROM debian:12.5
COPY --from=builder /app /app
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut names = HashSet::new();
    let mut count = 0;
    for step in pass.steps() {
        match &step.kind {
            Kind::From(from) => {
                count += 1;
                names.extend(from.alias.as_ref().map(|alias| alias.text.as_str()));
            }
            Kind::Copy(Copy { from: Some(from), .. }) => {
                let name = from.text.as_str();
                let known = from.unquoted().contains(':') || names.contains(name) || is_below(name, count);
                if !known {
                    pass.add(
                        step,
                        Hit::new(format!("`{name}` is no stage above this line")).at(from.whole()),
                    );
                }
            }
            _ => {}
        }
    }
}

/// True when `name` begins with a number below `count`.
fn is_below(name: &str, count: u64) -> bool {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    name[..digits].parse().is_ok_and(|number: u64| number < count)
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3022";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a AS B\nCOPY --from=‹b› /a /a\nCOPY --from=‹1› /a /a\nCOPY --from=‹later› /a /a\nFROM a AS later\n",
        );
        allows(RULE, &["FROM a AS b\nCOPY --from=b /a /a\nCOPY --from=0 /a /a\nCOPY --from=nginx:1 /a /a\n"]);
    }
}
