use std::rc::Rc;

use drydock_plan::{Input, Plan};

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
    Solution { ops, failed: failed.map(|(id, _)| id), total, uncached, fresh }
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
