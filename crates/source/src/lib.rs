//! Text positions, edits and diagnostics: the vocabulary every other crate speaks.
//!
//! All offsets are UTF-8 bytes. Only the editor bridge of the web page turns them into UTF-16.

mod diagnostic;
mod edit;
mod lines;
mod span;

pub use diagnostic::{Appended, Diagnostic, Fix, Label, Severity};
pub use edit::{Edit, apply_edits};
pub use lines::{LineIndex, Position};
pub use span::Span;
