use std::rc::Rc;

use drydock_catalog::Size;
use drydock_plan::{BaseImage, Op, Platform, SourceOp};

use super::{OpResult, Solver, State};
use crate::key::{KeyWriter, source_key};
use crate::statement::SOURCE;
use crate::timing::{Seconds, download, pull, source, transfer};
use crate::{Content, Digest, FileSystem, Metadata, Node, Record, Time};

impl Solver<'_> {
    /// An image, the context, a URL or a repository.
    pub(super) fn source(&mut self, op: &Op, source: &SourceOp) -> OpResult {
        let (scheme, name) = source.identifier.split_once("://").unwrap_or(("", &source.identifier));
        match scheme {
            "docker-image" => self.image(op, name),
            "local" => self.local(name),
            _ => self.remote(op, source),
        }
    }

    /// An image counts by its digest, not by its name.
    fn image(&mut self, op: &Op, reference: &str) -> OpResult {
        let platform = op.platform.as_deref().cloned().unwrap_or_default();
        let image = match self.request.images.image(reference, &platform) {
            Ok(image) => image,
            Err(error) => {
                let key = source_key("image", reference, op.platform.as_deref());
                return OpResult { error: Some(error), ..OpResult::new(State::Failed, key, key) };
            }
        };
        let id = image_id(&image, reference, &platform);
        let mut stated = self.stated(op);
        if image.said != 0 {
            let mut key = KeyWriter::default();
            stated = key.key(stated).digest(image.said).finish();
        }
        let seconds = self.statement().and_then(|statement| statement.seconds);
        let seconds_stated = seconds.is_some();
        let record = || {
            let seconds = seconds.unwrap_or_else(|| pull_time(&image));
            let source = if seconds_stated { SOURCE } else { source::PULL };
            Record { stated, ..Record::of(FileSystem::of_base(&image, Time::Image), seconds, source) }
        };
        let result = self.known(id, stated, record);
        OpResult { base: Some(image), ..result }
    }

    /// The context is looked at anew in each build: only what is taken from it counts, by content.
    fn local(&mut self, name: &str) -> OpResult {
        let fs = if name == "context" { self.request.context.clone() } else { FileSystem::unknown() };
        let digest = fs.root().digest();
        let seconds = transfer(self.request.sent.unwrap_or(0));
        let key = source_key("local", name, None);
        let id = source_key("local", &digest.to_string(), None);
        OpResult {
            record: Some(Rc::new(Record::of(fs, seconds, source::TRANSFER))),
            ..OpResult::new(State::Executed, key, id)
        }
    }

    /// A URL is asked again in each build, and what did not change there is not fetched again.
    fn remote(&mut self, op: &Op, source: &SourceOp) -> OpResult {
        let attrs: String = source.attrs.iter().map(|(name, value)| format!("\n{name}={value}")).collect();
        let id = source_key("remote", &format!("{}{attrs}", source.identifier), op.platform.as_deref());
        let statement = self.statement().cloned().unwrap_or_default();
        let stated = self.stated(op);
        let record = || {
            let (seconds, time_source) = match (statement.seconds, statement.size) {
                // The step it belongs to has the whole time.
                (Some(_), _) => (Seconds::ZERO, SOURCE),
                (None, Some(size)) => (download(size.low, size.likely, size.high), source::PULL),
                (None, None) => (download(0, 0, None), source::DOWNLOAD),
            };
            Record { stated, ..Record::of(remote_tree(source, id), seconds, time_source) }
        };
        self.known(id, stated, record)
    }

    /// The result `id` as it is with what is `stated`, made by `make` when it is not there yet.
    fn known(&mut self, id: Digest, stated: Digest, make: impl FnOnce() -> Record) -> OpResult {
        let fits = |record: &Rc<Record>| record.stated == stated;
        let found = self.stored(id);
        let state = if found.is_some() { State::Cached } else { State::Executed };
        let record = found.filter(fits).or_else(|| self.remembered(id).filter(fits));
        let record = record.unwrap_or_else(|| Rc::new(make()));
        self.memo.insert(id, record.clone());
        self.fresh.records.insert(id, record.clone());
        OpResult { found: vec![id], record: Some(record), stated, ..OpResult::new(state, id, id) }
    }

    /// What the last evaluation worked out under `key`.
    pub(super) fn remembered(&self, key: Digest) -> Option<Rc<Record>> {
        self.memo.get(&key).or(self.request.cache.memo.borrow().get(&key)).cloned()
    }
}

fn image_id(image: &BaseImage, reference: &str, platform: &Platform) -> Digest {
    let name = if image.digest.is_empty() { reference } else { &image.digest };
    source_key("image", name, Some(platform))
}

fn pull_time(image: &BaseImage) -> Seconds {
    pull(image.layers.iter().map(|layer| layer.compressed.1).sum(), image.size.map_or(0, |size| size.1))
}

/// A URL gives one file of a size that nobody knows, a repository a tree of which nothing is known.
fn remote_tree(source: &SourceOp, id: Digest) -> FileSystem {
    if !source.identifier.starts_with("http") {
        return FileSystem::unknown();
    }
    let given = source.attrs.get("http.filename").map(String::as_str);
    let path = source.identifier.split(['?', '#']).next().unwrap_or_default();
    let name = given.or(path.rsplit('/').next()).filter(|name| !name.is_empty()).unwrap_or("download");
    let mode = source.attrs.get("http.perm").and_then(|mode| mode.parse().ok()).unwrap_or(0o600);
    let content = Content::estimated(Size::unknown(0, "a URL, size not known"), id);
    let mut fs = FileSystem::new();
    // A name that no file can have leaves the tree empty, as the download would fail.
    let _ = fs.insert(name, Node::file(content, Metadata::new(mode, Time::Build)));
    fs
}
