//! A `cd` of which nobody looks whether it worked.

use drydock_shell::{Body, Command, CommandKind, List, Simple};

use super::words::exits_on_error;
use crate::edits::{fix, insert};
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};
use crate::script::{Dialect, ShellText};

pub(super) static RULE: Rule = Rule {
    code: "SC2164",
    source: Source::ShellCheck,
    description: "When `cd` fails, what follows runs in the wrong directory",
    why: "`;` and line breaks go on whatever happens. What was meant for one directory is then done, or deleted, in another.",
    help: "Write `cd … && …`, `cd … || exit`, or `set -e` first; WORKDIR is better still.",
    url: "https://www.shellcheck.net/wiki/SC2164",
    bad: r#"FROM alpine:3.22
RUN cd /srv/cache; rm -rf ./*
"#,
    good: r#"FROM alpine:3.22
RUN cd /srv && rm -rf ./cache
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        if exits_on_error(text) {
            continue;
        }
        let mut found = Vec::new();
        unchecked(&text.script.body, false, &mut found);
        // `pushd` and `popd` are bash's.
        let posix = text.dialect == Dialect::Posix;
        for (command, simple) in found {
            if posix && !simple.words.first().is_some_and(|word| word.is("cd")) {
                continue;
            }
            report(context, text, command, simple);
        }
    }
}

fn report(context: &mut Context<'_>, text: &ShellText<'_>, command: &Command, simple: &Simple) {
    let name = simple.words.first().map(|word| text.of(word.span)).unwrap_or_default();
    let message = format!("When `{name}` fails, what follows runs in the wrong directory");
    let span = text.span(command.span);
    let edit = insert(span.end as usize, " || exit 1");
    let found = Found::within(text.at.instruction, span, message);
    context.add(found.fixed(fix("Add `|| exit 1`", vec![edit], true)));
}

/// The `cd`s whose outcome nothing depends on; `checked` for what stands in a condition.
fn unchecked<'t>(body: &'t Body, checked: bool, found: &mut Vec<(&'t Command, &'t Simple)>) {
    for list in &body.lists {
        self::list(list, checked, found);
    }
}

fn list<'t>(list: &'t List, checked: bool, found: &mut Vec<(&'t Command, &'t Simple)>) {
    let pipelines = std::iter::once(&list.first).chain(list.rest.iter().map(|joined| &joined.pipeline));
    for (at, pipeline) in pipelines.enumerate() {
        // All but the last stand left of a `&&` or `||`.
        let checked = checked || at < list.rest.len();
        for command in &pipeline.commands {
            self::command(command, checked, found);
        }
    }
}

fn command<'t>(command: &'t Command, checked: bool, found: &mut Vec<(&'t Command, &'t Simple)>) {
    match &command.kind {
        CommandKind::Simple(simple) if !checked && changes_directory(simple) => found.push((command, simple)),
        CommandKind::Subshell(body) | CommandKind::Group(body) => unchecked(body, checked, found),
        CommandKind::If { arms, otherwise } => {
            for arm in arms {
                unchecked(&arm.condition, true, found);
                unchecked(&arm.body, checked, found);
            }
            otherwise.iter().for_each(|body| unchecked(body, checked, found));
        }
        CommandKind::While { condition, body, .. } => {
            unchecked(condition, true, found);
            unchecked(body, checked, found);
        }
        CommandKind::For { body, .. } => unchecked(body, checked, found),
        CommandKind::Case { arms, .. } => arms.iter().for_each(|arm| unchecked(&arm.body, checked, found)),
        CommandKind::Function { body, .. } => self::command(body, checked, found),
        CommandKind::Simple(_) | CommandKind::Unknown(_) => {}
    }
}

/// `cd`, `pushd` or `popd` to a place that may not be there.
fn changes_directory(simple: &Simple) -> bool {
    let mut words = simple.words.iter();
    let Some(name) = words.next().and_then(|word| word.literal()) else { return false };
    let args: Vec<_> = words.map(|word| word.literal()).collect();
    let safe = match args.as_slice() {
        [Some(path)] => path.chars().all(|c| c == '.' || c == '/'),
        _ => false,
    };
    let only_stack = args.iter().flatten().any(|arg| arg == "-n") && name != "cd";
    matches!(&*name, "cd" | "pushd" | "popd") && !safe && !only_stack
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "SC2164";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹cd /x›; make\nRUN a && ‹cd y›; b\nRUN for i in 1; do ‹cd z›; done\n");
        allows(RULE, "FROM a\nRUN cd /x && make\nRUN cd /x || exit\nRUN set -e; cd /x; make\nRUN cd ..; a\n");
        allows(RULE, "FROM a\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN cd /x; make\nRUN if cd /x; then make; fi\n");
        fixes(RULE, "FROM a\nRUN cd /x; make\n", "FROM a\nRUN cd /x || exit 1; make\n");
    }
}
