use drydock_builder::State;
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
        saved: built.then(|| parts.solution.uncached.since(parts.solution.total).into()),
    }
}

fn sum<'s>(sizes: impl Iterator<Item = &'s Size>) -> Option<Size> {
    sizes.fold(None, |sum: Option<Size>, size| Some(sum.map_or_else(|| size.clone(), |sum| sum.plus(size))))
}

/// Size on disk: that of the base image, which is better known than its layers are one by one, and the build's layers.
fn image_size(parts: &Parts<'_>, layers: &[Layer]) -> Option<Size> {
    let base = base_image(parts).map(base_size);
    sum(base.iter().chain(layers.iter().filter(|layer| layer.stage.is_some()).map(|layer| &layer.size)))
}

/// Bytes to pull; without an upper bound on a base image that nobody knows.
fn compressed_size(parts: &Parts<'_>, layers: &[Layer]) -> Option<Size> {
    let base = base_image(parts).filter(|base| base.size.is_none());
    let unknown = base.map(|base| Size::unknown(0, base.source.clone()));
    sum(unknown.iter().chain(layers.iter().map(|layer| &layer.compressed)))
}
