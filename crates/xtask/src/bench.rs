//! Runs the benchmarks.

use crate::{Result, process, workspace};

/// Runs the benchmarks of every package that has some; `args` go to them (a filter).
pub fn bench(args: &[String]) -> Result {
    let packages = workspace::packages_with("benches");
    if packages.is_empty() {
        return Err("no package has a folder `benches` yet".to_owned());
    }
    let mut command = process::command("cargo");
    command.args(["bench", "--benches", "--no-fail-fast", "--profile", "fast"]);
    for package in &packages {
        command.args(["--package", package]);
    }
    process::wait(command.arg("--").args(args))
}
