//! The build told step by step, for who steps through it: what each instruction does, and what is different after it.

use drydock_builder::progress::human_size;
use drydock_catalog::Size;
use drydock_source::Span;
use serde::{Deserialize, Serialize};

use crate::{Change, ChangeKind, Cross, Evaluation, Stage, Step, StepKind, Verdict};

/// At most this many paths are named.
const PATHS: usize = 4;

/// One step of the telling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// Index of the stage.
    pub stage: usize,
    /// Index in [`Stage::steps`].
    pub step: usize,
    /// The instruction in the text.
    pub span: Span,
    /// What happens, in a sentence or two.
    pub happens: String,
    /// What is different afterwards, a sentence each; empty for nothing.
    pub changes: Vec<String>,
}

/// Tells the build of the target: its stages in the order of the file, those that it does not need left out.
pub fn narrate(evaluation: &Evaluation) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for stage in evaluation.stages.iter().filter(|stage| stage.reachable) {
        let mut before = None;
        for (index, step) in stage.steps.iter().enumerate() {
            scenes.push(Scene {
                stage: stage.index,
                step: index,
                span: step.span,
                happens: happens(evaluation, stage, step),
                changes: changes(step, before),
            });
            before = Some(step);
        }
    }
    scenes
}

fn happens(evaluation: &Evaluation, stage: &Stage, step: &Step) -> String {
    let does = match step.keyword.as_str() {
        "FROM" => begins(evaluation, stage),
        "RUN" => format!(
            "A shell runs in a container that stands on what is there so far, in `{}` as {}.",
            step.workdir,
            user(step)
        ),
        "COPY" | "ADD" => brings_in(evaluation, step),
        "WORKDIR" => {
            format!("From here on the directory is `{}`; it is made where it is missing.", step.workdir)
        }
        "USER" => format!("From here on RUN and the container run as {}.", user(step)),
        "ENV" => "Variables are set, for the steps that follow and for the container.".into(),
        "ARG" => "A build argument is declared. RUN sees it, the container does not.".into(),
        "CMD" => "The default command is noted in the image config. Nothing runs now.".into(),
        "ENTRYPOINT" => {
            "What every container of this image runs is noted in the image config. Nothing runs now.".into()
        }
        "EXPOSE" => "Ports are noted in the image config. Nothing is opened.".into(),
        "LABEL" | "MAINTAINER" => "Metadata are noted in the image config.".into(),
        "VOLUME" => "Paths are noted at which each container gets storage of its own.".into(),
        "STOPSIGNAL" => "The signal of `docker stop` is noted in the image config.".into(),
        "HEALTHCHECK" => {
            "How Docker checks the container is noted in the image config. Nothing runs now.".into()
        }
        "SHELL" => "From here on this program reads commands in shell form.".into(),
        "ONBUILD" => {
            "The instruction is kept for images that are built on this one. Nothing runs now.".into()
        }
        other => format!("{other} is read."),
    };
    match verdict(step) {
        "" => does,
        words => format!("{does} {words}"),
    }
}

fn begins(evaluation: &Evaluation, stage: &Stage) -> String {
    let label = &stage.label;
    let earlier = evaluation
        .stages
        .iter()
        .take(stage.index)
        .rfind(|one| !one.name.is_empty() && one.name == stage.base.to_lowercase());
    match (stage.base.as_str(), earlier) {
        ("scratch", _) => format!("The stage `{label}` begins with nothing: no files, no shell."),
        (base, Some(_)) => {
            format!("The stage `{label}` begins with everything that the stage `{base}` has made.")
        }
        (base, None) => {
            format!("The stage `{label}` begins with the files and the config of the image `{base}`.")
        }
    }
}

/// Who runs commands after a step.
fn user(step: &Step) -> String {
    if step.user.is_empty() { "root".into() } else { format!("`{}`", step.user) }
}

/// What the cache means for a step that makes an operation.
fn verdict(step: &Step) -> &'static str {
    match (step.verdict, step.kind) {
        (Verdict::Cached, StepKind::Base) => "It is there already.",
        (Verdict::Cached, _) => "The cache holds the result already, so nothing is done again.",
        (Verdict::Failed, _) => "This fails, and the build ends here.",
        (Verdict::Canceled, _) => "The build does not get here: another step fails.",
        _ => "",
    }
}

fn brings_in(evaluation: &Evaluation, step: &Step) -> String {
    let edges = || evaluation.graph.edges.iter();
    let here = |cross: &&Cross| cross.line == step.lines.0;
    let crosses: Vec<&Cross> = edges().flat_map(|edge| &edge.crosses).filter(here).collect();
    let edge = edges().find(|edge| edge.crosses.iter().any(|cross| here(&cross)));
    let vertex = |id: &str| evaluation.graph.vertices.iter().find(|vertex| vertex.id == id);
    let from =
        edge.and_then(|edge| vertex(&edge.from)).map_or(
            "the build context".to_owned(),
            |vertex| match vertex.kind {
                crate::VertexKind::Context => "the build context".into(),
                crate::VertexKind::Stage => format!("the stage `{}`", vertex.label),
                _ => format!("`{}`", vertex.label),
            },
        );
    let files: usize = crosses.iter().map(|cross| cross.files).sum();
    let size = crosses.iter().filter_map(|cross| cross.size.clone()).reduce(|sum, size| sum.plus(&size));
    let Some(first) = crosses.first() else { return format!("Files come in from {from}.") };
    let bytes = size.map(|size| format!(" ({})", figure(&size))).unwrap_or_default();
    let count = if files == 1 { "1 file comes".to_owned() } else { format!("{files} files come") };
    format!("{count} in from {from}{bytes}, to `{}`.", first.dest)
}

/// A size in one figure, an estimate with its sign.
fn figure(size: &Size) -> String {
    match size.high {
        None if size.low == 0 => "unknown".into(),
        None => format!("at least {}", human_size(size.low)),
        Some(high) if human_size(high) == human_size(size.low) => human_size(size.likely),
        Some(_) => format!("≈ {}", human_size(size.likely)),
    }
}

fn changes(step: &Step, before: Option<&Step>) -> Vec<String> {
    let mut changes = Vec::new();
    for set in &step.env {
        let kind = if set.arg { "The build argument" } else { "The variable" };
        changes.push(match &set.old {
            Some(old) => format!("{kind} `{}` is `{}`; it was `{old}`.", set.name, set.new),
            None => format!("{kind} `{}` is `{}`.", set.name, set.new),
        });
    }
    if let Some(before) = before {
        if before.workdir != step.workdir {
            changes.push(format!("The directory is `{}`; it was `{}`.", step.workdir, before.workdir));
        }
        if before.user != step.user {
            changes.push(format!("The user is {}; it was {}.", user(step), user(before)));
        }
        if before.shell != step.shell {
            changes.push(format!("The shell is `{}`.", step.shell.join(" ")));
        }
    }
    changes.extend(layer(step));
    changes
}

/// What a step's layer holds.
fn layer(step: &Step) -> Vec<String> {
    let mut lines = Vec::new();
    match (&step.size, step.kind) {
        (Some(size), StepKind::Base) => lines.push(format!("The base weighs {} on disk.", figure(size))),
        (Some(size), _) if size.high == Some(0) && step.changed_files == 0 => {
            lines.push("The layer is empty.".into())
        }
        (Some(size), _) => lines.push(format!("A layer of {} lies on top.", figure(size))),
        (None, StepKind::Config) if step.verdict != Verdict::Skipped => {
            lines.push("No layer: only the image config is different.".into())
        }
        _ => {}
    }
    let named: Vec<String> = step.changes.iter().take(PATHS).map(path).collect();
    if !named.is_empty() {
        let more = step.changed_files.saturating_sub(named.len());
        let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
        lines.push(format!("{}{rest}.", named.join(", ")));
    }
    if !step.note.is_empty() {
        lines.push(format!("Not known for certain: {}.", step.note));
    }
    lines
}

fn path(change: &Change) -> String {
    let sign = match change.kind {
        ChangeKind::Added => "new",
        ChangeKind::Changed => "changed",
        ChangeKind::Metadata => "mode or owner changed",
        ChangeKind::Removed => "removed",
    };
    format!("`{}` {sign}", change.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BuildCache, Project, build, evaluate};

    const DOCKERFILE: &str = "FROM scratch AS files\nCOPY a.txt b.txt /\nFROM alpine:3.20 AS app\nARG V=1\nENV V=$V\nWORKDIR /srv\nUSER nobody\nCOPY --from=files /a.txt .\nRUN echo hi > /tmp/b\nCMD [\"cat\"]\nFROM alpine AS unused\n";

    fn project() -> Project {
        let mut project = Project { dockerfile: DOCKERFILE.into(), ..Project::default() };
        project.options.target = "app".into();
        for path in ["a.txt", "b.txt"] {
            project.context.set_text(path, "text").expect("a plain path");
        }
        project
    }

    fn told(scenes: &[Scene]) -> String {
        scenes
            .iter()
            .map(|scene| {
                format!(
                    "{}.{} {}\n{}",
                    scene.stage,
                    scene.step,
                    scene.happens,
                    scene.changes.iter().map(|line| format!("    {line}\n")).collect::<String>()
                )
            })
            .collect()
    }

    #[test]
    fn each_step_says_what_it_does_and_what_is_different() {
        let scenes = narrate(&evaluate(&project(), &BuildCache::default()));
        assert_eq!(told(&scenes), include_str!("narrate/first.txt"));
    }

    #[test]
    fn what_the_cache_holds_is_not_done_again() {
        let cache = build(&project(), &BuildCache::default());
        let scenes = narrate(&evaluate(&project(), &cache));
        let again = scenes.iter().filter(|scene| scene.happens.ends_with("nothing is done again.")).count();
        assert_eq!(again, 4, "{}", told(&scenes));
    }

    #[test]
    fn where_the_build_fails_it_says_so() {
        let mut project = project();
        project.dockerfile = "FROM alpine\nRUN exit 3\nRUN true\n".into();
        project.options.target = String::new();
        let scenes = narrate(&evaluate(&project, &BuildCache::default()));
        assert!(scenes[1].happens.ends_with("the build ends here."), "{}", told(&scenes));
        assert!(scenes[2].happens.ends_with("another step fails."), "{}", told(&scenes));
    }
}
