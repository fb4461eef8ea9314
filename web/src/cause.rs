//! The sentence that names the cause: which step runs first of its own accord, and what follows from it.

use drydock_playground::{Evaluation, Reason, Step, Verdict};
use drydock_source::Span;

/// Why the next build runs what it runs.
#[derive(Debug)]
pub struct Cause<'a> {
    /// The reason of the first step that runs of its own accord.
    pub reason: &'a Reason,
    /// That step.
    pub step: &'a Step,
    /// How many steps run because others do.
    pub followers: usize,
    /// Labels of the stages in which something runs.
    pub stages: Vec<&'a str>,
    /// Other steps that run of their own accord.
    pub others: Vec<&'a Step>,
    /// Steps that stay cached though something they stand on runs, with the reason.
    pub stays: Vec<(&'a Step, &'a Reason)>,
}

/// The cause of the next build's work; `None` when nothing runs, or nobody knows why.
pub fn cause(evaluation: &Evaluation) -> Option<Cause<'_>> {
    let steps =
        || evaluation.stages.iter().flat_map(|stage| stage.steps.iter().map(move |step| (stage, step)));
    let runs = || steps().filter(|(_, step)| step.verdict == Verdict::Runs);
    let own = |step: &Step| step.reasons.first().is_some_and(|reason| reason.line.is_none());
    let mut first = runs().map(|(_, step)| step).filter(|step| own(step));
    let step = first.next()?;
    let mut stages: Vec<&str> = runs().map(|(stage, _)| stage.label.as_str()).collect();
    stages.dedup();
    let stays = steps().filter(|(_, step)| step.verdict == Verdict::Cached);
    Some(Cause {
        reason: step.reasons.first()?,
        step,
        followers: runs().filter(|(_, step)| !own(step)).count(),
        stages,
        others: first.collect(),
        stays: stays.filter_map(|(_, step)| Some((step, step.reasons.first()?))).collect(),
    })
}

/// The step that holds the byte at `offset` of the Dockerfile, as stage and step.
pub fn step_at(evaluation: &Evaluation, offset: u32) -> Option<(usize, usize)> {
    let holds = |span: Span| span.touches(offset as usize);
    evaluation.stages.iter().enumerate().find_map(|(stage, found)| {
        found.steps.iter().position(|step| holds(step.span)).map(|step| (stage, step))
    })
}
