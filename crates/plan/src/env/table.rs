use std::rc::Rc;

use super::order::{Node, Order, Summary, digest};
use super::pool::Pool;
use super::trie::{Branch, Child, hash};

/// Where the nodes and entries of many tables live. Nothing is ever changed or taken out, so tables share what is equal,
/// and a table itself is a few numbers.
#[derive(Debug, Default)]
pub(super) struct Arena {
    entries: Pool<Entry>,
    pub(super) branches: Pool<Branch>,
    pub(super) nodes: Pool<Node>,
}

/// A name, its value and where it stands in the order.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) hash: u64,
    pub(super) digest: u128,
    pub(super) name: Rc<str>,
    pub(super) value: Rc<str>,
    pub(super) place: u32,
}

impl Arena {
    pub(super) fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number)
    }
}

/// An ordered map of names to values in an arena. A copy is a snapshot; lookup and change take logarithmic time and
/// memory, so a snapshot after each of many steps costs no more than the steps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    names: Child,
    order: Order,
}

impl Table {
    pub(super) fn get<'a>(&self, arena: &'a Arena, name: &str) -> Option<&'a Entry> {
        arena.find(self.names, name).and_then(|number| arena.entry(number))
    }

    /// Sets `name` where it stands, or at the end when it is new.
    pub(super) fn set(&mut self, arena: &Arena, name: &str, value: Rc<str>) {
        let Some(old) = self.get(arena, name) else { return self.push(arena, name.into(), value) };
        let (hash, name, place) = (old.hash, old.name.clone(), old.place);
        let entry = arena.entries.push(Entry { hash, digest: digest(&name, &value), name, value, place });
        self.order = arena.replaced(self.order, place, Some(entry));
        self.names = arena.with(self.names, entry, 0);
    }

    /// Sets `name` at the end, wherever it stood before.
    pub(super) fn set_last(&mut self, arena: &Arena, name: &str, value: Rc<str>) {
        match self.get(arena, name).map(|old| (old.place, old.name.clone())) {
            Some((place, name)) => {
                self.order = arena.replaced(self.order, place, None);
                self.push(arena, name, value);
            }
            None => self.push(arena, name.into(), value),
        }
    }

    /// Takes `name` out; does nothing when it is not there.
    pub(super) fn remove(&mut self, arena: &Arena, name: &str) {
        if let Some(old) = self.get(arena, name) {
            self.order = arena.replaced(self.order, old.place, None);
            self.names = arena.without(self.names, name, old.hash, 0);
        }
    }

    pub(super) fn iter<'a>(&self, arena: &'a Arena) -> impl Iterator<Item = &'a Entry> + use<'a> {
        arena.walk(self.order)
    }

    pub(super) fn summary(&self, arena: &Arena) -> Summary {
        arena.summary(self.order)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names == Child::Empty
    }

    /// Puts `name` at the end; an entry of that name is forgotten.
    fn push(&mut self, arena: &Arena, name: Rc<str>, value: Rc<str>) {
        let (hash, digest, place) = (hash(&name, 0), digest(&name, &value), self.order.next);
        let entry = arena.entries.push(Entry { hash, digest, name, value, place });
        self.order = arena.pushed(self.order, entry);
        self.names = arena.with(self.names, entry, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(arena: &Arena, table: &Table) -> Vec<String> {
        table.iter(arena).map(|entry| format!("{}={}", entry.name, entry.value)).collect()
    }

    #[test]
    fn order_values_and_snapshots() {
        let (arena, mut table) = (Arena::default(), Table::default());
        for (name, value) in [("a", "1"), ("b", "2"), ("c", "3")] {
            table.set(&arena, name, value.into());
        }
        let before = table;
        table.set(&arena, "a", "4".into());
        table.set_last(&arena, "b", "5".into());
        assert_eq!(list(&arena, &table), ["a=4", "c=3", "b=5"]);
        assert_eq!(list(&arena, &before), ["a=1", "b=2", "c=3"]);
        table.remove(&arena, "c");
        assert!(table.get(&arena, "c").is_none());
        assert_eq!(table.get(&arena, "b").map(|entry| &*entry.value), Some("5"));
    }

    #[test]
    fn digest_depends_on_contents_and_order_only() {
        let of = |pairs: &[(&str, &str)]| {
            let (arena, mut table) = (Arena::default(), Table::default());
            pairs.iter().for_each(|(name, value)| table.set_last(&arena, name, (*value).into()));
            table.summary(&arena).digest()
        };
        assert_eq!(of(&[("a", "1"), ("b", "2"), ("a", "3")]), of(&[("b", "2"), ("a", "3")]));
        assert_ne!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        assert_ne!(of(&[("a", "")]), of(&[]));
    }

    /// The same changes as a plain list would take them, at sizes around every power of the width of a node.
    #[test]
    fn many_changes_agree_with_a_plain_list() {
        let (arena, mut table) = (Arena::default(), Table::default());
        let mut plain: Vec<(String, String)> = Vec::new();
        let mut state = 7u32;
        let mut digests = Vec::new();
        for n in 0..6000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let name = format!("N{}", (state >> 8) % 3000);
            let value = n.to_string();
            let known = plain.iter().position(|(own, _)| *own == name);
            match (state >> 3) % 4 {
                0 => {
                    table.remove(&arena, &name);
                    known.map(|at| plain.remove(at));
                }
                1 => {
                    table.set(&arena, &name, value.as_str().into());
                    match known {
                        Some(at) => plain[at].1 = value,
                        None => plain.push((name, value)),
                    }
                }
                _ => {
                    table.set_last(&arena, &name, value.as_str().into());
                    known.map(|at| plain.remove(at));
                    plain.push((name, value));
                }
            }
            assert_eq!(table.summary(&arena).count as usize, plain.len());
            if n % 500 == 0 {
                digests.push(table.summary(&arena).digest());
            }
        }
        let wanted: Vec<String> = plain.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(list(&arena, &table), wanted);
        assert!(
            plain
                .iter()
                .all(|(name, value)| table.get(&arena, name).is_some_and(|own| *own.value == **value))
        );
        let mut fresh = Table::default();
        plain.iter().for_each(|(name, value)| fresh.set(&arena, name, value.as_str().into()));
        assert_eq!(fresh.summary(&arena).digest(), table.summary(&arena).digest());
        digests.dedup();
        assert!(digests.len() > 10);
    }
}
