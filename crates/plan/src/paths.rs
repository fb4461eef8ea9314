//! Paths as the platform of a stage reads them (`util/system/path.go`).

use crate::go::path;
use crate::go::quote::quote;

const WINDOWS: &str = "windows";

pub(crate) fn to_slash(path: &str, os: &str) -> String {
    if os == WINDOWS { path.replace('\\', "/") } else { path.into() }
}

/// The absolute path, without a drive, with slashes (`NormalizePath`).
///
/// # Errors
/// BuildKit's text: on Windows only drive C: exists.
pub(crate) fn normalize(parent: &str, new: &str, os: &str, keep_slash: bool) -> Result<String, String> {
    let original = to_slash(new, os);
    let parent = to_slash(parent, os);
    let parent = if parent.is_empty() { "/".to_string() } else { parent };
    let wrap = |error: String| format!("removing drive letter: {error}");
    let mut parent = without_drive(&parent, os, keep_slash).map_err(wrap)?;
    if !is_abs(&parent, os) {
        parent = path::join(&["/", &parent]);
    }
    let new = if original.is_empty() { parent.clone() } else { original.clone() };
    let mut new = without_drive(&new, os, keep_slash).map_err(wrap)?;
    if !is_abs(&new, os) {
        new = path::join(&[&parent, &new]);
    }
    if keep_slash {
        if original.ends_with('/') && !new.ends_with('/') {
            new.push('/');
        } else if original.ends_with("/.") {
            if new != "/" {
                new.push('/');
            }
            new.push('.');
        }
    }
    Ok(to_slash(&new, os))
}

/// The working directory after `WORKDIR new` (`NormalizeWorkdir`).
///
/// # Errors
/// As [`normalize`].
pub(crate) fn normalize_workdir(current: &str, new: &str, os: &str) -> Result<String, String> {
    let dir = normalize(current, new, os, false)
        .map_err(|error| format!("normalizing working directory: {error}"))?;
    Ok(if os == WINDOWS { dir.replace('/', "\\") } else { dir })
}

/// True for an absolute path, with or without a drive (`IsAbs`).
pub(crate) fn is_abs(path: &str, os: &str) -> bool {
    without_drive(path, os, false).is_ok_and(|path| to_slash(&path, os).starts_with('/'))
}

/// Takes the drive off a Windows path (`CheckSystemDriveAndRemoveDriveLetter`).
///
/// # Errors
/// BuildKit's text.
pub(crate) fn without_drive(path: &str, os: &str, keep_slash: bool) -> Result<String, String> {
    if os != WINDOWS {
        return Ok(path.into());
    }
    if path.len() == 2 && path.ends_with(':') {
        return Err(format!("No relative path specified in {}", quote(path)));
    }
    if to_slash(path, os).starts_with("//") {
        return Err("UNC paths are not supported".into());
    }
    match path.split_once(':') {
        None => Ok(clean(path, os, keep_slash)),
        Some((drive, rest)) if drive.eq_ignore_ascii_case("c") => Ok(clean(rest, os, keep_slash)),
        Some(_) => Err("The specified path is not on the system drive (C:)".into()),
    }
}

fn clean(original: &str, os: &str, keep_slash: bool) -> String {
    let original = to_slash(original, os);
    let cleaned = path::clean(&original);
    if keep_slash && cleaned.len() > 1 && original.ends_with('/') { format!("{cleaned}/") } else { cleaned }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_and_windows_paths() {
        assert_eq!(normalize("/a", "./", "linux", true).as_deref(), Ok("/a/"));
        assert_eq!(normalize("/a", "b/.", "linux", true).as_deref(), Ok("/a/b/."));
        assert_eq!(normalize_workdir("/a", "../b", "linux").as_deref(), Ok("/b"));
        assert_eq!(normalize_workdir("\\app", "sub", "windows").as_deref(), Ok("\\app\\sub"));
        assert_eq!(normalize_workdir("/", "C:\\x", "windows").as_deref(), Ok("\\x"));
        assert_eq!(
            normalize_workdir("/", "D:\\x", "windows").unwrap_err(),
            "normalizing working directory: removing drive letter: \
             The specified path is not on the system drive (C:)"
        );
    }
}
