//! A relative WORKDIR with nothing to be relative to.

use drydock_plan::FactKind;
use drydock_syntax::quote;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "WorkdirRelativePath",
    source: Source::BuildKit,
    description: "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
    url: "https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/",
    why: "The path is joined to the working directory of the base image, which its next version may change.",
    help: "Begin with an absolute path.",
    bad: "FROM alpine:3.22
WORKDIR app
RUN pwd
",
    good: "FROM alpine:3.22
WORKDIR /app
RUN pwd
",
    same_as: &["DL3000"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::RelativeWorkdir { path } = &fact.kind else { continue };
        let message =
            format!("Relative workdir {} can have unexpected results if the base image changes", quote(path));
        context.add(Found::at(index, fact, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "WorkdirRelativePath";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nWORKDIR ‹b›\nWORKDIR c\n");
        allows(RULE, "FROM a\nWORKDIR /b\nWORKDIR c\n");
    }
}
