use std::cell::{Cell, OnceCell};

/// Items of the first chunk, a power of two; every other chunk is twice as long as the one before.
const FIRST: u32 = 16;
const CHUNKS: usize = 28;

/// A list that only grows, also while what stands in it is borrowed; items are named by number.
#[derive(Debug)]
pub(super) struct Pool<T> {
    chunks: [OnceCell<Box<[OnceCell<T>]>>; CHUNKS],
    len: Cell<u32>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { chunks: std::array::from_fn(|_| OnceCell::new()), len: Cell::new(0) }
    }
}

impl<T> Pool<T> {
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        let (chunk, at) = place(number);
        self.chunks.get(chunk)?.get()?.get(at)?.get()
    }

    /// Adds `item` and returns its number. Four billion items are more than any text can ask for.
    pub(super) fn push(&self, item: T) -> u32 {
        let number = self.len.get();
        let (chunk, at) = place(number);
        if let Some(chunk_cell) = self.chunks.get(chunk) {
            let items = chunk_cell.get_or_init(|| (0..FIRST << chunk).map(|_| OnceCell::new()).collect());
            if let Some(cell) = items.get(at) {
                // The cell is empty: numbers are given out once.
                drop(cell.set(item));
            }
        }
        self.len.set(number.saturating_add(1));
        number
    }
}

/// Chunk and place in it.
fn place(number: u32) -> (usize, usize) {
    let shifted = u64::from(number) + u64::from(FIRST);
    let chunk = shifted.ilog2() - FIRST.ilog2();
    (chunk as usize, (shifted - (u64::from(FIRST) << chunk)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_numbers() {
        let pool = Pool::default();
        assert!((0..1000).all(|n| pool.push(n) == n));
        assert!((0..1000).all(|n| pool.get(n) == Some(&n)));
        assert_eq!(pool.get(1000), None);
    }
}
