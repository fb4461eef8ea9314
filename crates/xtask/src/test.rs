//! Runs the tests.

use std::time::{Duration, Instant};

use crate::{Result, process, setup, site, workspace};

/// One part of `cargo xtask test`.
struct Part {
    name: &'static str,
    run: fn() -> Result,
}

/// What fails fast comes first.
const PARTS: &[Part] = &[
    Part { name: "fmt", run: format },
    Part { name: "clippy", run: clippy },
    Part { name: "unit", run: unit },
    Part { name: "wasm", run: wasm },
    Part { name: "e2e", run: end_to_end },
];

/// Sets up what is missing and runs all parts, or those named.
pub fn test(names: &[String]) -> Result {
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|part| part.name != *name)) {
        let known: Vec<_> = PARTS.iter().map(|part| part.name).collect();
        return Err(format!("unknown part {unknown}; there are: {}", known.join(" ")));
    }
    let mut times = Vec::new();
    for part in PARTS.iter().filter(|part| names.is_empty() || names.iter().any(|name| name == part.name)) {
        let start = Instant::now();
        eprintln!("── {}", part.name);
        let result = (part.run)();
        report(&mut times, part.name, start.elapsed());
        result.map_err(|error| format!("{} failed: {error}", part.name))?;
    }
    println!("All passed: {}.", times.join(", "));
    Ok(())
}

fn report(times: &mut Vec<String>, name: &str, time: Duration) {
    times.push(format!("{name} {} s", time.as_secs()));
}

/// Runs a program of the workspace that holds recorded answers or measured sizes against Drydock.
pub fn program(package: &str, args: &[String]) -> Result {
    let mut command = process::command("cargo");
    command.args(["run", "--quiet", "--package", package, "--"]).args(args);
    // Paths are meant from where the command was typed.
    if let Ok(folder) = std::env::current_dir() {
        command.current_dir(folder);
    }
    let status = command.status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(String::new()) }
}

fn format() -> Result {
    process::run("cargo", &["fmt", "--all", "--check"])
}

fn clippy() -> Result {
    setup::site()?;
    process::run("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// Everything that runs on the host without a browser, the recorded cases among it.
fn unit() -> Result {
    process::run("cargo", &["test", "--workspace", "--exclude", "drydock-e2e"])
}

fn wasm() -> Result {
    setup::site()?;
    setup::browser()?;
    let mut command = process::command("cargo");
    command.args(["test", "--target", setup::WASM, "--package", "drydock-wasm"]);
    command.current_dir(workspace::root().join("crates/wasm"));
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    setup::browser_environment(&mut command);
    process::wait(&mut command)
}

fn end_to_end() -> Result {
    site::build()?;
    setup::browser()?;
    setup::npm_packages(&workspace::root().join("tests/e2e"))?;
    let mut command = process::command("cargo");
    command.args(["test", "--package", "drydock-e2e"]).env("DRYDOCK_DIST", workspace::dist());
    setup::browser_environment(&mut command);
    process::wait(&mut command)
}
