//! A stage without a name that nothing uses.

use drydock_plan::Base;

use crate::finding::{Context, Found, Moment};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "StageIsDropped",
    description: "Nothing takes anything from this stage",
    why: "The image is the last stage alone. Of an earlier one only what COPY --from takes reaches it; a stage that nobody takes from is not even built.",
    help: "Name it (`FROM … AS build`) and take its files: `COPY --from=build …`.",
    url: "https://docs.docker.com/build/building/multi-stage/",
    bad: r#"FROM golang:1.24
WORKDIR /src
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
CMD ["/app"]
"#,
    good: r#"FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
CMD ["/app"]
"#,
    files: &[
        ("go.mod", "module example.com/app\n\ngo 1.24\n"),
        ("main.go", "package main\n\nfunc main() {}\n"),
    ],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let plan = context.plan;
    let mut used = vec![false; plan.stages.len()];
    for stage in &plan.stages {
        let base = match stage.base {
            Base::Stage(base) => Some(base),
            _ => None,
        };
        for at in stage.dependencies.iter().filter_map(|dependency| dependency.stage).chain(base) {
            if let Some(used) = used.get_mut(at) {
                *used = true;
            }
        }
    }
    let last = plan.stages.len().saturating_sub(1);
    for (stage, read) in plan.stages.iter().zip(&context.file.stages) {
        let unused = used.get(stage.index) == Some(&false) && stage.index != last;
        if !unused || !stage.name.is_empty() || stage.steps.is_empty() || plan.target == Some(stage.index) {
            continue;
        }
        let message = "Nothing takes anything from this stage, so it is not even built".to_owned();
        context.add(Found::new(Moment::Stages, read.span, read.lines, message).under(&read.comments));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "StageIsDropped";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "‹FROM a›\nRUN b\nFROM c\nCMD [\"d\"]\n");
        allows(RULE, "FROM a\nRUN b\nFROM e AS test\nRUN f\nFROM c\nCOPY --from=0 /d /d\n");
    }
}
