use std::rc::Rc;

use drydock_plan::{FileAction, FileOp, Input, MountKind, Op, OpKind};

use super::run::origin;
use super::{OpResult, Solver, State};
use crate::key::{CacheMap, KeyWriter};
use crate::timing::{Seconds, copy};
use crate::{Digest, FileSystem, Record, run_file_op};

impl Solver<'_> {
    /// Makes what the cache does not have.
    pub(super) fn execute(&mut self, op: &Op, map: &CacheMap, contents: Vec<Option<Digest>>) -> OpResult {
        let id = self.new_id(op, map, &contents);
        let memo = self.memo_key(op, id);
        let record = match self.remembered(memo) {
            Some(record) => record,
            None => Rc::new(self.make(op, id)),
        };
        self.memo.insert(memo, record.clone());
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

    /// What decides a result besides its id: secrets, what cache mounts hold, what the user states in comments.
    fn memo_key(&self, op: &Op, id: Digest) -> Digest {
        let OpKind::Exec(exec) = &op.kind else { return id };
        let mut key = KeyWriter::default();
        key.key(id);
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
        for comment in self.comments() {
            key.text(comment);
        }
        for secret in &exec.secret_env {
            key.text(&secret.id).text(self.request.secrets.get(&secret.id).map_or("", String::as_str));
        }
        key.finish()
    }

    fn make(&self, op: &Op, id: Digest) -> Record {
        match &op.kind {
            OpKind::Exec(exec) => self.run(op, exec, id),
            OpKind::File(file) => self.file(file, id),
            OpKind::Merge(layers) => self.merge(layers),
            OpKind::Source(_) => Record::of(FileSystem::unknown(), Seconds::ZERO),
        }
    }

    /// Comments above the instruction of the operation at hand.
    pub(super) fn comments(&self) -> &[String] {
        self.request.comments.get(self.results.len()).copied().unwrap_or_default()
    }

    fn file(&self, file: &FileOp, id: Digest) -> Record {
        let before = self.tree(file.actions.first().map_or(Input::Scratch, base));
        match run_file_op(file, &|input| self.tree(input), origin(id)) {
            Ok(fs) => {
                let (old, new) = (before.totals(), fs.totals());
                let seconds = copy(new.bytes.saturating_sub(old.bytes), new.files.saturating_sub(old.files));
                Record::of(fs, seconds)
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
