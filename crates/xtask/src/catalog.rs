//! Makes the compact data files.

use std::fs;

use crate::{Result, process, size, workspace};

/// Makes the compact files of `crates/catalog/data` from their source tables, and prints what each weighs.
pub fn catalog() -> Result {
    process::run("cargo", &["run", "--quiet", "--package", "drydock-catalog", "--bin", "drydock-catalog"])?;
    let folder = workspace::root().join("crates/catalog/data");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| [".bin", ".tsv", ".jsonl"].iter().any(|end| name.ends_with(end)))
        .collect();
    names.sort();
    size::data(&folder, &names)
}
