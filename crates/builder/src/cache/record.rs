use std::cell::OnceCell;
use std::rc::Rc;

use drydock_catalog::Size;
use drydock_catalog::packages::Table;
use drydock_plan::Plan;

use crate::summary::summarize;
use crate::timing::{Seconds, source};
use crate::{Digest, FileSystem, Summary};

/// What an operation made.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its outputs, the first is the root; none when it failed.
    pub outputs: Vec<FileSystem>,
    /// How long it took.
    pub seconds: Seconds,
    /// Where that figure is from, as a reader is told.
    pub time_source: &'static str,
    /// What it printed, as far as it is known.
    pub log: String,
    /// What the estimate leaves open, in words.
    pub notes: Vec<String>,
    /// True when everything it does is understood.
    pub known: bool,
    /// True when it writes nothing but what is listed, be it of known or of estimated size.
    pub followed: bool,
    /// Bytes it adds to the layer that are not in the outputs.
    pub extra: Option<Size>,
    /// True when commands may be there that the base image does not list.
    pub more_commands: bool,
    /// What it left in cache mounts, by id.
    pub mounts: Vec<(String, FileSystem)>,
    /// Why it failed, in the engine's words.
    pub error: Option<String>,
    /// Package tables that would tell more of it and were not loaded.
    pub missing: Vec<Table>,
    /// Bytes its layer adds, where the user states them.
    pub stated_size: Option<Size>,
    /// The same as it is pulled.
    pub stated_compressed: Option<Size>,
    /// Fingerprint of the statements under which it was made.
    pub(crate) stated: Digest,
    /// Number of the build that made it.
    pub(crate) run: u64,
    pub(crate) summary: OnceCell<Summary>,
}

impl Record {
    /// The result of an operation that only makes a tree.
    pub fn of(fs: FileSystem, seconds: Seconds, time_source: &'static str) -> Self {
        Self { outputs: vec![fs], known: true, followed: true, time_source, ..Self::empty(seconds) }
    }

    /// The result of an operation that fails.
    pub fn failed(error: String, seconds: Seconds) -> Self {
        Self { error: Some(error), known: true, time_source: source::COPY, ..Self::empty(seconds) }
    }

    /// No outputs yet, and nothing understood.
    pub(crate) fn empty(seconds: Seconds) -> Self {
        Self {
            outputs: Vec::new(),
            seconds,
            time_source: "",
            log: String::new(),
            notes: Vec::new(),
            known: false,
            followed: false,
            extra: None,
            more_commands: false,
            mounts: Vec::new(),
            error: None,
            missing: Vec::new(),
            stated_size: None,
            stated_compressed: None,
            stated: Digest::default(),
            run: 0,
            summary: OnceCell::new(),
        }
    }

    /// What it changes, when it stands on what `before` gives; `source` says where exact sizes come from. Worked out once.
    pub fn summary(&self, before: impl FnOnce() -> FileSystem, source: &'static str) -> &Summary {
        self.summary.get_or_init(|| {
            let empty = FileSystem::new();
            let mut summary = summarize(&before(), self.output(0).unwrap_or(&empty), source);
            if let Some(extra) = &self.extra {
                summary.size = summary.size.plus(extra);
            }
            if !self.followed && self.error.is_none() {
                let more = Size::unknown(0, "a command that cannot be followed");
                summary.size = summary.size.plus(&more);
            }
            if let Some(stated) = &self.stated_size {
                summary.size = stated.clone();
            }
            summary
        })
    }

    /// Output number `output`.
    pub fn output(&self, output: usize) -> Option<&FileSystem> {
        self.outputs.get(output)
    }
}

/// A build as it is remembered, to say what changed since.
#[derive(Clone, Debug)]
pub struct PastBuild {
    /// Its plan.
    pub plan: Rc<Plan>,
    /// What became of each operation of the plan.
    pub ops: Vec<PastOp>,
}

/// What became of one operation of a past build.
#[derive(Clone, Debug, Default)]
pub struct PastOp {
    /// Digest of the operation without its inputs; of an image its own.
    pub key: Digest,
    /// For each input the digest of what was selected, where that was looked at.
    pub contents: Vec<Option<Digest>>,
    /// The result; `None` when it failed or did not get to run.
    pub record: Option<Rc<Record>>,
}
