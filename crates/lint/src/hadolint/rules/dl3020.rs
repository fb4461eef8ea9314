//! ADD for plain files.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, replace};
use crate::hadolint::step::Kind;
use crate::hadolint::value::Value;
use crate::rule::{Rule, Source};

use super::names::{is_archive, keyword};

pub(super) static RULE: Rule = Rule {
    code: "DL3020",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "ADD copies plain files",
    why: "ADD also loads addresses and unpacks archives, depending on what it finds. A reader cannot tell which is meant; COPY does one thing.",
    help: "Write COPY.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3020",
    bad: "FROM debian:12.5
ADD app.txt /srv/
",
    good: "FROM debian:12.5
COPY app.txt /srv/
",
    files: &[("app.txt", "hello\n")],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Add(add) = &step.kind else { continue };
        let mut plain = add.sources.iter().filter(|source| is_plain(source));
        let Some(first) = plain.next() else { continue };
        let message = format!("`{}` is a plain file: COPY says what is meant", first.unquoted());
        let mut hit = Hit::new(message).at(first.whole());
        let others: Vec<&Value> = plain.collect();
        let whole = step.span.of(&pass.file.text);
        let flagged =
            whole.contains("--checksum") || whole.contains("--keep-git-dir") || whole.contains("--unpack");
        if others.len() + 1 == add.sources.len() && !flagged && add.sources.iter().all(is_in_context) {
            hit = hit
                .fix("Write COPY", keyword(step, "ADD", &pass.file.text).map(|span| replace(span, "COPY")));
        }
        pass.add(step, others.into_iter().fold(hit, |hit, other| hit.at(other.whole())));
    }
}

/// True for what hadolint takes for a plain file: neither an archive nor a web address by its name.
fn is_plain(source: &Value) -> bool {
    let name = source.unquoted();
    !is_archive(name) && !name.starts_with("http://") && !name.starts_with("https://")
}

/// True when ADD, too, can only take it from the context.
fn is_in_context(source: &Value) -> bool {
    !source.text.contains(['$', '@', ':'])
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3020";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nADD ‹a.txt› b.tar ‹c.zip› /x/\nADD ‹$F› /x\nADD ‹ftp://h/x› /x\n");
        allows(RULE, &["FROM a\nADD a.tar.gz https://h/x \"b.tgz\" /x/\n"]);
        fixes(RULE, "FROM a\nadd --chown=1 a.txt /x\n", "FROM a\nCOPY --chown=1 a.txt /x\n");
    }
}
