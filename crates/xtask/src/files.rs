//! Copies files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Result;

/// An empty folder.
pub fn fresh(folder: &Path) -> Result<PathBuf> {
    let told = |error: io::Error| format!("{}: {error}", folder.display());
    fs::remove_dir_all(folder).or_else(not_found).map_err(told)?;
    fs::create_dir_all(folder).map_err(told)?;
    Ok(folder.to_path_buf())
}

/// What is not there need not be removed.
pub fn not_found(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Copies the files of a folder, not what is in folders below it.
pub fn copy_files(from: &Path, to: &Path) -> Result {
    copy(from, to, false)
}

/// Copies a folder with all that is in it.
pub fn copy_tree(from: &Path, to: &Path) -> Result {
    copy(from, to, true)
}

fn copy(from: &Path, to: &Path, deep: bool) -> Result {
    fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    let entries = fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| format!("{}: {error}", from.display()))?.path();
        let place = to.join(path.file_name().unwrap_or_default());
        if path.is_file() {
            fs::copy(&path, &place).map_err(|error| format!("{}: {error}", place.display()))?;
        } else if deep && path.is_dir() {
            copy(&path, &place, true)?;
        }
    }
    Ok(())
}
