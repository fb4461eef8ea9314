//! `drydock-conformance FILE…`: runs recorded cases and prints each one that fails.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use drydock_conformance::{Case, Kind, Outcome, load, run};

const USAGE: &str =
    "usage: drydock-conformance [--kind KIND] [--name TEXT] [--list] [--quiet] [--verbose] [FILE|FOLDER]…
Without a path the recorded cases beside this program's source are run.
  --kind KIND   only cases of this kind
  --name TEXT   only cases whose name holds TEXT
  --list        print the cases, run nothing
  --quiet       only the counts, also by file
  --verbose     every difference, in full";

#[derive(Default)]
struct Args {
    paths: Vec<PathBuf>,
    kind: Option<Kind>,
    name: Option<String>,
    list: bool,
    quiet: bool,
    verbose: bool,
}

fn main() -> ExitCode {
    let args = match read_args() {
        Ok(args) => args,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut cases = Vec::new();
    for path in &args.paths {
        match load(path) {
            Ok(found) => cases.extend(found),
            Err(message) => {
                eprintln!("{message}");
                return ExitCode::from(2);
            }
        }
    }
    cases.retain(|case| {
        args.kind.is_none_or(|kind| case.kind == Ok(kind))
            && args.name.as_ref().is_none_or(|name| case.name.contains(name.as_str()))
    });
    if args.list {
        cases.iter().for_each(|case| println!("{}", title(case)));
        return ExitCode::SUCCESS;
    }
    report(&args, &cases)
}

fn read_args() -> Result<Args, String> {
    let mut args = Args::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--kind" => {
                let name = value()?;
                args.kind = Some(Kind::from_name(&name).ok_or(format!("unknown kind {name:?}"))?);
            }
            "--name" => args.name = Some(value()?),
            "--list" => args.list = true,
            "--quiet" => args.quiet = true,
            "--verbose" => args.verbose = true,
            _ if word.starts_with('-') => return Err(format!("unknown option {word}")),
            _ => args.paths.push(word.into()),
        }
    }
    if args.paths.is_empty() {
        args.paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"));
    }
    Ok(args)
}

fn report(args: &Args, cases: &[Case]) -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    for group in cases.chunk_by(|left, right| left.file == right.file) {
        let before = (passed, failed);
        for case in group {
            match run(case) {
                Outcome::Passed => passed += 1,
                outcome => {
                    failed += 1;
                    if !args.quiet {
                        print_failure(args, case, &outcome);
                    }
                }
            }
        }
        if let (true, Some(case)) = (args.quiet, group.first()) {
            println!("{}: {} passed, {} failed", case.file.display(), passed - before.0, failed - before.1);
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn title(case: &Case) -> String {
    let kind = case.kind.as_ref().map_or("?", |kind| kind.name());
    format!("{kind} {} ({}:{})", case.name, case.file.display(), case.line)
}

fn print_failure(args: &Args, case: &Case, outcome: &Outcome) {
    println!("FAILED {}", title(case));
    match outcome {
        Outcome::Passed => {}
        Outcome::NoAnswer(reason) => println!("    {}", shorten(reason, args.verbose)),
        Outcome::Differs(differences) => {
            let shown = if args.verbose { differences.len() } else { 1 };
            for difference in differences.iter().take(shown) {
                println!(
                    "    at {}",
                    if difference.path.is_empty() { "the answer" } else { &difference.path }
                );
                println!("      expected {}", shorten(&difference.expected, args.verbose));
                println!("      actual   {}", shorten(&difference.actual, args.verbose));
            }
            if differences.len() > shown {
                println!("    and {} more", differences.len() - shown);
            }
        }
    }
}

fn shorten(text: &str, full: bool) -> String {
    const WIDTH: usize = 300;
    if full || text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    let head: String = text.chars().take(WIDTH).collect();
    format!("{head}…")
}
