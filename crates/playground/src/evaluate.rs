//! The one call: from a project and the build cache to everything that is known about its next build.

mod stages;

use drydock_builder::BuildCache;
use drydock_plan::{Images, Plan};
use drydock_source::Diagnostic;
use drydock_syntax::{Dockerfile, Tree};

use crate::{Evaluation, Project};

/// What the levels below made of a project.
pub(crate) struct Parts<'a> {
    pub project: &'a Project,
    pub tree: Tree,
    pub file: Dockerfile,
    pub plan: Plan,
}

/// Says everything that is known about the next build of `project` with `cache`. Never fails: what is wrong stands
/// in [`Evaluation::diagnostics`], and the good part is evaluated all the same.
pub fn evaluate(project: &Project, cache: &BuildCache) -> Evaluation {
    evaluate_with(project, cache, cache.images())
}

/// As [`evaluate`], with another registry than the catalogue.
pub fn evaluate_with(project: &Project, cache: &BuildCache, images: &dyn Images) -> Evaluation {
    let _ = cache;
    let parts = Parts::new(project, images);
    let diagnostics = parts.diagnostics();
    Evaluation {
        stages: stages::stages(&parts),
        error: diagnostics.iter().find(|diagnostic| diagnostic.is_error()).map(|error| error.message.clone()),
        diagnostics,
        target: parts.plan.target,
        ..Evaluation::default()
    }
}

/// Builds `project`: the cache after it, which is `cache` and what this build adds to it, also where it fails on the
/// way.
pub fn build(project: &Project, cache: &BuildCache) -> BuildCache {
    build_with(project, cache, cache.images())
}

/// As [`build`], with another registry than the catalogue.
pub fn build_with(project: &Project, cache: &BuildCache, images: &dyn Images) -> BuildCache {
    let _ = (project, images);
    cache.clone()
}

impl<'a> Parts<'a> {
    fn new(project: &'a Project, images: &dyn Images) -> Self {
        let tree = drydock_syntax::parse(&project.dockerfile);
        let file = drydock_syntax::read(&tree);
        let plan = drydock_plan::plan(&tree, &file, &project.plan_options(), images);
        Self { project, tree, file, plan }
    }

    /// Those of all levels, the errors of the earlier level first: the first error is the one BuildKit stops at.
    fn diagnostics(&self) -> Vec<Diagnostic> {
        let levels = [&self.tree.diagnostics, &self.file.diagnostics, &self.plan.diagnostics];
        levels.into_iter().flatten().cloned().collect()
    }
}
