use super::FileOpError;
use super::copier::root_path;
use crate::pattern::{clean_path, contains_wildcards, glob_match};
use crate::{FileSystem, FsErrorKind, Lookup, split};

/// The part of a clean source path before its first component with a wildcard, and the rest.
pub(super) fn split_wildcards(path: &str) -> (String, String) {
    let path = clean_path(path);
    let parts: Vec<&str> = path.split('/').collect();
    let first = parts.iter().position(|part| contains_wildcards(part)).unwrap_or(parts.len());
    let (plain, wild) = parts.split_at(first);
    let plain = match plain {
        [""] => "/".to_owned(),
        _ => plain.join("/"),
    };
    (plain, wild.join("/"))
}

/// The paths of `fs` that the source `pattern` names, in order (`fsutil/copy` `ResolveWildcards`): the pattern itself
/// when it has no wildcards, be it there or not. Below a directory that matches nothing more is looked for, and a
/// malformed pattern matches nothing.
///
/// # Errors
/// When the part before the wildcards is not there or leads in a circle.
pub fn resolve_wildcards(fs: &FileSystem, pattern: &str, follow: bool) -> Result<Vec<String>, FileOpError> {
    let (plain, wild) = split_wildcards(pattern);
    if wild.is_empty() {
        return Ok(vec![plain]);
    }
    let base = rooted(fs, &plain, follow)?;
    match fs.lookup(&base) {
        Lookup::Found(_) => {}
        Lookup::Unknown => return Ok(Vec::new()),
        Lookup::Missing => return Err(FileOpError::os("lstat", &base, FsErrorKind::NotFound)),
    }
    // A class may match a slash; nothing else does.
    let deepest = wild.matches(['/', '[']).count();
    let skip = if base == "/" { 1 } else { base.len() + 1 };
    let mut walk = fs.walk(&base);
    let mut found = Vec::new();
    while let Some((path, _)) = walk.step() {
        let relative = path.get(skip..).unwrap_or_default();
        let depth = relative.matches('/').count();
        if glob_match(&wild, relative).unwrap_or(false) {
            found.push(path.to_owned());
            walk.prune();
        } else if depth >= deepest {
            walk.prune();
        }
    }
    Ok(found)
}

/// `path` without symbolic links, that of its last component only with `follow` (`fsutil/copy` `rootPath`).
pub(super) fn rooted(fs: &FileSystem, path: &str, follow: bool) -> Result<String, FileOpError> {
    let path = crate::clean(path);
    if follow || path == "/" {
        return root_path(fs, &path);
    }
    let (dir, name) = split(&path);
    Ok(crate::join(&root_path(fs, dir)?, name))
}
