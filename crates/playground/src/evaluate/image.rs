use std::collections::HashMap;

use drydock_catalog::Size;
use drydock_plan::{Base, BaseImage, Image, OpId, Stage, Step};

use super::parts::Parts;
use super::size::{bounded, compressed_layer};
use super::stages::main_op;
use crate::{Config, HistoryLine, ImageReport, Layer};

/// The final image: its layers, base first, and its config and history.
pub(super) fn image(parts: &Parts<'_>) -> (Vec<Layer>, Option<ImageReport>) {
    match final_image(parts) {
        Some((image, entries)) => (layers(parts, &entries), Some(report(image, entries))),
        None => (layers(parts, &[]), None),
    }
}

fn report(image: Image, entries: Vec<Entry>) -> ImageReport {
    let mut history: Vec<HistoryLine> = entries.into_iter().map(|entry| entry.line).collect();
    history.reverse();
    ImageReport { platform: image.platform.to_string(), config: config(image), history }
}

fn layers(parts: &Parts<'_>, entries: &[Entry]) -> Vec<Layer> {
    let base = base_image(parts);
    let source = base.map(|image| image.source.clone()).unwrap_or_default();
    let of_base = base.into_iter().flat_map(|image| &image.layers).map(|layer| Layer {
        created_by: layer.created_by.clone(),
        stage: None,
        step: None,
        size: bounded(layer.size, &source),
        compressed: bounded(layer.compressed, &source),
    });
    let own = entries.iter().filter_map(|entry| {
        let (stage, step) = entry.made_by?;
        let op = main_op(parts, &parts.plan.stages.get(stage)?.steps.get(step)?.ops)?;
        Some(Layer {
            created_by: entry.line.created_by.clone(),
            stage: Some(stage),
            step: Some(step + 1),
            compressed: compressed_layer(parts, op)?,
            size: entry.line.size.clone()?,
        })
    });
    of_base.chain(own).collect()
}

/// One line of the history and the step that made it: stage and place in its steps, the FROM not counted.
struct Entry {
    line: HistoryLine,
    made_by: Option<(usize, usize)>,
}

fn final_image(parts: &Parts<'_>) -> Option<(Image, Vec<Entry>)> {
    let image = parts.plan.image.as_ref()?.image();
    let made_by = made_by(parts);
    let base = base_image(parts);
    let base_entries = base.map_or(0, |base| base.image.history.len());
    let filled = image.history.iter().take(base_entries).filter(|entry| !entry.empty_layer).count();
    // Where the catalogue lists other layers than the history has, nobody knows which size belongs to which line.
    let mut base_layers =
        base.filter(|base| base.layers.len() == filled).into_iter().flat_map(|base| &base.layers);
    let source = base.map(|base| base.source.clone()).unwrap_or_default();
    let mut entries = Vec::with_capacity(image.history.len());
    for (place, history) in image.history.iter().enumerate() {
        let step = made_by.get(&place);
        let size = match step {
            _ if history.empty_layer => None,
            Some((stage, step)) => step_size(parts, stage, *step),
            None => base_layers.next().map(|layer| bounded(layer.size, &source)),
        };
        entries.push(Entry {
            line: HistoryLine {
                created_by: history.created_by.clone(),
                size,
                comment: history.comment.clone(),
                lines: step.map(|(stage, step)| {
                    let lines = stage.steps.get(*step).map(|step| step.lines).unwrap_or_default();
                    (lines.first, lines.last)
                }),
            },
            made_by: step.map(|(stage, step)| (stage.index, *step)),
        });
    }
    Some((image, entries))
}

fn step_size(parts: &Parts<'_>, stage: &Stage, step: usize) -> Option<Size> {
    let step: &Step = stage.steps.get(step)?;
    let summary = parts.solution.summary(&parts.plan, main_op(parts, &step.ops)?)?;
    Some(summary.size.clone())
}

/// The target and the stages it stands on, the target first.
pub(crate) fn chain<'p>(parts: &'p Parts<'_>) -> Vec<&'p Stage> {
    let mut chain = Vec::new();
    let mut next = parts.plan.target.and_then(|target| parts.plan.stages.get(target));
    while let Some(stage) = next {
        chain.push(stage);
        next = match stage.base {
            // A stage only stands on an earlier one.
            Base::Stage(base) if base < stage.index => parts.plan.stages.get(base),
            _ => None,
        };
    }
    chain
}

/// The operations whose layers are those of the final image, the base image's left out; first to last.
pub(crate) fn image_ops(parts: &Parts<'_>) -> Vec<OpId> {
    let mut stages = chain(parts);
    stages.reverse();
    stages.iter().flat_map(|stage| &stage.steps).filter_map(|step| main_op(parts, &step.ops)).collect()
}

/// The step that made each line of the final history, by place.
fn made_by<'p>(parts: &'p Parts<'_>) -> HashMap<usize, (&'p Stage, usize)> {
    let steps = chain(parts).into_iter().flat_map(|stage| {
        stage.steps.iter().enumerate().filter_map(move |(place, step)| Some((step.history?, (stage, place))))
    });
    steps.collect()
}

/// The image from outside that the target stands on.
pub(super) fn base_image<'p>(parts: &'p Parts<'_>) -> Option<&'p BaseImage> {
    match &chain(parts).last()?.base {
        Base::Image { info, .. } => info.as_deref(),
        _ => None,
    }
}

fn config(image: Image) -> Config {
    let config = image.config;
    Config {
        user: config.user,
        exposed_ports: config.exposed_ports.into_keys().collect(),
        env: config.env,
        entrypoint: config.entrypoint,
        cmd: config.cmd,
        healthcheck: config.healthcheck.map(|health| health.test),
        volumes: config.volumes.into_keys().collect(),
        working_dir: config.working_dir,
        on_build: config.on_build,
        labels: config.labels,
        stop_signal: config.stop_signal,
        shell: config.shell,
    }
}
