use drydock_builder::{Seconds, Solution, State};
use drydock_catalog::Size;
use drydock_plan::OpKind;

use super::image::base_image;
use super::parts::Parts;
use super::stages::base_size;
use crate::{Layer, Totals};

/// The figures at a glance.
pub(super) fn totals(parts: &Parts<'_>, layers: &[Layer]) -> Totals {
    let ops = parts.plan.ops.iter().zip(&parts.solution.ops);
    let steps: Vec<State> = ops
        .filter(|(planned, _)| !matches!(planned.kind, OpKind::Source(_)))
        .map(|(_, result)| result.state)
        .collect();
    let built = !parts.solution.ops.is_empty();
    Totals {
        steps: steps.len(),
        runs: steps.iter().filter(|state| **state == State::Executed || **state == State::Failed).count(),
        image: image_size(parts, layers),
        compressed: compressed_size(parts, layers),
        seconds: built.then(|| parts.solution.total.into()),
        cold: built.then(|| parts.solution.uncached.into()),
        saved: built.then(|| saved(&parts.solution).into()),
    }
}

/// What the cache saves: never more than all that is taken from it, also where neither time has a bound.
fn saved(solution: &Solution) -> Seconds {
    let cached = solution.ops.iter().filter(|op| op.state == State::Cached);
    let all =
        cached.filter_map(|op| op.record.as_ref()).fold(Seconds::ZERO, |sum, record| sum + record.seconds);
    let saved = solution.uncached.since(solution.total);
    Seconds::range(saved.low.min(all.low), saved.likely, saved.high.min(all.high))
}

fn sum<'s>(sizes: impl Iterator<Item = &'s Size>) -> Option<Size> {
    sizes.fold(None, |sum: Option<Size>, size| Some(sum.map_or_else(|| size.clone(), |sum| sum.plus(size))))
}

/// Size on disk of the image from outside that the final image stands on.
pub(crate) fn base_image_size(parts: &Parts<'_>) -> Option<Size> {
    base_image(parts).map(base_size)
}

/// Size on disk: that of the base image, which is better known than its layers are one by one, and the build's layers.
fn image_size(parts: &Parts<'_>, layers: &[Layer]) -> Option<Size> {
    let base = base_image_size(parts);
    sum(base.iter().chain(layers.iter().filter(|layer| layer.stage.is_some()).map(|layer| &layer.size)))
}

/// Bytes to pull; without an upper bound on a base image that nobody knows.
fn compressed_size(parts: &Parts<'_>, layers: &[Layer]) -> Option<Size> {
    let base = base_image(parts).filter(|base| base.size.is_none());
    let unknown = base.map(|base| Size::unknown(0, base.source.clone()));
    sum(unknown.iter().chain(layers.iter().map(|layer| &layer.compressed)))
}
