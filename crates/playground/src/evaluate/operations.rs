use drydock_builder::State;
use drydock_plan::OpKind;

use super::parts::Parts;
use crate::{Operation, Verdict};

/// The operations in the order of the plan, as the progress output shows them.
pub(super) fn operations(parts: &Parts<'_>) -> Vec<Operation> {
    let ops = parts.plan.ops.iter().zip(&parts.solution.ops);
    ops.enumerate()
        .map(|(id, (planned, result))| Operation {
            name: planned.name.clone(),
            source: matches!(planned.kind, OpKind::Source(_)),
            lines: planned.lines.iter().map(|lines| lines.first).collect(),
            verdict: verdict(result.state),
            start: result.start.into(),
            end: result.end.into(),
            time_source: result.record.as_ref().map_or("", |record| record.time_source).into(),
            critical: parts.solution.critical.contains(&id),
            log: match result.state {
                State::Cached | State::Canceled => String::new(),
                _ => result.record.as_ref().map(|record| record.log.clone()).unwrap_or_default(),
            },
            error: result.error.clone(),
        })
        .collect()
}

/// What a reader is told of a state.
pub(super) fn verdict(state: State) -> Verdict {
    match state {
        State::Cached => Verdict::Cached,
        State::Executed => Verdict::Runs,
        State::Failed => Verdict::Failed,
        State::Canceled => Verdict::Canceled,
    }
}
