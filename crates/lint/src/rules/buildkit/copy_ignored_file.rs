//! A source of COPY or ADD that the ignore file hides.

use drydock_plan::FactKind;
use drydock_syntax::quote;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "CopyIgnoredFile",
    source: Source::BuildKit,
    description: "Attempting to Copy file that is excluded by .dockerignore",
    url: "https://docs.docker.com/go/dockerfile/rule/copy-ignored-file/",
    why: "The file is not sent with the context, so the build fails with `not found`.",
    help: "Take the pattern out of the ignore file, or copy something else.",
    bad: "FROM alpine:3.22
COPY debug.log /app/
",
    good: "FROM alpine:3.22
COPY app.txt /app/
",
    files: &[(".dockerignore", "*.log\n"), ("debug.log", "x\n"), ("app.txt", "hello\n")],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::IgnoredSource { add, path } = &fact.kind else { continue };
        let keyword = if *add { "Add" } else { "Copy" };
        let message =
            format!("Attempting to {keyword} file {} that is excluded by .dockerignore", quote(path));
        context.add(Found::at(index, fact, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::found_with;

    #[test]
    fn finds_hidden_sources() {
        let found = |ignore| found_with("CopyIgnoredFile", "FROM a\nCOPY b.txt /\n", Some(ignore)).len();
        assert_eq!((found("b.txt"), found("*.txt\n!c"), found("c")), (1, 0, 0));
    }
}
