use std::rc::Rc;

use drydock_plan::{Input, OpId, Plan};

use super::{OpResult, Solution, State, root_input};
use crate::cache::Fresh;
use crate::timing::Seconds;

/// Gives each operation its time, and ends the build where the first one fails: what is not done by then is canceled
/// and leaves nothing behind.
pub(super) fn finish(plan: &Rc<Plan>, mut ops: Vec<OpResult>, mut fresh: Fresh) -> Solution {
    let uncached = schedule(plan, &mut ops, |_| true);
    let mut total = schedule(plan, &mut ops, |op| op.state != State::Cached);
    // Of steps that fail at once, such as those that miss a file of the context, the last is told of: the walk over the
    // operations begins at the end.
    let failures = ops.iter().enumerate().rev().filter(|(_, op)| op.state == State::Failed);
    let failed =
        failures.min_by(|(_, a), (_, b)| a.end.likely.total_cmp(&b.end.likely)).map(|(id, op)| (id, op.end));
    if let Some((failed, end)) = failed {
        total = end;
        for (id, op) in ops.iter_mut().enumerate() {
            let running = matches!(op.state, State::Executed | State::Failed) && op.end.likely > end.likely;
            if id != failed && running {
                op.state = State::Canceled;
                op.record = None;
                fresh.records.remove(&op.id);
            }
        }
    }
    let failed = failed.map(|(id, _)| id);
    let critical = critical(plan, &ops, failed);
    Solution { ops, failed, total, uncached, critical, fresh }
}

/// The chain of operations that ends last (or with the failure), each of which waits for the one before it; what takes
/// no time is left out.
fn critical(plan: &Plan, ops: &[OpResult], failed: Option<OpId>) -> Vec<OpId> {
    let end = |id: &OpId| ops.get(*id).map_or(0.0, |op| op.end.likely);
    let last = |ids: &mut dyn Iterator<Item = OpId>| ids.max_by(|a, b| end(a).total_cmp(&end(b)));
    let counts = |id: &OpId| ops.get(*id).is_some_and(|op| op.state != State::Canceled);
    let mut next = failed.or_else(|| last(&mut (0..ops.len()).filter(counts)));
    let mut chain = Vec::new();
    while let Some((id, op)) = next.and_then(|id| Some((id, ops.get(id)?))) {
        if op.end.likely > op.start.likely {
            chain.push(id);
        }
        let inputs = plan.ops.get(id).map(|op| op.inputs.as_slice()).unwrap_or_default();
        next = last(&mut inputs.iter().filter_map(|input| match input {
            // An operation only stands on earlier ones.
            Input::Op { op, .. } if *op < id => Some(*op),
            _ => None,
        }));
    }
    chain.reverse();
    chain
}

/// Sets when each operation begins and ends: it begins when all it stands on is there. Gives the end of the last.
fn schedule(plan: &Plan, ops: &mut [OpResult], counts: impl Fn(&OpResult) -> bool) -> Seconds {
    let mut total = Seconds::ZERO;
    for (id, planned) in plan.ops.iter().enumerate() {
        // A missing file is noticed as soon as there is the tree that it should be in.
        let by_content = ops.get(id).is_some_and(|op| op.state == State::Failed && op.record.is_none());
        let start = planned
            .inputs
            .iter()
            .filter(|input| !by_content || root_input(planned) != Some(**input))
            .filter_map(|input| match input {
                Input::Op { op, .. } => ops.get(*op),
                Input::Scratch | Input::Action(_) => None,
            })
            .fold(Seconds::ZERO, |latest, input| latest.max(input.end));
        let Some(op) = ops.get_mut(id) else { continue };
        op.start = start;
        op.end = start;
        if let Some(record) = op.record.as_ref().filter(|_| counts(op)) {
            op.end = start + record.seconds;
        }
        if op.state != State::Canceled {
            total = total.max(op.end);
        }
    }
    total
}
