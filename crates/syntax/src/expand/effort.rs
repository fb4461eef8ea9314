//! A bound on the work that one word may ask for.

/// What is left of the work that one expansion may take, in characters looked at or written.
///
/// Values in values, and patterns over them, multiply: without a bound a line of text could keep a browser busy for
/// hours. What people write stays below it by a factor of a thousand.
pub(super) struct Effort {
    left: usize,
}

impl Effort {
    pub fn new() -> Self {
        Self { left: 16 << 20 }
    }

    /// Takes `amount` off; fails when that is more than is left.
    pub fn spend(&mut self, amount: usize) -> Result<(), String> {
        self.left = self.left.checked_sub(amount).ok_or("the word takes too long to expand")?;
        Ok(())
    }
}
