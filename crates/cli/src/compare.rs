//! `drydock compare`.

use std::io::{self, Write};
use std::path::Path;

use drydock_playground::{Comparison, Figure, Relation, StepPair, StepSide, Verdict, build, compare};

use crate::args::{Args, Format};
use crate::plan::{complete, empty_cache};
use crate::size::{bytes, size};
use crate::table::{Table, shorten};
use crate::{End, folder};

/// Prints two folders side by side, the second as it is built after the first.
pub(crate) fn print_comparison(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let (first, second) = (args.dir.clone(), args.other.clone());
    let second = second.ok_or("compare takes two folders, or two Dockerfiles")?;
    let (a, b) = (folder::project(&at(args, &first))?, folder::project(&at(args, &second))?);
    let cache = empty_cache();
    let before = complete(&a, &cache)?;
    let after = complete(&b, &build(&a, &cache))?;
    let comparison = compare(&before, &after);
    let printed = match args.format {
        Format::Json => serde_json::to_writer(&mut *out, &comparison)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
        _ => text(&comparison, out),
    };
    printed.map_err(|error| error.to_string())?;
    Ok(if before.error.is_some() || after.error.is_some() { End::Failed } else { End::Fine })
}

/// The arguments for one side: a folder, or a Dockerfile in the folder it lies in.
fn at(args: &Args, path: &Path) -> Args {
    let mut side = args.clone();
    if path.is_file() {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        side.dir = parent.unwrap_or(Path::new(".")).to_path_buf();
        side.file = Some(path.to_path_buf());
    } else {
        side.dir = path.to_path_buf();
    }
    side
}

fn text(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
    let mut figures = Table::new("", &[1, 2, 3]);
    figures.row(["", "A", "B", "B less A"].map(str::to_owned));
    for figure in &comparison.figures {
        figures.row([figure.name.clone(), value(figure, figure.a), value(figure, figure.b), delta(figure)]);
    }
    figures.print(out)?;
    writeln!(out)?;
    let mut steps = Table::new("", &[1, 2, 4, 5, 6]);
    steps.row(
        ["", "A", "B", "step", "size A", "size B", "B less A", "in B, after a build of A"].map(str::to_owned),
    );
    comparison.steps.iter().for_each(|pair| step_rows(pair, &mut steps));
    steps.print(out)?;
    for change in &comparison.config {
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        writeln!(out, "{}: {} -> {}", change.name, side(&change.a), side(&change.b))?;
    }
    for (findings, side) in [(&comparison.findings_a, "A"), (&comparison.findings_b, "B")] {
        for found in findings {
            writeln!(out, "only {side}: {}: {}", found.code, found.message)?;
        }
    }
    Ok(())
}

fn step_rows(pair: &StepPair, table: &mut Table) {
    let line = |side: &Option<StepSide>| side.as_ref().map(|side| side.line.to_string()).unwrap_or_default();
    let bytes_of = |side: &Option<StepSide>| {
        side.as_ref().and_then(|side| side.size.as_ref()).map(size).unwrap_or_default()
    };
    let mark = match pair.relation {
        Relation::Same => " ",
        Relation::Changed => "~",
        Relation::Removed => "-",
        Relation::Added => "+",
    };
    let shown = pair.b.as_ref().or(pair.a.as_ref());
    table.row([
        mark.to_owned(),
        line(&pair.a),
        line(&pair.b),
        shown.map(|side| shorten(&side.text, 50)).unwrap_or_default(),
        bytes_of(&pair.a),
        bytes_of(&pair.b),
        pair.bytes.filter(|delta| *delta != 0).map(signed_bytes).unwrap_or_default(),
        pair.b.as_ref().map(verdict).unwrap_or_default(),
    ]);
}

fn verdict(side: &StepSide) -> String {
    let word = match side.verdict {
        Verdict::Cached => "cached",
        Verdict::Runs => "runs",
        Verdict::Skipped => "skipped",
        Verdict::Failed => "fails",
        Verdict::Canceled => "canceled",
        Verdict::None => "",
    };
    if side.reason.is_empty() { word.to_owned() } else { format!("{word}: {}", side.reason) }
}

fn signed_bytes(delta: i64) -> String {
    format!("{}{}", if delta < 0 { "-" } else { "+" }, bytes(delta.unsigned_abs()))
}

fn value(figure: &Figure, value: Option<f64>) -> String {
    match (value, figure.unit.as_str()) {
        (None, _) => "?".to_owned(),
        (Some(value), "bytes") => bytes(value as u64),
        (Some(value), "seconds") => format!("{value:.1}s"),
        (Some(value), _) => format!("{value}"),
    }
}

fn delta(figure: &Figure) -> String {
    match (figure.delta, figure.unit.as_str()) {
        (None, _) => "?".to_owned(),
        (Some(0.0), _) => String::new(),
        (Some(delta), "bytes") => signed_bytes(delta as i64),
        (Some(delta), "seconds") => format!("{delta:+.1}s"),
        (Some(delta), _) => format!("{delta:+}"),
    }
}
