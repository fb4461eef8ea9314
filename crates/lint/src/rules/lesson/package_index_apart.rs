//! The package index updated in a RUN of its own.

use drydock_plan::MountKind;
use drydock_plan::OpKind;
use drydock_shell::{Invocation, Joiner, Place};
use drydock_source::Span;

use crate::edits::{fix, insert, remove};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "PackageIndexApart",
    description: "The package index is updated in one RUN and used in another",
    why: "A RUN is taken from the cache as long as its text stays the same. When packages are added to the install line months later, the update above it still comes from the cache, and the old index names versions that the servers no longer have: `404 Not Found`.",
    help: "Update and install in one RUN.",
    url: "https://docs.docker.com/build/building/best-practices/#apt-get",
    bad: r#"FROM debian:12-slim
RUN apt-get update
RUN apt-get install -y --no-install-recommends nginx
"#,
    good: r#"FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx \
    && rm -rf /var/lib/apt/lists/*
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let texts = context.shell_texts();
    let mut pending: Option<&ShellText<'_>> = None;
    for text in texts.iter().filter(|text| text.is_run()) {
        pending = pending.filter(|update| update.at.stage.index == text.at.stage.index);
        let updates = text.calls().any(|(_, call)| updates(&call));
        let install = text.calls().find(|(_, call)| installs(call));
        match (updates, install) {
            (true, None) => pending = Some(text).filter(|text| !keeps_index(context, text)),
            (true, Some(_)) => pending = None,
            (false, None) => {}
            (false, Some((found, _))) => {
                let Some(update) = pending.take() else { continue };
                report(context, update, text, found.command.span, found.place);
            }
        }
    }
}

fn report(
    context: &mut Context<'_>,
    update: &ShellText<'_>,
    install: &ShellText<'_>,
    command: Span,
    place: Place,
) {
    let (first, second) = (update.at.instruction, install.at.instruction);
    let line = second.lines.first;
    let message = format!("The package index is cached apart from the install in line {line} that uses it");
    let whole = update.script.body.span;
    let mut found = Found::within(first, update.span(whole), message)
        .label(install.span(command), format!("line {line} installs with the index of this RUN"));
    let moved = update.only_command().is_some() && first.flags.is_empty();
    let leads = !place.subshell && !place.conditional && place.after != Some(Joiner::Or);
    if moved && leads && !install.heredoc {
        let start = install.span(command).start as usize;
        let edits =
            vec![remove(&context.tree.text, update.at), insert(start, format!("{} && ", update.of(whole)))];
        found = found.fixed(fix(format!("Move it into the RUN of line {line}"), edits, true));
    }
    context.add(found);
}

fn operand(call: &Invocation<'_>) -> Option<String> {
    Some(call.operands().next()?.literal()?.into_owned())
}

fn updates(call: &Invocation<'_>) -> bool {
    matches!(call.base_name(), "apt-get" | "apt" | "aptitude" | "apk")
        && operand(call).as_deref() == Some("update")
}

fn installs(call: &Invocation<'_>) -> bool {
    let operand = || operand(call);
    match call.base_name() {
        "apt-get" | "apt" | "aptitude" => {
            matches!(
                operand().as_deref(),
                Some("install" | "upgrade" | "dist-upgrade" | "full-upgrade" | "build-dep")
            )
        }
        "apk" => {
            matches!(operand().as_deref(), Some("add" | "upgrade"))
                && !call.has_flag("no-cache")
                && !call.has_flag("U")
        }
        _ => false,
    }
}

/// True when the index goes to a cache mount, which lasts from build to build.
fn keeps_index(context: &Context<'_>, text: &ShellText<'_>) -> bool {
    let ops = text.at.step.ops.iter().filter_map(|op| context.plan.ops.get(*op));
    ops.filter_map(|op| match &op.kind {
        OpKind::Exec(exec) => Some(&exec.mounts),
        _ => None,
    })
    .flatten()
    .any(|mount| matches!(mount.kind, MountKind::Cache { .. }))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "PackageIndexApart";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹apt-get update -q›\nRUN x\nRUN apt-get install -y b\n");
        catches(RULE, "FROM a\nRUN ‹apk update›\nRUN apk add b\n");
        allows(RULE, "FROM a\nRUN apt-get update\nFROM b\nRUN apt-get install -y b\n");
        allows(RULE, "FROM a\nRUN apt-get update && apt-get install -y b\nRUN apt-get install -y c\n");
        allows(RULE, "FROM a\nRUN apt-get update\nRUN apt-get update && apt-get install -y b\n");
        fixes(
            RULE,
            "FROM a\nRUN apt-get update -q\nRUN x && \\\n  apt-get install -y b\n",
            "FROM a\nRUN x && \\\n  apt-get update -q && apt-get install -y b\n",
        );
    }
}
