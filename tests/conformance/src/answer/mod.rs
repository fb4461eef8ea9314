//! What Drydock answers, in the recorded shape: one function a kind.

mod built;
mod engine_cache;
mod engine_copy;
mod engine_ignore;
mod engine_layers;
mod engine_run;
mod engine_scenarios;
mod frontend_files;
mod frontend_plan;
mod frontend_syntax;
mod hadolint;
mod trees;

use serde_json::Value;

use crate::{Case, Kind};

/// Answers `case`; the error says why there is no answer.
pub fn answer(case: &Case, kind: Kind) -> Result<Value, String> {
    let answer: fn(&Case) -> Result<Value, String> = match kind {
        Kind::Parse => frontend_syntax::parse,
        Kind::Instructions => frontend_syntax::instructions,
        Kind::Shlex => frontend_syntax::shlex,
        Kind::Build => frontend_plan::build,
        Kind::Lint => frontend_plan::lint,
        Kind::Dockerignore => frontend_files::dockerignore,
        Kind::Copymatch => frontend_files::copymatch,
        Kind::Tree => frontend_files::tree,
        Kind::Copy => engine_copy::copy,
        Kind::Ignore => engine_ignore::ignore,
        Kind::Layers => engine_layers::layers,
        Kind::Cache => engine_cache::cache,
        Kind::Scenarios => engine_scenarios::scenarios,
        Kind::Run => engine_run::run,
        Kind::Hadolint => hadolint::hadolint,
    };
    answer(case)
}
