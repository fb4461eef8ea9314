//! `drydock context`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use drydock_playground::{BuildCache, ContextReport, Project, evaluate};

use crate::args::{Args, Format};
use crate::size::bytes;
use crate::table::Table;
use crate::{End, folder};

/// How many of the largest are listed.
const LARGEST: usize = 10;

/// Prints what of a folder enters the build.
pub(crate) fn context(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let project = folder::project(args)?;
    let evaluation = evaluate(&project, &BuildCache::default());
    let printed = match args.format {
        Format::Json => serde_json::to_writer(&mut *out, &evaluation.context)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        _ => text(&project, &evaluation.context, out),
    };
    printed.map(|()| End::Fine).map_err(|error| error.to_string())
}

fn text(project: &Project, report: &ContextReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} files, {}", report.files, bytes(report.bytes))?;
    writeln!(out, "{} enter the build, {}", report.included, bytes(report.included_bytes))?;
    writeln!(out, "transferring context: {}", bytes(report.transferred))?;
    let excluded: BTreeMap<&str, (&str, u32)> =
        report.excluded.iter().map(|file| (file.path.as_str(), (file.pattern.as_str(), file.line))).collect();
    print_patterns(project, &excluded, out)?;
    let mut included: Vec<(u64, String)> = project
        .context
        .files()
        .filter(|(path, _)| !excluded.contains_key(path.as_str()))
        .map(|(path, file)| (file.len(), path))
        .collect();
    included.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    if !included.is_empty() {
        writeln!(out, "\nthe largest that enter:")?;
    }
    let mut table = Table::new("  ", &[0]);
    for (size, path) in included.into_iter().take(LARGEST) {
        table.row([bytes(size), path]);
    }
    table.print(out)
}

/// For each pattern how much it leaves out.
fn print_patterns(
    project: &Project,
    excluded: &BTreeMap<&str, (&str, u32)>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut patterns: BTreeMap<(u32, &str), (usize, u64)> = BTreeMap::new();
    for (path, (pattern, line)) in excluded {
        let entry = patterns.entry((*line, pattern)).or_default();
        entry.0 += 1;
        entry.1 += project.context.get(path).map_or(0, |file| file.len());
    }
    if !patterns.is_empty() {
        writeln!(out, "\nleft out:")?;
    }
    let mut table = Table::new("  ", &[0, 1]);
    for ((line, pattern), (count, size)) in patterns {
        let ignore_file = project.dockerignore().map_or(".dockerignore".to_owned(), |(path, _)| path);
        table.row([bytes(size), format!("{count} paths"), format!("{pattern}  ({ignore_file}:{line})")]);
    }
    table.print(out)
}
