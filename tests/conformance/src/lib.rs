//! Recorded answers of real engines, and what Drydock answers to the same questions.
//!
//! A case is one line of a JSON Lines file in one of the formats that the READMEs under `cases/` describe. Reading
//! ([`load`]), answering ([`answer::answer`]) and comparing ([`compare::differences`]) are separate; a new kind of
//! case is one variant of [`Kind`], one function in `answer/` and, where the plain comparison does not do, one arm in
//! `compare.rs`.

pub mod answer;
mod case;
pub mod compare;
pub mod inputs;
mod kind;
mod run;

pub use case::{Case, load};
pub use kind::Kind;
pub use run::{Outcome, run};
