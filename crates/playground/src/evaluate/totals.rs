use drydock_builder::State;
use drydock_catalog::Size;
use drydock_plan::OpKind;

use super::parts::Parts;
use crate::{Layer, Totals};

/// The figures at a glance.
pub(super) fn totals(parts: &Parts<'_>, layers: &[Layer]) -> Totals {
    let ops = parts.plan.ops.iter().zip(&parts.solution.ops);
    let steps: Vec<State> = ops
        .filter(|(planned, _)| !matches!(planned.kind, OpKind::Source(_)))
        .map(|(_, result)| result.state)
        .collect();
    let sum = |size: fn(&Layer) -> &Size| {
        let mut sizes = layers.iter().map(size);
        let first = sizes.next()?.clone();
        Some(sizes.fold(first, |sum, size| sum.plus(size)))
    };
    let built = !parts.solution.ops.is_empty();
    Totals {
        steps: steps.len(),
        runs: steps.iter().filter(|state| **state == State::Executed || **state == State::Failed).count(),
        image: sum(|layer| &layer.size),
        compressed: sum(|layer| &layer.compressed),
        seconds: built.then(|| parts.solution.total.into()),
        saved: built.then(|| parts.solution.uncached.since(parts.solution.total).into()),
    }
}
