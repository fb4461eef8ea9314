use std::collections::HashMap;
use std::rc::Rc;

use super::{PastBuild, Record};
use crate::key::KeyWriter;
use crate::{Digest, FileSystem};

/// Results by id, and links from what an operation stands on to the ids of its results.
///
/// A result has a link from each of its inputs, by where the input came from and, where that counts, by what it
/// holds. It is found again when each input has a link to it (`solver/cachemanager.go`, `solver/edge.go`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    links: HashMap<Digest, Vec<Digest>>,
    records: HashMap<Digest, Rc<Record>>,
    /// Content of cache mounts by id.
    pub mounts: HashMap<String, FileSystem>,
    /// What was last sent of the context.
    pub synced: Option<FileSystem>,
    /// How many builds there were.
    pub builds: u64,
    /// The last build.
    pub last: Option<Rc<PastBuild>>,
}

/// What a build adds to the store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fresh {
    pub links: HashMap<Digest, Vec<Digest>>,
    pub records: HashMap<Digest, Rc<Record>>,
    pub mounts: HashMap<String, FileSystem>,
    pub synced: Option<FileSystem>,
}

impl Store {
    pub fn record(&self, id: Digest) -> Option<&Rc<Record>> {
        self.records.get(&id)
    }

    pub fn linked(&self, link: Digest) -> &[Digest] {
        self.links.get(&link).map_or(&[], Vec::as_slice)
    }

    pub fn add(&mut self, fresh: Fresh, build: PastBuild) {
        for (link, ids) in fresh.links {
            add_ids(self.links.entry(link).or_default(), &ids);
        }
        self.records.extend(fresh.records);
        self.mounts.extend(fresh.mounts);
        if fresh.synced.is_some() {
            self.synced = fresh.synced;
        }
        self.builds += 1;
        self.last = Some(Rc::new(build));
    }
}

impl Fresh {
    pub fn link(&mut self, link: Digest, id: Digest) {
        add_ids(self.links.entry(link).or_default(), &[id]);
    }
}

/// The newest first, each once.
fn add_ids(ids: &mut Vec<Digest>, new: &[Digest]) {
    ids.retain(|id| !new.contains(id));
    ids.splice(0..0, new.iter().copied());
}

/// The link from result `id` as input number `input` of the operation `op`.
pub(crate) fn result_link(id: Digest, output: usize, input: usize, op: Digest, selector: Digest) -> Digest {
    let mut key = KeyWriter::default();
    key.text("result").key(id).number(output as u64).number(input as u64).key(op).key(selector);
    key.finish()
}

/// The link from an input with this content.
pub(crate) fn content_link(content: Digest, input: usize, op: Digest) -> Digest {
    let mut key = KeyWriter::default();
    key.text("content").key(content).number(input as u64).key(op);
    key.finish()
}

/// The link of an operation without inputs.
pub(crate) fn root_link(op: Digest) -> Digest {
    let mut key = KeyWriter::default();
    key.text("root").key(op);
    key.finish()
}
