//! Where Podman does otherwise than Docker with one project: only what really differs for it. Observed with Docker's
//! BuildKit and with Podman 4.3.1 (Buildah 1.28.2).

use drydock_builder::IgnoreFile;
use drydock_syntax::{Instruction, Kind, parse, read};
use serde::{Deserialize, Serialize};

use crate::{EdgeKind, Evaluation, Project, StepKind};

/// One thing that Docker and Podman do differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// What it is about, in a word or two.
    pub about: String,
    /// Docker's way; empty where it is what the other panels show.
    pub docker: String,
    /// Podman's way.
    pub podman: String,
    /// Line of the instruction it comes from, where it comes from one.
    pub line: Option<u32>,
}

impl Way {
    fn new(about: &str, docker: impl Into<String>, podman: impl Into<String>) -> Self {
        Self { about: about.into(), docker: docker.into(), podman: podman.into(), line: None }
    }

    fn at(self, line: u32) -> Self {
        Self { line: Some(line), ..self }
    }
}

/// What Docker and Podman do differently when they build and run `project`, which `evaluation` is about: of the build
/// first, by line, then of the container.
pub fn ways(project: &Project, evaluation: &Evaluation) -> Vec<Way> {
    let mut found = Vec::new();
    files(project, &mut found);
    short_names(evaluation, &mut found);
    instructions(project, &mut found);
    layers(evaluation, &mut found);
    found.sort_by_key(|way| way.line.unwrap_or(0));
    let format = "OCI, unless `--format docker` is given";
    found.insert(0, Way::new("image format", "Docker's, or OCI with the containerd image store", format));
    let run = evaluation.container.iter().flat_map(|container| &container.podman);
    found.extend(run.map(|sentence| Way::new("run", "", sentence.as_str())));
    found
}

/// Which Dockerfile and which ignore file count.
fn files(project: &Project, found: &mut Vec<Way>) {
    let is_file = |path: &str| project.context.text(path).is_some();
    if project.dockerfile_path == "Dockerfile" && is_file("Containerfile") {
        found.push(Way::new(
            "file",
            "builds from Dockerfile",
            "builds from Containerfile, which comes first",
        ));
    }
    let own = format!("{}.dockerignore", project.dockerfile_path);
    // Buildah looks in this order.
    let names = [own, format!("{}.containerignore", project.dockerfile_path), ".containerignore".into()];
    let docker = project.dockerignore().map(|(path, _)| path);
    let podman = names.into_iter().find(|path| is_file(path)).or_else(|| docker.clone());
    if podman == docker {
        return;
    }
    let says = |path: &Option<String>| match path {
        Some(path) => format!("{path} counts: {} files enter", entering(project, path)),
        None => format!("no ignore file counts: {} files enter", project.context.len()),
    };
    found.push(Way::new("ignore file", says(&docker), says(&podman)));
}

/// How many files an ignore file leaves.
fn entering(project: &Project, path: &str) -> usize {
    let context = project.build_context();
    let file = IgnoreFile::parse(project.context.text(path).unwrap_or_default());
    let filtered = file.ok().and_then(|file| file.filter(context.fs(), None).ok());
    let left = filtered.map_or_else(|| context.totals().files, |filtered| filtered.output.totals().files);
    usize::try_from(left).unwrap_or(usize::MAX)
}

/// Images named without a registry.
fn short_names(evaluation: &Evaluation, found: &mut Vec<Way>) {
    let from_image = |index: usize| {
        let vertex = format!("stage:{index}");
        let mut edges = evaluation.graph.edges.iter().filter(|edge| edge.to == vertex);
        edges.any(|edge| edge.kind == EdgeKind::From && edge.from.starts_with("image:"))
    };
    let mut told: Vec<&str> = Vec::new();
    for stage in evaluation.stages.iter().filter(|stage| from_image(stage.index) && is_short(&stage.base)) {
        if told.contains(&stage.base.as_str()) {
            continue;
        }
        told.push(&stage.base);
        let library = if stage.base.contains('/') { "" } else { "library/" };
        let docker = format!("`{0}` is docker.io/{library}{0}", stage.base);
        let podman = "short name: needs an alias in shortnames.conf or unqualified-search-registries, else \
                      `did not resolve to an alias`";
        found.push(Way::new("short name", docker, podman).at(stage.lines.0));
    }
}

/// Whether a reference names no registry (`splitDockerDomain`).
fn is_short(reference: &str) -> bool {
    match reference.split_once('/') {
        Some((domain, _)) => !domain.contains(['.', ':']) && domain != "localhost",
        None => !reference.is_empty(),
    }
}

/// What the OCI format cannot hold, and what Buildah 1.28 does not know.
fn instructions(project: &Project, found: &mut Vec<Way>) {
    let file = read(&parse(&project.dockerfile));
    for instruction in file.stages.iter().flat_map(|stage| &stage.instructions) {
        let line = instruction.lines.first;
        let lost = match &instruction.kind {
            Kind::Healthcheck(_) => Some("HEALTHCHECK"),
            Kind::Shell(_) => Some("SHELL"),
            Kind::Onbuild(_) => Some("ONBUILD"),
            _ => None,
        };
        if let Some(name) = lost {
            let podman = format!(
                "`{name} is not supported for OCI image format` and is ignored in the image without `--format docker`"
            );
            found.push(Way::new(name, "part of the image config", podman).at(line));
        }
        let unknown = unknown(instruction);
        if !unknown.is_empty() {
            let docker = format!("{} work", unknown.join(", "));
            let podman = "not known to Podman 4.3: the build fails; newer ones learn it by and by";
            found.push(Way::new(instruction.kind.name(), docker, podman).at(line));
        }
    }
}

/// Parts of an instruction that Buildah 1.28 refuses.
fn unknown(instruction: &Instruction) -> Vec<String> {
    const FLAGS: [&str; 5] = ["--link", "--parents", "--exclude", "--checksum", "--unpack"];
    let heredocs = match &instruction.kind {
        Kind::Copy(copy) => !copy.sources.inline.is_empty(),
        Kind::Add(add) => !add.sources.inline.is_empty(),
        Kind::Run(run) => !run.command.files.is_empty(),
        _ => return Vec::new(),
    };
    let mut found: Vec<String> = Vec::new();
    for flag in &instruction.flags {
        let (name, value) = flag.text.split_once('=').unwrap_or((&flag.text, ""));
        let symbolic = name == "--chmod" && !value.contains('$') && value.contains(['+', '-', '=']);
        if FLAGS.contains(&name) && !found.iter().any(|told| told.contains(name)) {
            found.push(format!("`{name}`"));
        } else if symbolic {
            found.push("symbolic modes".into());
        }
    }
    if heredocs {
        found.push("heredocs".into());
    }
    found
}

/// WORKDIR and the order of the stages.
fn layers(evaluation: &Evaluation, found: &mut Vec<Way>) {
    let needed = evaluation.stages.iter().filter(|stage| stage.reachable);
    let steps = needed.clone().flat_map(|stage| &stage.steps);
    for step in steps.filter(|step| step.keyword == "WORKDIR" && step.kind == StepKind::Layer) {
        if step.changed_files > 0 {
            let podman = "makes no layer: the directory is there once something runs in it";
            found.push(
                Way::new("WORKDIR", "makes the directory, in a layer of its own", podman).at(step.lines.0),
            );
        }
    }
    if needed.count() > 1 {
        let podman = "builds stages one after the other, unless `--jobs` says otherwise";
        found.push(Way::new("stages", "builds stages at the same time where none waits for another", podman));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BuildCache, evaluate};

    fn about(dockerfile: &str, files: &[&str]) -> Vec<(String, Option<u32>)> {
        let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
        for path in files {
            project.context.set_text(path, "x\n").unwrap();
        }
        let evaluation = evaluate(&project, &BuildCache::default());
        let build = ways(&project, &evaluation).into_iter().filter(|way| way.about != "run");
        build.map(|way| (way.about, way.line)).collect()
    }

    fn named(expected: &[(&str, Option<u32>)]) -> Vec<(String, Option<u32>)> {
        expected.iter().map(|(about, line)| ((*about).to_owned(), *line)).collect()
    }

    #[test]
    fn only_the_format_differs_where_nothing_else_does() {
        let dockerfile = "FROM docker.io/library/alpine:3\nCOPY a /a\nCMD [\"true\"]\n";
        assert_eq!(about(dockerfile, &["a", ".dockerignore"]), named(&[("image format", None)]));
    }

    #[test]
    fn what_differs_is_named_by_line() {
        let dockerfile =
            "FROM alpine AS b\nWORKDIR /new\nFROM b\nCOPY --link --chmod=u+x a /a\nHEALTHCHECK CMD true\n";
        let expected = [
            ("image format", None),
            ("ignore file", None),
            ("stages", None),
            ("short name", Some(1)),
            ("WORKDIR", Some(2)),
            ("COPY", Some(4)),
            ("HEALTHCHECK", Some(5)),
        ];
        assert_eq!(about(dockerfile, &["a", ".dockerignore", ".containerignore"]), named(&expected));
    }

    #[test]
    fn the_ignore_file_of_the_dockerfile_wins_with_both() {
        let files = ["a", "Dockerfile.dockerignore", "Dockerfile.containerignore", ".containerignore"];
        assert_eq!(about("FROM scratch\nCOPY . /\n", &files), named(&[("image format", None)]));
        let files = ["a", ".containerignore", "Containerfile"];
        let expected = [("image format", None), ("file", None), ("ignore file", None)];
        assert_eq!(about("FROM scratch\nCOPY . /\n", &files), named(&expected));
    }

    #[test]
    fn registries_are_told_from_users() {
        for (reference, short) in [
            ("alpine", true),
            ("me/app:1", true),
            ("quay.io/x", false),
            ("localhost/x", false),
            ("h:5000/x", false),
        ] {
            assert_eq!(is_short(reference), short, "{reference}");
        }
    }
}
