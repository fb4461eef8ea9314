//! A blank line inside an instruction.

use drydock_syntax::LineRange;

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "NoEmptyContinuation",
    source: Source::BuildKit,
    description: "Empty continuation lines will become errors in a future release",
    url: "https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/",
    why: "The line before ends in a line continuation, so the instruction goes on; BuildKit skips the blank line today and will refuse it one day.",
    help: "Remove the blank line, or put a `#` on it.",
    bad: r#"FROM alpine:3.22
RUN echo one && \

    echo two
"#,
    good: r#"FROM alpine:3.22
RUN echo one && \
    echo two
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let tree = context.tree;
    for problem in tree.diagnostics.iter().filter(|problem| problem.code == RULE.code) {
        let line = problem.lines.first().and_then(|lines| lines.first()).copied().unwrap_or(0);
        let lines = LineRange { first: line, last: line };
        let message = "Empty continuation line".to_string();
        context.add(Found::new(Moment::Lines(line), problem.span, lines, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::allows;

    const RULE: &str = "NoEmptyContinuation";

    #[test]
    fn finds_and_leaves() {
        allows(RULE, "FROM a\nRUN b \\\n # c\n c\n");
    }

    #[test]
    fn finds_the_blank_line() {
        let found = crate::rules::testing::found_with(RULE, "FROM a\nRUN b \\\n\n c\n", None);
        assert_eq!(found.len(), 1);
    }
}
