//! `drydock`: what the page shows, in a terminal and in CI.

mod advise;
mod args;
mod check;
mod compare;
mod context;
mod fmt;
mod folder;
mod link;
mod open;
mod outline;
mod plan;
mod size;
mod table;
mod ways;

use std::io::{self, Write};
use std::process::ExitCode;

use args::Command;

/// How a command ends.
enum End {
    /// Nothing to complain about.
    Fine,
    /// There are findings, the build would fail, a file is not formatted, or a file is in the way.
    Failed,
}

fn main() -> ExitCode {
    let command = match args::read() {
        Ok(command) => command,
        Err(message) => {
            eprintln!("drydock: {message}");
            eprintln!("Try `drydock help`.");
            return ExitCode::from(2);
        }
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = match command {
        Command::Help => out.write_all(args::USAGE.as_bytes()).map(|()| End::Fine).map_err(|e| e.to_string()),
        Command::Plan(args) => plan::plan(&args, &mut out),
        Command::Check(args) => check::run(&args, &mut out),
        Command::Advise(args) => advise::print_advice(&args, &mut out),
        Command::Compare(args) => compare::print_comparison(&args, &mut out),
        Command::Context(args) => context::context(&args, &mut out),
        Command::Targets(args) => outline::print_targets(&args, &mut out),
        Command::Outline(args) => outline::print_outline(&args, &mut out),
        Command::Ways(args) => ways::print_ways(&args, &mut out),
        Command::Fmt(args) => fmt::fmt(&args, &mut out),
        Command::Link(args) => link::link(&args, &mut out),
        Command::Open(args) => open::open(&args, &mut out),
    };
    match result.and_then(|end| out.flush().map(|()| end).map_err(|error| error.to_string())) {
        Ok(End::Fine) => ExitCode::SUCCESS,
        Ok(End::Failed) => ExitCode::from(1),
        Err(message) => {
            eprintln!("drydock: {message}");
            ExitCode::from(2)
        }
    }
}
