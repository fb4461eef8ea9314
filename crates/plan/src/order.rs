//! Entries in their order: a list with gaps that keeps a digest of what it holds. A change copies the few nodes on its
//! path; the newest entries stand in a short tail of their own, so that adding one copies little.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::trie::Entry;

/// An odd multiplier for the digest of a list (the fractional part of the golden ratio, in 128 bits).
const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;

/// What a list of entries amounts to: a digest of contents and order, and what is needed to put two lists together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    digest: u128,
    power: u128,
    pub(crate) count: usize,
}

impl Default for Summary {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Summary {
    pub(crate) const EMPTY: Summary = Summary { digest: 0, power: 1, count: 0 };

    fn of(entry: &Entry) -> Self {
        let half = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, &*entry.name, &*entry.value).hash(&mut hasher);
            u128::from(hasher.finish())
        };
        Summary { digest: half(0) << 64 | half(1), power: FACTOR, count: 1 }
    }

    fn all(slots: &[Slot]) -> Self {
        slots.iter().flatten().fold(Self::EMPTY, |sum, entry| sum.then(Self::of(entry)))
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

/// An entry, or the gap where one was.
type Slot = Option<Rc<Entry>>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    /// Whole nodes before the tail.
    body: Option<Rc<Node>>,
    /// Levels of `body`; 0 for a single leaf.
    height: u32,
    tail: Option<Rc<[Slot]>>,
    tail_summary: Summary,
    next: u32,
}

#[derive(Debug)]
enum Node {
    Leaf(Summary, Rc<[Slot]>),
    Branch(Summary, Box<[Rc<Node>]>),
}

impl Order {
    /// The place of the next entry.
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    pub(crate) fn push(&mut self, entry: Rc<Entry>) {
        let summary = Summary::of(&entry);
        if self.next > 0 && self.next as usize % WIDTH == 0 {
            self.close_tail();
        }
        let old = self.tail.as_deref().unwrap_or_default();
        self.tail = Some(old.iter().cloned().chain([Some(entry)]).collect());
        self.tail_summary = self.tail_summary.then(summary);
        self.next += 1;
    }

    /// Puts `entry`, or a gap, at a place that was pushed before.
    pub(crate) fn replace(&mut self, place: u32, entry: Slot) {
        let start = self.tail_start();
        if place < start {
            self.body = self.body.take().map(|body| Rc::new(body.with(place, entry, self.height)));
            return;
        }
        let mut tail = self.tail.as_deref().unwrap_or_default().to_vec();
        if let Some(slot) = tail.get_mut((place - start) as usize) {
            *slot = entry;
        }
        self.tail_summary = Summary::all(&tail);
        self.tail = Some(tail.into());
    }

    pub(crate) fn summary(&self) -> Summary {
        self.body.as_ref().map_or(Summary::EMPTY, |body| body.summary()).then(self.tail_summary)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Rc<Entry>> {
        let tail = self.tail.iter().flat_map(|tail| tail.iter().flatten());
        Walk { stack: self.body.iter().map(|body| &**body).collect(), leaf: [].iter() }.chain(tail)
    }

    fn tail_start(&self) -> u32 {
        self.next - self.tail.as_ref().map_or(0, |tail| tail.len() as u32)
    }

    /// Moves a full tail to the end of the body.
    fn close_tail(&mut self) {
        let Some(tail) = self.tail.take() else { return };
        let place = self.next - WIDTH as u32;
        let leaf = Rc::new(Node::Leaf(std::mem::take(&mut self.tail_summary), tail));
        self.body = Some(match self.body.take() {
            None => leaf,
            Some(body) => {
                let full = u64::from(place) >> (BITS * (self.height + 1)) > 0;
                let body = if full {
                    self.height += 1;
                    Rc::new(Node::branch(vec![body]))
                } else {
                    body
                };
                Rc::new(body.with_leaf(place, leaf, self.height))
            }
        });
    }
}

impl Node {
    fn summary(&self) -> Summary {
        match self {
            Node::Leaf(summary, _) | Node::Branch(summary, _) => *summary,
        }
    }

    fn branch(children: Vec<Rc<Node>>) -> Node {
        let summary = children.iter().fold(Summary::EMPTY, |sum, child| sum.then(child.summary()));
        Node::Branch(summary, children.into_boxed_slice())
    }

    /// This node with `leaf`, which begins at `place`, behind all others.
    fn with_leaf(&self, place: u32, leaf: Rc<Node>, height: u32) -> Node {
        let Node::Branch(_, children) = self else { return Node::branch(vec![leaf]) };
        let mut children = children.to_vec();
        let at = (place >> (BITS * height)) as usize % WIDTH;
        let new = match children.get(at) {
            Some(child) => Rc::new(child.with_leaf(place, leaf, height - 1)),
            None => (1..height).fold(leaf, |node, _| Rc::new(Node::branch(vec![node]))),
        };
        children.truncate(at);
        children.push(new);
        Node::branch(children)
    }

    fn with(&self, place: u32, entry: Slot, height: u32) -> Node {
        let at = (place >> (BITS * height)) as usize % WIDTH;
        match self {
            Node::Leaf(_, slots) => {
                let mut slots = slots.to_vec();
                if let Some(slot) = slots.get_mut(at) {
                    *slot = entry;
                }
                Node::Leaf(Summary::all(&slots), slots.into())
            }
            Node::Branch(_, children) => {
                let mut children = children.to_vec();
                if let Some(child) = children.get_mut(at) {
                    *child = Rc::new(child.with(place, entry, height.saturating_sub(1)));
                }
                Node::branch(children)
            }
        }
    }
}

/// A walk over the entries below some nodes.
struct Walk<'a> {
    stack: Vec<&'a Node>,
    leaf: std::slice::Iter<'a, Slot>,
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Rc<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.leaf.find_map(Option::as_ref) {
                return Some(entry);
            }
            match self.stack.pop()? {
                Node::Leaf(_, slots) => self.leaf = slots.iter(),
                Node::Branch(_, children) => self.stack.extend(children.iter().rev().map(|child| &**child)),
            }
        }
    }
}
