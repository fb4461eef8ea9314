//! Findings with fixes, one file a rule: what is wrong at these characters, why it matters, and what to write instead.
//!
//! [`check`] asks every rule; [`buildkit`] holds what `docker build --check` makes of its own. A rule reads the tree, the
//! Dockerfile and what the planner came across ([`drydock_plan::Fact`]); it evaluates nothing itself. The rules of
//! [`hadolint`] see the file as hadolint reads it.

pub mod buildkit;
mod chain;
mod check;
mod copies;
mod edits;
mod figures;
mod finding;
pub mod hadolint;
mod input;
mod rule;
mod rules;
mod script;
mod suggest;
mod suspects;
mod suspicion;

pub use check::{check, found_by};
pub use finding::{Context, Finding, Moment};
pub use input::{At, Build, Input, Ran};
pub use rule::{Rule, Source};
pub use rules::{find, rules};
pub use script::{Dialect, Options, ShellText, shell_texts};
pub use suspects::{Suspect, SuspectKind, suspects};
