use std::rc::Rc;

use drydock_source::{Diagnostic, Span};
use drydock_syntax::{Instruction, LineRange};

use crate::{BaseImage, Check, Env, Fact, ImageConfig, Input, Op, OpId, Platform};

/// The plan of a build.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Every stage of the file, also the unreachable ones.
    pub stages: Vec<Stage>,
    /// The target stage; `None` when the file has none or the target is unknown.
    pub target: Option<usize>,
    /// Operations of the reachable stages, each after those it stands on; the order of BuildKit's plan.
    pub ops: Vec<Op>,
    /// The result; `None` when an error stops the build.
    pub output: Option<Input>,
    /// The image config of the target stage.
    pub image: Option<ImageConfig>,
    /// Images whose config was asked for, as `reference platform`, sorted.
    pub resolved: Vec<String>,
    /// Value of a syntax directive.
    pub syntax: Option<String>,
    /// SOURCE_DATE_EPOCH when it was set, in seconds.
    pub epoch: Option<i64>,
    /// Errors of this level; the first is the one BuildKit stops at.
    pub diagnostics: Vec<Diagnostic>,
    /// Arguments that hold before the first FROM, predefined ones included.
    pub globals: Env,
    /// ARGs before the first FROM.
    pub meta_args: Vec<ArgInfo>,
    /// What the checks go by, in the order in which BuildKit comes across it.
    pub facts: Vec<Fact>,
    /// How many of the facts BuildKit comes across before it stops at the first error of this level.
    pub facts_before_error: usize,
    /// Which checks are on: the `check` directive, or the build argument that overrides it.
    pub check: Check,
}

/// A declared build argument, as `docker build --call=outline` lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArgInfo {
    /// Name.
    pub name: String,
    /// Value, when it has one.
    pub value: Option<String>,
    /// Description from the comment above.
    pub doc: String,
    /// Lines of its ARG.
    pub lines: LineRange,
    /// Arguments its default uses.
    pub uses: Vec<String>,
    /// True when the value comes from an ARG before the first FROM, which then is the one to list.
    pub inherited: bool,
}

/// A secret or an agent socket that a stage mounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mounted {
    /// Its id.
    pub id: String,
    /// True when the build fails without it.
    pub required: bool,
    /// Lines of the first RUN that mounts it.
    pub lines: LineRange,
}

/// What a stage stands on.
#[derive(Clone, Debug)]
pub enum Base {
    /// `FROM scratch`.
    Scratch,
    /// An earlier stage, by index.
    Stage(usize),
    /// An image by its canonical reference, with what is known of it; `None` when the lookup failed or the stage is
    /// unreachable.
    Image {
        /// Canonical reference.
        reference: String,
        /// What is known.
        info: Option<Rc<BaseImage>>,
    },
    /// The base could not be worked out.
    Unknown,
}

/// A stage of the plan.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Place in the file, from 0.
    pub index: usize,
    /// Name in lower case; empty when it has none.
    pub name: String,
    /// What progress calls it: its name or `stage-N`.
    pub label: String,
    /// Base as written in the file, after expansion.
    pub base_name: String,
    /// What it stands on.
    pub base: Base,
    /// Platform it is built for.
    pub platform: Platform,
    /// True when the target needs it.
    pub reachable: bool,
    /// True when BuildKit evaluates it: it is reachable, or every stage was asked for.
    pub evaluated: bool,
    /// Place of the FROM.
    pub span: Span,
    /// Lines of the FROM.
    pub lines: LineRange,
    /// Joined text of the FROM.
    pub text: String,
    /// Description from the comment above.
    pub doc: String,
    /// The steps after FROM in order, ONBUILD triggers of the base first.
    pub steps: Vec<Step>,
    /// The operation that brings the base in; `None` for scratch, for a stage and for what is unreachable.
    pub from_op: Option<OpId>,
    /// The tree after its last step.
    pub output: Input,
    /// State right after FROM.
    pub initial: State,
    /// Image config after its last step; its history ends with the stage's own.
    pub image: Option<ImageConfig>,
    /// Stages and images it needs besides its base.
    pub dependencies: Vec<Dependency>,
    /// Arguments that its FROM uses.
    pub from_args: Vec<String>,
    /// Arguments it declares.
    pub args: Vec<ArgInfo>,
    /// Secrets it mounts.
    pub secrets: Vec<Mounted>,
    /// Agent sockets it mounts.
    pub ssh: Vec<Mounted>,
}

/// What a step needs from elsewhere.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The step in the stage.
    pub step: usize,
    /// Stage index, when it is a stage.
    pub stage: Option<usize>,
    /// Canonical image reference, when it is an image; or the name of a named context.
    pub image: Option<String>,
    /// True for `RUN --mount=from`, false for `COPY --from`.
    pub mount: bool,
    /// Paths taken.
    pub paths: Vec<String>,
    /// Place of the name in the text.
    pub span: Span,
}

/// What a step does to the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Makes a layer.
    Layer,
    /// Changes the image config only.
    Config,
    /// Only means something to the rest of the file (ARG, SHELL…).
    Build,
}

/// What one instruction becomes.
#[derive(Clone, Debug)]
pub struct Step {
    /// Index in `Stage::instructions` of the syntax; `None` for an ONBUILD trigger of the base.
    pub instruction: Option<usize>,
    /// The instruction of an ONBUILD trigger of the base; its places are those within the trigger.
    pub trigger: Option<Rc<Instruction>>,
    /// Keyword in upper case.
    pub keyword: &'static str,
    /// Text as progress and history show it: joined, with what BuildKit expands in display names.
    pub text: String,
    /// Place in the Dockerfile (the FROM for an ONBUILD trigger).
    pub span: Span,
    /// Lines.
    pub lines: LineRange,
    /// What it does to the image.
    pub kind: StepKind,
    /// Its operations in order; the last gives the stage's tree after it. Empty when it makes none.
    pub ops: Vec<OpId>,
    /// The tree after it.
    pub output: Input,
    /// State after it.
    pub state: State,
    /// What expanded to what.
    pub expansions: Vec<Expansion>,
    /// Index of its entry in the stage image's history; `None` when it has none.
    pub history: Option<usize>,
}

/// A word of the text and what it became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// The word in the Dockerfile.
    pub span: Span,
    /// Its value.
    pub value: String,
    /// Names used that were not set.
    pub unset: Vec<String>,
}

/// What holds at a place of a stage.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// ENV, as a container would get it.
    pub env: Env,
    /// Declared build arguments with values.
    pub args: Env,
    /// Working directory.
    pub workdir: Rc<str>,
    /// User, or empty for root.
    pub user: Rc<str>,
    /// Shell of the shell form.
    pub shell: Rc<[String]>,
}
