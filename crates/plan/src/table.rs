use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// An odd multiplier for the digest of a list (the fractional part of the golden ratio, in 128 bits).
const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
/// Bits of an index that one level of a trie uses up.
const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;

/// What a list of entries amounts to: a digest of contents and order, and what is needed to put two lists together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    digest: u128,
    power: u128,
    pub(crate) count: usize,
}

impl Summary {
    pub(crate) const EMPTY: Summary = Summary { digest: 0, power: 1, count: 0 };

    fn of(name: &str, value: &str) -> Self {
        let half = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, name, value).hash(&mut hasher);
            u128::from(hasher.finish())
        };
        Summary { digest: half(0) << 64 | half(1), power: FACTOR, count: 1 }
    }

    /// The summary of `self` followed by `next`.
    pub(crate) fn then(self, next: Summary) -> Summary {
        Summary {
            digest: self.digest.wrapping_mul(next.power).wrapping_add(next.digest),
            power: self.power.wrapping_mul(next.power),
            count: self.count + next.count,
        }
    }

    /// Digest of contents and order; equal lists have equal digests however they came about.
    pub(crate) fn digest(self) -> u128 {
        self.digest ^ (self.count as u128)
    }
}

#[derive(Debug)]
struct Entry {
    name: Rc<str>,
    value: Rc<str>,
    place: u32,
    summary: Summary,
}

/// A trie over hashes of names.
#[derive(Clone, Debug)]
enum ByName {
    Leaf(u64, Rc<Entry>),
    /// Entries whose whole hash is equal.
    Clash(u64, Rc<[Rc<Entry>]>),
    /// Children by the bits of the mask, in order.
    Branch(u16, Rc<[ByName]>),
}

/// A trie over places: an ordered list with gaps, each node with the summary of what is below.
#[derive(Clone, Debug)]
enum ByPlace {
    Empty,
    Leaf(Rc<Entry>),
    Branch(Summary, Rc<[ByPlace; WIDTH]>),
}

/// An ordered map of names to values that is cheap to copy: copies share all but the few nodes that differ, so a
/// snapshot after each of many steps costs no more than the steps. Lookup and change take logarithmic time.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    names: Option<ByName>,
    places: ByPlace,
    /// Levels of `places`.
    height: u32,
    next: u32,
}

impl Default for Table {
    fn default() -> Self {
        Self { names: None, places: ByPlace::Empty, height: 1, next: 0 }
    }
}

impl Table {
    pub(crate) fn get(&self, name: &str) -> Option<&Rc<str>> {
        self.entry(name).map(|entry| &entry.value)
    }

    /// Sets `name` where it stands, or at the end when it is new.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match self.entry(name).map(|entry| (entry.place, entry.name.clone())) {
            Some((place, name)) => self.put(name, value.into(), place),
            None => self.push(name.into(), value.into()),
        }
    }

    /// Sets `name` at the end, wherever it stood before.
    pub(crate) fn set_last(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.push(name.into(), value.into());
    }

    /// Takes `name` out; does nothing when it is not there.
    pub(crate) fn remove(&mut self, name: &str) {
        let Some(place) = self.entry(name).map(|entry| entry.place) else { return };
        self.places = self.places.with(place, None, self.height);
        let names = self.names.take();
        self.names = names.and_then(|names| names.without(hash(name), name, 0));
    }

    pub(crate) fn iter(&self) -> Iter<'_> {
        Iter { stack: vec![&self.places] }
    }

    pub(crate) fn summary(&self) -> Summary {
        self.places.summary()
    }

    fn entry(&self, name: &str) -> Option<&Rc<Entry>> {
        let hash = hash(name);
        let mut node = self.names.as_ref()?;
        let mut depth = 0;
        loop {
            match node {
                ByName::Leaf(_, entry) => return (*entry.name == *name).then_some(entry),
                ByName::Clash(_, entries) => return entries.iter().find(|entry| *entry.name == *name),
                ByName::Branch(mask, children) => {
                    node = children.get(slot(*mask, digit(hash, depth))?)?;
                    depth += 1;
                }
            }
        }
    }

    fn push(&mut self, name: Rc<str>, value: Rc<str>) {
        let place = self.next;
        self.next += 1;
        while u64::from(place) >= 1 << (u64::from(BITS) * u64::from(self.height)) {
            let mut children = empty_children();
            let below = std::mem::replace(&mut self.places, ByPlace::Empty);
            let summary = below.summary();
            children[0] = below;
            self.places = ByPlace::Branch(summary, Rc::new(children));
            self.height += 1;
        }
        self.put(name, value, place);
    }

    fn put(&mut self, name: Rc<str>, value: Rc<str>, place: u32) {
        let entry = Rc::new(Entry { summary: Summary::of(&name, &value), name, value, place });
        self.places = self.places.with(place, Some(entry.clone()), self.height);
        let hash = hash(&entry.name);
        self.names = Some(match &self.names {
            None => ByName::Leaf(hash, entry),
            Some(names) => names.with(hash, entry, 0),
        });
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

fn digit(hash: u64, depth: u32) -> u32 {
    (hash >> (depth * BITS) & (WIDTH as u64 - 1)) as u32
}

/// Where the child for `digit` stands, when there is one.
fn slot(mask: u16, digit: u32) -> Option<usize> {
    (mask >> digit & 1 == 1).then(|| rank(mask, digit))
}

fn rank(mask: u16, digit: u32) -> usize {
    (mask & ((1u16 << digit) - 1)).count_ones() as usize
}

fn empty_children() -> [ByPlace; WIDTH] {
    std::array::from_fn(|_| ByPlace::Empty)
}

impl ByName {
    fn hash(&self) -> u64 {
        match self {
            ByName::Leaf(hash, _) | ByName::Clash(hash, _) => *hash,
            ByName::Branch(..) => 0,
        }
    }

    fn with(&self, hash: u64, entry: Rc<Entry>, depth: u32) -> ByName {
        match self {
            ByName::Leaf(_, old) if *old.name == *entry.name => ByName::Leaf(hash, entry),
            ByName::Leaf(other, old) if *other == hash => ByName::Clash(hash, [old.clone(), entry].into()),
            ByName::Clash(other, old) if *other == hash => {
                let kept = old.iter().filter(|old| *old.name != *entry.name).cloned();
                ByName::Clash(hash, kept.chain([entry.clone()]).collect())
            }
            ByName::Leaf(..) | ByName::Clash(..) => {
                ByName::Branch(1 << digit(self.hash(), depth), [self.clone()].into()).with(hash, entry, depth)
            }
            ByName::Branch(mask, children) => {
                let digit = digit(hash, depth);
                let at = rank(*mask, digit);
                let mut changed = children.to_vec();
                if mask >> digit & 1 == 1 {
                    changed[at] = children[at].with(hash, entry, depth + 1);
                } else {
                    changed.insert(at, ByName::Leaf(hash, entry));
                }
                ByName::Branch(mask | 1 << digit, changed.into())
            }
        }
    }

    fn without(&self, hash: u64, name: &str, depth: u32) -> Option<ByName> {
        match self {
            ByName::Leaf(..) => None,
            ByName::Clash(_, entries) => Some(ByName::Clash(
                hash,
                entries.iter().filter(|entry| *entry.name != *name).cloned().collect(),
            )),
            ByName::Branch(mask, children) => {
                let digit = digit(hash, depth);
                let at = slot(*mask, digit)?;
                let mut changed = children.to_vec();
                match children[at].without(hash, name, depth + 1) {
                    Some(child) => changed[at] = child,
                    None => drop(changed.remove(at)),
                }
                let mask = if changed.len() < children.len() { mask & !(1 << digit) } else { *mask };
                (!changed.is_empty()).then(|| ByName::Branch(mask, changed.into()))
            }
        }
    }
}

impl ByPlace {
    fn summary(&self) -> Summary {
        match self {
            ByPlace::Empty => Summary::EMPTY,
            ByPlace::Leaf(entry) => entry.summary,
            ByPlace::Branch(summary, _) => *summary,
        }
    }

    fn with(&self, place: u32, entry: Option<Rc<Entry>>, height: u32) -> ByPlace {
        if height == 0 {
            return entry.map_or(ByPlace::Empty, ByPlace::Leaf);
        }
        let mut children = match self {
            ByPlace::Branch(_, children) => (**children).clone(),
            _ => empty_children(),
        };
        let at = (place >> ((height - 1) * BITS)) as usize % WIDTH;
        children[at] = children[at].with(place, entry, height - 1);
        let summary = children.iter().fold(Summary::EMPTY, |sum, child| match child {
            ByPlace::Empty => sum,
            child => sum.then(child.summary()),
        });
        if summary.count == 0 { ByPlace::Empty } else { ByPlace::Branch(summary, Rc::new(children)) }
    }
}

/// Names and values in order.
pub(crate) struct Iter<'a> {
    stack: Vec<&'a ByPlace>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Rc<str>, &'a Rc<str>);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(node) = self.stack.pop() {
            match node {
                ByPlace::Empty => {}
                ByPlace::Leaf(entry) => return Some((&entry.name, &entry.value)),
                ByPlace::Branch(_, children) => self.stack.extend(children.iter().rev()),
            }
        }
        None
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

    #[test]
    fn many_names_stay_in_order_and_found() {
        let mut table = Table::default();
        for n in 0..5000 {
            table.set(&format!("N{n}"), &n.to_string());
        }
        for n in (0..5000).step_by(2) {
            table.remove(&format!("N{n}"));
        }
        assert_eq!(table.summary().count, 2500);
        assert!(table.iter().map(|(_, value)| value.parse::<u32>().unwrap()).is_sorted());
        assert_eq!(table.get("N4999").map(|v| &**v), Some("4999"));
        assert_eq!(table.get("N4998"), None);
    }
}
