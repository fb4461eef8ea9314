//! The one call: from a project and the build cache to everything that is known about its next build.

mod container;
mod context;
mod graph;
mod image;
mod inspect;
mod operations;
pub(crate) mod parts;
mod places;
mod reasons;
mod size;
mod stages;
mod totals;

use std::collections::BTreeSet;
use std::rc::Rc;

use drydock_builder::BuildCache;
use drydock_lint::Suspect;
use drydock_plan::{Config, Images};
use drydock_runtime::ImageFiles;
use drydock_source::Diagnostic;

use crate::{BuildArgument, Evaluation, Project};
pub(crate) use image::{chain, image_ops};
pub use inspect::{file_system_after, waste};
use parts::Parts;
pub(crate) use totals::base_image_size;

/// Says everything that is known about the next build of `project` with `cache`. Never fails: what is wrong stands
/// in [`Evaluation::diagnostics`], and the good part is evaluated all the same.
pub fn evaluate(project: &Project, cache: &BuildCache) -> Evaluation {
    evaluate_with(project, cache, cache.images())
}

/// As [`evaluate`], with another registry than the catalogue.
pub fn evaluate_with(project: &Project, cache: &BuildCache, images: &dyn Images) -> Evaluation {
    let parts = Parts::new(project, cache, images);
    let stages = stages::stages(&parts);
    let (layers, image) = image::image(&parts);
    let container = container::container(&parts, cache).map(|container| places::placed(&parts, container));
    let ran = parts.ran_of(container.as_ref());
    Evaluation {
        operations: operations::operations(&parts),
        graph: graph::graph(&parts, &stages),
        totals: totals::totals(&parts, &layers),
        context: context::report(&parts),
        error: parts.error(),
        diagnostics: parts.diagnostics(ran.as_ref(), &suspects(&parts, cache)),
        target: parts.plan.target,
        layers,
        image,
        stages,
        container,
        arguments: arguments(&parts),
        missing_data: missing_data(&parts),
    }
}

/// What is wrong with a project.
#[derive(Clone, Debug, Default)]
pub struct Diagnosis {
    /// As [`Evaluation::diagnostics`].
    pub diagnostics: Vec<Diagnostic>,
    /// As [`Evaluation::missing_data`].
    pub missing_data: Vec<String>,
}

/// As [`evaluate`], for those who ask for the findings alone: nothing else is worked out.
pub fn diagnose(project: &Project, cache: &BuildCache) -> Diagnosis {
    let parts = Parts::new(project, cache, cache.images());
    let ran = container::ran(&parts);
    Diagnosis {
        diagnostics: parts.diagnostics(ran.as_ref(), &suspects(&parts, cache)),
        missing_data: missing_data(&parts),
    }
}

fn suspects(parts: &Parts<'_>, cache: &BuildCache) -> Rc<Vec<Suspect>> {
    let included = &parts.context.filtered.output;
    cache.remember(included.root().digest(), || Rc::new(drydock_lint::suspects(included)))
}

/// File names of the package tables that some step asked for in vain.
fn missing_data(parts: &Parts<'_>) -> Vec<String> {
    let records = parts.solution.ops.iter().filter_map(|op| op.record.as_ref());
    let tables: BTreeSet<_> = records.flat_map(|record| record.missing.iter().copied()).collect();
    tables.into_iter().map(|table| table.file().to_owned()).collect()
}

/// Build arguments of the target, as its outline lists them.
fn arguments(parts: &Parts<'_>) -> Vec<BuildArgument> {
    let outline = drydock_plan::outline(&parts.plan).unwrap_or_default();
    let argument = |arg: drydock_plan::ArgInfo| BuildArgument {
        name: arg.name,
        value: arg.value,
        doc: arg.doc,
        line: arg.lines.first,
    };
    outline.args.into_iter().map(argument).collect()
}

/// Builds `project`: the cache after it, which is `cache` and what this build adds to it, also where it fails on the
/// way. A Dockerfile with an error in it is not built.
pub fn build(project: &Project, cache: &BuildCache) -> BuildCache {
    build_with(project, cache, cache.images())
}

/// As [`build`], with another registry than the catalogue.
pub fn build_with(project: &Project, cache: &BuildCache, images: &dyn Images) -> BuildCache {
    let parts = Parts::new(project, cache, images);
    if parts.stops_early().is_some() { cache.clone() } else { parts.solution.commit(&parts.plan, cache) }
}

/// Config and files of the image that a build of `project` makes; `None` where it makes none.
pub fn built_image(
    project: &Project,
    cache: &BuildCache,
    images: &dyn Images,
) -> Option<(Config, ImageFiles)> {
    let parts = Parts::new(project, cache, images);
    if parts.error().is_some() { None } else { container::image(&parts) }
}
