//! `drydock context`.

use std::io::{self, Write};

use drydock_playground::{
    BuildCache, ContextReport, ContextWeight, PatternWeight, Weight, context_weight, evaluate,
};
use serde_json::json;

use crate::args::{Args, Format};
use crate::size::bytes;
use crate::table::Table;
use crate::{End, folder};

/// How many of the largest are listed.
const LARGEST: usize = 10;

/// Prints what of a folder enters the build.
pub(crate) fn context(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let project = folder::project(args)?;
    let cache = BuildCache::default();
    let evaluation = evaluate(&project, &cache);
    let weight = context_weight(&project, &cache, LARGEST)?;
    let printed = match args.format {
        Format::Json => {
            let both = json!({"report": evaluation.context, "weight": weight});
            writeln!(out, "{both}")
        }
        _ => text(&evaluation.context, &weight, out),
    };
    printed.map(|()| End::Fine).map_err(|error| error.to_string())
}

fn text(report: &ContextReport, weight: &ContextWeight, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} files, {}", report.files, bytes(report.bytes))?;
    writeln!(out, "{} enter the build, {}", report.included, bytes(report.included_bytes))?;
    writeln!(out, "transferring context: {}", bytes(report.transferred))?;
    if let Some(ignore_file) = &weight.ignore_file {
        print_patterns(ignore_file, &weight.patterns, out)?;
    }
    print_largest("the largest files that enter:", &weight.files, out)?;
    print_largest("the largest folders that enter:", &weight.directories, out)
}

/// For each line of the ignore file how much it leaves out.
fn print_patterns(ignore_file: &str, patterns: &[PatternWeight], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nleft out:")?;
    let mut table = Table::new("  ", &[0, 1]);
    for PatternWeight { pattern, line, files, bytes: size } in patterns {
        let amount = match (files, pattern.starts_with('!')) {
            (0, true) => "exception".to_owned(),
            (0, false) => "nothing".to_owned(),
            (files, _) => format!("{files} files"),
        };
        table.row([bytes(*size), amount, format!("{pattern}  ({ignore_file}:{line})")]);
    }
    table.print(out)
}

fn print_largest(title: &str, weights: &[Weight], out: &mut impl Write) -> io::Result<()> {
    if weights.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    let mut table = Table::new("  ", &[0]);
    for weight in weights {
        table.row([bytes(weight.bytes), weight.path.clone()]);
    }
    table.print(out)
}
