use std::rc::Rc;

use crate::order::{Order, Summary};
use crate::trie::{Entry, Trie};

/// An ordered map of names to values that is cheap to copy: copies share all but the few nodes that differ, so a
/// snapshot after each of many steps costs no more than the steps. Lookup and change take logarithmic time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    names: Trie,
    order: Order,
}

impl Table {
    pub(crate) fn get(&self, name: &str) -> Option<&Rc<str>> {
        self.names.get(name).map(|entry| &entry.value)
    }

    /// Sets `name` where it stands, or at the end when it is new.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match self.names.get(name) {
            Some(old) => {
                let entry = Rc::new(Entry { name: old.name.clone(), value: value.into(), ..**old });
                self.order.replace(entry.place, Some(entry.clone()));
                self.names.insert(entry);
            }
            None => self.push(name, value),
        }
    }

    /// Sets `name` at the end, wherever it stood before.
    pub(crate) fn set_last(&mut self, name: &str, value: &str) {
        if let Some(place) = self.names.get(name).map(|old| old.place) {
            self.order.replace(place, None);
        }
        self.push(name, value);
    }

    /// Takes `name` out; does nothing when it is not there.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Some(place) = self.names.get(name).map(|old| old.place) {
            self.order.replace(place, None);
            self.names.remove(name);
        }
    }

    /// Names and values in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<str>)> {
        self.order.iter().map(|entry| (&entry.name, &entry.value))
    }

    pub(crate) fn summary(&self) -> Summary {
        self.order.summary()
    }

    /// Puts `name` at the end; an entry of that name is forgotten.
    fn push(&mut self, name: &str, value: &str) {
        let place = self.order.next();
        let entry = Rc::new(Entry { hash: Entry::hash_of(name), name: name.into(), value: value.into(), place });
        self.order.push(entry.clone());
        self.names.insert(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(table: &Table) -> Vec<String> {
        table.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn order_values_and_snapshots() {
        let mut table = Table::default();
        for (name, value) in [("a", "1"), ("b", "2"), ("c", "3")] {
            table.set(name, value);
        }
        let before = table.clone();
        table.set("a", "4");
        table.set_last("b", "5");
        assert_eq!(list(&table), ["a=4", "c=3", "b=5"]);
        assert_eq!(list(&before), ["a=1", "b=2", "c=3"]);
        table.remove("c");
        assert_eq!((table.get("c"), table.get("b").map(|v| &**v)), (None, Some("5")));
    }

    #[test]
    fn digest_depends_on_contents_and_order_only() {
        let of = |pairs: &[(&str, &str)]| {
            let mut table = Table::default();
            pairs.iter().for_each(|(name, value)| table.set_last(name, value));
            table.summary().digest()
        };
        assert_eq!(of(&[("a", "1"), ("b", "2"), ("a", "3")]), of(&[("b", "2"), ("a", "3")]));
        assert_ne!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        assert_ne!(of(&[("a", "")]), of(&[]));
    }

    /// The same changes as a plain list would take them, at sizes around every power of the width of a node.
    #[test]
    fn many_changes_agree_with_a_plain_list() {
        let (mut table, mut plain): (Table, Vec<(String, String)>) = (Table::default(), Vec::new());
        let mut state = 7u32;
        let mut digests = Vec::new();
        for n in 0..6000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let name = format!("N{}", (state >> 8) % 3000);
            let value = n.to_string();
            let known = plain.iter().position(|(own, _)| *own == name);
            match (state >> 3) % 4 {
                0 => {
                    table.remove(&name);
                    known.map(|at| plain.remove(at));
                }
                1 => {
                    table.set(&name, &value);
                    match known {
                        Some(at) => plain[at].1 = value,
                        None => plain.push((name, value)),
                    }
                }
                _ => {
                    table.set_last(&name, &value);
                    known.map(|at| plain.remove(at));
                    plain.push((name, value));
                }
            }
            assert_eq!(table.summary().count, plain.len());
            if n % 500 == 0 {
                digests.push(table.summary().digest());
            }
        }
        let wanted: Vec<String> = plain.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(list(&table), wanted);
        assert!(plain.iter().all(|(name, value)| table.get(name).is_some_and(|own| **own == **value)));
        let mut fresh = Table::default();
        plain.iter().for_each(|(name, value)| fresh.set(name, value));
        assert_eq!(fresh.summary().digest(), table.summary().digest());
        digests.dedup();
        assert!(digests.len() > 10);
    }
}
