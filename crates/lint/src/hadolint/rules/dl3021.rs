//! Several files onto one.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, insert};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3021",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "COPY has several sources, and a destination that does not end with `/`",
    why: "The build stops: several files cannot become one.",
    help: "End the destination with `/`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3021",
    bad: "FROM debian:12.5
COPY a.txt b.txt /srv/app
",
    good: "FROM debian:12.5
COPY a.txt b.txt /srv/app/
",
    files: &[("a.txt", "a\n"), ("b.txt", "b\n")],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Copy(copy) = &step.kind else { continue };
        let target = &copy.target;
        if copy.sources.len() < 2 || target.unquoted().ends_with('/') {
            continue;
        }
        let message = format!("`{}` does not end with `/`, but several files go there", target.unquoted());
        let hit = Hit::new(message).at(target.whole());
        let quotes = target.text.len() - target.text.trim_end_matches(['"', '\'']).len();
        let end = target.whole().end - quotes as u32;
        pass.add(step, hit.fix("End it with `/`", [insert(end, "/")]));
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3021";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nCOPY a b ‹/x›\nCOPY --chown=1 a b ‹.›\nCOPY [\"a\", \"b\", \"‹/x›\"]\nCOPY a b ‹$D›\n",
        );
        allows(RULE, &["FROM a\nCOPY a b /x/\nCOPY *.txt /x\nCOPY a b ${D}/\nCOPY a b \"/x/\"\n"]);
        fixes(
            RULE,
            "FROM a\nCOPY a b \"/x\"\nCOPY [\"a\", \"b\", \"x\"]\n",
            "FROM a\nCOPY a b \"/x/\"\nCOPY [\"a\", \"b\", \"x/\"]\n",
        );
    }
}
