//! What a person works on and what they see of it: a [`Project`], and the one call [`evaluate`] that answers with an
//! [`Evaluation`] of plain public fields. Pure: no I/O, no clock, no randomness.

mod advice;
mod archive;
pub mod assist;
pub mod bundle;
mod compare;
mod context;
mod describe;
mod evaluate;
mod evaluation;
mod examples;
mod fixes;
mod gallery;
mod goal;
pub mod link;
mod narrate;
mod output;
mod patch;
mod project;
pub mod protocol;
pub mod rules;
mod session;
mod state;
mod ways;

pub use advice::{Advice, Advised, Saved, advise};
pub use archive::archive;
pub use compare::{
    Comparison, ConfigChange, Figure, FindingOf, Rebuild, Relation, StepPair, StepSide, compare,
    compare_projects,
};
pub use context::{
    ContextEntry, ContextEntryKind, ContextVerdict, ContextWeight, PatternWeight, Weight, context_listing,
    context_verdicts, context_weight,
};
pub use describe::{DescribeError, Described, DescribedLayer, ImageDescription, describe};
pub use drydock_builder::BuildCache;
pub use drydock_builder::{Waste, WastedPath};
pub use drydock_runtime::HealthState;
pub use drydock_syntax::format;
pub use evaluate::{
    Diagnosis, build, build_with, built_image, diagnose, evaluate, evaluate_with, file_system_after, waste,
};
pub use evaluation::{
    BuildArgument, Change, ChangeKind, Config, Container, ContextReport, Cross, Edge, EdgeKind, EnvChange,
    Evaluation, ExcludedFile, Expanded, Graph, HealthReport, HistoryLine, ImageReport, Layer, Matrix,
    MatrixCell, Operation, Reason, Seconds, Stage, Stated, Step, StepKind, Totals, Verdict, Vertex,
    VertexKind,
};
pub use examples::{Example, examples};
pub use fixes::{FixReport, FixedAll, FixesMade, Saving, fix_all, fix_report, make_fixes, saving};
pub use gallery::{
    Claim, Claims, Misconception, MisconceptionLine, MisconceptionText, Seen, Stands, claims, gallery,
    misconceptions,
};
pub use goal::{Goal, MAX_GOALS, goals};
pub use narrate::{Scene, narrate};
pub use output::{history, images, progress};
pub use patch::Patch;
pub use project::{Project, ProjectOptions};
pub use session::Session;
pub use state::{StateWord, state};
pub use ways::{Way, ways};
