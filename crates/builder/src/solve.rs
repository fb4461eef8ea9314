//! The solver: walks the operations of a plan as BuildKit's does, takes from the cache what it finds there and makes
//! the rest.

mod execute;
mod lookup;
mod merge;
mod outcome;
mod run;
mod source;
mod stated;

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::rc::Rc;

use drydock_plan::{BaseImage, Images, Input, Op, OpId, OpKind, Plan};
pub use execute::root_input;

use crate::cache::Fresh;
use crate::key::{CacheMap, cache_map};
use crate::statement::Statement;
use crate::timing::Seconds;
use crate::{BuildCache, Digest, FileSystem, PastBuild, PastOp, Record, Summary};

/// Where the sizes of files are from that commands write, as a reader is told.
const RUN_SOURCE: &str = "worked out from the command";

/// What the solver is asked.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What to build.
    pub plan: &'a Rc<Plan>,
    /// The registry.
    pub images: &'a dyn Images,
    /// What the builder has of the context, the ignored files left out.
    pub context: &'a FileSystem,
    /// Bytes sent to bring the builder's copy of the context up to date; `None` when it is not needed.
    pub sent: Option<u64>,
    /// What the user states about the instruction an operation belongs to, by operation; may be shorter.
    pub statements: &'a [Option<&'a Statement>],
    /// Secrets by id.
    pub secrets: &'a BTreeMap<String, String>,
    /// Past builds.
    pub cache: &'a BuildCache,
}

/// What becomes of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Taken from the cache.
    Cached,
    /// Made.
    Executed,
    /// Failed.
    Failed,
    /// Did not get to run or to an end, because another failed.
    Canceled,
}

/// One operation of the build.
#[derive(Clone, Debug)]
pub struct OpResult {
    /// What becomes of it.
    pub state: State,
    /// Digest of the operation without its inputs; of an image its own.
    pub key: Digest,
    /// Id of its result.
    pub id: Digest,
    /// Ids under which its consumers may look for theirs; none for what must not be found.
    pub found: Vec<Digest>,
    /// For each input the digest of what is selected, where it was looked at.
    pub contents: Vec<Option<Digest>>,
    /// Its result; `None` when there is none.
    pub record: Option<Rc<Record>>,
    /// Error text of a failed one, as it stands behind `ERROR:` in the progress output.
    pub error: Option<String>,
    /// Fingerprint of what is stated about it and about all that it stands on; the default where nothing is.
    pub stated: Digest,
    /// The image its stage stands on.
    pub base: Option<Rc<BaseImage>>,
    /// The source that it stands on in the end; itself for a source.
    pub root: Option<OpId>,
    /// What stands before `error` where it ends the build (`failed to compute cache key`).
    pub error_prefix: &'static str,
    /// When it begins, counted from the beginning of the build.
    pub start: Seconds,
    /// When it ends.
    pub end: Seconds,
}

/// A build that was worked out.
#[derive(Clone, Debug, Default)]
pub struct Solution {
    /// The operations, as in the plan.
    pub ops: Vec<OpResult>,
    /// The operation whose failure ends the build.
    pub failed: Option<OpId>,
    /// How long the build takes.
    pub total: Seconds,
    /// How long it takes with nothing cached.
    pub uncached: Seconds,
    /// The operations, first to last, that make up `total`: each begins when the one before it ends.
    pub critical: Vec<OpId>,
    fresh: Fresh,
}

/// Works out the build of a plan.
pub fn solve(request: Request<'_>) -> Solution {
    let mut solver = Solver {
        request,
        results: Vec::with_capacity(request.plan.ops.len()),
        fresh: Fresh { synced: request.sent.map(|_| request.context.clone()), ..Fresh::default() },
        memo: HashMap::new(),
    };
    for op in &request.plan.ops {
        let mut result = solver.op(op);
        if !matches!(op.kind, OpKind::Source(_)) {
            result.stated = solver.stated(op);
        }
        let below = execute::root_input(op).and_then(|input| solver.input(input));
        if let Some(below) = below {
            result.base = result.base.or_else(|| below.base.clone());
            result.root = below.root;
        } else if matches!(op.kind, OpKind::Source(_)) {
            result.root = Some(solver.results.len());
        }
        solver.results.push(result);
    }
    *request.cache.memo.borrow_mut() = solver.memo;
    outcome::finish(request.plan, solver.results, solver.fresh)
}

impl Solution {
    /// The file system an input stands for; empty for scratch, `None` when its operation has no result.
    pub fn file_system(&self, input: Input) -> Option<FileSystem> {
        match input {
            Input::Op { op, output } => self.ops.get(op)?.record.as_ref()?.output(output).cloned(),
            Input::Scratch => Some(FileSystem::new()),
            Input::Action(_) => None,
        }
    }

    /// What operation `op` changes in the tree it stands on; `None` for sources and where there is no result.
    pub fn summary(&self, plan: &Plan, op: OpId) -> Option<&Summary> {
        let planned = plan.ops.get(op)?;
        let source = match &planned.kind {
            OpKind::Source(_) | OpKind::Merge(_) => return None,
            OpKind::Exec(_) => RUN_SOURCE,
            OpKind::File(_) => "the files themselves",
        };
        let record = self.ops.get(op)?.record.as_ref().filter(|record| record.error.is_none())?;
        let before = || root_input(planned).and_then(|input| self.file_system(input)).unwrap_or_default();
        Some(record.summary(before, source))
    }

    /// The cache after this build.
    pub fn commit(self, plan: &Rc<Plan>, cache: &BuildCache) -> BuildCache {
        let ops = self.ops.into_iter().map(|op| PastOp {
            key: op.key,
            contents: op.contents,
            record: op.record.filter(|_| matches!(op.state, State::Cached | State::Executed)),
        });
        cache.with(self.fresh, PastBuild { plan: plan.clone(), ops: ops.collect() })
    }
}

struct Solver<'a> {
    request: Request<'a>,
    results: Vec<OpResult>,
    fresh: Fresh,
    /// Results of this build, to be remembered until the next one.
    memo: HashMap<Digest, Rc<Record>>,
}

impl Solver<'_> {
    fn op(&mut self, op: &Op) -> OpResult {
        if let OpKind::Source(source) = &op.kind {
            return self.source(op, source);
        }
        let map = cache_map(op);
        if !op.inputs.iter().all(|input| self.usable(*input)) {
            return match self.contents(op, &map) {
                Ok(_) => OpResult::new(State::Canceled, map.digest, map.digest),
                Err(error) => missing(&map, error),
            };
        }
        match self.lookup(op, &map) {
            Ok(found) => match found.record {
                Some(record) => self.hit(op, &map, found.ids, found.contents, record),
                None => self.execute(op, &map, found.contents),
            },
            Err(error) => missing(&map, error),
        }
    }

    fn usable(&self, input: Input) -> bool {
        match input {
            Input::Op { op, output } => {
                self.results.get(op).and_then(|result| result.record.as_ref()?.output(output)).is_some()
            }
            Input::Scratch | Input::Action(_) => true,
        }
    }

    fn input(&self, input: Input) -> Option<&OpResult> {
        match input {
            Input::Op { op, .. } => self.results.get(op),
            Input::Scratch | Input::Action(_) => None,
        }
    }

    /// The tree an input stands for; the empty one for scratch.
    fn tree(&self, input: Input) -> FileSystem {
        match input {
            Input::Op { output, .. } => {
                self.input(input).and_then(|result| result.record.as_ref()?.output(output).cloned())
            }
            Input::Scratch | Input::Action(_) => None,
        }
        .unwrap_or_default()
    }
}

/// A step of which something it selects is not there.
fn missing(map: &CacheMap, error: String) -> OpResult {
    OpResult {
        error: Some(error),
        error_prefix: "failed to compute cache key: ",
        ..OpResult::new(State::Failed, map.digest, map.digest)
    }
}

impl OpResult {
    /// The number that what it wrote carries as origin ([`crate::Node::origin`]).
    pub fn origin(&self) -> u32 {
        run::origin(self.id)
    }

    fn new(state: State, key: Digest, id: Digest) -> Self {
        Self {
            state,
            key,
            id,
            found: Vec::new(),
            contents: Vec::new(),
            record: None,
            error: None,
            error_prefix: "",
            stated: Digest::default(),
            base: None,
            root: None,
            start: Seconds::ZERO,
            end: Seconds::ZERO,
        }
    }
}
