//! The key of a label.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3048",
    source: Source::Hadolint,
    severity: Severity::Hint,
    description: "A label has a key that Docker's guidelines do not allow",
    why: "Keys are lower case, begin with a letter, end with a letter or a digit and hold dots, dashes, underscores and slashes. `com.docker.`, `io.docker.` and `org.dockerproject.` are Docker's own.",
    help: "Choose a key such as `com.example.name`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3048",
    bad: "FROM debian:12.5
LABEL Version=1
",
    good: "FROM debian:12.5
LABEL com.example.version=1
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Label(pairs) = &step.kind else { continue };
        let mut wrong = pairs.iter().map(|pair| &pair.name).filter(|name| !is_valid(&name.text));
        if let Some(first) = wrong.next() {
            let message = format!("`{}` is no key that Docker's guidelines allow", first.text);
            let hit = Hit::new(message).at(first.whole());
            pass.add(step, wrong.fold(hit, |hit, name| hit.at(name.whole())));
        }
    }
}

fn is_valid(key: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_/".contains(c);
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && key.chars().all(inner)
        && !RESERVED.iter().any(|start| key.starts_with(start))
        && !key.contains("..")
        && !key.contains("--")
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3048";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nLABEL ‹A›=b c=d\nLABEL ‹a..b›=c\nLABEL ‹com.docker.x›=y\nLABEL \"‹a b›\"=c\nLABEL ‹a-›=b\n",
        );
        allows(RULE, &["FROM a\nLABEL a=b a_b=c a.b/c=d a1=b com.dockerx=y\nLABEL a b\n"]);
    }
}
