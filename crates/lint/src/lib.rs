//! Findings with fixes, one file a rule: what is wrong at these characters, why it matters, and what to write instead.
//!
//! [`buildkit`] holds the checks of `docker build --check`. A rule reads the tree, the Dockerfile and what the planner
//! came across ([`drydock_plan::Fact`]); it evaluates nothing itself.

pub mod buildkit;
mod finding;
mod rules;
mod suggest;

pub use buildkit::check;
pub use finding::{Finding, Moment};
pub use rules::{RULES, Rule};
