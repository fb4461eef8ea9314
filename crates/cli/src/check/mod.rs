//! `drydock check`: what is wrong with a Dockerfile, for people and for CI.

mod github;
mod sarif;

use std::io::{self, Write};

use drydock_playground::{Diagnosis, diagnose};
use drydock_source::{Diagnostic, LineIndex, Position, Severity};
use serde_json::{Value, json};

use crate::args::{Args, CheckFormat};
use crate::plan::own_tables_are_read;
use crate::{End, folder};

/// The findings of one Dockerfile with its text.
struct Report {
    /// The Dockerfile as the reader names it.
    path: String,
    text: String,
    lines: LineIndex,
    findings: Vec<Diagnostic>,
}

/// Prints the findings; fails from the level on that `--fail-on` names.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let project = folder::project(args)?;
    let cache = folder::cache(args, &project)?;
    let Diagnosis { diagnostics, missing_data } = diagnose(&project, &cache);
    own_tables_are_read(&missing_data)?;
    let report = Report {
        path: shown_path(args),
        lines: LineIndex::new(&project.dockerfile),
        findings: diagnostics,
        text: project.dockerfile.clone(),
    };
    // The process ends when all is printed: giving back the memory piece by piece would take a tenth of its time.
    std::mem::forget((project, cache));
    let printed = match args.check.format {
        CheckFormat::Text => report.print_text(out),
        CheckFormat::Json => writeln!(out, "{:#}", report.json()),
        CheckFormat::Sarif => writeln!(out, "{:#}", sarif::log(&report)),
        CheckFormat::Github => github::print(&report, out),
    };
    printed.map_err(|error| error.to_string())?;
    let worst = report.findings.iter().map(|finding| finding.severity).min();
    let fails = worst.zip(args.check.fail_on).is_some_and(|(worst, from)| worst <= from);
    Ok(if fails { End::Failed } else { End::Fine })
}

/// The Dockerfile's path from the current folder.
fn shown_path(args: &Args) -> String {
    let path = match &args.file {
        Some(file) if file.as_os_str() == "-" || file.exists() => file.clone(),
        Some(file) => args.dir.join(file),
        None => args.dir.join("Dockerfile"),
    };
    let path = path.to_string_lossy().replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

impl Report {
    /// Where a finding begins and ends.
    fn places(&self, finding: &Diagnostic) -> (Position, Position) {
        let at = |offset| self.lines.position(&self.text, offset);
        (at(finding.span.start), at(finding.span.end))
    }

    fn print_text(&self, out: &mut impl Write) -> io::Result<()> {
        for finding in &self.findings {
            let (start, _) = self.places(finding);
            let word = severity(finding.severity);
            let Diagnostic { message, code, help, .. } = finding;
            writeln!(out, "{}:{}:{}: {word}: {message} [{code}]", self.path, start.line, start.column)?;
            if !help.is_empty() {
                writeln!(out, "    {help}")?;
            }
        }
        let count = self.findings.len();
        writeln!(out, "{count} finding{}", if count == 1 { "" } else { "s" })
    }

    /// The findings as the evaluation has them, each with its first and last place by line and column.
    fn json(&self) -> Value {
        let findings = self.findings.iter().map(|finding| {
            let (start, end) = self.places(finding);
            let place = |place: Position| json!({"line": place.line, "column": place.column});
            let mut value = json!(finding);
            value["start"] = place(start);
            value["end"] = place(end);
            value
        });
        json!({"file": self.path, "findings": findings.collect::<Vec<_>>()})
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}
