use drydock_catalog::Size;
use drydock_plan::{Base, BaseImage, Env};
use drydock_syntax::LineRange;

use super::Parts;
use crate::{EnvChange, Expanded, Stage, Step, StepKind, Verdict};

/// The stages in the order of the file, each with its FROM as the first step.
pub(super) fn stages(parts: &Parts<'_>) -> Vec<Stage> {
    parts.plan.stages.iter().map(|stage| self::stage(parts, stage)).collect()
}

fn stage(parts: &Parts<'_>, stage: &drydock_plan::Stage) -> Stage {
    let mut steps = Vec::with_capacity(stage.steps.len() + 1);
    steps.push(from_step(parts, stage));
    let mut before = &stage.initial;
    for step in &stage.steps {
        steps.push(self::step(parts, stage, step, before));
        before = &step.state;
    }
    Stage {
        index: stage.index,
        name: stage.name.clone(),
        label: stage.label.clone(),
        base: stage.base_name.clone(),
        platform: stage.platform.to_string(),
        doc: stage.doc.clone(),
        span: stage.span,
        lines: range(stage.lines),
        reachable: stage.reachable,
        target: parts.plan.target == Some(stage.index),
        steps,
        size: Size::unknown(0, "not worked out"),
    }
}

fn from_step(parts: &Parts<'_>, stage: &drydock_plan::Stage) -> Step {
    let op = stage.from_op.and_then(|op| parts.plan.ops.get(op));
    let image = match &stage.base {
        Base::Image { info, .. } => info.as_deref(),
        _ => None,
    };
    Step {
        keyword: "FROM".into(),
        text: stage.text.clone(),
        name: op.map(|op| op.name.clone()).unwrap_or_default(),
        span: stage.span,
        lines: range(stage.lines),
        kind: StepKind::Base,
        verdict: if stage.reachable { Verdict::None } else { Verdict::Skipped },
        reasons: Vec::new(),
        size: image.map(base_size),
        compressed: image.filter(|image| !image.layers.is_empty()).map(base_compressed),
        seconds: None,
        changes: Vec::new(),
        changed_files: 0,
        note: String::new(),
        workdir: stage.initial.workdir.to_string(),
        user: stage.initial.user.to_string(),
        shell: stage.initial.shell.to_vec(),
        env: Vec::new(),
        expanded: Vec::new(),
    }
}

/// Bytes of a base image on disk.
pub(super) fn base_size(image: &BaseImage) -> Size {
    match image.size {
        Some((low, likely, high)) => Size::range(low, likely, high, image.source.clone()),
        None => Size::unknown(0, image.source.clone()),
    }
}

/// Bytes to pull a base image.
fn base_compressed(image: &BaseImage) -> Size {
    Size::exact(image.layers.iter().map(|layer| layer.compressed).sum(), image.source.clone())
}

fn step(
    parts: &Parts<'_>,
    stage: &drydock_plan::Stage,
    step: &drydock_plan::Step,
    before: &drydock_plan::State,
) -> Step {
    let op = step.ops.last().and_then(|op| parts.plan.ops.get(*op));
    Step {
        keyword: step.keyword.into(),
        text: step.text.clone(),
        name: op.map(|op| op.name.clone()).unwrap_or_default(),
        span: step.span,
        lines: range(step.lines),
        kind: match step.kind {
            drydock_plan::StepKind::Layer => StepKind::Layer,
            drydock_plan::StepKind::Config => StepKind::Config,
            drydock_plan::StepKind::Build => StepKind::Build,
        },
        verdict: if stage.reachable { Verdict::None } else { Verdict::Skipped },
        reasons: Vec::new(),
        size: None,
        compressed: None,
        seconds: None,
        changes: Vec::new(),
        changed_files: 0,
        note: String::new(),
        workdir: step.state.workdir.to_string(),
        user: step.state.user.to_string(),
        shell: step.state.shell.to_vec(),
        env: env_changes(step, before),
        expanded: step
            .expansions
            .iter()
            .map(|expansion| Expanded {
                span: expansion.span,
                value: expansion.value.clone(),
                unset: expansion.unset.clone(),
            })
            .collect(),
    }
}

/// The variables an ENV or ARG sets to something else than before.
fn env_changes(step: &drydock_plan::Step, before: &drydock_plan::State) -> Vec<EnvChange> {
    let changes = |before: &Env, after: &Env, arg: bool| {
        let of = |(name, value): (&str, &str)| {
            let old = before.get(name);
            (old != Some(value)).then(|| EnvChange {
                name: name.into(),
                old: old.map(str::to_owned),
                new: value.into(),
                arg,
            })
        };
        after.iter().filter_map(of).collect()
    };
    match step.keyword {
        "ENV" => changes(&before.env, &step.state.env, false),
        "ARG" => changes(&before.args, &step.state.args, true),
        _ => Vec::new(),
    }
}

fn range(lines: LineRange) -> (u32, u32) {
    (lines.first, lines.last)
}
