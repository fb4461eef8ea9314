//! Owner or mode changed in a layer of its own.

use drydock_builder::LayerChange;
use drydock_catalog::Size;
use drydock_plan::{FileAction, OpKind};
use drydock_shell::{Invocation, Word};
use drydock_syntax::instruction::Kind;

use crate::chain::in_image;
use crate::edits::{fix, insert, remove};
use crate::figures::bytes;
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;
use crate::{At, Build};

pub(super) static RULE: Rule = Rule {
    code: "ChangedInOwnLayer",
    description: "A new owner or mode copies the whole file into the new layer",
    why: "A layer holds whole files. When a RUN changes the owner or the mode of a file from an earlier layer, all bytes of the file are stored a second time.",
    help: "Set both while the file is written: `COPY --chown=… --chmod=…`, or in the RUN that makes it.",
    url: "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
    bad: r#"FROM node:22-slim
COPY data.json /srv/
RUN chown -R 1000:1000 /srv/data.json
USER 1000
"#,
    good: r#"FROM node:22-slim
COPY --chown=1000:1000 data.json /srv/
USER 1000
"#,
    files: &[("data.json", include_str!("data.txt"))],
    check,
    ..Rule::USUAL
};

/// Fewer bytes than this are not worth a word.
const WORTH: u64 = 1_000;

fn check(context: &mut Context<'_>) {
    let Some(build) = context.build else { return };
    let kept = in_image(context.plan);
    let texts = context.shell_texts();
    for text in texts.iter().filter(|text| text.is_run() && kept.get(text.at.stage.index) == Some(&true)) {
        let Some((found, call)) = text.calls().find(|(_, call)| changes(call)) else { continue };
        let Some(figure) = copied_again(context, build, text.at).and_then(|size| bytes(&size)) else {
            continue;
        };
        let message = format!(
            "`{}` stores {figure} a second time: files of earlier layers are copied whole",
            call.base_name()
        );
        let finding = Found::within(text.at.instruction, text.span(found.command.span), message);
        context.add(match mended(context, text, &call) {
            Some(fix) => finding.fixed(fix),
            None => finding,
        });
    }
}

fn changes(call: &Invocation<'_>) -> bool {
    matches!(call.base_name(), "chown" | "chmod" | "chgrp")
}

/// Bytes of files that a step changes in owner or mode only.
fn copied_again(context: &Context<'_>, build: Build<'_>, at: At<'_>) -> Option<Size> {
    let summary = build.summary(context.plan, at.step)?;
    let sizes = summary
        .touched
        .iter()
        .filter(|path| path.change == LayerChange::Metadata)
        .map(|path| path.size.clone());
    sizes.reduce(|sum, size| sum.plus(&size)).filter(|size| size.likely >= WORTH)
}

/// The owner given to the COPYs that bring the files, in place of the RUN.
fn mended(context: &Context<'_>, text: &ShellText<'_>, call: &Invocation<'_>) -> Option<drydock_source::Fix> {
    text.only_command().filter(|_| call.base_name() == "chown" && text.at.instruction.flags.is_empty())?;
    let operands: Vec<&Word> = call.operands().collect();
    let [owner, path] = operands.as_slice() else { return None };
    let (owner, path) = (owner.literal()?, path.literal()?);
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let absolute = path.starts_with('/') && !path.contains(['*', '?', '[']);
    if !absolute || !owner.split(':').all(number) {
        return None;
    }
    let copies: Vec<At<'_>> = context
        .steps()
        .filter(|at| at.stage.index == text.at.stage.index && at.number < text.at.number)
        .filter(|at| lands_below(context, *at, path.trim_end_matches('/')))
        .collect();
    let keyword_end = |at: &At<'_>| at.instruction.keyword.span.end as usize;
    let mut edits: Vec<_> =
        copies.iter().map(|at| insert(keyword_end(at), format!(" --chown={owner}"))).collect();
    if edits.is_empty() {
        return None;
    }
    edits.push(remove(&context.tree.text, text.at));
    Some(fix(format!("Write `COPY --chown={owner}`"), edits, true))
}

/// True for a COPY or ADD without an owner of its own that writes `path` or below it.
fn lands_below(context: &Context<'_>, at: At<'_>, path: &str) -> bool {
    let unowned = match &at.instruction.kind {
        Kind::Copy(copy) => copy.chown.text.is_empty(),
        Kind::Add(add) => add.chown.text.is_empty(),
        _ => false,
    };
    let inside = |dest: &str, src: &str| {
        let whole = match dest.ends_with('/') {
            true => {
                drydock_builder::join(dest.trim_end_matches('/'), src.rsplit('/').next().unwrap_or_default())
            }
            false => dest.to_owned(),
        };
        [whole.as_str(), dest.trim_end_matches('/')]
            .iter()
            .any(|dest| *dest == path || dest.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    };
    unowned
        && at.step.ops.iter().filter_map(|op| context.plan.ops.get(*op)).any(|op| match &op.kind {
            OpKind::File(file) => file.actions.iter().any(|action| match action {
                FileAction::Copy(copy) => inside(&copy.dest, &copy.src),
                _ => false,
            }),
            _ => false,
        })
}
