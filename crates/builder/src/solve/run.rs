use drydock_plan::{Exec, ExecMount, Input, MountKind, Op};
use drydock_syntax::quote;

use super::{RUN_SOURCE, Solver, root_input};
use crate::effect::{self, Exit, MountSource};
use crate::timing::{container, copy, source};
use crate::{Content, Digest, FileSystem, Record};

impl Solver<'_> {
    /// Carries out a RUN; `id` is the id of its result, `run` the number of the build.
    pub(super) fn run(&self, op: &Op, exec: &Exec, (id, run): (Digest, u64)) -> Record {
        let root = self.tree(exec.mounts.first().and_then(|mount| mount.from).unwrap_or(Input::Scratch));
        let mounts: Vec<MountSource> = exec.mounts.iter().map(|mount| self.mount_source(op, mount)).collect();
        let below = root_input(op).and_then(|input| self.input(input));
        let record = below.and_then(|below| below.record.as_ref());
        let outcome = effect::run(&effect::Request {
            exec,
            root: &root,
            mounts: &mounts,
            base: below.and_then(|below| below.base.as_deref()),
            more_commands: record.is_some_and(|record| record.more_commands),
            input: id,
            run,
            step: origin(id),
            tables: self.request.cache.tables(),
        });
        let error = match outcome.exit {
            Exit::Code(code @ 1..) => Some(format!(
                "process {} did not complete successfully: exit code: {code}",
                quote(&exec.args.join(" "))
            )),
            Exit::Code(0) | Exit::Unknown => None,
        };
        let outputs = if error.is_some() { Vec::new() } else { outputs(exec, outcome.fs, &outcome.mounts) };
        let mounts = exec.mounts.iter().zip(outcome.mounts);
        let only_commands = outcome.time_source.is_empty();
        let mut record = Record {
            outputs,
            error,
            time_source: if only_commands { source::COMMANDS } else { outcome.time_source },
            log: outcome.output,
            notes: outcome.notes,
            known: outcome.known,
            followed: outcome.followed,
            extra: outcome.extra,
            more_commands: outcome.more_commands,
            mounts: mounts.filter_map(|(mount, after)| Some((cache_id(mount)?.to_owned(), after?))).collect(),
            missing: outcome.missing,
            ..Record::empty(container() + outcome.seconds)
        };
        // What package managers write is part of their time.
        if only_commands && record.error.is_none() {
            let summary = record.summary(|| root, RUN_SOURCE);
            let written = copy(summary.files.likely, summary.paths);
            record.seconds = record.seconds + written;
        }
        record
    }

    fn mount_source(&self, op: &Op, mount: &ExecMount) -> MountSource {
        match &mount.kind {
            MountKind::Bind => {
                mount.from.map_or(MountSource::Empty, |from| MountSource::Tree(self.tree(from)))
            }
            MountKind::Cache { id, .. } => MountSource::Tree(self.cache_mount(op, mount, id)),
            MountKind::Secret { id, .. } => match self.request.secrets.get(id) {
                Some(text) => MountSource::File(Content::bytes(text.as_bytes())),
                None => MountSource::Empty,
            },
            MountKind::Tmpfs { .. } | MountKind::Ssh { .. } => MountSource::Empty,
        }
    }

    /// What a cache mount holds; nothing where the step must not use the cache (`detectPrunedCacheID`).
    pub(super) fn cache_mount(&self, op: &Op, mount: &ExecMount, id: &str) -> FileSystem {
        let kept = self.fresh.mounts.get(id).or_else(|| self.request.cache.store.mounts.get(id));
        match (kept.filter(|_| !op.ignore_cache), mount.from) {
            (Some(kept), _) => kept.clone(),
            (None, Some(from)) => self.tree(from),
            (None, None) => FileSystem::new(),
        }
    }
}

/// The number under which what a result wrote is known.
pub(super) fn origin(id: Digest) -> u32 {
    id.0 as u32
}

/// The root, then what mounts keep, each at its number.
fn outputs(exec: &Exec, root: FileSystem, mounts: &[Option<FileSystem>]) -> Vec<FileSystem> {
    let mut outputs = vec![root];
    for (mount, after) in exec.mounts.iter().zip(mounts) {
        if let (Some(at @ 1..), Some(after)) = (mount.output, after) {
            outputs.resize(outputs.len().max(at + 1), FileSystem::new());
            outputs[at] = after.clone();
        }
    }
    outputs
}

fn cache_id(mount: &ExecMount) -> Option<&str> {
    match &mount.kind {
        MountKind::Cache { id, .. } => Some(id),
        _ => None,
    }
}
