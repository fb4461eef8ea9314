//! The texts of the page in the language it is built in. Another language is one more file with the names of `en.rs`,
//! and a line here; the compiler tells which are missing.

mod en;
#[cfg(test)]
mod tests;

pub use en::*;
