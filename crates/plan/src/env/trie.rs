//! Entries by name: a trie over hashes of names, in which a change copies the few nodes on its path.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::table::Arena;

/// Bits of a hash that one level uses up.
const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;
/// Levels that one hash lasts for.
const LEVELS: u32 = u64::BITS / BITS;

/// Children of a node.
pub(super) type Branch = [Child; WIDTH];

/// Nothing, an entry or a node, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Child {
    #[default]
    Empty,
    Leaf(u32),
    Branch(u32),
}

/// A hash of `name`; names that are equal in one round differ in another.
pub(super) fn hash(name: &str, round: u32) -> u64 {
    let mut hasher = DefaultHasher::new();
    (round, name).hash(&mut hasher);
    hasher.finish()
}

fn digit(name: &str, first: u64, depth: u32) -> usize {
    let round = depth / LEVELS;
    let hash = if round == 0 { first } else { hash(name, round) };
    (hash >> (depth % LEVELS * BITS)) as usize % WIDTH
}

impl Arena {
    /// The number of the entry called `name` below `root`.
    pub(super) fn find(&self, root: Child, name: &str) -> Option<u32> {
        let (mut node, mut depth, first) = (root, 0, hash(name, 0));
        loop {
            match node {
                Child::Empty => return None,
                Child::Leaf(entry) => {
                    return self.entry(entry).filter(|own| *own.name == *name).map(|_| entry);
                }
                Child::Branch(branch) => node = *self.branches.get(branch)?.get(digit(name, first, depth))?,
            }
            depth += 1;
        }
    }

    /// `root` with an entry, in the place of one of its name.
    pub(super) fn with(&self, root: Child, entry: u32, depth: u32) -> Child {
        let Some(new) = self.entry(entry) else { return root };
        let mut children = match root {
            Child::Empty => return Child::Leaf(entry),
            Child::Leaf(old) => {
                let Some(old_entry) = self.entry(old).filter(|old| old.name != new.name) else {
                    return Child::Leaf(entry);
                };
                let mut children = Branch::default();
                children[digit(&old_entry.name, old_entry.hash, depth)] = root;
                children
            }
            Child::Branch(branch) => self.branches.get(branch).copied().unwrap_or_default(),
        };
        let child = &mut children[digit(&new.name, new.hash, depth)];
        *child = self.with(*child, entry, depth + 1);
        Child::Branch(self.branches.push(children))
    }

    /// `root` without the entry called `name`, which is there.
    pub(super) fn without(&self, root: Child, name: &str, first: u64, depth: u32) -> Child {
        let Child::Branch(branch) = root else { return Child::Empty };
        let Some(mut children) = self.branches.get(branch).copied() else { return Child::Empty };
        let child = &mut children[digit(name, first, depth)];
        *child = self.without(*child, name, first, depth + 1);
        let mut left = children.iter().filter(|child| **child != Child::Empty);
        match (left.next(), left.next()) {
            (None, _) => Child::Empty,
            (Some(leaf @ Child::Leaf(_)), None) => *leaf,
            _ => Child::Branch(self.branches.push(children)),
        }
    }
}
