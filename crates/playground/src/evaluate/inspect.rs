//! A closer look at one build, on demand.

use drydock_builder::{BuildCache, FileSystem, Layer, Waste, root_input};
use drydock_plan::{Images, Input};

use super::image::chain;
use super::parts::Parts;
use crate::Project;

/// The file system after a step: `stage` and `step` as in [`crate::Evaluation::stages`], where step 0 is the FROM.
/// `None` where the build does not get there.
pub fn file_system_after(
    project: &Project,
    cache: &BuildCache,
    images: &dyn Images,
    (stage, step): (usize, usize),
) -> Option<FileSystem> {
    let parts = Parts::new(project, cache, images);
    let stage = parts.plan.stages.get(stage).filter(|stage| stage.reachable)?;
    let output = match step.checked_sub(1) {
        Some(step) => stage.steps.get(step)?.output,
        None => match (&stage.base, stage.from_op) {
            (drydock_plan::Base::Stage(base), _) => parts.plan.stages.get(*base)?.output,
            (_, Some(op)) => Input::Op { op, output: 0 },
            (_, None) => Input::Scratch,
        },
    };
    parts.solution.file_system(output)
}

/// What the final image carries without use. `None` where the build makes no image.
pub fn waste(project: &Project, cache: &BuildCache, images: &dyn Images) -> Option<Waste> {
    let parts = Parts::new(project, cache, images);
    if parts.error().is_some() {
        return None;
    }
    let mut stages = chain(&parts);
    stages.reverse();
    let steps = stages.into_iter().flat_map(|stage| &stage.steps);
    let mut base = None;
    let mut layers: Vec<(FileSystem, Layer)> = Vec::new();
    for op in steps.filter_map(|step| step.ops.last().copied()) {
        let below = root_input(parts.plan.ops.get(op)?)?;
        let before = parts.solution.file_system(below)?;
        let after = parts.solution.file_system(Input::Op { op, output: 0 })?;
        let root = parts.solution.ops.get(op)?;
        base.get_or_insert_with(|| (before.clone(), root.base.as_ref().and_then(|image| image.size)));
        layers.push((before.clone(), Layer::between(&before, &after)));
    }
    let (base, size) = base?;
    let bytes = size.map_or_else(|| base.totals().bytes, |(_, likely, _)| likely);
    Some(Waste::of(&base, bytes, layers.iter().map(|(before, layer)| (before, layer))))
}
