//! RUNs one after the other.

use drydock_source::{Edit, Severity, Span};

use crate::hadolint::pass::{Hit, Pass, Running, replace};
use crate::hadolint::step::{Kind, RunFlags};
use crate::rule::{Rule, Source};

use super::names::keyword;

pub(super) static RULE: Rule = Rule {
    code: "DL3059",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "A RUN follows a RUN",
    why: "Each RUN makes a layer. Two short ones in a row are often one step that was written down twice; joined they make one layer, and the second is never run on a cached, older first.",
    help: "Join them with `&&`, unless the first one takes long and changes seldom.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3059",
    bad: "FROM debian:12.5
RUN mkdir /data
RUN chown 1000 /data
",
    good: "FROM debian:12.5
RUN mkdir /data && chown 1000 /data
",
    hadolint: Some(check),
    ..Rule::USUAL
};

/// Commands whose effect ends with the RUN they stand in.
const LEAKING: [&str; 14] = [
    "alias", "cd", "exec", "exit", "export", "popd", "pushd", "read", "return", "set", "shopt", "trap",
    "umask", "unset",
];

fn check(pass: &mut Pass<'_>) {
    let mut kept: Option<(&RunFlags, usize)> = None;
    let mut before: Option<Running<'_>> = None;
    for step in pass.steps() {
        let Some(running) = Running::of(step) else {
            if !matches!(step.kind, Kind::Comment(_)) {
                kept = None;
            }
            before = None;
            continue;
        };
        let (flags, count) = (&running.run.flags, running.script.counted());
        match kept {
            Some((same, other)) if same == flags && count <= 2 && other <= 2 => {
                let text = &pass.file.text;
                let hit = Hit::new("This RUN follows a RUN and could be part of it")
                    .at(keyword_span(running, text));
                let edit = before.and_then(|before| join(before, running, text));
                let leaks = before.is_some_and(|before| LEAKING.iter().any(|name| before.script.runs(name)));
                let title = "Join the two";
                pass.add(step, if leaks { hit.suggest(title, edit) } else { hit.fix(title, edit) });
            }
            _ => kept = Some((flags, count)),
        }
        before = Some(running);
    }
}

fn keyword_span(running: Running<'_>, text: &str) -> Span {
    keyword(running.step, "RUN", text).unwrap_or(running.step.span)
}

/// ` && ` in the place of what lies between two commands that are each one list of nothing but `&&`.
fn join(first: Running<'_>, second: Running<'_>, text: &str) -> Option<Edit> {
    let plain = |running: Running<'_>| running.script.plain && running.run.flags == RunFlags::default();
    let end = first.script.end.filter(|_| plain(first) && plain(second))?;
    let start = second.run.arguments.text.whole().start;
    let between = Span { start: end, end: start };
    let mut words = between.of(text).split_whitespace();
    let alone = words.next()?.eq_ignore_ascii_case("run") && words.next().is_none();
    alone.then(|| replace(between, " && "))
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3059";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN a\n‹RUN› b\n# c\n‹RUN› c\nCOPY x /x\nRUN d\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN a && b\nRUN c\n",
                "FROM a\nRUN a\nRUN b && c && d\n",
                "FROM a\nRUN --network=none a\nRUN b\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN a\nRUN b\nRUN c\n", "FROM a\nRUN a && b && c\n");
    }
}
