//! A script in a heredoc that goes on after failures.

use super::words::exits_on_error;
use crate::edits::{fix, insert};
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "HeredocIgnoresFailures",
    description: "A script in a heredoc goes on when a line of it fails",
    why: "The shell runs line after line and ends as the last one ends. When another one fails the build goes on, with an image in which half is missing.",
    help: "Begin the script with `set -e`.",
    url: "https://docs.docker.com/reference/dockerfile/#here-documents",
    bad: r#"FROM alpine:3.22
RUN <<EOF
adduser -D app
mkdir /srv/app
EOF
"#,
    good: r#"FROM alpine:3.22
RUN <<EOF
set -e
adduser -D app
mkdir /srv/app
EOF
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run() && text.heredoc) {
        let lists = &text.script.body.lists;
        let (Some(first), true) = (lists.first(), lists.len() > 1) else { continue };
        if exits_on_error(text) {
            continue;
        }
        let message = "When a line of this script fails, the build goes on".to_owned();
        let start = text.span(first.span).start as usize;
        let line = text.span(drydock_source::Span { start: first.span.start, end: first.span.end });
        let edit = insert(start, "set -e\n");
        let found = Found::within(text.at.instruction, line, message);
        context.add(found.fixed(fix("Begin with `set -e`", vec![edit], true)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "HeredocIgnoresFailures";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN <<E\n‹b›\nc\nE\n");
        allows(
            RULE,
            "FROM a\nRUN <<E\nset -eux\nb\nc\nE\nRUN <<E\nb && c\nE\nRUN <<E\n#!/bin/bash -e\nb\nc\nE\n",
        );
        allows(RULE, "FROM a\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN <<E\nb\nc\nE\nRUN <<E python3\na\nb\nE\n");
        fixes(RULE, "FROM a\nRUN <<E\n# x\nb\nc\nE\n", "FROM a\nRUN <<E\n# x\nset -e\nb\nc\nE\n");
    }
}
