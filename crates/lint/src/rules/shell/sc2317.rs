//! Commands behind `exit` or `exec`.

use drydock_shell::{Body, CommandKind, Joiner, List, Simple};
use drydock_source::{Severity, Span};

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC2317",
    source: Source::ShellCheck,
    severity: Severity::Info,
    description: "A command that is never reached",
    why: "`exit` ends the shell and `exec` puts another program in its place: what stands behind them never runs.",
    help: "Take it out, or move it in front.",
    url: "https://www.shellcheck.net/wiki/SC2317",
    bad: r#"FROM alpine:3.22
RUN echo one; exit 0; echo two > /two
"#,
    good: r#"FROM alpine:3.22
RUN echo one; echo two > /two
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter() {
        let Some(span) = unreached(&text.script.body) else { continue };
        let message = "This is never reached: the shell has ended before".to_owned();
        context.add(Found::within(text.at.instruction, text.span(span), message));
    }
}

/// What stands behind the command that ends the shell, at the top of a text.
fn unreached(body: &Body) -> Option<Span> {
    for (at, list) in body.lists.iter().enumerate() {
        match ends(list) {
            End::Within(span) => return Some(span),
            End::List => {
                let rest = body.lists.get(at + 1..)?;
                return Some(Span { start: rest.first()?.span.start, end: rest.last()?.span.end });
            }
            End::No => {}
        }
    }
    None
}

enum End {
    /// The list goes on.
    No,
    /// Nothing behind the list runs.
    List,
    /// A part of the list never runs.
    Within(Span),
}

/// Only what runs whatever was before it is certain to end the shell.
fn ends(list: &List) -> End {
    let [command] = list.first.commands.as_slice() else { return End::No };
    let CommandKind::Simple(simple) = &command.kind else { return End::No };
    if list.background || !ends_shell(simple) {
        return End::No;
    }
    match list.rest.as_slice() {
        [] => End::List,
        [.., last] => {
            let first = list.rest.iter().find(|joined| joined.joiner == Joiner::And);
            let start = first.unwrap_or(last).pipeline.span.start;
            End::Within(Span { start, end: last.pipeline.span.end })
        }
    }
}

/// `exit`, or an `exec` with a program.
fn ends_shell(simple: &Simple) -> bool {
    let name = simple.words.first();
    name.is_some_and(|name| name.is("exit") || name.is("exec") && simple.words.len() > 1)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "SC2317";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN a; exit 1; ‹b && c›\nCMD exec x; ‹echo done›\n");
        allows(
            RULE,
            "FROM a\nRUN a || exit 1; b\nRUN if a; then exit 1; fi; b\nRUN exec 2>&1; b\nRUN a && exit 0; b\n",
        );
    }
}
