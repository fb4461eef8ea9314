use std::rc::Rc;

use drydock_plan::{FileAction, FileOp, Input, MountKind, Op, OpKind};

use super::run::origin;
use super::{OpResult, Solver, State};
use crate::key::{CacheMap, KeyWriter};
use crate::timing::{Seconds, copy, source};
use crate::{Digest, FileSystem, Record, run_file_op};

impl Solver<'_> {
    /// Makes what the cache does not have.
    pub(super) fn execute(&mut self, op: &Op, map: &CacheMap, contents: Vec<Option<Digest>>) -> OpResult {
        let id = self.new_id(op, map, &contents);
        let record = self.made(op, id, self.request.cache.store.builds);
        if let Some(error) = &record.error {
            return OpResult {
                contents,
                error: Some(error.clone()),
                record: Some(record),
                ..OpResult::new(State::Failed, map.digest, id)
            };
        }
        self.link(op, map, &contents, id);
        self.fresh.mounts.extend(record.mounts.iter().cloned());
        self.fresh.records.insert(id, record.clone());
        OpResult {
            // What was made in spite of the cache leads to nothing that is in it (`edge.processExecReq`).
            found: if op.ignore_cache { Vec::new() } else { vec![id] },
            contents,
            record: Some(record),
            ..OpResult::new(State::Executed, map.digest, id)
        }
    }

    /// What `op` makes in build number `run`, with what is stated about it and about what it stands on.
    pub(super) fn made(&mut self, op: &Op, id: Digest, run: u64) -> Rc<Record> {
        let stated = self.stated(op);
        let memo = self.memo_key(op, id, (stated, run));
        let record = self.remembered(memo).unwrap_or_else(|| {
            let record = self.with_statement(op, id, self.make(op, id, run));
            Rc::new(Record { stated, run, ..record })
        });
        self.memo.insert(memo, record.clone());
        record
    }

    /// What decides a result besides its id: secrets, what cache mounts hold, what the user states.
    fn memo_key(&self, op: &Op, id: Digest, (stated, run): (Digest, u64)) -> Digest {
        let mut key = KeyWriter::default();
        key.key(id);
        let exec = match &op.kind {
            OpKind::Exec(exec) => exec,
            _ if stated == Digest::default() => return id,
            _ => return key.key(stated).finish(),
        };
        if stated != Digest::default() {
            key.key(stated).number(run);
        }
        for mount in &exec.mounts {
            match &mount.kind {
                MountKind::Cache { id, .. } => {
                    key.text(id).key(self.cache_mount(op, mount, id).root().digest());
                }
                MountKind::Secret { id, .. } => {
                    key.text(id).text(self.request.secrets.get(id).map_or("", String::as_str));
                }
                MountKind::Bind | MountKind::Tmpfs { .. } | MountKind::Ssh { .. } => {}
            }
        }
        for secret in &exec.secret_env {
            key.text(&secret.id).text(self.request.secrets.get(&secret.id).map_or("", String::as_str));
        }
        key.finish()
    }

    fn make(&self, op: &Op, id: Digest, run: u64) -> Record {
        match &op.kind {
            OpKind::Exec(exec) => self.run(op, exec, (id, run)),
            OpKind::File(file) => self.with_commands_below(op, self.file(file, id)),
            OpKind::Merge(layers) => self.with_commands_below(op, self.merge(layers)),
            OpKind::Source(_) => Record::of(FileSystem::unknown(), Seconds::ZERO, source::UNKNOWN),
        }
    }

    /// What a step only copies to may hold commands that a step before it installed.
    fn with_commands_below(&self, op: &Op, record: Record) -> Record {
        let below = root_input(op).and_then(|input| self.input(input));
        let more_commands =
            below.and_then(|below| below.record.as_ref()).is_some_and(|record| record.more_commands);
        Record { more_commands, ..record }
    }

    fn file(&self, file: &FileOp, id: Digest) -> Record {
        let before = self.tree(file.actions.first().map_or(Input::Scratch, base));
        match run_file_op(file, &|input| self.tree(input), origin(id)) {
            Ok(fs) => {
                let (old, new) = (before.totals(), fs.totals());
                let seconds = copy(new.bytes.saturating_sub(old.bytes), new.files.saturating_sub(old.files));
                Record::of(fs, seconds, source::COPY)
            }
            Err(error) => Record::failed(error.engine_text().to_owned(), copy(0, 0)),
        }
    }
}

/// The tree an operation changes.
pub fn root_input(op: &Op) -> Option<Input> {
    match &op.kind {
        OpKind::Source(_) => None,
        OpKind::Exec(exec) => exec.mounts.first()?.from,
        OpKind::File(file) => file.actions.first().map(base),
        OpKind::Merge(layers) => layers.first().copied(),
    }
}

fn base(action: &FileAction) -> Input {
    match action {
        FileAction::Copy(copy) => copy.base,
        FileAction::Mkdir(dir) => dir.base,
        FileAction::Mkfile(new) => new.base,
    }
}
