//! A comment above FROM or ARG that describes nothing.

use drydock_source::Span;
use drydock_syntax::{Instruction, Kind, LineRange};

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "InvalidDefinitionDescription",
    source: Source::BuildKit,
    description: "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
    url: "https://docs.docker.com/go/dockerfile/rule/invalid-definition-description/",
    experimental: true,
    why: "`docker build --call=outline` shows the comment directly above a stage or an argument when it begins with its name.",
    help: "Begin the comment with the name, or leave a blank line below it.",
    bad: r#"# check=experimental=InvalidDefinitionDescription

# the final image
FROM alpine:3.22 AS app
CMD ["echo", "hello"]
"#,
    good: r#"# check=experimental=InvalidDefinitionDescription

# app is the final image
FROM alpine:3.22 AS app
CMD ["echo", "hello"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let file = context.file;
    let args = |instruction: &'_ Instruction| match &instruction.kind {
        Kind::Arg(arg) => arg.args.iter().map(|pair| pair.name.text.clone()).collect(),
        _ => Vec::new(),
    };
    for instruction in &file.meta_args {
        describe(
            context,
            "ARG",
            &args(instruction),
            instruction.lines,
            (instruction.span, &instruction.comments),
        );
    }
    for stage in &file.stages {
        let names = Some(stage.name.text.clone()).filter(|name| !name.is_empty());
        let names: Vec<String> = names.into_iter().collect();
        describe(context, "FROM", &names, stage.lines, (stage.span, &stage.comments));
        for instruction in &stage.instructions {
            let names = args(instruction);
            describe(context, "ARG", &names, instruction.lines, (instruction.span, &instruction.comments));
        }
    }
}

/// Reports a comment that does not begin with one of `names`.
fn describe(
    context: &mut Context<'_>,
    keyword: &str,
    names: &[String],
    lines: LineRange,
    (span, comments): (Span, &[String]),
) {
    let (Some(comment), Some(first)) = (comments.last(), names.first()) else { return };
    let word = comment.split(' ').next().unwrap_or("");
    if names.iter().any(|name| name == word) {
        return;
    }
    let example = if names.len() > 1 { "<arg_key>" } else { first };
    let message = format!("Comment for {keyword} should follow the format: `# {example} <description>`");
    let moment = Moment::Instruction(lines.first, Moment::READ);
    context.add(Found::new(moment, span, lines, message).under(comments));
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "InvalidDefinitionDescription";

    #[test]
    fn finds_only_when_asked() {
        catches(RULE, "# check=experimental=all\n\n# text\n‹FROM x AS a›\n");
        allows(RULE, "# check=experimental=all\n\n# a text\nFROM x AS a\n");
        allows(RULE, "# text\nFROM x AS a\n");
    }
}
