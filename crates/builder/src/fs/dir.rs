use std::cell::OnceCell;
use std::rc::Rc;

use super::Node;
use super::node::Totals;
use crate::{Digest, Hasher};

/// More entries than this split a chunk in two.
const CHUNK: usize = 128;

type Entry = (Rc<str>, Rc<Node>);

/// The entries of a directory, ordered by name, in chunks that copies share: changing one entry of n copies about
/// √n of them, and comparing two copies skips the chunks they share. So does what is worked out of all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entries {
    chunks: Rc<Vec<Rc<Chunk>>>,
    len: usize,
}

#[derive(Clone, Debug, Default)]
struct Chunk {
    entries: Vec<Entry>,
    digest: OnceCell<Digest>,
    totals: OnceCell<Totals>,
}

impl Chunk {
    fn new(entries: Vec<Entry>) -> Self {
        Self { entries, ..Self::default() }
    }

    /// The entries to change; what was worked out of them is forgotten.
    fn edit(&mut self) -> &mut Vec<Entry> {
        self.digest = OnceCell::new();
        self.totals = OnceCell::new();
        &mut self.entries
    }

    /// A sum over the entries: where chunks begin and end must not show in it.
    fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| {
            let digests = self.entries.iter().map(|(name, node)| {
                let mut hasher = Hasher::new();
                hasher.write_str(name);
                hasher.write_digest(node.digest());
                hasher.finish()
            });
            digests.fold(Digest::default(), add)
        })
    }

    fn totals(&self) -> Totals {
        *self.totals.get_or_init(|| {
            self.entries.iter().fold(Totals::default(), |sum, (_, node)| sum.plus(&node.totals()))
        })
    }
}

fn add(one: Digest, other: Digest) -> Digest {
    Digest(one.0.wrapping_add(other.0), one.1.wrapping_add(other.1))
}

impl Entries {
    pub fn len(&self) -> usize {
        self.len
    }

    /// Fingerprint of names and nodes.
    pub fn digest(&self) -> Digest {
        self.chunks.iter().map(|chunk| chunk.digest()).fold(Digest::default(), add)
    }

    /// How much is in all of them.
    pub fn totals(&self) -> Totals {
        self.chunks.iter().fold(Totals::default(), |sum, chunk| sum.plus(&chunk.totals()))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<Node>)> {
        Cursor::new(self)
    }

    pub fn get(&self, name: &str) -> Option<&Rc<Node>> {
        let (chunk, place) = self.find(name);
        let place = place.ok()?;
        self.chunks.get(chunk)?.entries.get(place).map(|entry| &entry.1)
    }

    /// The entry to change in place; where there is none, what `make` gives becomes it.
    pub fn get_or_insert(
        &mut self,
        name: &str,
        make: impl FnOnce() -> Option<Rc<Node>>,
    ) -> Option<&mut Rc<Node>> {
        let (chunk, place) = match self.find(name) {
            (chunk, Ok(place)) => (chunk, place),
            _ => {
                self.insert(name, make()?);
                let (chunk, place) = self.find(name);
                (chunk, place.ok()?)
            }
        };
        let chunk = Rc::make_mut(Rc::make_mut(&mut self.chunks).get_mut(chunk)?);
        chunk.edit().get_mut(place).map(|entry| &mut entry.1)
    }

    pub fn insert(&mut self, name: &str, node: Rc<Node>) -> Option<Rc<Node>> {
        let (at, place) = self.find(name);
        let chunks = Rc::make_mut(&mut self.chunks);
        if chunks.is_empty() {
            chunks.push(Rc::default());
        }
        let chunk = Rc::make_mut(chunks.get_mut(at)?).edit();
        match place {
            Ok(place) => chunk.get_mut(place).map(|entry| std::mem::replace(&mut entry.1, node)),
            Err(place) => {
                chunk.insert(place, (name.into(), node));
                self.len += 1;
                if chunk.len() > CHUNK {
                    // An append leaves the full chunk behind, so that a sorted fill wastes nothing.
                    let cut = if place == CHUNK { CHUNK } else { CHUNK / 2 };
                    let rest = chunk.split_off(cut);
                    chunks.insert(at + 1, Rc::new(Chunk::new(rest)));
                }
                None
            }
        }
    }

    pub fn remove(&mut self, name: &str) -> Option<Rc<Node>> {
        let (at, place) = self.find(name);
        let place = place.ok()?;
        let chunks = Rc::make_mut(&mut self.chunks);
        let chunk = Rc::make_mut(chunks.get_mut(at)?).edit();
        let (_, node) = chunk.remove(place);
        if chunk.is_empty() {
            chunks.remove(at);
        }
        self.len -= 1;
        Some(node)
    }

    /// The chunk `name` is or belongs in, and its place there.
    fn find(&self, name: &str) -> (usize, Result<usize, usize>) {
        let after =
            self.chunks.partition_point(|chunk| chunk.entries.first().is_some_and(|first| &*first.0 <= name));
        let at = after.saturating_sub(1);
        let place = match self.chunks.get(at) {
            Some(chunk) => chunk.entries.binary_search_by(|entry| (*entry.0).cmp(name)),
            None => Err(0),
        };
        (at, place)
    }
}

impl FromIterator<(Rc<str>, Rc<Node>)> for Entries {
    /// From entries in order and without duplicates.
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut chunks: Vec<Rc<Chunk>> = Vec::new();
        let mut chunk = Vec::new();
        let mut len = 0;
        for entry in entries {
            if chunk.len() == CHUNK {
                chunks.push(Rc::new(Chunk::new(std::mem::take(&mut chunk))));
            }
            chunk.push(entry);
            len += 1;
        }
        if !chunk.is_empty() {
            chunks.push(Rc::new(Chunk::new(chunk)));
        }
        Self { chunks: Rc::new(chunks), len }
    }
}

/// Goes through entries in order.
pub(crate) struct Cursor<'a> {
    chunks: &'a [Rc<Chunk>],
    place: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(entries: &'a Entries) -> Self {
        Self { chunks: &entries.chunks, place: 0 }
    }

    fn peek(&self) -> Option<&'a Entry> {
        self.chunks.first()?.entries.get(self.place)
    }

    fn step(&mut self) {
        self.place += 1;
        if self.chunks.first().is_some_and(|chunk| self.place >= chunk.entries.len()) {
            self.skip_chunk();
        }
    }

    fn skip_chunk(&mut self) {
        self.chunks = self.chunks.get(1..).unwrap_or_default();
        self.place = 0;
    }
}

impl<'a> Iterator for Cursor<'a> {
    type Item = (&'a Rc<str>, &'a Rc<Node>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, node) = self.peek()?;
        self.step();
        Some((name, node))
    }
}

/// The names that are not one and the same node in both, in order, with what each side has.
pub(crate) struct EntryChanges<'a> {
    before: Cursor<'a>,
    after: Cursor<'a>,
}

impl<'a> EntryChanges<'a> {
    pub fn new(before: Option<&'a Entries>, after: &'a Entries) -> Self {
        let before = before.map_or(Cursor { chunks: &[], place: 0 }, Cursor::new);
        Self { before, after: Cursor::new(after) }
    }
}

impl<'a> Iterator for EntryChanges<'a> {
    type Item = (&'a Rc<str>, Option<&'a Rc<Node>>, Option<&'a Rc<Node>>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let (0, 0, Some(a), Some(b)) =
                (self.before.place, self.after.place, self.before.chunks.first(), self.after.chunks.first())
                && Rc::ptr_eq(a, b)
            {
                self.before.skip_chunk();
                self.after.skip_chunk();
                continue;
            }
            let (before, after) = (self.before.peek(), self.after.peek());
            let order = match (before, after) {
                (None, None) => return None,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(a), Some(b)) => a.0.cmp(&b.0),
            };
            let before = before.filter(|_| order.is_le());
            let after = after.filter(|_| order.is_ge());
            if before.is_some() {
                self.before.step();
            }
            if after.is_some() {
                self.after.step();
            }
            match (before, after) {
                (Some(a), Some(b)) if Rc::ptr_eq(&a.1, &b.1) => {}
                (Some((name, a)), b) => return Some((name, Some(a), b.map(|entry| &entry.1))),
                (None, Some((name, b))) => return Some((name, None, Some(b))),
                (None, None) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Metadata, Time};
    use super::*;

    fn node() -> Rc<Node> {
        Rc::new(Node::dir(Metadata::new(0o755, Time::Build)))
    }

    #[test]
    fn keeps_order_whatever_the_order_of_insertion() {
        let mut entries = Entries::default();
        for number in (0..2000).map(|n| (n * 7919) % 2000) {
            entries.insert(&format!("{number:05}"), node());
        }
        let names: Vec<_> = entries.iter().map(|(name, _)| name.to_string()).collect();
        assert_eq!(names, (0..2000).map(|n| format!("{n:05}")).collect::<Vec<_>>());
        assert_eq!(entries.len(), 2000);
        for number in 0..2000 {
            assert!(entries.remove(&format!("{number:05}")).is_some());
        }
        assert_eq!((entries.len(), entries.iter().count()), (0, 0));
    }

    #[test]
    fn differing_names_what_changed_only() {
        let mut before = Entries::default();
        for number in 0..1000 {
            before.insert(&format!("{number:05}"), node());
        }
        let mut after = before.clone();
        after.insert("00500", node());
        after.insert("00500a", node());
        after.remove("00999");
        let found: Vec<_> = EntryChanges::new(Some(&before), &after)
            .map(|(name, a, b)| (name.to_string(), a.is_some(), b.is_some()))
            .collect();
        let expected = [("00500", true, true), ("00500a", false, true), ("00999", true, false)]
            .map(|(n, a, b)| (n.to_string(), a, b));
        assert_eq!(found, expected);
    }
}
