//! A `cd` that nothing follows in its RUN.

use drydock_shell::Simple;
use drydock_source::Span;

use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "CdDoesNotLast",
    description: "The directory that `cd` changes to is forgotten at the end of its RUN",
    why: "Each RUN starts a new shell in the directory that WORKDIR set; what a `cd` changed ended with its shell.",
    help: "Write WORKDIR, which holds for all instructions below it and for the container.",
    url: "https://docs.docker.com/reference/dockerfile/#workdir",
    bad: r#"FROM python:3.13-slim
RUN mkdir -p /srv/app && cd /srv/app
COPY . .
CMD ["python", "app.py"]
"#,
    good: r#"FROM python:3.13-slim
WORKDIR /srv/app
COPY . .
CMD ["python", "app.py"]
"#,
    files: &[("app.py", "print('hello')\n")],
    same_as: &["DL3003", "SC2164"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        let Some((command, simple)) = text.last_command() else { continue };
        let Some(target) = target(simple) else { continue };
        let workdir = &text.at.before.workdir;
        let workdir = if workdir.is_empty() { "/" } else { &**workdir };
        let message =
            format!("`cd {target}` ends with this RUN: the next instruction starts in `{workdir}` again");
        let found = Found::within(text.at.instruction, text.span(command.span), message);
        let path = drydock_builder::join(workdir, &target);
        let path = if target.starts_with('/') { target.clone() } else { path };
        let edit = replace(replaced(text, command.span), format!("{}WORKDIR {path}", line_break(text)));
        let plain = !text.heredoc && target.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        context.add(match plain {
            true => found.fixed(fix(format!("Write `WORKDIR {path}`"), vec![edit], true)),
            false => found,
        });
    }
}

/// Where `cd` goes, when its command says so.
fn target(simple: &Simple) -> Option<String> {
    let [cd, path] = simple.words.as_slice() else { return None };
    (cd.is("cd") && !path.is("-")).then(|| path.literal())?.map(Into::into)
}

/// The whole RUN, or the last command with what joins it to those before.
fn replaced(text: &ShellText<'_>, command: Span) -> Span {
    let whole = text.at.instruction.span;
    match before(text) {
        None => whole,
        Some(end) => Span { start: text.span(Span { start: end - 1, end }).end, end: text.span(command).end },
    }
}

fn line_break(text: &ShellText<'_>) -> &'static str {
    if before(text).is_some() { "\n" } else { "" }
}

/// Where the text before the last command ends, the joiner left out.
fn before(text: &ShellText<'_>) -> Option<u32> {
    let lists = &text.script.body.lists;
    let last = lists.last()?;
    match last.rest.as_slice() {
        [] => lists.len().checked_sub(2).and_then(|at| lists.get(at)).map(|list| list.span.end),
        [_] => Some(last.first.span.end),
        [.., previous, _] => Some(previous.pipeline.span.end),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "CdDoesNotLast";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹cd /app›\nRUN make \\\n  && ‹cd  x›\n");
        allows(RULE, "FROM a\nRUN cd /app && make\nRUN (cd /x)\nRUN if a; then cd /x; fi\nCMD cd /app\n");
        fixes(RULE, "FROM a\nRUN cd /app\n", "FROM a\nWORKDIR /app\n");
        fixes(RULE, "FROM a\nRUN make && \\\n cd /app\n", "FROM a\nRUN make\nWORKDIR /app\n");
    }
}
