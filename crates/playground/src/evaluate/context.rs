use std::rc::Rc;

use drydock_builder::{BuildCache, Excluded, FileSystem, Filtered, select_paths, sync};
use drydock_plan::{OpKind, Plan};

use super::parts::Parts;
use crate::{ContextReport, ExcludedFile, Project};

/// More hidden paths than this are not listed.
const MAX_EXCLUDED: usize = 1000;

/// What of the context enters the build.
pub(crate) struct BuildContext {
    /// The context and what the ignore file leaves of it.
    pub filtered: Filtered,
    /// What is hidden and why.
    pub excluded: Rc<Vec<Excluded>>,
    /// The context as the builder has it.
    pub seen: FileSystem,
    /// Bytes sent when nothing was sent before; `None` when nothing of it is needed.
    pub cold: Option<u64>,
    /// Bytes sent after what was sent before.
    pub sent: Option<u64>,
    /// Why the ignore file cannot be used, in the engine's words.
    pub error: Option<String>,
}

impl BuildContext {
    pub fn new(project: &Project, cache: &BuildCache, plan: &Plan) -> Self {
        let whole = project.build_context().fs().clone();
        let mut memo = cache.context_memo();
        let text = project.dockerignore().map_or("", |(_, text)| text);
        let (filtered, excluded, error) = match memo.ignored(text, &whole, MAX_EXCLUDED) {
            Ok((filtered, excluded)) => (filtered, excluded, None),
            Err(error) => {
                let filtered = Filtered { input: whole.clone(), output: whole.clone() };
                (filtered, Rc::default(), Some(error))
            }
        };
        let kept = cache.synced();
        let needed = paths_read(plan);
        // A malformed path is an error of the step that names it; until then everything is sent.
        let selected = needed.as_ref().map(|paths| {
            let paths = paths.iter().map(String::as_str);
            select_paths(&whole, &filtered.output, paths).unwrap_or_else(|_| filtered.output.clone())
        });
        let (cold, sent) = match &selected {
            Some(selected) => {
                let (cold, sent) = memo.transferred(kept, selected);
                (Some(cold), Some(sent))
            }
            None => (None, None),
        };
        let seen = selected.map_or_else(|| filtered.output.clone(), |selected| sync(kept, &selected));
        Self { filtered, excluded, seen, cold, sent, error }
    }
}

/// The paths of the context that the build reads; empty for all of it, `None` when it reads nothing.
fn paths_read(plan: &Plan) -> Option<Vec<String>> {
    plan.ops.iter().find_map(|op| match &op.kind {
        OpKind::Source(source) if source.identifier == "local://context" => {
            Some(drydock_builder::needed_paths(source).unwrap_or_default())
        }
        _ => None,
    })
}

/// What a reader is told of the context.
pub(super) fn report(parts: &Parts<'_>) -> ContextReport {
    let context = &parts.context;
    let (all, included) = (context.filtered.input.totals(), context.filtered.output.totals());
    let excluded = context.excluded.iter().map(|excluded| ExcludedFile {
        path: if excluded.dir { format!("{}/", excluded.path) } else { excluded.path.clone() },
        pattern: excluded.by.pattern.clone(),
        line: excluded.by.line,
    });
    ContextReport {
        files: all.files as usize,
        bytes: all.bytes,
        included: included.files as usize,
        included_bytes: included.bytes,
        transferred: context.cold.unwrap_or(0),
        sent: context.sent,
        excluded: excluded.collect(),
    }
}
