//! The build as engines print it: worked out on demand from the evaluation, not at each keystroke.

use std::fmt::Write;

use drydock_builder::progress::{Failure, Vertex, VertexEnd, human_bytes, human_size, plain, snippet};
use drydock_builder::{Digest, FileSystem, own_ignore_path, transferred};
use drydock_source::{Diagnostic, Severity};

use crate::{Evaluation, Operation, Project, Verdict};

/// Where the pages of the rules of `docker build --check` are.
const RULES: &str = "https://docs.docker.com/go/dockerfile/rule/";

/// What `docker build --progress=plain` prints for the next build of `project`, which `evaluation` is about. Times are
/// estimates.
pub fn progress(project: &Project, evaluation: &Evaluation) -> String {
    let mut vertices = vec![definition(project, evaluation)];
    // Where operations stand in `vertices`.
    let mut places = vec![None; evaluation.operations.len()];
    let stops_early = evaluation.error.as_ref().is_some_and(|text| {
        // An operation that fails in what is left of a file with an error does not end the build.
        let ends_it = |own: &String| text.ends_with(own.as_str());
        !evaluation.operations.iter().filter_map(|one| one.error.as_ref()).any(ends_it)
    });
    if !stops_early {
        vertices.extend(metadata(evaluation));
        vertices.push(ignore_file(project));
        let mut order: Vec<usize> = (0..evaluation.operations.len()).collect();
        let rank = |at: &usize| evaluation.operations.get(*at).map_or(0.0, |one| one.start.likely);
        order.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
        for at in order {
            let Some(operation) = evaluation.operations.get(at) else { continue };
            places[at] = Some(vertices.len());
            vertices.push(vertex(operation, evaluation));
        }
        if evaluation.error.is_none() {
            vertices.push(export());
        }
    }
    let failure = evaluation.error.as_ref().map(|message| Failure {
        vertex: evaluation.operations.iter().position(|one| one.error.is_some()).and_then(|at| places[at]),
        snippet: snippets(project, evaluation),
        message: message.clone(),
    });
    plain(&vertices, failure.as_ref())
}

/// The lines of the error that ends the build, a piece for each place.
fn snippets(project: &Project, evaluation: &Evaluation) -> String {
    let text = evaluation.error.as_deref().unwrap_or_default();
    let mut errors = evaluation.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    let places = errors.find(|error| text.ends_with(&error.message)).map(|error| &error.lines);
    let range = |place: &Vec<u32>| Some(*place.first()?..=*place.last()?);
    let ranges = places.into_iter().flatten().filter_map(range);
    ranges.map(|range| snippet(&project.dockerfile_path, &project.dockerfile, &[range])).collect()
}

fn done(name: impl Into<String>, statuses: Vec<String>) -> Vertex {
    Vertex { name: name.into(), statuses, end: VertexEnd::Done(0.0), ..Vertex::default() }
}

fn definition(project: &Project, evaluation: &Evaluation) -> Vertex {
    let path = &project.dockerfile_path;
    let bytes = sent_files(project, &[path, &own_ignore_path(path)]);
    let mut statuses = vec![format!("transferring dockerfile: {} done", human_bytes(bytes))];
    let warnings = evaluation.diagnostics.iter().filter(|one| one.severity == Severity::Warning);
    statuses.extend(warnings.filter(|one| one.url.starts_with(RULES)).map(warning));
    let name = path.rsplit('/').next().unwrap_or(path);
    done(format!("[internal] load build definition from {name}"), statuses)
}

fn warning(rule: &Diagnostic) -> String {
    let line = rule.lines.first().and_then(|place| place.first());
    let place = line.map(|line| format!(" (line {line})")).unwrap_or_default();
    format!("WARN: {}: {}{place}", rule.code, rule.message)
}

fn ignore_file(project: &Project) -> Vertex {
    let path = project.dockerignore().map(|(path, _)| path).filter(|path| path == ".dockerignore");
    let bytes = sent_files(project, &path.iter().map(String::as_str).collect::<Vec<_>>());
    done("[internal] load .dockerignore", vec![format!("transferring context: {} done", human_bytes(bytes))])
}

/// Bytes of sending these files of the context alone.
fn sent_files(project: &Project, paths: &[&str]) -> u64 {
    let context = project.build_context();
    let mut sent = FileSystem::new();
    for path in paths {
        if let Some(node) = context.fs().get(path) {
            // The path is one of the context, so it fits here as well.
            let _ = sent.insert(path, node.clone());
        }
    }
    transferred(None, &sent)
}

/// One vertex for each image from outside, in the order of their first use.
fn metadata(evaluation: &Evaluation) -> Vec<Vertex> {
    let mut seen: Vec<&str> = Vec::new();
    for operation in evaluation.operations.iter().filter(|one| one.source) {
        let Some((_, reference)) = operation.name.split_once("FROM ") else { continue };
        let reference = reference.split_once('@').map_or(reference, |(name, _)| name);
        if !seen.contains(&reference) {
            seen.push(reference);
        }
    }
    seen.into_iter().map(|name| done(format!("[internal] load metadata for {name}"), Vec::new())).collect()
}

fn vertex(operation: &Operation, evaluation: &Evaluation) -> Vertex {
    let seconds = (operation.end.likely - operation.start.likely).max(0.0);
    let mut statuses = Vec::new();
    if operation.name.ends_with("load build context") {
        statuses.push(format!(
            "transferring context: {} done",
            human_bytes(evaluation.context.sent.unwrap_or(0))
        ));
    } else if let (true, Some((_, reference))) = (operation.source, operation.name.split_once("FROM ")) {
        statuses.push(format!("resolve {reference} done"));
    }
    Vertex {
        name: operation.name.clone(),
        statuses,
        log: timed(&operation.log, seconds),
        end: match (operation.verdict, &operation.error) {
            (Verdict::Failed, Some(error)) => VertexEnd::Error(error.clone()),
            (Verdict::Cached, _) => VertexEnd::Cached,
            (Verdict::Canceled, _) if begun(operation, evaluation) => VertexEnd::Canceled,
            (Verdict::Runs, _) => VertexEnd::Done(seconds),
            _ => VertexEnd::NotBegun,
        },
    }
}

/// Whether an operation had begun when the build failed.
fn begun(operation: &Operation, evaluation: &Evaluation) -> bool {
    let failed = evaluation.operations.iter().find(|one| one.verdict == Verdict::Failed);
    failed.is_some_and(|failed| operation.start.likely < failed.end.likely)
}

/// Lines of a log, spread over the time the step takes.
fn timed(log: &str, seconds: f64) -> Vec<(f64, String)> {
    let lines: Vec<&str> = log.lines().collect();
    let each = seconds / (lines.len() + 1) as f64;
    lines.into_iter().enumerate().map(|(at, line)| (each * (at + 1) as f64, line.to_owned())).collect()
}

fn export() -> Vertex {
    done("exporting to image", vec!["exporting layers done".into()])
}

/// What `docker history` prints for the image that the next build makes.
pub fn history(evaluation: &Evaluation) -> String {
    let mut table = Columns::new(&["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"]);
    let lines = evaluation.image.iter().flat_map(|image| &image.history);
    for (at, line) in lines.enumerate() {
        let size = line.size.as_ref().map_or(0, |size| size.likely);
        table.row([
            if at == 0 { image_id(evaluation) } else { "<missing>".into() },
            if line.lines.is_some() { "Less than a second ago".into() } else { "N/A".into() },
            ellipsis(&line.created_by.replace(['\n', '\t'], " "), 45),
            human_size(size),
            line.comment.clone(),
        ]);
    }
    table.print()
}

/// What `docker images NAME` prints for it.
pub fn images(evaluation: &Evaluation, name: &str) -> String {
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, "latest"),
    };
    let mut table = Columns::new(&["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]);
    if let Some(size) = &evaluation.totals.image {
        table.row([
            repository.into(),
            tag.into(),
            image_id(evaluation),
            "Less than a second ago".into(),
            human_size(size.likely),
        ]);
    }
    table.print()
}

/// An id that stands for the image: equal for equal config, history and sizes. It is not the one Docker would give.
fn image_id(evaluation: &Evaluation) -> String {
    let config = serde_json::to_vec(&evaluation.image).unwrap_or_default();
    Digest::of(&config).to_string().chars().take(12).collect()
}

/// Docker's `formatter.Ellipsis`.
fn ellipsis(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.into();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// A table as Go's tabwriter sets it for Docker: columns at least ten wide, three blanks between.
struct Columns {
    rows: Vec<[String; 5]>,
}

impl Columns {
    fn new(titles: &[&str; 5]) -> Self {
        Self { rows: vec![titles.map(str::to_owned)] }
    }

    fn row(&mut self, cells: [String; 5]) {
        self.rows.push(cells);
    }

    fn print(&self) -> String {
        let width = |column: usize| {
            let widest = self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            (widest + 3).max(10)
        };
        let widths: [usize; 4] = std::array::from_fn(width);
        let mut out = String::new();
        for row in &self.rows {
            let (last, cells) = (&row[4], &row[..4]);
            for (cell, width) in cells.iter().zip(widths) {
                // Writing to a string cannot fail.
                let _ = write!(out, "{cell:width$}");
            }
            let _ = writeln!(out, "{last}");
        }
        out
    }
}
