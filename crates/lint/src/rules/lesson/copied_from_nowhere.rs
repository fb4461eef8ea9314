//! `COPY --from` of a path that no step makes.

use std::collections::HashMap;

use drydock_builder::{FileSystem, Lookup, join, split};
use drydock_plan::{Base, CopyAction, Input, Plan, Stage};
use drydock_syntax::instruction::Kind;

use crate::copies::copies;
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::{At, Build};

pub(super) static RULE: Rule = Rule {
    code: "CopiedFromNowhere",
    description: "`COPY --from` names a path that nothing in that stage makes",
    why: "The other stage is built to its end before it is found out: a relative WORKDIR, another name of the program or a build into another folder, and the last step fails.",
    help: "Name the path where the stage leaves the file; paths start at the root of the stage, not at its WORKDIR.",
    url: "https://docs.docker.com/reference/dockerfile/#copy---from",
    bad: r#"FROM alpine:3.22 AS build
WORKDIR /src
RUN echo hello > greeting.txt
FROM alpine:3.22
COPY --from=build /greeting.txt /greeting.txt
CMD ["cat", "/greeting.txt"]
"#,
    good: r#"FROM alpine:3.22 AS build
WORKDIR /src
RUN echo hello > greeting.txt
FROM alpine:3.22
COPY --from=build /src/greeting.txt /greeting.txt
CMD ["cat", "/greeting.txt"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let Some(build) = context.build else { return };
    let plan = context.plan;
    // What an erroneous plan leaves out nobody makes either.
    if plan.diagnostics.iter().any(|diagnostic| diagnostic.is_error()) {
        return;
    }
    let stages: HashMap<Input, &Stage> =
        plan.stages.iter().rev().map(|stage| (stage.output, stage)).collect();
    for at in context.steps() {
        let Kind::Copy(copy) = &at.instruction.kind else { continue };
        if copy.from.text.is_empty() {
            continue;
        }
        for action in copies(plan, at.step) {
            let Some(stage) = stages.get(&action.from) else { continue };
            let Some(fs) = build.solution.file_system(action.from) else { continue };
            if nobody_makes(plan, build, stage, &fs, action) {
                report(context, at, stage, &fs, action);
            }
        }
    }
}

fn report(context: &mut Context<'_>, at: At<'_>, stage: &Stage, fs: &FileSystem, action: &CopyAction) {
    let Kind::Copy(copy) = &at.instruction.kind else { return };
    let path = join("/", &action.src);
    let word = copy.sources.paths.iter().find(|word| join("/", &word.text) == path);
    let span = word.map_or(at.instruction.span, |word| word.span);
    let message = format!("Nothing in stage `{}` makes `{path}`", stage.label);
    let mut found = Found::within(at.instruction, span, message);
    let others = same_name(fs, &path);
    if let (Some(word), [other]) = (word, others.as_slice()) {
        found = found.help(format!("The stage has `{other}`."));
        if context.text(word.span) == word.text {
            found = found.replace(format!("Copy `{other}`"), word.span, other.clone());
        }
    }
    context.add(found);
}

/// True when neither a step of the stage nor its base image has the path, as far as that is known.
fn nobody_makes(plan: &Plan, build: Build<'_>, stage: &Stage, fs: &FileSystem, action: &CopyAction) -> bool {
    if action.allow_wildcard && action.src.contains(['*', '?', '[']) || !action.include.is_empty() {
        return false;
    }
    match fs.lookup(&action.src) {
        Lookup::Found(_) => false,
        Lookup::Missing => fs.follow(&action.src).is_none() && !has_links(fs, &action.src),
        // The folders of an image of the catalogue are known at the top: what is not there, a step would have to make.
        Lookup::Unknown => {
            let top = action.src.split('/').find(|part| !part.is_empty()).unwrap_or_default();
            let makes = stage.steps.iter().any(|step| !step.ops.is_empty());
            makes && fs.get(top).is_none() && is_followed(plan, build, stage)
        }
    }
}

fn has_links(fs: &FileSystem, path: &str) -> bool {
    let mut next = split(path).0;
    while !matches!(next, "" | "/" | ".") {
        if fs.get(next).is_some_and(|node| node.as_symlink().is_some()) {
            return true;
        }
        next = split(next).0;
    }
    false
}

/// True when everything that the steps of a stage write is known by name, and its base is an image of the catalogue.
fn is_followed(plan: &Plan, build: Build<'_>, stage: &Stage) -> bool {
    let mut stage = stage;
    loop {
        let followed = stage.steps.iter().flat_map(|step| &step.ops).all(|op| {
            let record = build.solution.ops.get(*op).and_then(|result| result.record.as_ref());
            record.is_some_and(|record| record.followed)
        });
        match &stage.base {
            _ if !followed => return false,
            Base::Stage(below) => match plan.stages.get(*below).filter(|next| next.index < stage.index) {
                Some(next) => stage = next,
                None => return false,
            },
            Base::Image { info, .. } => {
                return info.as_ref().is_some_and(|info| !info.reference.is_empty() && info.said == 0);
            }
            Base::Scratch => return stage.output != Input::Scratch,
            Base::Unknown => return false,
        }
    }
}

/// Files that steps made and that have the name of `path`; not more than are looked at in a moment.
fn same_name(fs: &FileSystem, path: &str) -> Vec<String> {
    const MOST: usize = 20_000;
    let name = split(path).1;
    let found = fs.walk("/").take(MOST).filter(|(other, node)| node.origin != 0 && split(other).1 == name);
    found.map(|(path, _)| path).take(2).collect()
}
