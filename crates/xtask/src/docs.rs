//! Writes the pages in `docs/rules`.

use crate::{Result, process};

/// Has the test that compares the pages write them.
pub fn docs() -> Result {
    let mut command = process::command("cargo");
    command.args(["test", "--quiet", "--package", "drydock-playground", "--test", "docs"]);
    process::wait(command.env("DOCS", "write"))
}
