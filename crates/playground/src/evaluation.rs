//! The answer to one evaluation: plain data in a reader's words, which the page, the terminal and JavaScript show.

use std::borrow::Cow;
use std::collections::BTreeMap;

use drydock_catalog::Size;
use drydock_runtime::{CheckResult, HealthCheck, HealthState};
use drydock_source::{Diagnostic, Span};
use serde::{Deserialize, Serialize};

/// Everything that is known about one state of a project.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Evaluation {
    /// Stages in the order of the file, also those the target does not need.
    pub stages: Vec<Stage>,
    /// Errors and findings, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Text of the error the real build stops at (behind `ERROR: failed to build: failed to solve: `), if it does.
    pub error: Option<String>,
    /// Index of the target stage.
    pub target: Option<usize>,
    /// Stages, images and the context, and what flows between them.
    pub graph: Graph,
    /// The operations of the build in the order of the plan, as the progress output shows them.
    pub operations: Vec<Operation>,
    /// Layers of the final image, base first.
    pub layers: Vec<Layer>,
    /// Config and history of the final image.
    pub image: Option<ImageReport>,
    /// What enters the build.
    pub context: ContextReport,
    /// The figures at a glance.
    pub totals: Totals,
    /// What `docker run` makes of the image.
    pub container: Option<Container>,
    /// Build arguments that the target uses, by line, as `docker build --call=outline` lists them.
    pub arguments: Vec<BuildArgument>,
    /// Data files that would tell more and are not loaded, by name. [`crate::BuildCache::with_data`] takes them; until
    /// then the sizes that hang on them have wide ranges.
    pub missing_data: Vec<String>,
}

/// A build argument of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildArgument {
    /// Name.
    pub name: String,
    /// Value of this build, when it has one.
    pub value: Option<String>,
    /// Description from the comment above, or empty.
    pub doc: String,
    /// Line of its ARG, from 1.
    pub line: u32,
}

/// A time estimate in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seconds {
    /// At least.
    pub low: f64,
    /// Most likely; where there is no upper bound, what is known of it.
    pub likely: f64,
    /// At most; `None` when nobody can say.
    pub high: Option<f64>,
}

impl From<drydock_builder::Seconds> for Seconds {
    fn from(seconds: drydock_builder::Seconds) -> Self {
        let high = Some(seconds.high).filter(|high| high.is_finite());
        Self { low: seconds.low, likely: seconds.likely, high }
    }
}

/// One stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stage {
    /// Place in the file, from 0.
    pub index: usize,
    /// Name after AS in lower case, or empty.
    pub name: String,
    /// Its name, or `stage-N`.
    pub label: String,
    /// Base as written, expanded.
    pub base: String,
    /// Target platform, as `linux/amd64`.
    pub platform: String,
    /// Description from the comment above.
    pub doc: String,
    /// The FROM in the text.
    pub span: Span,
    /// First and last line of the FROM, from 1.
    pub lines: (u32, u32),
    /// True when the target needs it.
    pub reachable: bool,
    /// True for the target.
    pub target: bool,
    /// The FROM and all instructions of the stage.
    pub steps: Vec<Step>,
    /// Size of its whole file system after the last step.
    pub size: Size,
}

/// What a step is to the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// Brings in what the stage stands on.
    Base,
    /// Makes a layer.
    Layer,
    /// Changes the image config only, no layer.
    Config,
    /// Means something to the rest of the file only (ARG, SHELL, ONBUILD…).
    Build,
}

/// What the next build does with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Taken from the cache.
    Cached,
    /// Runs.
    Runs,
    /// Not needed by the target.
    Skipped,
    /// Fails.
    Failed,
    /// Never got to run, because another step failed.
    Canceled,
    /// Makes no operation, so the cache does not matter.
    None,
}

/// One step: the FROM or an instruction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// Keyword in upper case.
    pub keyword: String,
    /// Text as progress shows it.
    pub text: String,
    /// Its name in the progress output (`[builder 3/6] RUN …`); empty when it makes no operation.
    pub name: String,
    /// The instruction in the text.
    pub span: Span,
    /// First and last line, from 1.
    pub lines: (u32, u32),
    /// What it is to the image.
    pub kind: StepKind,
    /// What the next build does with it.
    pub verdict: Verdict,
    /// Why it runs: the first cause, then what follows from it; empty for hits. A hit that is worth a word (its
    /// source ran again and came out equal) has one too.
    pub reasons: Vec<Reason>,
    /// Bytes its layer adds; `None` when it makes no layer.
    pub size: Option<Size>,
    /// Bytes of the layer as pulled.
    pub compressed: Option<Size>,
    /// How long it takes when it runs: always an estimate, unless the user states it.
    pub seconds: Option<Seconds>,
    /// Where that estimate is from ("estimate: pulled over a line of …", "stated by you").
    pub time_source: Cow<'static, str>,
    /// True when the time of the next build depends on it: it is one of the chain of steps that ends last.
    pub critical: bool,
    /// Paths it changes, the largest first, at most some dozens; `changed_files` counts them all.
    pub changes: Vec<Change>,
    /// How many paths it changes.
    pub changed_files: usize,
    /// What the user states about it, word by word.
    pub stated: Vec<Stated>,
    /// What the estimate leaves open, in words; empty when nothing.
    pub note: String,
    /// Working directory after it.
    pub workdir: String,
    /// User after it; empty for root.
    pub user: String,
    /// Shell of the shell form after it.
    pub shell: Vec<String>,
    /// Variables it sets or changes.
    pub env: Vec<EnvChange>,
    /// Words that expansion changed.
    pub expanded: Vec<Expanded>,
}

/// Something that the user states about a step in a comment above it (`# drydock: size=120MB`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// `size`, `compressed`, `time`, `file` or `os`.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// The path that a `size` is about; empty where it is about the step.
    pub path: String,
}

/// One operation of the build: what BuildKit calls a vertex.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// As progress shows it (`[builder 3/6] RUN …`).
    pub name: String,
    /// True for what only brings something in: an image, the context, a URL.
    pub source: bool,
    /// First line of each instruction it belongs to, from 1.
    pub lines: Vec<u32>,
    /// What the next build does with it.
    pub verdict: Verdict,
    /// When it begins, counted from the beginning of the build.
    pub start: Seconds,
    /// When it ends.
    pub end: Seconds,
    /// Where its time is from.
    pub time_source: Cow<'static, str>,
    /// True when it is one of the chain of operations that ends last: the build takes as long as these, one after the
    /// other.
    pub critical: bool,
    /// What it prints, as far as that is known.
    pub log: String,
    /// Why it fails, in the engine's words.
    pub error: Option<String>,
}

/// Why a step is not taken from the cache, or why it still is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// One sentence without a full stop: `server.js: content changed`, `ENV NODE_ENV: production → test`, `line 7 missed`.
    pub message: String,
    /// The line it flows from, when the cause is another step.
    pub line: Option<u32>,
    /// The context path that changed, when it is one.
    pub path: Option<String>,
    /// Old value, when there is one.
    pub old: Option<String>,
    /// New value, when there is one.
    pub new: Option<String>,
}

/// A variable set by a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvChange {
    /// Name.
    pub name: String,
    /// Value before, when it had one.
    pub old: Option<String>,
    /// Value after.
    pub new: String,
    /// True for ARG.
    pub arg: bool,
}

/// A word that expansion changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expanded {
    /// The word in the text.
    pub span: Span,
    /// What it became.
    pub value: String,
    /// Names in it that are not set.
    pub unset: Vec<String>,
}

/// How a path changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Was not there.
    Added,
    /// Other bytes.
    Changed,
    /// Same bytes, other mode or owner: copied up whole.
    Metadata,
    /// Hidden by a whiteout.
    Removed,
}

/// A path a step changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Absolute path.
    pub path: String,
    /// How.
    pub kind: ChangeKind,
    /// Bytes the layer holds for it.
    pub size: Size,
}

/// The picture of the build.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Graph {
    /// Stages, images and the context.
    pub vertices: Vec<Vertex>,
    /// What flows between them.
    pub edges: Vec<Edge>,
}

/// What a vertex of the picture stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VertexKind {
    /// A stage.
    Stage,
    /// An image from outside.
    Image,
    /// The build context.
    Context,
    /// A URL or git repository.
    Remote,
    /// `FROM scratch`.
    Scratch,
}

/// A vertex of the picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Vertex {
    /// Unique name: `stage:0`, `image:docker.io/library/node:20`, `context`.
    pub id: String,
    /// What it stands for.
    pub kind: VertexKind,
    /// Short title.
    pub label: String,
    /// Stage index.
    pub stage: Option<usize>,
    /// False when the target does not need it.
    pub reachable: bool,
    /// True for the target.
    pub target: bool,
    /// Size, where it has one.
    pub size: Option<Size>,
}

/// How something flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// FROM.
    From,
    /// COPY or ADD, of the context or `--from`.
    Copy,
    /// `RUN --mount`.
    Mount,
}

/// An edge of the picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the vertex it leaves.
    pub from: String,
    /// Id of the vertex it enters.
    pub to: String,
    /// How.
    pub kind: EdgeKind,
    /// What crosses, by path.
    pub crosses: Vec<Cross>,
    /// The instructions that make it.
    pub spans: Vec<Span>,
}

/// Something that crosses an edge.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cross {
    /// Path at its origin, as the instruction names it.
    pub path: String,
    /// Where it lands.
    pub dest: String,
    /// How many files.
    pub files: usize,
    /// Bytes; `None` when not known to exist.
    pub size: Option<Size>,
    /// Line of the instruction.
    pub line: u32,
}

/// A layer of the final image.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Layer {
    /// What made it.
    pub created_by: String,
    /// Stage that made it; `None` for the base image's.
    pub stage: Option<usize>,
    /// Step in that stage.
    pub step: Option<usize>,
    /// Bytes of its files.
    pub size: Size,
    /// Bytes to pull.
    pub compressed: Size,
}

/// Config and history of the final image.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImageReport {
    /// The image config, in the names of `docker inspect`.
    pub config: Config,
    /// Target platform.
    pub platform: String,
    /// `docker history`, newest first as Docker prints it.
    pub history: Vec<HistoryLine>,
}

/// The part of the image config that containers get, in the names of `docker inspect`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct Config {
    pub user: String,
    pub exposed_ports: Vec<String>,
    pub env: Vec<String>,
    pub entrypoint: Option<Vec<String>>,
    pub cmd: Option<Vec<String>>,
    pub healthcheck: Option<Vec<String>>,
    pub volumes: Vec<String>,
    pub working_dir: String,
    pub on_build: Vec<String>,
    pub labels: BTreeMap<String, String>,
    pub stop_signal: String,
    pub shell: Vec<String>,
}

/// One line of `docker history`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HistoryLine {
    /// What made it.
    pub created_by: String,
    /// Bytes of its layer; `None` for an empty layer.
    pub size: Option<Size>,
    /// Comment (`buildkit.dockerfile.v0`).
    pub comment: String,
    /// Lines of the instruction; `None` for the base image's.
    pub lines: Option<(u32, u32)>,
}

/// What enters the build.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ContextReport {
    /// Files of the context, ignored ones included.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that `.dockerignore` leaves.
    pub included: usize,
    /// Their bytes.
    pub included_bytes: u64,
    /// Bytes that BuildKit transfers for this build when nothing was transferred before, exactly as it counts them;
    /// 0 when nothing of the context is needed.
    pub transferred: u64,
    /// Bytes that the next build transfers after what was transferred before; `None` when it needs nothing of it.
    pub sent: Option<u64>,
    /// What is left out, with the pattern that decided it.
    pub excluded: Vec<ExcludedFile>,
}

/// A path that `.dockerignore` hides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcludedFile {
    /// Path in the context.
    pub path: String,
    /// The pattern that decided it.
    pub pattern: String,
    /// Its line in the ignore file.
    pub line: u32,
}

/// The figures at a glance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Steps that make an operation and that the target needs.
    pub steps: usize,
    /// How many of them the next build runs.
    pub runs: usize,
    /// Size of the final image on disk.
    pub image: Option<Size>,
    /// Bytes to pull it.
    pub compressed: Option<Size>,
    /// Time of the next build: an estimate, along the chain of steps that ends last, where stages that do not wait for
    /// one another are built side by side.
    pub seconds: Option<Seconds>,
    /// Time of the same build with an empty cache.
    pub cold: Option<Seconds>,
    /// Time the cache saves: the difference of the two.
    pub saved: Option<Seconds>,
}

/// What `docker run` makes of the image.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Container {
    /// The `docker run` arguments it was asked with, as typed.
    pub arguments: String,
    /// Error of `docker run` in Docker's words, when it does not start.
    pub error: Option<String>,
    /// The process: ENTRYPOINT, then CMD or the arguments.
    pub argv: Vec<String>,
    /// For each word of `argv` its origin: `entrypoint`, `cmd`, `argument`, `shell`.
    pub origins: Vec<String>,
    /// For each word of `argv` its place in the Dockerfile, that of the whole instruction for the words of a shell; `None`
    /// where it is not written there.
    pub places: Vec<Option<Span>>,
    /// What is PID 1 after the start, as its command line.
    pub pid1: String,
    /// Who gets the signal of `docker stop` and what follows, in a sentence or two.
    pub stop: String,
    /// The signal of `docker stop`: `SIGTERM` unless STOPSIGNAL or `--stop-signal` says otherwise.
    pub stop_signal: String,
    /// Exit code of the container after `docker stop`; `None` when nobody can say.
    pub stop_exit: Option<i32>,
    /// Seconds that `docker stop` takes.
    pub stop_seconds: f64,
    /// Exit code of the container when nobody stops it; `None` while it runs, and when nobody can say.
    pub exit: Option<i32>,
    /// What it prints, as far as that is known.
    pub stdout: String,
    /// The same of standard error.
    pub stderr: String,
    /// Its health over time; `None` without a check.
    pub health: Option<HealthReport>,
    /// Where Podman does otherwise: a sentence each.
    pub podman: Vec<String>,
    /// What was assumed of its programs.
    pub notes: Vec<String>,
    /// Environment, in order.
    pub env: Vec<String>,
    /// Working directory.
    pub workdir: String,
    /// User.
    pub user: String,
    /// Ports: one sentence each.
    pub ports: Vec<String>,
    /// ENTRYPOINT × CMD for this image's words.
    pub matrix: Matrix,
}

/// The health of a container over time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HealthReport {
    /// The check with its defaults filled in.
    pub check: HealthCheck,
    /// Its states, each once it changes.
    pub states: Vec<HealthState>,
    /// What `docker ps` shows at the end.
    pub status: String,
    /// The last check.
    pub last: Option<CheckResult>,
    /// True when a check asks something that nobody can answer here, and is taken to pass.
    pub assumed: bool,
}

/// The table ENTRYPOINT × CMD: rows by CMD (none, exec form, shell form), columns by ENTRYPOINT (none, shell form, exec form).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Matrix {
    /// Titles of the rows.
    pub rows: Vec<String>,
    /// Titles of the columns.
    pub columns: Vec<String>,
    /// Cells by row.
    pub cells: Vec<Vec<MatrixCell>>,
}

/// One cell of the table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MatrixCell {
    /// The process, or empty on error.
    pub argv: Vec<String>,
    /// Error or remark; may be empty.
    pub note: String,
    /// True for the image as it stands.
    pub here: bool,
}
