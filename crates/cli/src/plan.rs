//! `drydock plan`.

use std::io::{self, Write};

use drydock_catalog::packages::{Table as Packages, Tables};
use drydock_playground::{
    BuildCache, Evaluation, Project, Stage, Step, StepKind, Verdict, evaluate, history, images, progress,
    waste,
};
use drydock_source::{Diagnostic, LineIndex, Severity};

use crate::args::{Args, Format};
use crate::size::{bytes, seconds, size};
use crate::table::{Table, shorten};
use crate::{End, folder};

/// How many wasted paths are listed.
const WASTED: usize = 5;

/// Prints the evaluation of a folder.
pub(crate) fn plan(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let project = folder::project(args)?;
    let cache = folder::cache(args, &project)?;
    let evaluation = complete(&project, &cache)?;
    let printed = match args.format {
        Format::Json => serde_json::to_writer(&mut *out, &evaluation)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        Format::Text => text(&evaluation, &project, &cache, out),
        Format::Plain => out.write_all(progress(&project, &evaluation).as_bytes()),
        Format::History | Format::Images if evaluation.error.is_some() => {
            // There is no image to tell of.
            eprintln!("ERROR: failed to build: {}", error_text(&evaluation));
            Ok(())
        }
        Format::History => out.write_all(history(&evaluation).as_bytes()),
        Format::Images => out.write_all(images(&evaluation, &args.tag).as_bytes()),
    };
    printed.map_err(|error| error.to_string())?;
    Ok(if evaluation.error.is_some() { End::Failed } else { End::Fine })
}

/// A cache without builds that reads the package tables this program carries when a step asks for them.
pub(crate) fn empty_cache() -> BuildCache {
    BuildCache::with_tables(Tables::on_demand(Packages::built_in))
}

/// The evaluation, with all that the package tables tell.
pub(crate) fn complete(project: &Project, cache: &BuildCache) -> Result<Evaluation, String> {
    let evaluation = evaluate(project, cache);
    own_tables_are_read(&evaluation.missing_data)?;
    Ok(evaluation)
}

/// An error for tables that this program carries and cannot read.
pub(crate) fn own_tables_are_read(missing: &[String]) -> Result<(), String> {
    match missing {
        [] => Ok(()),
        broken => Err(format!("this program's own package tables cannot be read: {}", broken.join(", "))),
    }
}

fn text(
    evaluation: &Evaluation,
    project: &Project,
    cache: &BuildCache,
    out: &mut impl Write,
) -> io::Result<()> {
    for stage in &evaluation.stages {
        print_stage(stage, out)?;
    }
    print_totals(evaluation, out)?;
    print_waste(project, cache, out)?;
    print_container(evaluation, out)?;
    print_problems(evaluation, &project.dockerfile, out)
}

fn print_stage(stage: &Stage, out: &mut impl Write) -> io::Result<()> {
    let role = match (stage.target, stage.reachable) {
        (true, _) => ", the target",
        (false, true) => "",
        (false, false) => ", not needed by the target",
    };
    writeln!(out, "{} (from {}{role}), {}", stage.label, stage.base, size(&stage.size))?;
    let mut table = Table::new("  ", &[0, 3, 4]);
    for step in &stage.steps {
        let reason = step.reasons.first().map(|reason| reason.message.clone()).unwrap_or_default();
        table.row([
            step.lines.0.to_string(),
            shorten(&step.text, 60),
            verdict(step).to_owned(),
            step.size.as_ref().map(size).unwrap_or_default(),
            step.seconds.as_ref().map(seconds).unwrap_or_default(),
            if step.note.is_empty() { reason } else { step.note.clone() },
        ]);
    }
    table.print(out)?;
    writeln!(out)
}

fn verdict(step: &Step) -> &'static str {
    match step.verdict {
        Verdict::Cached => "cached",
        Verdict::Runs => "runs",
        Verdict::Skipped => "skipped",
        Verdict::Failed => "fails",
        Verdict::Canceled => "canceled",
        Verdict::None if step.kind == StepKind::Config => "config",
        Verdict::None => "",
    }
}

fn print_totals(evaluation: &Evaluation, out: &mut impl Write) -> io::Result<()> {
    let totals = &evaluation.totals;
    let mut table = Table::new("", &[]);
    if let Some(image) = &totals.image {
        let pulled = totals.compressed.as_ref().map(|bytes| format!(", {} to pull", size(bytes)));
        table.row(["image".to_owned(), format!("{}{}", size(image), pulled.unwrap_or_default())]);
    }
    let time = totals.seconds.as_ref().map(seconds).filter(|time| !time.is_empty());
    let time = time.map(|time| format!(", {time}")).unwrap_or_default();
    table.row(["build".to_owned(), format!("{} of {} steps run{time}", totals.runs, totals.steps)]);
    let context = &evaluation.context;
    table.row([
        "context".to_owned(),
        format!(
            "{} transferred; {} of {} files",
            bytes(context.transferred),
            context.included,
            context.files
        ),
    ]);
    table.print(out)
}

/// What the image carries without use, the largest first.
fn print_waste(project: &Project, cache: &BuildCache, out: &mut impl Write) -> io::Result<()> {
    let Some(waste) = waste(project, cache, cache.images()).filter(|waste| waste.wasted > 0) else {
        return Ok(());
    };
    let mut table = Table::new("", &[]);
    let efficiency = (waste.efficiency * 1000.0).floor() / 10.0;
    table.row(["wasted".to_owned(), format!("{}; {efficiency} % efficient", bytes(waste.wasted))]);
    for path in waste.paths.iter().take(WASTED) {
        let layers = format!("{} in {} layers: {}", bytes(path.bytes), path.layers, path.path);
        table.row([String::new(), layers]);
    }
    table.print(out)
}

fn print_container(evaluation: &Evaluation, out: &mut impl Write) -> io::Result<()> {
    let Some(container) = &evaluation.container else { return Ok(()) };
    let mut table = Table::new("", &[]);
    match &container.error {
        Some(error) => table.row(["run".to_owned(), error.clone()]),
        None => {
            table.row(["run".to_owned(), serde_json::to_string(&container.argv)?]);
            table.row(["PID 1".to_owned(), format!("{}: {}", container.pid1, container.stop)]);
        }
    }
    table.print(out)
}

fn print_problems(evaluation: &Evaluation, dockerfile: &str, out: &mut impl Write) -> io::Result<()> {
    if !evaluation.diagnostics.is_empty() {
        writeln!(out)?;
    }
    let lines = LineIndex::new(dockerfile);
    for diagnostic in &evaluation.diagnostics {
        print_problem(diagnostic, &lines, out)?;
    }
    match &evaluation.error {
        Some(_) => writeln!(out, "\nERROR: failed to build: {}", error_text(evaluation)),
        None => Ok(()),
    }
}

fn error_text(evaluation: &Evaluation) -> String {
    format!("failed to solve: {}", evaluation.error.as_deref().unwrap_or_default())
}

fn print_problem(diagnostic: &Diagnostic, lines: &LineIndex, out: &mut impl Write) -> io::Result<()> {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    };
    let line = lines.line(diagnostic.span.start);
    writeln!(out, "line {line}: {severity} {}: {}", diagnostic.code, diagnostic.message)?;
    if !diagnostic.help.is_empty() {
        writeln!(out, "    {}", diagnostic.help)?;
    }
    Ok(())
}
