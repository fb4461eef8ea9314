//! Entries in their order: a list with gaps that keeps a digest of what it holds. A change copies the few nodes on its
//! path; the newest entries stand in a node of their own, so that adding one copies little.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::table::{Arena, Entry};

/// An odd multiplier for the digest of a list (the fractional part of the golden ratio, in 128 bits).
const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;

/// What a list of entries amounts to: a digest of contents and order, and what is needed to put two lists together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Summary {
    digest: u128,
    power: u128,
    pub(super) count: u32,
}

impl Default for Summary {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Summary {
    pub(super) const EMPTY: Summary = Summary { digest: 0, power: 1, count: 0 };

    fn of(entry: &Entry) -> Self {
        Summary { digest: entry.digest, power: FACTOR, count: 1 }
    }

    /// The summary of `self` followed by `next`.
    pub(super) fn then(self, next: Summary) -> Summary {
        Summary {
            digest: self.digest.wrapping_mul(next.power).wrapping_add(next.digest),
            power: self.power.wrapping_mul(next.power),
            count: self.count + next.count,
        }
    }

    /// Digest of contents and order; equal lists have equal digests however they came about.
    pub(super) fn digest(self) -> u128 {
        self.digest ^ u128::from(self.count)
    }
}

/// The digest of one entry.
pub(super) fn digest(name: &str, value: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, name, value).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// A place in a node: 0 for nothing, or one more than the number of what is there.
type Slot = u32;

/// A node; at the bottom its slots are entries, above they are nodes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    summary: Summary,
    slots: [Slot; WIDTH],
}

/// A list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    /// Full nodes before the tail.
    body: Slot,
    /// The node of the newest entries.
    tail: Slot,
    /// The place of the next entry.
    pub(super) next: u32,
    /// Levels of `body`; 0 for a single node of entries.
    height: u32,
}

impl Arena {
    pub(super) fn summary(&self, order: Order) -> Summary {
        self.node(order.body).summary.then(self.node(order.tail).summary)
    }

    /// `order` with an entry at its end.
    pub(super) fn pushed(&self, mut order: Order, entry: u32) -> Order {
        if order.next > 0 && order.next.is_multiple_of(WIDTH as u32) {
            self.close_tail(&mut order);
        }
        let mut tail = self.node(order.tail);
        tail.slots[order.next as usize % WIDTH] = entry + 1;
        if let Some(entry) = self.entry(entry) {
            tail.summary = tail.summary.then(Summary::of(entry));
        }
        order.tail = self.add(tail);
        order.next += 1;
        order
    }

    /// `order` with an entry, or a gap, at a place that was pushed before.
    pub(super) fn replaced(&self, mut order: Order, place: u32, entry: Option<u32>) -> Order {
        let slot = entry.map_or(0, |entry| entry + 1);
        let tail_start = order.next.saturating_sub(1) & !(WIDTH as u32 - 1);
        if place >= tail_start {
            order.tail = self.replace_below(order.tail, place, slot, 0);
        } else {
            order.body = self.replace_below(order.body, place, slot, order.height);
        }
        order
    }

    fn replace_below(&self, at: Slot, place: u32, slot: Slot, height: u32) -> Slot {
        let mut node = self.node(at);
        let child = &mut node.slots[(place >> (BITS * height)) as usize % WIDTH];
        *child = if height == 0 { slot } else { self.replace_below(*child, place, slot, height - 1) };
        self.summed(node, height)
    }

    /// Moves the full tail to the end of the body.
    fn close_tail(&self, order: &mut Order) {
        let place = order.next - WIDTH as u32;
        let tail = std::mem::take(&mut order.tail);
        if order.body == 0 {
            order.body = tail;
            return;
        }
        if u64::from(place) >> (BITS * (order.height + 1)) > 0 {
            let mut above = Node::default();
            above.slots[0] = order.body;
            order.height += 1;
            order.body = self.summed(above, order.height);
        }
        order.body = self.attach(order.body, place, tail, order.height);
    }

    /// The node `at`, or a new one, with the full node `tail` for the entries from `place` on.
    fn attach(&self, at: Slot, place: u32, tail: Slot, height: u32) -> Slot {
        if height == 0 {
            return tail;
        }
        let mut node = self.node(at);
        let child = &mut node.slots[(place >> (BITS * height)) as usize % WIDTH];
        *child = self.attach(*child, place, tail, height - 1);
        self.summed(node, height)
    }

    /// Adds `node` with the summary of what is below it.
    fn summed(&self, mut node: Node, height: u32) -> Slot {
        let summary = |slot: Slot| match height {
            0 => self.entry(slot - 1).map_or(Summary::EMPTY, Summary::of),
            _ => self.node(slot).summary,
        };
        let slots = node.slots.into_iter().filter(|slot| *slot != 0);
        node.summary = slots.fold(Summary::EMPTY, |sum, slot| sum.then(summary(slot)));
        self.add(node)
    }

    fn add(&self, node: Node) -> Slot {
        self.nodes.push(node) + 1
    }

    fn node(&self, slot: Slot) -> Node {
        slot.checked_sub(1).and_then(|number| self.nodes.get(number)).copied().unwrap_or_default()
    }

    /// The entries in order.
    pub(super) fn walk(&self, order: Order) -> impl Iterator<Item = &Entry> {
        let stack = vec![(order.tail, 0), (order.body, order.height)];
        Walk { arena: self, stack, leaf: Node::default(), at: WIDTH }
    }
}

/// A walk over the entries below some nodes, the last of the stack first.
struct Walk<'a> {
    arena: &'a Arena,
    stack: Vec<(Slot, u32)>,
    leaf: Node,
    at: usize,
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Entry;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while let Some(slot) = self.leaf.slots.get(self.at).copied() {
                self.at += 1;
                if let Some(entry) = slot.checked_sub(1).and_then(|number| self.arena.entry(number)) {
                    return Some(entry);
                }
            }
            let (slot, height) = self.stack.pop()?;
            let node = self.arena.node(slot);
            if height == 0 {
                (self.leaf, self.at) = (node, 0);
            } else {
                let below = node.slots.into_iter().rev().filter(|slot| *slot != 0);
                self.stack.extend(below.map(|slot| (slot, height - 1)));
            }
        }
    }
}
