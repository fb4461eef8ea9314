//! Files deleted in a later layer than the one they came with.

use std::collections::HashMap;
use std::rc::Rc;

use drydock_builder::{LayerChange, Node, root_input};
use drydock_catalog::Size;
use drydock_shell::Joiner;
use drydock_source::{Fix, Span};

use crate::chain::in_image;
use crate::edits::{adjacent, fix, replace};
use crate::figures::bytes;
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;
use crate::{At, Build};

pub(super) static RULE: Rule = Rule {
    code: "DeletedTooLate",
    description: "A later layer cannot make an image smaller: it only hides what it deletes",
    why: "Each layer is stored as it was made. Deleting a file in a later one adds a mark that hides it; its bytes are still stored, pushed and pulled.",
    help: "Delete in the RUN that writes, or write to a cache mount.",
    url: "https://docs.docker.com/build/building/best-practices/#run",
    bad: r#"FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends nginx
RUN rm -rf /var/lib/apt/lists/*
"#,
    good: r#"FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx \
    && rm -rf /var/lib/apt/lists/*
"#,
    check,
    ..Rule::USUAL
};

/// Fewer bytes than this are not worth a word.
const WORTH: u64 = 100_000;

fn check(context: &mut Context<'_>) {
    let Some(build) = context.build else { return };
    let kept = in_image(context.plan);
    let texts = context.shell_texts();
    let mut writers: HashMap<u32, At<'_>> = HashMap::new();
    let mut previous: Option<&ShellText<'_>> = None;
    for at in context.steps() {
        if let Some((_, result)) = build.result(context.plan, at.step) {
            writers.insert(result.origin(), at);
        }
        let place = texts.partition_point(|text| text.at.instruction.span.start < at.instruction.span.start);
        let text =
            texts.get(place).filter(|text| text.is_run() && text.at.instruction.span == at.instruction.span);
        let before = previous.take();
        previous = text;
        let Some(text) = text.filter(|_| kept.get(at.stage.index) == Some(&true)) else { continue };
        let Some((size, writer)) = deleted(context, build, at, &writers) else { continue };
        report(context, text, before, size, writer);
    }
}

fn report(
    context: &mut Context<'_>,
    text: &ShellText<'_>,
    before: Option<&ShellText<'_>>,
    size: Size,
    writer: At<'_>,
) {
    let Some(figure) = bytes(&size) else { return };
    let line = writer.instruction.lines.first;
    let message = format!("Deleting {figure} here frees nothing: they stay in the layer of line {line}");
    let place = text.calls().find(|(_, call)| matches!(call.base_name(), "rm" | "find" | "apt-get" | "apk"));
    let span = place.map_or(text.script.body.span, |(found, _)| found.command.span);
    let found = Found::within(text.at.instruction, text.span(span), message)
        .label(writer.instruction.span, format!("line {line} writes them"));
    let joined = before.filter(|before| before.at.instruction.span == writer.instruction.span);
    context.add(match joined.and_then(|before| join(&context.tree.text, before, text)) {
        Some(fix) => found.fixed(fix),
        None => found,
    });
}

/// Bytes of earlier steps that a step hides, and the step that most of them come from.
fn deleted<'a>(
    context: &Context<'a>,
    build: Build<'a>,
    at: At<'a>,
    writers: &HashMap<u32, At<'a>>,
) -> Option<(Size, At<'a>)> {
    let summary = build.summary(context.plan, at.step)?;
    let mut removed = summary.touched.iter().filter(|path| path.change == LayerChange::Removed).peekable();
    removed.peek()?;
    let (op, _) = build.result(context.plan, at.step)?;
    let before = build.solution.file_system(root_input(context.plan.ops.get(op)?)?)?;
    let mut by_writer: HashMap<u32, Size> = HashMap::new();
    for path in removed {
        let Some(node) = before.get(&path.path) else { continue };
        for (origin, size) in files(node).filter(|(origin, _)| writers.contains_key(origin)) {
            by_writer.entry(origin).and_modify(|sum| *sum = sum.plus(&size)).or_insert(size);
        }
    }
    let most = by_writer.iter().max_by_key(|(origin, size)| (size.likely, **origin))?;
    let writer = *writers.get(most.0)?;
    let total = by_writer.into_values().reduce(|sum, size| sum.plus(&size))?;
    (total.likely >= WORTH).then_some((total, writer))
}

/// The files of a tree, each with the step that wrote it and its bytes; not more than so many.
fn files(node: &Rc<Node>) -> impl Iterator<Item = (u32, Size)> {
    const MOST: usize = 5_000;
    let mut stack = vec![node.clone()];
    let next = move || {
        loop {
            let node = stack.pop()?;
            match (node.as_file(), node.as_dir()) {
                (Some(file), _) => return Some((node.origin, file.content.size("the files themselves"))),
                (None, Some(dir)) => stack.extend(dir.iter().map(|(_, node)| node.clone())),
                (None, None) => {}
            }
        }
    };
    std::iter::from_fn(next).take(MOST)
}

/// Both RUNs as one, when the text between and the commands allow it.
fn join(file: &str, first: &ShellText<'_>, second: &ShellText<'_>) -> Option<Fix> {
    let (one, two) = (first.at.instruction, second.at.instruction);
    let plain = |text: &ShellText<'_>| {
        !text.heredoc && text.script.problems.is_empty() && text.script.comments.is_empty()
    };
    let apart = adjacent(file, one.span, two.span) && two.flags.is_empty();
    let [list] = second.script.body.lists.as_slice() else { return None };
    let ends = first.script.body.lists.last().is_some_and(|list| !list.background);
    let and = list.rest.iter().all(|joined| joined.joiner == Joiner::And) && !list.background;
    if !(plain(first) && plain(second) && apart && ends && and) || leaves_traces(first) {
        return None;
    }
    let start = second.span(second.script.body.span).start;
    let edits = vec![replace(Span { start: one.span.end, end: start }, " \\\n    && ")];
    Some(fix(format!("Join it with the RUN of line {}", one.lines.first), edits, true))
}

/// True when the commands behind it would find another shell than a new one.
fn leaves_traces(text: &ShellText<'_>) -> bool {
    const CHANGES: [&str; 12] =
        ["cd", "export", "set", "exit", "exec", "unset", "alias", "source", ".", "umask", "ulimit", "trap"];
    text.script.commands().iter().any(|found| {
        let simple = found.simple;
        let name = simple.words.first().and_then(|word| word.literal());
        !found.place.subshell && name.map_or(!simple.assignments.is_empty(), |name| CHANGES.contains(&&*name))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::allows;

    #[test]
    fn says_nothing_without_a_build() {
        allows("DeletedTooLate", "FROM a\nRUN touch /b\nRUN rm /b\n");
    }
}
