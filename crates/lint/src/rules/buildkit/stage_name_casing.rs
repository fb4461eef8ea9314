//! A stage name with capitals.

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "StageNameCasing",
    source: Source::BuildKit,
    description: "Stage names should be lowercase",
    url: "https://docs.docker.com/go/dockerfile/rule/stage-name-casing/",
    why: "Stage names do not depend on case, but images, tags and targets mostly do: one spelling is easier to find.",
    help: "Write the name in lower case.",
    bad: "FROM golang:1.24 AS Builder
RUN go version
",
    good: "FROM golang:1.24 AS builder
RUN go version
",
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let tree = context.tree;
    for node in tree.nodes.iter().filter(|node| node.keyword.text.eq_ignore_ascii_case("from")) {
        let [_, _, name] = node.args.as_slice() else { continue };
        let lower = name.text.to_lowercase();
        if lower == name.text {
            continue;
        }
        let message = format!("Stage name '{}' should be lowercase", name.text);
        let found = Found::new(Moment::Instruction(node.lines.first, 0), name.span, node.lines, message);
        let found = found.under(&node.comments).replace(format!("Write `{lower}`"), name.span, lower);
        context.add(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "StageNameCasing";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM alpine AS ‹Base›\n");
        allows(RULE, "FROM alpine AS base\n");
        fixes(RULE, "FROM a AS B\n", "FROM a AS b\n");
    }
}
