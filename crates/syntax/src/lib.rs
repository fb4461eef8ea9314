//! The Dockerfile language: text to a tolerant, lossless, span-exact tree, and on to typed instructions.
//!
//! Two levels, as in BuildKit's frontend: [`parse`] joins lines and splits off keywords, flags, words and heredocs
//! (`frontend/dockerfile/parser`); [`read`] gives each instruction its meaning (`frontend/dockerfile/instructions`).
//! Both always answer, whatever the text; what is wrong comes back as diagnostics, BuildKit's words first.
//! [`expand`] is the third part: `$VAR` and quotes in one word (`frontend/dockerfile/shell`).

mod csv;
pub mod expand;
pub mod instruction;
mod number;
mod parser;
mod read;
mod suggest;
mod text;
mod tree;

pub use instruction::{Instruction, Kind};
pub use parser::parse;
pub use read::{Dockerfile, Stage, read, read_trigger};
pub use tree::{Detected, Directive, Heredoc, LineRange, Node, Tree, Word};
