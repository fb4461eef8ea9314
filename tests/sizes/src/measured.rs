use drydock_builder::{FileSystem, NodeKind};
use drydock_catalog::Size;
use drydock_playground::{BuildCache, Evaluation, Project, evaluate, file_system_after};
use serde::{Deserialize, Serialize};

/// What is asked of a last step: the bytes its layer adds.
const LAST_STEP: &str = "last step";

/// Where nobody can say how much a step adds, no published layer is larger than this.
const NO_BOUND: u64 = 10_000_000_000;

/// One measured build.
#[derive(Clone, Debug, Deserialize)]
pub struct Measured {
    /// Its name; the part before the first slash is its family.
    pub name: String,
    /// Text of the Dockerfile.
    pub dockerfile: String,
    /// `last step`: bytes that its layer adds; or a path: bytes of the files below it.
    pub of: String,
    /// Measured bytes.
    pub real: u64,
}

/// A prediction and what was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Name of the build.
    pub name: String,
    /// Predicted bytes.
    pub predicted: u64,
    /// At least so many.
    pub low: u64,
    /// At most so many.
    pub high: u64,
    /// Measured bytes.
    pub real: u64,
    /// Relative error, with its sign.
    pub error: f64,
}

impl Row {
    /// True when the predicted range holds what was measured.
    pub fn holds(&self) -> bool {
        (self.low..=self.high).contains(&self.real)
    }
}

/// Reads the lines of a file of measured builds; blank ones are passed over.
///
/// # Errors
/// Names the line that is not of that form.
pub fn read(text: &str) -> Result<Vec<Measured>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1)))
        .collect()
}

/// Predicts a build from the text of its Dockerfile alone.
///
/// # Errors
/// When the build fails, or nothing is known of what is asked.
pub fn predict(measured: &Measured, cache: &BuildCache) -> Result<Row, String> {
    let project = Project { dockerfile: measured.dockerfile.clone(), ..Project::default() };
    let evaluation = evaluate(&project, cache);
    let named = |message: String| format!("{}: {message}", measured.name);
    if let Some(error) = &evaluation.error {
        return Err(named(error.clone()));
    }
    let size = match measured.of.as_str() {
        LAST_STEP => last_step(&evaluation),
        path => below(&project, cache, &evaluation, path),
    };
    let size = size.ok_or_else(|| named(format!("nothing is known of {}", measured.of)))?;
    Ok(row(measured, &size))
}

fn row(measured: &Measured, size: &Size) -> Row {
    let real = measured.real;
    let difference = size.likely as f64 - real as f64;
    Row {
        name: measured.name.clone(),
        predicted: size.likely,
        low: size.low,
        high: size.high.unwrap_or(NO_BOUND),
        real,
        error: if difference == 0.0 { 0.0 } else { difference / real.max(1) as f64 },
    }
}

/// The last step of the target that makes a layer.
fn last_step(evaluation: &Evaluation) -> Option<Size> {
    let stage = evaluation.stages.get(evaluation.target?)?;
    stage.steps.iter().skip(1).rev().find_map(|step| step.size.clone())
}

/// The files below a path of the final file system, hard links once.
fn below(project: &Project, cache: &BuildCache, evaluation: &Evaluation, path: &str) -> Option<Size> {
    let stage = evaluation.target?;
    let steps = evaluation.stages.get(stage)?.steps.len();
    let fs: FileSystem = file_system_after(project, cache, cache.images(), (stage, steps.checked_sub(1)?))?;
    let node = fs.follow(path)?;
    let own = node.as_file().map(|file| file.content.size("a file of the build"));
    let mut inodes = std::collections::BTreeSet::new();
    let mut sum = own.unwrap_or_else(|| Size::exact(0, "the files below it"));
    let place = fs.resolve(path, true).ok()?.path;
    for (_, node) in fs.walk(&place) {
        if node.is_uncounted() {
            sum.high = None;
        }
        let NodeKind::File(file) = node.kind() else { continue };
        if file.inode.is_none_or(|inode| inodes.insert(inode)) {
            sum = sum.plus(&file.content.size("a file of the build"));
        }
    }
    Some(sum)
}
