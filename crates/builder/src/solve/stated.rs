//! What the user states about a step, laid over what it makes.

use std::rc::Rc;

use drydock_catalog::Size;
use drydock_plan::{Input, Op, OpKind};

use super::{Solver, root_input};
use crate::effect::STATED_ENTRY;
use crate::key::KeyWriter;
use crate::statement::{SOURCE, StatedFile, Statement};
use crate::{Content, Digest, File, FileSystem, Hasher, Metadata, Node, Record, Time, diff, join, split};

impl Solver<'_> {
    /// What is stated about the operation at hand.
    pub(super) fn statement(&self) -> Option<&Statement> {
        *self.request.statements.get(self.results.len())?
    }

    /// Fingerprint of what is stated about `op` and about all that it stands on; the default where nothing is.
    pub(super) fn stated(&self, op: &Op) -> Digest {
        let below = op.inputs.iter().filter_map(|input| Some(self.input(*input)?.stated));
        let own = self.statement().map(Statement::digest).unwrap_or_default();
        let all: Vec<Digest> = std::iter::once(own).chain(below).collect();
        if all.iter().all(|stated| *stated == Digest::default()) {
            return Digest::default();
        }
        let mut key = KeyWriter::default();
        for stated in all {
            key.key(stated);
        }
        key.finish()
    }

    /// A result that was made under other statements is worked out again: statements are no part of a cache key, so it
    /// is found all the same, but what it holds is to be told with what is stated now.
    pub(super) fn restated(&mut self, op: &Op, id: Digest, record: Rc<Record>) -> Rc<Record> {
        if record.stated == self.stated(op) {
            return record;
        }
        let again = self.made(op, id, record.run);
        if again.error.is_some() { record } else { again }
    }

    /// `record`, which `op` made, with what is stated about it.
    pub(super) fn with_statement(&self, op: &Op, id: Digest, mut record: Record) -> Record {
        let works = matches!(op.kind, OpKind::Exec(_) | OpKind::File(_));
        let Some(statement) = self.statement().filter(|_| works) else { return record };
        if let Some(seconds) = statement.seconds {
            (record.seconds, record.time_source) = (seconds, SOURCE);
        }
        if record.error.is_some() {
            return record;
        }
        record.summary.take();
        record.stated_size = statement.size.clone();
        record.stated_compressed = statement.compressed.clone();
        let before = self.tree(root_input(op).unwrap_or(Input::Scratch));
        if let Some(after) = record.outputs.first_mut() {
            statement.files.iter().for_each(|file| put(after, file, id));
            if let Some(size) =
                statement.size.as_ref().filter(|_| record.followed && statement.files.is_empty())
            {
                state_single(&before, after, size);
            }
        }
        record
    }
}

/// Puts what is stated of a path into `fs`. A path that cannot be (below a file) is left out.
fn put(fs: &mut FileSystem, file: &StatedFile, id: Digest) {
    let Ok(place) = fs.resolve(&file.path, true).map(|found| found.path) else { return };
    let parent = Node::dir(Metadata::new(0o755, Time::Build));
    let old = fs.get(&place).cloned();
    let dir = file.dir || old.as_ref().is_some_and(|node| node.is_dir());
    let (path, node) = if dir {
        let made = Node::dir(Metadata::new(0o755, Time::Build));
        let whole = old.as_deref().filter(|node| node.is_dir()).cloned().unwrap_or(made);
        if fs.mkdir_all(&place, &parent).and_then(|_| fs.insert(&place, whole.with_opaque(true))).is_err() {
            return;
        }
        (join(&place, STATED_ENTRY), Node::file(content(file, id, None), Metadata::new(0o644, Time::Build)))
    } else {
        let known = old.as_deref().and_then(Node::as_file);
        let metadata = old.as_ref().map_or(Metadata::new(0o755, Time::Build), |node| node.metadata);
        (place.clone(), Node::file(content(file, id, known), metadata))
    };
    // Where the parent is a file the path cannot be, and the statement stays without effect.
    let _ = fs.mkdir_all(split(&path).0, &parent).and_then(|_| fs.insert(&path, node));
}

/// The content that is stated: a number of bytes, and the identity of what made the file.
fn content(file: &StatedFile, id: Digest, known: Option<&File>) -> Content {
    let identity = match known {
        Some(known) => known.content.digest(),
        None => {
            let mut hasher = Hasher::new();
            hasher.write_digest(id);
            hasher.write_str(&file.path);
            hasher.finish()
        }
    };
    Content::estimated(file.size.clone(), identity)
}

/// Where a step leaves one file of unknown size and else only what is known, the size of the step tells that of the
/// file, and a later `COPY --from` can take it over. An entry that stands for all that is in its directory counts as
/// such a file.
fn state_single(before: &FileSystem, after: &mut FileSystem, size: &Size) {
    let changes = diff(before, after);
    let mut others = 0u64;
    let mut open: Option<(&str, &Rc<Node>)> = None;
    let mut vague = Vec::new();
    for change in &changes {
        let Some(node) = &change.after else { continue };
        if node.is_opaque() && !change.before.as_ref().is_some_and(|old| old.is_opaque()) {
            vague.push(change.path.as_str());
        }
        match node.as_file() {
            Some(file) if file.content.is_estimated() && open.is_some() => return,
            Some(file) if file.content.is_estimated() => open = Some((&change.path, node)),
            Some(file) => others = others.saturating_add(file.content.len()),
            None => {}
        }
    }
    let Some((path, node)) = open else { return };
    let (dir, name) = split(path);
    let stands_for_dir = name.starts_with('(');
    if vague.iter().any(|vague| !stands_for_dir || *vague != dir) {
        return;
    }
    let Some(file) = node.as_file() else { return };
    let less = |bytes: u64| bytes.saturating_sub(others);
    let size = Size {
        low: less(size.low),
        likely: less(size.likely),
        high: size.high.map(less),
        source: SOURCE.into(),
    };
    let content = Content::estimated(size, file.content.digest());
    let stated = Node::file(content, node.metadata).with_inode(file.inode).from_step(node.origin);
    let place = if stands_for_dir { join(dir, STATED_ENTRY) } else { path.to_owned() };
    if stands_for_dir {
        after.remove(path);
    }
    // The path was found in this very tree, or lies beside one that was.
    let _ = after.insert(&place, stated);
}
