//! Where things are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;

/// The top folder of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Where the built site goes.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The version of `package` that Cargo.lock pins.
pub fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    version_in(&text, package).ok_or(format!("Cargo.lock: no package {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// Packages of the workspace with a folder `name` beside their Cargo.toml, by package name.
pub fn packages_with(name: &str) -> Vec<String> {
    let root = root();
    let mut folders = vec![root.join("web")];
    for parent in ["crates", "tests"] {
        let entries = fs::read_dir(root.join(parent)).into_iter().flatten().flatten();
        folders.extend(entries.map(|entry| entry.path()));
    }
    let mut found: Vec<String> = folders
        .iter()
        .filter(|folder| folder.join("Cargo.toml").is_file() && folder.join(name).is_dir())
        .filter_map(|folder| Some(format!("drydock-{}", folder.file_name()?.to_string_lossy())))
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_version_from_the_lock_file() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"1.2.3\"\n\n[[package]]\nname = \"a\"\nversion = \"9.0.0\"\n";
        assert_eq!(version_in(lock, "a").as_deref(), Some("9.0.0"));
        assert_eq!(version_in(lock, "c"), None);
    }
}
