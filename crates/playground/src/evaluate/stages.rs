use std::borrow::Cow;

use drydock_builder::{LayerChange, State, Touched};
use drydock_catalog::Size;
use drydock_plan::{Base, BaseImage, Env, OpId, OpKind};
use drydock_source::Span;
use drydock_syntax::LineRange;
use drydock_syntax::instruction::Kind;

use super::operations::verdict;
use super::parts::{Parts, downloads};
use super::reasons::reasons;
use super::size::{bounded, compressed_layer, stage_sizes};
use crate::{Change, ChangeKind, EnvChange, Expanded, Reason, Stage, Stated, Step, StepKind, Verdict};

/// The stages in the order of the file, each with its FROM as the first step.
pub(super) fn stages(parts: &Parts<'_>) -> Vec<Stage> {
    let sizes = stage_sizes(parts);
    parts.plan.stages.iter().zip(sizes).map(|(stage, size)| self::stage(parts, stage, size)).collect()
}

fn stage(parts: &Parts<'_>, stage: &drydock_plan::Stage, size: Size) -> Stage {
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
        size,
    }
}

fn from_step(parts: &Parts<'_>, stage: &drydock_plan::Stage) -> Step {
    let op = stage.from_op.and_then(|op| Some((op, parts.plan.ops.get(op)?)));
    let image = match &stage.base {
        Base::Image { info, .. } => info.as_deref(),
        _ => None,
    };
    let state = op.and_then(|(op, _)| parts.state(op));
    let bare = bare_step("FROM", &stage.text, (stage.span, stage.lines), StepKind::Base, &stage.initial);
    Step {
        stated: stated(parts, stage.span),
        name: op.map(|(_, op)| op.name.clone()).unwrap_or_default(),
        verdict: match state {
            _ if !stage.reachable => Verdict::Skipped,
            Some(state) => verdict(state),
            None => Verdict::None,
        },
        reasons: op.map(|(op, _)| reasons(parts, op, None)).unwrap_or_default(),
        size: image.map(base_size),
        compressed: image.filter(|image| !image.layers.is_empty()).map(base_compressed),
        ..timed(parts, op.map(|(op, _)| op).as_slice(), bare)
    }
}

/// `step` with the time of `ops`, which do its work one after the other.
fn timed(parts: &Parts<'_>, ops: &[OpId], step: Step) -> Step {
    let results = ops.iter().filter_map(|op| parts.solution.ops.get(*op)?.record.as_ref());
    let records: Vec<_> = results.collect();
    let longest = records.iter().max_by(|a, b| a.seconds.likely.total_cmp(&b.seconds.likely));
    Step {
        seconds: records
            .iter()
            .map(|record| record.seconds)
            .reduce(|sum, seconds| sum + seconds)
            .map(Into::into),
        time_source: longest.map_or("", |record| record.time_source).into(),
        critical: ops.iter().any(|op| parts.solution.critical.contains(op)),
        ..step
    }
}

/// What the user states about the instruction at `span`.
fn stated(parts: &Parts<'_>, span: Span) -> Vec<Stated> {
    let written = parts.statements.of(span).map(|statement| statement.written.as_slice()).unwrap_or_default();
    let one = |stated: &drydock_builder::statement::Stated| Stated {
        key: stated.key.clone(),
        value: stated.value.clone(),
        path: stated.path.clone(),
    };
    written.iter().map(one).collect()
}

/// Bytes of a base image on disk.
pub(super) fn base_size(image: &BaseImage) -> Size {
    image.size.map_or_else(|| Size::unknown(0, image.source.clone()), |size| bounded(size, &image.source))
}

/// Bytes to pull a base image.
fn base_compressed(image: &BaseImage) -> Size {
    let parts = image.layers.iter().map(|layer| bounded(layer.compressed, &image.source));
    parts.reduce(|sum, part| sum.plus(&part)).unwrap_or_else(|| Size::unknown(0, image.source.clone()))
}

fn step(
    parts: &Parts<'_>,
    stage: &drydock_plan::Stage,
    step: &drydock_plan::Step,
    before: &drydock_plan::State,
) -> Step {
    let kind = match step.kind {
        drydock_plan::StepKind::Layer => StepKind::Layer,
        drydock_plan::StepKind::Config => StepKind::Config,
        drydock_plan::StepKind::Build => StepKind::Build,
    };
    let place = (step.span, step.lines);
    let bare = Step {
        stated: if step.instruction.is_some() { stated(parts, step.span) } else { Vec::new() },
        env: env_changes(parts, stage, step, before),
        expanded: expanded(step),
        verdict: if stage.reachable { Verdict::None } else { Verdict::Skipped },
        ..bare_step(step.keyword, &step.text, place, kind, &step.state)
    };
    match (stage.reachable, main_op(parts, &step.ops)) {
        (true, Some(op)) => with_operation(parts, step, op, bare),
        _ => bare,
    }
}

/// The operation that does a step's work; laying it over what is below comes after it.
pub(super) fn main_op(parts: &Parts<'_>, ops: &[OpId]) -> Option<OpId> {
    let works = |op: &OpId| {
        parts.plan.ops.get(*op).is_some_and(|op| matches!(op.kind, OpKind::Exec(_) | OpKind::File(_)))
    };
    ops.iter().rev().copied().find(works).or(ops.last().copied())
}

fn with_operation(parts: &Parts<'_>, step: &drydock_plan::Step, op: OpId, bare: Step) -> Step {
    let last = step.ops.last().copied().unwrap_or(op);
    let state = |op: OpId| parts.state(op).unwrap_or(State::Canceled);
    let own = state(op);
    let (verdict, reasons) = match (own, state(last)) {
        (State::Cached, State::Executed) => (Verdict::Cached, laid_anew(parts, last)),
        (State::Cached, other) if other != State::Cached => (verdict(other), Vec::new()),
        _ => (verdict(own), reasons(parts, op, Some(step))),
    };
    let ops: Vec<OpId> = downloads(&parts.plan, op).chain([op]).collect();
    let record = parts.solution.ops.get(op).and_then(|result| result.record.as_ref());
    let summary = parts.solution.summary(&parts.plan, op);
    Step {
        name: parts.plan.ops.get(last).map(|op| op.name.clone()).unwrap_or_default(),
        verdict,
        reasons,
        size: summary.map(|summary| summary.size.clone()),
        compressed: compressed_layer(parts, op),
        changes: summary.map(|summary| summary.touched.iter().map(change).collect()).unwrap_or_default(),
        changed_files: summary.map_or(0, |summary| summary.paths as usize),
        note: record.map(|record| record.notes.join("; ")).unwrap_or_default(),
        ..timed(parts, &ops, bare)
    }
}

/// The word for `COPY --link`: its files are taken from the cache, whatever became of what is below.
fn laid_anew(parts: &Parts<'_>, merge: OpId) -> Vec<Reason> {
    let below = reasons(parts, merge, None).into_iter().find_map(|reason| reason.line);
    let message = match below {
        Some(line) => format!("line {line} missed, but --link does not stand on it: only laid over it anew"),
        None => "--link: only laid anew over what is below".to_owned(),
    };
    vec![Reason { message, line: below, path: None, old: None, new: None }]
}

fn change(touched: &Touched) -> Change {
    Change {
        path: touched.path.clone(),
        kind: match touched.change {
            LayerChange::Added => ChangeKind::Added,
            LayerChange::Changed => ChangeKind::Changed,
            LayerChange::Metadata | LayerChange::Parent => ChangeKind::Metadata,
            LayerChange::Removed => ChangeKind::Removed,
        },
        size: touched.size.clone(),
    }
}

fn bare_step(
    keyword: &str,
    text: &str,
    (span, lines): (Span, LineRange),
    kind: StepKind,
    state: &drydock_plan::State,
) -> Step {
    Step {
        keyword: keyword.into(),
        text: text.into(),
        name: String::new(),
        span,
        lines: range(lines),
        kind,
        verdict: Verdict::None,
        reasons: Vec::new(),
        size: None,
        compressed: None,
        seconds: None,
        time_source: Cow::Borrowed(""),
        critical: false,
        changes: Vec::new(),
        changed_files: 0,
        stated: Vec::new(),
        note: String::new(),
        workdir: state.workdir.to_string(),
        user: state.user.to_string(),
        shell: state.shell.to_vec(),
        env: Vec::new(),
        expanded: Vec::new(),
    }
}

fn expanded(step: &drydock_plan::Step) -> Vec<Expanded> {
    let one = |expansion: &drydock_plan::Expansion| Expanded {
        span: expansion.span,
        value: expansion.value.clone(),
        unset: expansion.unset.clone(),
    };
    step.expansions.iter().map(one).collect()
}

/// The variables an ENV or ARG sets to something else than before.
fn env_changes(
    parts: &Parts<'_>,
    stage: &drydock_plan::Stage,
    step: &drydock_plan::Step,
    before: &drydock_plan::State,
) -> Vec<EnvChange> {
    let read = parts.file.stages.get(stage.index);
    let instruction = step.instruction.and_then(|index| read?.instructions.get(index));
    match instruction.or(step.trigger.as_deref()).map(|instruction| &instruction.kind) {
        Some(Kind::Env(env)) => {
            let names = env.pairs.iter().map(|pair| pair.name.text.as_str());
            changes(names.collect(), &before.env, &step.state.env, false)
        }
        Some(Kind::Arg(arg)) => {
            let names = arg.args.iter().map(|arg| arg.name.text.as_str());
            changes(names.collect(), &before.args, &step.state.args, true)
        }
        _ => Vec::new(),
    }
}

fn changes(names: Vec<&str>, before: &Env, after: &Env, arg: bool) -> Vec<EnvChange> {
    let change = |name: &str, value: &str| {
        let old = before.get(name);
        (old != Some(value)).then(|| EnvChange {
            name: name.into(),
            old: old.map(str::to_owned),
            new: value.into(),
            arg,
        })
    };
    // A name that is itself made of variables is only known by what it became.
    if names.iter().any(|name| name.contains(['$', '"', '\'', '\\', '`'])) {
        return after.iter().filter_map(|(name, value)| change(name, value)).collect();
    }
    names.into_iter().filter_map(|name| change(name, after.get(name)?)).collect()
}

fn range(lines: LineRange) -> (u32, u32) {
    (lines.first, lines.last)
}
