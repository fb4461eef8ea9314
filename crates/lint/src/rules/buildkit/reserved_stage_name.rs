//! A stage called `scratch` or `context`.

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "ReservedStageName",
    source: Source::BuildKit,
    description: "Reserved words should not be used as stage names",
    url: "https://docs.docker.com/go/dockerfile/rule/reserved-stage-name/",
    why: "`scratch` is the empty image and `context` the build context; a stage of that name cannot be told from them.",
    help: "Choose another name.",
    bad: r#"FROM alpine:3.22 AS scratch
CMD ["echo", "hello"]
"#,
    good: r#"FROM alpine:3.22 AS base
CMD ["echo", "hello"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let file = context.file;
    for stage in file.stages.iter().filter(|stage| ["context", "scratch"].contains(&stage.name.text.as_str()))
    {
        let message =
            format!("Stage name should not use the same name as reserved stage \"{}\"", stage.name.text);
        context.add(Found::new(Moment::Stages, stage.name.span, stage.lines, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "ReservedStageName";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x AS ‹scratch›\n");
        allows(RULE, "FROM scratch AS x\n");
    }
}
