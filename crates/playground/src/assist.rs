//! Help while writing: what a place of the Dockerfile means, what could be written there, and what a stage's new name
//! changes. Pure functions of a project, a text and a place, which is a byte offset.

mod complete;
mod hover;
mod reading;
mod rename;
mod words;

pub use complete::complete;
pub use hover::hover;
pub use rename::{RenameError, StageName, rename_stage, stage_name};

use drydock_source::Span;
use serde::{Deserialize, Serialize};

/// What a token of the Dockerfile means at its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hover {
    /// The token.
    pub span: Span,
    /// The token or how it is written, as code.
    pub title: String,
    /// What it means, a paragraph each.
    pub text: Vec<String>,
    /// What holds here, by name: the value, the size, the line where it was set.
    pub facts: Vec<Fact>,
}

/// Something that holds at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its name, in a word or two.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What could be written at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// What a choice replaces: what of it is typed already.
    pub span: Span,
    /// The choices, the likeliest first.
    pub items: Vec<Completion>,
}

/// One choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// What is shown, and matched with what is typed.
    pub label: String,
    /// What is written, where it is not the label.
    pub insert: Option<String>,
    /// A word or two beside it.
    pub detail: String,
    /// A sentence or two about it.
    pub info: String,
    /// True when more belongs behind it, so that the next choice comes at once.
    pub opens: bool,
}
