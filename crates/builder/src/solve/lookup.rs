use std::rc::Rc;

use drydock_plan::{Input, Op};

use super::{OpResult, Solver, State};
use crate::cache::{content_link, result_link, root_link};
use crate::content::content_digest;
use crate::key::{CacheMap, Dep, KeyWriter};
use crate::{Digest, Record};

/// More results than this that fit one operation are not followed: they only differ in when they were made.
const MAX_FOUND: usize = 8;

/// What the cache has for an operation.
pub(super) struct Found {
    /// Ids of results that fit, the newest first.
    pub ids: Vec<Digest>,
    /// The newest of them.
    pub record: Option<Rc<Record>>,
    /// For each input the digest of what is selected, where it was looked at.
    pub contents: Vec<Option<Digest>>,
}

impl Solver<'_> {
    /// Looks for a result that each input has a link to: first by where the inputs came from, then also by what they
    /// hold, which needs the inputs themselves (`edge.probeCache` and `edge.computeCacheKeyFromDep`).
    ///
    /// # Errors
    /// When something selected is not there.
    pub(super) fn lookup(&self, op: &Op, map: &CacheMap) -> Result<Found, String> {
        if !op.ignore_cache {
            let contents = vec![None; op.inputs.len()];
            let ids = self.candidates(op, map, &contents);
            if let Some(record) = ids.first().and_then(|id| self.stored(*id)) {
                return Ok(Found { ids, record: Some(record), contents });
            }
        }
        let contents = self.contents(op, map)?;
        let looked = contents.iter().any(|content| content.is_some());
        let ids = if looked && !op.ignore_cache { self.candidates(op, map, &contents) } else { Vec::new() };
        let record = ids.first().and_then(|id| self.stored(*id));
        Ok(Found { ids, record, contents })
    }

    /// For each input that is there the digest of what is selected of it; `None` where its content does not count.
    ///
    /// # Errors
    /// When something selected is not there.
    pub(super) fn contents(&self, op: &Op, map: &CacheMap) -> Result<Vec<Option<Digest>>, String> {
        let inputs = op.inputs.iter().zip(&map.deps);
        let content = |(input, dep): (&Input, &Dep)| {
            let Some(selectors) = dep.content.as_ref().filter(|_| self.usable(*input)) else {
                return Ok(None);
            };
            content_digest(&self.tree(*input), selectors)
                .map(Some)
                .map_err(|error| format!("failed to calculate checksum of ref <ref>: {error}"))
        };
        inputs.map(content).collect()
    }

    /// Ids of stored results that every input has a link to.
    fn candidates(&self, op: &Op, map: &CacheMap, contents: &[Option<Digest>]) -> Vec<Digest> {
        if op.inputs.is_empty() {
            return self.linked(root_link(map.digest)).filter(|id| self.stored(*id).is_some()).collect();
        }
        let mut left: Option<Vec<Digest>> = None;
        for (at, ((input, dep), content)) in op.inputs.iter().zip(&map.deps).zip(contents).enumerate() {
            let by_result = self.input(*input).into_iter().flat_map(|result| &result.found);
            let links = by_result
                .map(|id| result_link(*id, output(*input), at, map.digest, dep.selector))
                .chain(content.map(|content| content_link(content, at, map.digest)));
            let mut ids: Vec<Digest> = Vec::new();
            for id in links.flat_map(|link| self.linked(link)) {
                let fits = left.as_ref().is_none_or(|left| left.contains(&id));
                if fits && !ids.contains(&id) && ids.len() < MAX_FOUND && self.stored(id).is_some() {
                    ids.push(id);
                }
            }
            if ids.is_empty() {
                return ids;
            }
            left = Some(ids);
        }
        left.unwrap_or_default()
    }

    fn linked(&self, link: Digest) -> impl Iterator<Item = Digest> + '_ {
        let fresh = self.fresh.links.get(&link).map_or(&[][..], Vec::as_slice);
        fresh.iter().chain(self.request.cache.store.linked(link)).copied()
    }

    pub(super) fn stored(&self, id: Digest) -> Option<Rc<Record>> {
        self.fresh.records.get(&id).or_else(|| self.request.cache.store.record(id)).cloned()
    }

    pub(super) fn hit(
        &mut self,
        op: &Op,
        map: &CacheMap,
        ids: Vec<Digest>,
        contents: Vec<Option<Digest>>,
        record: Rc<Record>,
    ) -> OpResult {
        // What led here by content leads here by origin from now on.
        for id in &ids {
            self.link(op, map, &contents, *id);
        }
        let id = ids.first().copied().unwrap_or(map.digest);
        let record = self.restated(op, id, record);
        OpResult {
            found: ids,
            contents,
            record: Some(record),
            ..OpResult::new(State::Cached, map.digest, id)
        }
    }

    /// Links every input to the result `id`.
    pub(super) fn link(&mut self, op: &Op, map: &CacheMap, contents: &[Option<Digest>], id: Digest) {
        if op.inputs.is_empty() {
            self.fresh.link(root_link(map.digest), id);
            return;
        }
        for (at, (input, dep)) in op.inputs.iter().zip(&map.deps).enumerate() {
            let by_result = match self.input(*input) {
                Some(result) if result.found.is_empty() => vec![result.id],
                Some(result) => result.found.clone(),
                None => Vec::new(),
            };
            for input_id in by_result {
                self.fresh.link(result_link(input_id, output(*input), at, map.digest, dep.selector), id);
            }
            if let Some(content) = contents.get(at).copied().flatten() {
                self.fresh.link(content_link(content, at, map.digest), id);
            }
        }
    }

    /// The id of what `op` makes of its inputs: what decides it, and nothing else.
    pub(super) fn new_id(&self, op: &Op, map: &CacheMap, contents: &[Option<Digest>]) -> Digest {
        let mut key = KeyWriter::default();
        key.key(map.digest);
        for (at, input) in op.inputs.iter().enumerate() {
            let by_content = contents.get(at).copied().flatten();
            let by_origin = self.input(*input).map(|result| result.id);
            key.number(output(*input) as u64).key(by_content.or(by_origin).unwrap_or_default());
        }
        key.finish()
    }
}

fn output(input: Input) -> usize {
    match input {
        Input::Op { output, .. } => output,
        Input::Scratch | Input::Action(_) => 0,
    }
}
