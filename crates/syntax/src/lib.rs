//! The Dockerfile language: text to a tolerant, lossless, span-exact tree, and on to typed instructions.
//!
//! Two levels, as in BuildKit's frontend: [`parse`] joins lines and splits off keywords, flags, words and heredocs
//! (`frontend/dockerfile/parser`); [`read`] gives each instruction its meaning (`frontend/dockerfile/instructions`).
//! Both always answer, whatever the text; what is wrong comes back as diagnostics, BuildKit's words first.
//! [`expand`] is the third part: `$VAR` and quotes in one word (`frontend/dockerfile/shell`).

mod args;
pub mod csv;
mod directive;
mod duration;
pub mod expand;
mod format;
mod heredoc;
pub mod instruction;
mod json;
mod lines;
mod number;
mod parser;
mod problem;
mod read;
mod split;
pub mod suggest;
mod text;
mod tree;
mod unicode;

pub use directive::{detect_check, detect_syntax};
pub use format::{format, format_edits};
pub use heredoc::{chomp, is_heredoc};
pub use instruction::{Instruction, Kind};
pub use parser::{parse, parse_bytes};
pub use read::{Dockerfile, Stage, read, read_trigger};
pub use text::{lower, quote, upper};
pub use tree::{Detected, Directive, Heredoc, LineRange, Node, Tree, Word};
