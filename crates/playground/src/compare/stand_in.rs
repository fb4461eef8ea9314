//! Files that stand for those which nobody gave: two pasted Dockerfiles come without their context.

use drydock_builder::{BuildCache, ContextFile};

use crate::{Evaluation, Project, Verdict, evaluate};

/// So many files are stood in for at most.
const MOST: usize = 50;

/// Puts an empty file or folder wherever one of the two copies what neither has, and tells the paths, sorted. What only one of
/// them lacks is a difference, and stays.
pub(super) fn stand_in(a: &mut Project, b: &mut Project, cache: &BuildCache) -> Vec<String> {
    let mut paths = Vec::new();
    while paths.len() < MOST {
        let missing = [&*a, &*b].into_iter().find_map(|project| missing(&evaluate(project, cache)));
        let Some(path) = missing.filter(|path| !paths.contains(path)) else { break };
        let there = [&*a, &*b].into_iter().any(|project| project.context.get(&path).is_some());
        let set = |project: &mut Project| project.context.set(&path, entry(&path)).is_ok();
        if there || !set(a) || !set(b) {
            break;
        }
        paths.push(path);
    }
    paths.sort();
    paths
}

/// A path without an ending is most often a folder.
fn entry(path: &str) -> ContextFile {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = !name.contains('.') && name.starts_with(|c: char| c.is_ascii_lowercase());
    if folder { ContextFile::dir() } else { ContextFile::text("") }
}

/// The path of the context that the build does not find.
fn missing(evaluation: &Evaluation) -> Option<String> {
    let mut steps = evaluation.stages.iter().flat_map(|stage| &stage.steps);
    let failed = steps.find(|step| step.verdict == Verdict::Failed)?;
    if !matches!(failed.keyword.as_str(), "COPY" | "ADD") || failed.text.contains("--from") {
        return None;
    }
    let quoted = evaluation.error.as_deref()?.strip_suffix(": not found")?.strip_suffix('"')?;
    let (_, path) = quoted.rsplit_once('"')?;
    Some(path.trim_matches('/').to_owned()).filter(|path| !path.is_empty())
}
