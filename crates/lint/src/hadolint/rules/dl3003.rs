//! cd in a RUN.

use drydock_source::{Edit, Span};

use crate::hadolint::pass::{Hit, Pass, Running, replace, runs_of};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3003",
    source: Source::Hadolint,
    description: "The directory is changed with `cd` instead of WORKDIR",
    why: "Each RUN starts a new shell in the WORKDIR: a `cd` ends with its RUN, and the next step stands where it stood before.",
    help: "Write WORKDIR before the RUN; it lasts.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3003",
    bad: "FROM gcc:14
RUN cd /srv && make
",
    good: "FROM gcc:14
WORKDIR /srv
RUN make
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for running in runs_of(pass.steps()) {
        let mut calls = running.script.calls.iter().filter(|call| call.name == "cd");
        let Some(first) = calls.next() else { continue };
        let mut hit = Hit::new("`cd` lasts only to the end of this RUN").at(first.name_span);
        let others: Vec<_> = calls.collect();
        if others.is_empty() {
            hit = hit.suggest("Make a WORKDIR of it", workdir(running, &pass.file.text));
        }
        let hit = others.into_iter().fold(hit, |hit, call| hit.at(call.name_span));
        pass.add(running.step, hit);
    }
}

/// `RUN cd /x && …` as a WORKDIR and a RUN.
fn workdir(running: Running<'_>, text: &str) -> Option<Edit> {
    let call = running.script.calls.first().filter(|call| call.name == "cd")?;
    let [directory] = call.args.as_slice() else { return None };
    let whole = Span { start: running.step.span.start, end: running.step.span.end };
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let before = Span { start: whole.start, end: call.span.start };
    let behind = Span { start: call.span.end, end: whole.end }.of(text);
    let rest = behind.trim_start().strip_prefix("&&")?.trim_start_matches([' ', '\t', '\\', '\n']);
    let first = before.of(text).trim().eq_ignore_ascii_case("run");
    let absolute = directory.text.starts_with('/') && directory.text.chars().all(plain);
    if !first || !absolute || rest.is_empty() {
        return None;
    }
    let end = whole.end - rest.len() as u32;
    let written = format!("WORKDIR {}\nRUN ", directory.text);
    Some(replace(Span { start: whole.start, end }, written))
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3003";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹cd› /x\nRUN (‹cd› /x; make)\nRUN echo $(‹cd› /x && pwd)\nRUN [\"‹cd›\", \"/x\"]\n",
        );
        catches(RULE, "FROM a\nRUN <<EOF\n‹cd› /x\nEOF\n");
        allows(RULE, &["FROM a\nRUN pushd /x\n", "FROM a\nRUN echo cd\n", "FROM a\nONBUILD RUN cd /x\n"]);
        fixes(RULE, "FROM a\nRUN cd /x && \\\n  make\n", "FROM a\nWORKDIR /x\nRUN make\n");
    }
}
