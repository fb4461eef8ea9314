//! A stage that builds and a stage that runs: what only the build needs stays behind.

use drydock_catalog::{Reference, find_image};
use drydock_lint::shell_texts;
use drydock_plan::Stage;
use drydock_source::{Edit, Fix, Span};
use drydock_syntax::{Instruction, Kind};

use super::base_variant::slim_of;
use super::{Asked, Proposal, absolute};
use crate::evaluate::chain;

/// Name of the stage that builds.
const NAME: &str = "build";

/// What the second stage is made of.
struct Plan {
    /// Its base image.
    base: String,
    /// What it takes from the first one: where it is, and where it goes.
    copies: Vec<(String, String)>,
    /// Other edits of the first stage.
    edits: Vec<Edit>,
    caution: &'static str,
}

pub(super) fn propose(asked: &Asked<'_>) -> Vec<Proposal> {
    proposal(asked).into_iter().collect()
}

fn proposal(asked: &Asked<'_>) -> Option<Proposal> {
    // A build that has stages already is made as its author wants it.
    let [stage] = chain(asked.parts)[..] else { return None };
    if asked.parts.plan.stages.len() > 1 {
        return None;
    }
    let read = asked.parts.file.stages.get(stage.index)?;
    let last_run = read.instructions.iter().rposition(|one| matches!(one.kind, Kind::Run(_)))?;
    let built = read.instructions.get(..=last_run)?;
    // Who is USER while it builds need not be there in the second stage.
    if built.iter().any(|one| matches!(one.kind, Kind::User(_) | Kind::Shell(_))) {
        return None;
    }
    let family = Reference::parse(&read.base.text).ok()?.familiar_name();
    let plan = match family.rsplit('/').next()? {
        "golang" | "rust" => program(asked, stage, &read.base.text),
        "node" => node(asked, stage, &read.base.text),
        "python" => python(asked, stage, &read.base.text),
        _ => None,
    }?;
    let mut edits = plan.edits;
    if read.name.text.is_empty() {
        let end = asked.project.dockerfile.get(..read.span.end as usize)?.trim_end().len();
        edits.push(insert(end, format!(" AS {NAME}")));
    }
    let name = if read.name.text.is_empty() { NAME } else { &read.name_as_written };
    let workdir = built_workdir(stage, last_run);
    let text = second(asked, name, (&plan.base, &plan.copies), (built, &workdir));
    edits.push(insert(built.last()?.span.end as usize, text));
    let title = format!("Build in one stage, run in a second one on {}", plan.base);
    Some(Proposal {
        name: "second-stage".into(),
        title: title.clone(),
        why: "Compilers, headers, caches and sources are needed to build, not to run: only what the second stage copies is in the image.".into(),
        caution: plan.caution,
        line: stage.lines.first,
        fix: Fix { title, edits, appended: Vec::new(), safe: false },
    })
}

fn insert(at: usize, text: String) -> Edit {
    Edit { span: Span::at(at), text }
}

/// The text of the second stage, up to where the instructions behind the last RUN go on.
fn second(
    asked: &Asked<'_>,
    name: &str,
    (base, copies): (&str, &[(String, String)]),
    (built, workdir): (&[Instruction], &str),
) -> String {
    let mut text = format!("\n\nFROM {base}");
    if workdir != "/" {
        text.push_str(&format!("\nWORKDIR {workdir}"));
    }
    for one in built {
        let kept = matches!(
            one.kind,
            Kind::Env(_)
                | Kind::Arg(_)
                | Kind::Expose(_)
                | Kind::Label(_)
                | Kind::Volume(_)
                | Kind::Stopsignal(_)
                | Kind::Healthcheck(_)
                | Kind::Cmd(_)
                | Kind::Entrypoint(_)
        );
        if kept {
            text.push('\n');
            text.push_str(one.span.of(&asked.project.dockerfile));
        }
    }
    for (from, to) in copies {
        text.push_str(&format!("\nCOPY --from={name} {from} {to}"));
    }
    text
}

/// The working directory after the last RUN.
fn built_workdir(stage: &Stage, last_run: usize) -> String {
    let step = stage.steps.iter().find(|step| step.instruction == Some(last_run));
    let state = step.map_or(&stage.initial, |step| &step.state);
    if state.workdir.is_empty() { "/".into() } else { state.workdir.to_string() }
}

/// A program that stands alone: the one that the container starts.
fn program(asked: &Asked<'_>, stage: &Stage, base: &str) -> Option<Plan> {
    let container = asked.evaluation.container.as_ref()?;
    let first = container.argv.first()?;
    let path = absolute(&container.workdir, first);
    let after = asked.parts.solution.file_system(stage.output)?;
    let made = after.follow(&path)?.as_file()?;
    made.content.is_estimated().then_some(())?;
    let text = &asked.project.dockerfile;
    let (record, _) = find_image(&Reference::parse(base).ok()?)?;
    let base = match record.os.split('.').next()? {
        _ if text.contains("CGO_ENABLED=0") => "gcr.io/distroless/static-debian12".to_owned(),
        os if os.starts_with("alpine") => "alpine".to_owned(),
        "debian 12" => "debian:bookworm-slim".to_owned(),
        "debian 13" => "debian:trixie-slim".to_owned(),
        _ => return None,
    };
    let caution = "Other files that the program reads at run time have to be copied as well; distroless images have no shell.";
    Some(Plan { base, copies: vec![(path.clone(), path)], edits: Vec::new(), caution })
}

/// A Node application: its folder, on the slim image.
fn node(asked: &Asked<'_>, stage: &Stage, base: &str) -> Option<Plan> {
    let folder = folder(asked, stage)?;
    let base = slim_of(base)?;
    let caution =
        "Development dependencies stay with the application unless `npm prune --omit=dev` ends the build.";
    Some(Plan { base, copies: vec![(folder.clone(), folder)], edits: Vec::new(), caution })
}

/// A Python application: its folder, and what pip installs, by way of a folder of its own.
fn python(asked: &Asked<'_>, stage: &Stage, base: &str) -> Option<Plan> {
    let folder = folder(asked, stage)?;
    let base = slim_of(base).unwrap_or_else(|| base.to_owned());
    let input = asked.parts.lint_input();
    let mut edits = Vec::new();
    for text in shell_texts(&input) {
        for (_, call) in text.calls().filter(|(_, call)| matches!(call.base_name(), "pip" | "pip3")) {
            let words = || call.args.iter().filter_map(|word| Some((word, word.literal()?)));
            if words().any(|(_, word)| {
                ["--prefix", "--target", "--user", "-t"].iter().any(|flag| word.starts_with(flag))
            }) {
                return None;
            }
            let install =
                words().find(|(_, word)| word == "install").map(|(word, _)| text.span(word.span).end);
            edits.extend(install.map(|end| insert(end as usize, " --prefix=/install".into())));
        }
    }
    // Without an install the slim image alone does as much.
    (!edits.is_empty()).then_some(())?;
    let copies = vec![("/install".to_owned(), "/usr/local".to_owned()), (folder.clone(), folder)];
    let caution = "Shared libraries that apt installed, such as libpq5, have to be installed in the second stage as well.";
    Some(Plan { base, copies, edits, caution })
}

/// The folder of the application: the working directory, when it is one of its own.
fn folder(asked: &Asked<'_>, stage: &Stage) -> Option<String> {
    let workdir = asked.evaluation.container.as_ref()?.workdir.clone();
    let after = asked.parts.solution.file_system(stage.output)?;
    let own =
        workdir.len() > 1 && !["/usr", "/bin", "/etc", "/var", "/home", "/root"].contains(&workdir.as_str());
    (own && after.follow(&workdir)?.is_dir()).then_some(workdir)
}
