//! Why an operation is not taken from the cache: the first thing that is not as it was in the last build.

mod cause;
mod compare;
mod content;
mod matching;

pub use cause::{Cause, Causes, FileChange};
pub(crate) use matching::Matching;

use std::rc::Rc;

use drydock_plan::{Input, OpId, OpKind, Plan};

use crate::solve::{Request, Solution, State, root_input};
use crate::{PastBuild, PastOp};

/// For each operation why it is made anew, or what is worth a word of a hit; most have nothing.
pub fn causes(request: Request<'_>, solution: &Solution) -> Vec<Causes> {
    let judge =
        Judge { request, solution, past: request.cache.last().map(|build| Past::new(request.plan, build)) };
    (0..solution.ops.len()).map(|op| judge.causes(op)).collect()
}

struct Past<'a> {
    build: &'a PastBuild,
    matching: Matching,
}

impl<'a> Past<'a> {
    fn new(plan: &Rc<Plan>, build: &'a Rc<PastBuild>) -> Self {
        Self { build, matching: Matching::new(plan, &build.plan) }
    }
}

struct Judge<'a> {
    request: Request<'a>,
    solution: &'a Solution,
    past: Option<Past<'a>>,
}

impl Judge<'_> {
    fn causes(&self, op: OpId) -> Causes {
        let (Some(planned), Some(result)) = (self.request.plan.ops.get(op), self.solution.ops.get(op)) else {
            return Vec::new();
        };
        if matches!(planned.kind, OpKind::Source(_)) {
            return self.source(op);
        }
        match result.state {
            State::Cached => self.worth_a_word(op),
            State::Failed | State::Canceled => Vec::new(),
            State::Executed if planned.ignore_cache => vec![Cause::NoCache],
            State::Executed => self.first_cause(op),
        }
    }

    /// Causes in the order in which the build comes across them: what it stands on, then itself, then what it reads.
    fn first_cause(&self, op: OpId) -> Causes {
        let Some(past) = &self.past else { return vec![Cause::NothingCached] };
        let below = root_input(&self.request.plan.ops[op]);
        let missed = below.and_then(|input| self.missed(input));
        let Some(old) = past.matching.old(op) else {
            return match missed {
                Some(cause) => vec![Cause::New { moved_from: past.matching.moved_from(op) }, cause],
                None => vec![Cause::New { moved_from: past.matching.moved_from(op) }],
            };
        };
        let mut causes: Causes = missed.into_iter().collect();
        if causes.is_empty() {
            causes.extend(self.stands_elsewhere(past, op, old));
        }
        let (Some(new_op), Some(old_op)) = (self.request.plan.ops.get(op), past.build.plan.ops.get(old))
        else {
            return causes;
        };
        compare::compare(new_op, old_op, &mut causes);
        self.contents(past, op, old, &mut causes);
        let old_result = past.build.ops.get(old).and_then(|old| old.record.as_ref());
        if causes.is_empty() {
            causes.push(if old_result.is_none() { Cause::NotFinished } else { Cause::NoResult });
        }
        causes
    }

    /// The operation below, when it is made anew.
    fn missed(&self, input: Input) -> Option<Cause> {
        let Input::Op { op, .. } = input else { return None };
        let result = self.solution.ops.get(op)?;
        let is_source = matches!(self.request.plan.ops.get(op)?.kind, OpKind::Source(_));
        (result.state == State::Executed && !is_source).then_some(Cause::Missed { op })
    }

    /// What it stands on is in the cache, but is not what it stood on: a step went away or came in between, or the
    /// base image is another.
    fn stands_elsewhere(&self, past: &Past<'_>, op: OpId, old: OpId) -> Option<Cause> {
        let (plan, old_plan) = (self.request.plan, &past.build.plan);
        let new_below = root_input(plan.ops.get(op)?);
        let old_below = root_input(old_plan.ops.get(old)?);
        let of = |input: Option<Input>| match input {
            Some(Input::Op { op, .. }) => Some(op),
            _ => None,
        };
        let (new_below, old_below) = (of(new_below), of(old_below));
        let source = |plan: &Plan, op: Option<OpId>| {
            op.is_some_and(|op| plan.ops.get(op).is_some_and(|op| matches!(op.kind, OpKind::Source(_))))
        };
        match (source(plan, new_below), source(old_plan, old_below)) {
            (true, true) => self.base_changed(past, new_below?, old_below?),
            (false, true) | (false, false) if new_below.and_then(|op| past.matching.old(op)) == old_below => {
                None
            }
            _ => {
                let gone = old_below.filter(|old| !past.matching.is_matched(*old))?;
                let gone = old_plan.ops.get(gone)?;
                Some(Cause::Gone {
                    text: gone.command.to_string(),
                    line: gone.lines.first().map(|lines| lines.first),
                })
            }
        }
    }

    fn base_changed(&self, past: &Past<'_>, new: OpId, old: OpId) -> Option<Cause> {
        let new_result = self.solution.ops.get(new)?;
        let old_result = past.build.ops.get(old)?;
        if new_result.key == old_result.key {
            return None;
        }
        let name = |plan: &Plan, op: OpId| match plan.ops.get(op).map(|op| &op.kind) {
            Some(OpKind::Source(source)) => source
                .identifier
                .split_once("://")
                .map_or(source.identifier.clone(), |(_, name)| name.to_owned()),
            _ => String::new(),
        };
        Some(Cause::Base { old: name(&past.build.plan, old), new: name(self.request.plan, new) })
    }

    /// An image that was not pulled yet says so by running; the context needs no word.
    fn source(&self, op: OpId) -> Causes {
        let (Some(past), Some(result)) = (&self.past, self.solution.ops.get(op)) else { return Vec::new() };
        match past.matching.old(op) {
            Some(old) if result.state == State::Executed && result.base.is_some() => {
                self.base_changed(past, op, old).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// A hit although what it reads was made anew and came out equal, or although what is below it was.
    fn worth_a_word(&self, op: OpId) -> Causes {
        let Some(planned) = self.request.plan.ops.get(op) else { return Vec::new() };
        let root = root_input(planned);
        let reads = planned.inputs.iter().filter(|input| Some(**input) != root);
        let again = reads.filter_map(|input| match self.missed(*input)? {
            Cause::Missed { op } => Some(Cause::CameOutEqual { op }),
            _ => None,
        });
        again.take(1).collect()
    }

    /// What changed in the files it reads.
    fn contents(&self, past: &Past<'_>, op: OpId, old: OpId, causes: &mut Causes) {
        let (Some(new_op), Some(old_op)) = (self.request.plan.ops.get(op), past.build.plan.ops.get(old))
        else {
            return;
        };
        let (Some(result), Some(old_result)) = (self.solution.ops.get(op), past.build.ops.get(old)) else {
            return;
        };
        let (new_map, old_map) = (crate::key::cache_map(new_op), crate::key::cache_map(old_op));
        for (at, (input, dep)) in new_op.inputs.iter().zip(&new_map.deps).enumerate() {
            let Some(selectors) = &dep.content else { continue };
            let same = result.contents.get(at) == old_result.contents.get(at)
                && old_map.deps.get(at).is_some_and(|old| old.content.as_ref() == Some(selectors));
            let (Some(old_input), false) = (old_op.inputs.get(at), same) else { continue };
            let after = self.solution.file_system(*input);
            let before = match old_input {
                Input::Op { op, output } => past
                    .build
                    .ops
                    .get(*op)
                    .and_then(|old: &PastOp| old.record.as_ref()?.output(*output).cloned()),
                _ => None,
            };
            if let (Some(before), Some(after)) = (before, after) {
                let from = match input {
                    Input::Op { op, .. } => *op,
                    _ => continue,
                };
                content::compare(&before, &after, selectors, from, causes);
            }
        }
    }
}
