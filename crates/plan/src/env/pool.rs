use std::cell::{Cell, OnceCell};

/// Items of a block: small enough for the allocator to hand freed ones out again.
const BLOCK: u32 = 16;
/// Blocks of the first list of blocks, a power of two; every other list is twice as long as the one before.
const FIRST: u32 = 4;
const LISTS: usize = 27;

type Cells<T> = Box<[OnceCell<T>]>;

/// A list that only grows, also while what stands in it is borrowed; items are named by number.
#[derive(Debug)]
pub(super) struct Pool<T> {
    lists: [OnceCell<Cells<Cells<T>>>; LISTS],
    len: Cell<u32>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { lists: std::array::from_fn(|_| OnceCell::new()), len: Cell::new(0) }
    }
}

impl<T> Pool<T> {
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        let (list, block) = place(number / BLOCK);
        self.lists.get(list)?.get()?.get(block)?.get()?.get((number % BLOCK) as usize)?.get()
    }

    /// Adds `item` and returns its number. Four billion items are more than any text can ask for.
    pub(super) fn push(&self, item: T) -> u32 {
        let number = self.len.get();
        let (list, block) = place(number / BLOCK);
        if let Some(list_cell) = self.lists.get(list)
            && let Some(block_cell) = list_cell.get_or_init(|| empty(FIRST << list)).get(block)
            && let Some(cell) = block_cell.get_or_init(|| empty(BLOCK)).get((number % BLOCK) as usize)
        {
            // The cell is empty: numbers are given out once.
            drop(cell.set(item));
        }
        self.len.set(number.saturating_add(1));
        number
    }
}

fn empty<T>(count: u32) -> Cells<T> {
    (0..count).map(|_| OnceCell::new()).collect()
}

/// List of blocks and place in it.
fn place(block: u32) -> (usize, usize) {
    let shifted = u64::from(block) + u64::from(FIRST);
    let list = shifted.ilog2() - FIRST.ilog2();
    (list as usize, (shifted - (u64::from(FIRST) << list)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_numbers() {
        let pool = Pool::default();
        assert!((0..5000).all(|n| pool.push(n) == n));
        assert!((0..5000).all(|n| pool.get(n) == Some(&n)));
        assert_eq!(pool.get(5000), None);
    }
}
