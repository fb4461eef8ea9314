//! Entries by name: a trie over hashes of names, in which a change copies the few nodes on its path.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Bits of a hash that one level uses up.
const BITS: u32 = 4;

/// A name, its value and where it stands in the order.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) hash: u64,
    pub(crate) name: Rc<str>,
    pub(crate) value: Rc<str>,
    pub(crate) place: u32,
}

impl Entry {
    pub(crate) fn hash_of(name: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        hasher.finish()
    }
}

/// The trie; empty at first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trie(Option<Node>);

#[derive(Clone, Debug)]
enum Node {
    Leaf(Rc<Entry>),
    Branch(Rc<Branch>),
}

#[derive(Debug)]
struct Branch {
    /// Which digits have a child; 0 where whole hashes are equal and the children are just a list.
    mask: u16,
    children: Box<[Node]>,
}

impl Trie {
    pub(crate) fn get(&self, name: &str) -> Option<&Rc<Entry>> {
        let mut node = self.0.as_ref()?;
        let hash = Entry::hash_of(name);
        let mut depth = 0;
        loop {
            match node {
                Node::Leaf(entry) => return (*entry.name == *name).then_some(entry),
                Node::Branch(branch) if branch.mask == 0 => {
                    let leaves = branch.children.iter().filter_map(Node::leaf);
                    return leaves.into_iter().find(|entry| *entry.name == *name);
                }
                Node::Branch(branch) => {
                    node = branch.children.get(branch.slot(digit(hash, depth))?)?;
                    depth += 1;
                }
            }
        }
    }

    /// Puts an entry in, in the place of one with its name.
    pub(crate) fn insert(&mut self, entry: Rc<Entry>) {
        self.0 = Some(match &self.0 {
            None => Node::Leaf(entry),
            Some(node) => node.with(entry, 0),
        });
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0 = self.0.take().and_then(|node| node.without(Entry::hash_of(name), name, 0));
    }
}

impl Node {
    fn leaf(&self) -> Option<&Rc<Entry>> {
        match self {
            Node::Leaf(entry) => Some(entry),
            Node::Branch(_) => None,
        }
    }

    fn with(&self, entry: Rc<Entry>, depth: u32) -> Node {
        match self {
            Node::Leaf(old) if old.name == entry.name => Node::Leaf(entry),
            Node::Leaf(old) if old.hash == entry.hash => {
                Node::branch(0, vec![Node::Leaf(old.clone()), Node::Leaf(entry)])
            }
            Node::Leaf(old) => Node::branch(1 << digit(old.hash, depth), vec![self.clone()]).with(entry, depth),
            Node::Branch(branch) if branch.mask == 0 => branch.clash_with(self, entry, depth),
            Node::Branch(branch) => {
                let digit = digit(entry.hash, depth);
                let at = rank(branch.mask, digit);
                if branch.mask >> digit & 1 == 0 {
                    let (before, after) = branch.children.split_at(at);
                    let new = std::iter::once(Node::Leaf(entry));
                    let children = before.iter().cloned().chain(new).chain(after.iter().cloned());
                    return Node::branch(branch.mask | 1 << digit, children.collect());
                }
                let mut children = branch.children.to_vec();
                if let Some(child) = children.get_mut(at) {
                    *child = child.with(entry, depth + 1);
                }
                Node::branch(branch.mask, children)
            }
        }
    }

    fn without(&self, hash: u64, name: &str, depth: u32) -> Option<Node> {
        let Node::Branch(branch) = self else { return None };
        if branch.mask == 0 {
            let keep = |node: &&Node| node.leaf().is_some_and(|entry| *entry.name != *name);
            return Some(Node::branch(0, branch.children.iter().filter(keep).cloned().collect()));
        }
        let digit = digit(hash, depth);
        let Some(at) = branch.slot(digit) else { return Some(self.clone()) };
        let mut children = branch.children.to_vec();
        let mut mask = branch.mask;
        match children.get(at).and_then(|child| child.without(hash, name, depth + 1)) {
            Some(child) => children[at] = child,
            None => {
                children.remove(at);
                mask &= !(1 << digit);
            }
        }
        (!children.is_empty()).then(|| Node::branch(mask, children))
    }

    fn branch(mask: u16, children: Vec<Node>) -> Node {
        Node::Branch(Rc::new(Branch { mask, children: children.into_boxed_slice() }))
    }
}

impl Branch {
    /// Where the child for `digit` stands, when there is one.
    fn slot(&self, digit: u32) -> Option<usize> {
        (self.mask >> digit & 1 == 1).then(|| rank(self.mask, digit))
    }

    /// Adds to entries whose whole hash is equal, or parts from them.
    fn clash_with(&self, node: &Node, entry: Rc<Entry>, depth: u32) -> Node {
        let hash = self.children.first().and_then(Node::leaf).map_or(0, |first| first.hash);
        if hash != entry.hash {
            return Node::branch(1 << digit(hash, depth), vec![node.clone()]).with(entry, depth);
        }
        let others = self.children.iter().filter(|node| node.leaf().is_some_and(|own| own.name != entry.name));
        let mut children: Vec<Node> = others.cloned().collect();
        children.push(Node::Leaf(entry));
        Node::branch(0, children)
    }
}

fn digit(hash: u64, depth: u32) -> u32 {
    (hash.checked_shr(depth * BITS).unwrap_or(0) & 15) as u32
}

fn rank(mask: u16, digit: u32) -> usize {
    (mask & ((1u16 << digit) - 1)).count_ones() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(hash: u64, name: &str, place: u32) -> Rc<Entry> {
        Rc::new(Entry { hash, name: name.into(), value: "".into(), place })
    }

    #[test]
    fn equal_hashes_are_told_apart_by_name() {
        let hash = Entry::hash_of("a");
        let mut trie = Trie::default();
        trie.insert(entry(hash, "a", 1));
        trie.insert(entry(hash, "b", 2));
        trie.insert(entry(hash, "a", 3));
        trie.insert(entry(hash ^ 1 << 60, "c", 4));
        assert_eq!(trie.get("a").map(|entry| entry.place), Some(3));
        trie.remove("a");
        assert!(trie.get("a").is_none());
    }
}
