use drydock_builder::Summary;
use drydock_catalog::Size;
use drydock_plan::{Base, Input, OpId, OpKind, Stage};

use super::parts::Parts;
use super::stages::{base_size, main_op};

/// What gzip leaves of a RUN's layer: 0.36 of the bytes, between 0.33 and 0.49, in 15 measured package installs.
const RUN_RATIO: (f64, f64, f64) = (0.33, 0.36, 0.49);
/// What gzip leaves of copied files: source text goes to about a quarter, programs to about 0.45, and archives and
/// pictures stay as they are.
const COPY_RATIO: (f64, f64, f64) = (0.15, 0.4, 1.0);

/// Bounds in bytes as a size; `u64::MAX` is no bound.
pub(super) fn bounded((low, likely, high): (u64, u64, u64), source: &str) -> Size {
    let source = source.to_owned();
    let size = Size::range(low, likely, high, source);
    Size { high: size.high.filter(|high| *high != u64::MAX), ..size }
}

/// Bytes of the layer that an operation makes, as it is pulled; `None` where it makes none.
pub(super) fn compressed_layer(parts: &Parts<'_>, op: OpId) -> Option<Size> {
    let summary = parts.solution.summary(&parts.plan, op)?;
    let record = parts.solution.ops.get(op)?.record.as_ref()?;
    let is_run = matches!(parts.plan.ops.get(op)?.kind, OpKind::Exec(_));
    Some(
        record
            .stated_compressed
            .clone()
            .unwrap_or_else(|| compressed(&summary.size, &summary.packed, is_run)),
    )
}

/// What gzip leaves of what is packed already; package lists in lz4 still lose a third.
const PACKED_RATIO: (f64, f64, f64) = (0.6, 0.9, 1.01);

fn compressed(size: &Size, packed: &Size, run: bool) -> Size {
    let (ratio, source) = match run {
        true => (RUN_RATIO, "0.36 of the size, as measured of package installs; of archives all"),
        false => (COPY_RATIO, "0.15 to 1 of the size, by kind of file"),
    };
    let times = |bytes: u64, packed: u64, ratio: f64, of_packed: f64| {
        let packed = packed.min(bytes);
        ((bytes - packed) as f64 * ratio + packed as f64 * of_packed).round() as u64
    };
    let low = times(size.low, packed.low, ratio.0, PACKED_RATIO.0);
    match size.high {
        Some(0) => Size::exact(0, source),
        Some(high) => {
            let likely = times(size.likely, packed.likely, ratio.1, PACKED_RATIO.1);
            let high = times(high, packed.high.unwrap_or(high), ratio.2, PACKED_RATIO.2);
            Size::range(low, likely, high, source)
        }
        None => Size::unknown(low, size.source.clone()),
    }
}

/// Size of the whole file system of each stage: its base image, and what its steps made of it.
pub(super) fn stage_sizes(parts: &Parts<'_>) -> Vec<Size> {
    let mut offs: Vec<Off> = Vec::new();
    let mut sizes = Vec::new();
    for stage in &parts.plan.stages {
        let mut off = match stage.base {
            Base::Stage(base) => offs.get(base).cloned().unwrap_or_default(),
            _ => Off::default(),
        };
        for op in stage.steps.iter().filter_map(|step| main_op(parts, &step.ops)) {
            let summary = parts.solution.summary(&parts.plan, op);
            summary.into_iter().for_each(|summary| off.add(summary));
        }
        sizes.push(off.from(file_system_size(parts, stage)));
        offs.push(off);
    }
    sizes
}

/// By how much steps add more or less than the likely size of the files that are listed: estimates, packages that are
/// only counted, stated sizes.
#[derive(Clone, Default)]
struct Off {
    low: i64,
    likely: i64,
    high: i64,
    unbounded: bool,
    /// The largest part, and where it is from.
    largest: Option<Size>,
}

impl Off {
    fn add(&mut self, summary: &Summary) {
        let listed = summary.files.likely;
        let beyond = |bytes: u64| bytes as i64 - listed as i64;
        self.low = self.low.saturating_add(beyond(summary.size.low));
        self.likely = self.likely.saturating_add(beyond(summary.size.likely));
        match summary.size.high {
            Some(high) => self.high = self.high.saturating_add(beyond(high)),
            None => self.unbounded = true,
        }
        if self.largest.as_ref().is_none_or(|largest| largest.likely < summary.size.likely) {
            self.largest = Some(summary.size.clone());
        }
    }

    /// `size`, of what is listed, with what is beyond it.
    fn from(&self, size: Size) -> Size {
        let larger = self.largest.as_ref().filter(|largest| largest.likely > size.likely);
        Size {
            low: size.low.saturating_add_signed(self.low),
            likely: size.likely.saturating_add_signed(self.likely),
            high: size.high.filter(|_| !self.unbounded).map(|high| high.saturating_add_signed(self.high)),
            source: larger.map_or(size.source, |larger| larger.source.clone()),
        }
    }
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
