use drydock_catalog::Size;
use drydock_plan::{Base, Input, Stage};

use super::parts::Parts;
use super::stages::{base_size, main_op};

/// What gzip leaves of a RUN's layer: 0.36 of the bytes, between 0.33 and 0.49, in 15 measured package installs.
const RUN_RATIO: (f64, f64, f64) = (0.33, 0.36, 0.49);
/// What gzip leaves of copied files: source text goes to about a quarter, programs to about 0.45, and archives and
/// pictures stay as they are.
const COPY_RATIO: (f64, f64, f64) = (0.15, 0.4, 1.0);

/// Bytes of a layer as it is pulled.
pub(super) fn compressed(size: &Size, run: bool) -> Size {
    let (ratio, source) = match run {
        true => (RUN_RATIO, "0.36 of the size, as measured of package installs"),
        false => (COPY_RATIO, "0.15 to 1 of the size, by kind of file"),
    };
    let times = |bytes: u64, ratio: f64| (bytes as f64 * ratio).round() as u64;
    match size.high {
        Some(0) => Size::exact(0, source),
        Some(high) => {
            Size::range(times(size.low, ratio.0), times(size.likely, ratio.1), times(high, ratio.2), source)
        }
        None => Size::unknown(times(size.low, ratio.0), size.source.clone()),
    }
}

/// Size of the whole file system of each stage: its base image, and what its steps made of it.
pub(super) fn stage_sizes(parts: &Parts<'_>) -> Vec<Size> {
    let mut extras: Vec<Option<Size>> = Vec::new();
    let mut sizes = Vec::new();
    for stage in &parts.plan.stages {
        let own = stage.steps.iter().filter_map(|step| {
            let op = main_op(parts, &step.ops)?;
            parts.solution.ops.get(op)?.record.as_ref()?.extra.clone()
        });
        let inherited = match stage.base {
            Base::Stage(base) => extras.get(base).cloned().flatten(),
            _ => None,
        };
        let extra = inherited.into_iter().chain(own).reduce(|sum, size| sum.plus(&size));
        let size = file_system_size(parts, stage);
        sizes.push(extra.iter().fold(size, |size, extra| size.plus(extra)));
        extras.push(extra);
    }
    sizes
}

fn file_system_size(parts: &Parts<'_>, stage: &Stage) -> Size {
    let Some(after) = parts.solution.file_system(stage.output).filter(|_| stage.reachable) else {
        return Size::unknown(0, if stage.reachable { "the build does not get here" } else { "not built" });
    };
    let after = after.totals().bytes;
    let last = match stage.output {
        Input::Op { op, .. } => parts.solution.ops.get(op),
        Input::Scratch | Input::Action(_) => None,
    };
    let base = last.and_then(|last| parts.solution.ops.get(last.root?));
    let image = base.and_then(|result| Some((result.base.as_ref()?, result.record.as_ref()?.output(0)?)));
    let Some((image, before)) = image else { return Size::exact(after, "the files themselves") };
    let size = base_size(image);
    let before = before.totals().bytes;
    let shift = |bytes: u64| bytes.saturating_add(after).saturating_sub(before);
    Size { low: shift(size.low), likely: shift(size.likely), high: size.high.map(shift), source: size.source }
}
