//! A build of an engine case, with all that the builder knows of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_builder::{
    BuildCache, Context, FileSystem, IgnoreFile, Layer, Request, Solution, needed_paths, own_ignore_path,
    root_input, select_paths, solve, transferred,
};
use drydock_lint::buildkit;
use drydock_plan::{Base, Input, OpId, OpKind, Options, Plan, Stage, first_error, plan};
use drydock_source::Diagnostic;
use drydock_syntax::{parse, read};

use crate::inputs::{EngineImages, Situation};

/// A first build, with an empty cache.
pub(super) struct Built {
    pub plan: Rc<Plan>,
    pub solution: Solution,
    /// What BuildKit's checks find, as `Rule: message (line N)`.
    pub warnings: Vec<String>,
    /// Bytes of the context that are transferred; `None` when nothing of it is needed.
    pub context_bytes: Option<u64>,
}

impl Built {
    /// Builds; the error is the one that the build stops at before it does anything.
    pub fn new(situation: &Situation, context: &Context) -> Result<Self, String> {
        let images = EngineImages::new(situation.opt("base"))?;
        let own = context.text(&own_ignore_path(&situation.dockerfile_path));
        let ignore = own.or_else(|| context.text(".dockerignore"));
        let options = Options {
            target: situation.opt("target").to_owned(),
            build_args: situation.build_args.clone(),
            dockerignore: ignore.map(str::to_owned),
            ..Options::default()
        };
        let tree = parse(&situation.dockerfile());
        let file = read(&tree);
        let plan = Rc::new(plan(&tree, &file, &options, &images));
        if let Some(error) = first_error(&tree, &file, &plan) {
            return Err(error.message.clone());
        }
        let ignore = IgnoreFile::parse(ignore.unwrap_or_default()).map_err(|error| error.to_string())?;
        let visible = ignore.filter(context.fs(), None).map_err(|error| error.to_string())?.output;
        let (seen, sent) = select(&plan, context.fs(), visible)?;
        let (secrets, cache) = (BTreeMap::new(), BuildCache::default());
        let request = Request {
            plan: &plan,
            images: &images,
            context: &seen,
            sent,
            statements: &[],
            secrets: &secrets,
            cache: &cache,
        };
        let solution = solve(request);
        let warnings = buildkit::reported(&drydock_lint::Input::new(&tree, &file, &plan));
        let warnings = warnings.iter().map(|finding| warning(&finding.diagnostic)).collect();
        Ok(Self { plan, solution, warnings, context_bytes: sent })
    }

    /// The error of the step that fails.
    pub fn error(&self) -> Option<String> {
        let url = self.plan.ops.iter().find_map(|op| match &op.kind {
            OpKind::Source(source) if source.identifier.starts_with("http") => Some(&source.identifier),
            _ => None,
        });
        if let Some(url) = url {
            // The recorded engine had no network.
            let host = url.split('/').nth(2).unwrap_or_default();
            return Some(format!(
                "failed to load cache key: Get {url:?}: dial tcp: lookup {host}: no such host"
            ));
        }
        let failed = self.solution.ops.get(self.solution.failed?)?;
        Some(format!("{}{}", failed.error_prefix, failed.error.as_deref().unwrap_or_default()))
    }

    /// The tree of the target stage.
    pub fn result(&self) -> FileSystem {
        self.plan.output.and_then(|output| self.solution.file_system(output)).unwrap_or_default()
    }

    /// The layer that the last operation makes.
    pub fn last_layer(&self) -> Option<Layer> {
        let Some(Input::Op { op, .. }) = self.plan.output else { return None };
        self.solution.layer(&self.plan, op)
    }

    /// The image that the result stands on.
    pub fn base(&self) -> Option<FileSystem> {
        let mut input = self.plan.output?;
        loop {
            let Input::Op { op, .. } = input else { return None };
            match &self.plan.ops.get(op)?.kind {
                OpKind::Source(source) if source.identifier.starts_with("docker-image://") => {
                    return self.solution.file_system(input);
                }
                _ => input = root_input(self.plan.ops.get(op)?)?,
            }
        }
    }

    /// The operations that made the entries of the final history, by place.
    pub fn history(&self) -> BTreeMap<usize, OpId> {
        let mut made = BTreeMap::new();
        let mut next = self.plan.target.and_then(|target| self.plan.stages.get(target));
        while let Some(stage) = next {
            for step in &stage.steps {
                if let (Some(place), Some(op)) = (step.history, step.ops.last()) {
                    made.insert(place, *op);
                }
            }
            next = self.stage_below(stage);
        }
        made
    }

    fn stage_below(&self, stage: &Stage) -> Option<&Stage> {
        match stage.base {
            Base::Stage(base) if base < stage.index => self.plan.stages.get(base),
            _ => None,
        }
    }
}

fn warning(found: &Diagnostic) -> String {
    let line = found.lines.first().and_then(|lines| lines.first()).copied().unwrap_or_default();
    format!("{}: {} (line {line})", found.code, found.message)
}

/// The part of the context that the plan can need, and the bytes of its transfer; all of it where the plan needs none.
fn select(
    plan: &Plan,
    context: &FileSystem,
    visible: FileSystem,
) -> Result<(FileSystem, Option<u64>), String> {
    let source = plan.ops.iter().find_map(|op| match &op.kind {
        OpKind::Source(source) if source.identifier == "local://context" => Some(source),
        _ => None,
    });
    let Some(source) = source else { return Ok((visible, None)) };
    let paths = needed_paths(source);
    let selected = match &paths {
        Some(paths) => select_paths(context, &visible, paths.iter().map(String::as_str)),
        None => Ok(visible),
    };
    let selected = selected.map_err(|error| error.to_string())?;
    let bytes = transferred(None, &selected);
    Ok((selected, Some(bytes)))
}
