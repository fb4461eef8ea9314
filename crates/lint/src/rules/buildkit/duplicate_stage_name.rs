//! Two stages of one name.

use std::collections::HashSet;

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DuplicateStageName",
    source: Source::BuildKit,
    description: "Stage names should be unique",
    url: "https://docs.docker.com/go/dockerfile/rule/duplicate-stage-name/",
    why: "The later stage hides the earlier one: `--from` and `--target` with this name mean the later one from here on.",
    help: "Give each stage a name of its own.",
    bad: r#"FROM golang:1.24 AS build
RUN go version

FROM alpine:3.22 AS build
CMD ["echo", "hello"]
"#,
    good: r#"FROM golang:1.24 AS build
RUN go version

FROM alpine:3.22 AS final
CMD ["echo", "hello"]
"#,
    same_as: &["DL3024"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let file = context.file;
    let mut names = HashSet::new();
    for stage in file.stages.iter().filter(|stage| !stage.name.text.is_empty()) {
        if !names.insert(stage.name.text.as_str()) {
            let message =
                format!("Duplicate stage name \"{}\", stage names should be unique", stage.name.text);
            context.add(Found::new(Moment::Stages, stage.name.span, stage.lines, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "DuplicateStageName";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM x AS a\nFROM y AS ‹A›\n");
        allows(RULE, "FROM x AS a\nFROM y AS b\n");
    }
}
