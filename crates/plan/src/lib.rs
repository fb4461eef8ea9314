//! From tree and build options to a build plan, as BuildKit's `dockerfile2llb` makes it: stages, operations, resolved
//! variables, reachability, image config and history. Pure: the outside world comes in through [`Images`].

mod check;
mod chmod;
mod context;
mod digest;
mod dispatch;
mod draft;
mod env;
mod epoch;
mod fact;
mod fault;
mod git;
mod go;
mod graph;
mod history;
mod ignore;
mod image;
mod image_config;
mod instruction;
mod named_context;
mod names;
mod op;
mod options;
mod outline;
mod paths;
mod planner;
mod platform;
mod reference;
mod request;
mod resolve;
mod resources;
mod scope;
mod signal;
mod stage;
mod stages;
mod world;

pub use check::Check;
pub use env::Env;
pub use fact::{BasePlatform, Fact, FactKind, FromPlatform};
pub use image::{Config, HealthConfig, History, Image, RootFs};
pub use image_config::ImageConfig;
pub use op::{
    CacheSharing, CopyAction, Device, Exec, ExecMount, FileAction, FileOp, Input, MkdirAction, MkfileAction,
    MountKind, Op, OpId, OpKind, Owner, ProgressGroup, SecretEnv, SourceOp, UserRef,
};
pub use options::Options;
pub use outline::{Outline, outline};
pub use platform::Platform;
pub use reference::Reference;
pub use stage::{ArgInfo, Base, Dependency, Expansion, Mounted, Plan, Stage, State, Step, StepKind};
pub use world::{BaseFile, BaseFileKind, BaseImage, BaseLayer, Images};

use drydock_source::Diagnostic;
use drydock_syntax::{Dockerfile, Tree};

/// Plans the build of `file`, read from `tree`, with `options`; images come from `images`.
///
/// Never fails: what is wrong stands in [`Plan::diagnostics`], and the good part of the file is planned all the same.
/// The first error among the diagnostics of the tree, the Dockerfile and the plan (in that order) is the one BuildKit
/// stops at.
pub fn plan(tree: &Tree, file: &Dockerfile, options: &Options, images: &dyn Images) -> Plan {
    planner::plan(tree, file, options, images)
}

/// The error BuildKit stops at, when there is one: what is wrong with the request comes first, then what is wrong with
/// the text, its instructions and the plan.
pub fn first_error<'a>(tree: &'a Tree, file: &'a Dockerfile, plan: &'a Plan) -> Option<&'a Diagnostic> {
    let before_reading = |d: &&Diagnostic| d.code == "BadRequest" || d.code == "EmptyDockerfile";
    let early = plan.diagnostics.iter().find(before_reading);
    let mut all = [&tree.diagnostics, &file.diagnostics, &plan.diagnostics].into_iter().flatten();
    early.or_else(|| all.find(|diagnostic| diagnostic.is_error()))
}
