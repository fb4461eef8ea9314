//! `drydock-sizes [FILE…] [--format text|json]`: predicted sizes against measured ones.

use std::path::PathBuf;
use std::process::ExitCode;

use drydock_sizes::{Row, cache, predict, read, summaries};

const USAGE: &str = "usage: cargo xtask sizes [FILE…] [--format text|json]

Predicts the sizes of measured builds from the text of their Dockerfiles and compares. Each line of a FILE is
{\"name\",\"dockerfile\",\"of\",\"real\"}: `of` is `last step` (bytes that its layer adds) or a path (bytes of the files
below it), `real` the measured bytes. Without a FILE the measured installs of the repository are taken.";

#[derive(Default)]
struct Args {
    files: Vec<PathBuf>,
    json: bool,
}

fn main() -> ExitCode {
    match arguments().and_then(|args| run(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Args, String> {
    let mut args = Args::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let format = match word.split_once('=') {
            Some(("--format", format)) => Some(format.to_owned()),
            _ if word == "--format" => Some(words.next().unwrap_or_default()),
            _ if word.starts_with('-') => return Err(USAGE.to_owned()),
            _ => None,
        };
        match format.as_deref() {
            Some("json") => args.json = true,
            Some("text") => args.json = false,
            Some(other) => return Err(format!("no format is named `{other}`\n{USAGE}")),
            None => args.files.push(word.into()),
        }
    }
    if args.files.is_empty() {
        args.files.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("measured.jsonl"));
    }
    Ok(args)
}

fn run(args: &Args) -> Result<(), String> {
    let cache = cache()?;
    let mut rows = Vec::new();
    for path in &args.files {
        let named = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        for measured in read(&text).map_err(named)? {
            match predict(&measured, &cache) {
                Ok(row) => rows.push(row),
                Err(message) => eprintln!("{message}"),
            }
        }
    }
    if args.json {
        let text =
            serde_json::to_string(&serde_json::json!({ "rows": rows })).map_err(|error| error.to_string())?;
        println!("{text}");
    } else {
        print(&rows);
    }
    Ok(())
}

fn print(rows: &[Row]) {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    for row in rows {
        let mark = if row.holds() { "" } else { "  not in the range" };
        println!(
            "{:width$} {:>13} predicted, {:>13} real, {:>+8.2} % ({} to {}){mark}",
            row.name,
            row.predicted,
            row.real,
            row.error * 100.0,
            row.low,
            row.high,
        );
    }
    for summary in summaries(rows) {
        println!(
            "{}: {} builds, median error {:.2} %, worst {:.2} %, {} in the range",
            summary.family,
            summary.count,
            summary.median * 100.0,
            summary.worst * 100.0,
            summary.held,
        );
    }
}
