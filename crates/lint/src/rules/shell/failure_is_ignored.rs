//! Commands joined with `;`.

use drydock_shell::{Command, CommandKind, Invocation, Joiner, List};

use super::words::exits_on_error;
use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "FailureIsIgnored",
    description: "After `;` the shell goes on, whatever became of the command before",
    why: "A RUN fails with its last command only. When one before a `;` fails, the build goes on with an image in which something is missing.",
    help: "Join commands with `&&`, or begin with `set -e`.",
    url: "https://docs.docker.com/build/building/best-practices/#run",
    bad: r#"FROM alpine:3.22
RUN adduser -D app; mkdir /srv/app; chown app /srv/app
"#,
    good: r#"FROM alpine:3.22
RUN adduser -D app && mkdir /srv/app && chown app /srv/app
"#,
    check,
    ..Rule::USUAL
};

/// Commands that make what the image is for; of others nobody here knows whether their failure matters.
const MATTERS: [&str; 40] = [
    "apt-get",
    "apt",
    "apk",
    "dnf",
    "yum",
    "microdnf",
    "zypper",
    "pip",
    "pip3",
    "npm",
    "yarn",
    "pnpm",
    "gem",
    "bundle",
    "composer",
    "go",
    "cargo",
    "make",
    "cmake",
    "mvn",
    "gradle",
    "curl",
    "wget",
    "git",
    "tar",
    "unzip",
    "cp",
    "mv",
    "mkdir",
    "ln",
    "install",
    "chown",
    "chmod",
    "sed",
    "adduser",
    "addgroup",
    "useradd",
    "groupadd",
    "cd",
    "configure",
];

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run() && !text.heredoc) {
        let lists = &text.script.body.lists;
        if exits_on_error(text) || !text.script.problems.is_empty() {
            continue;
        }
        for two in lists.windows(2) {
            let [first, second] = two else { continue };
            if first.background || !may_fail(first) {
                continue;
            }
            report(context, text, first, second);
        }
    }
}

fn report(context: &mut Context<'_>, text: &ShellText<'_>, first: &List, second: &List) {
    let between = text.text.get(first.span.end as usize..second.span.start as usize).unwrap_or_default();
    let Some(at) = between.find(';') else { return };
    let start = first.span.end as usize + at;
    let semicolon = text.span(drydock_source::Span::new(start, start + 1));
    let message = "When the command before this `;` fails, the build goes on".to_owned();
    let mut found = Found::within(text.at.instruction, semicolon, message);
    if !second.background {
        let space = if between.starts_with(';') { " &&" } else { "&&" };
        found = found.fixed(fix("Write `&&`", vec![replace(semicolon, space)], false));
    }
    context.add(found);
}

/// A single plain command that matters, or several joined with `&&`; of what decides by itself how to go on nothing is
/// said.
fn may_fail(list: &List) -> bool {
    let pipelines = std::iter::once(&list.first).chain(list.rest.iter().map(|joined| &joined.pipeline));
    let plain = list.rest.iter().all(|joined| joined.joiner == Joiner::And) && !list.first.negated;
    plain && pipelines.flat_map(|pipeline| pipeline.commands.last()).any(matters)
}

fn matters(command: &Command) -> bool {
    let CommandKind::Simple(simple) = &command.kind else { return false };
    Invocation::of(simple).is_some_and(|call| MATTERS.contains(&call.base_name()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "FailureIsIgnored";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN make‹;› make install‹;›\\\n  x && y\n");
        allows(
            RULE,
            "FROM a\nRUN set -eux; a; b\nRUN a || true; b\nRUN echo a; b\nRUN for i in a; do b; done; c\nRUN A=1; b\n",
        );
        fixes(RULE, "FROM a\nRUN make; b\n", "FROM a\nRUN make && b\n");
    }
}
