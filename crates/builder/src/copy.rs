//! What COPY and ADD do to a file system, as BuildKit's `solver/llbsolver/file` and `fsutil/copy` do it.

mod checksum;
mod copier;
mod error;
mod mode;
mod owner;
mod unknown;
mod unpack;
mod wildcard;

pub use checksum::{Selector, checksum};
pub(crate) use copier::{CopyOptions, copy, root_path};
pub use error::FileOpError;
pub use mode::ModeChange;
pub(crate) use owner::{Ids, lookup};
pub(crate) use unknown::{is_unread_archive, may_match};
pub(crate) use unpack::{archive_at, unpack};
pub use wildcard::resolve_wildcards;

use crate::PatternMatcher;

/// An absolute clean path that keeps a `/` or `/.` at its end (`solver/llbsolver/file` `cleanPath`).
pub(crate) fn source_path(path: &str) -> String {
    let clean = crate::clean(path);
    let root = clean == "/";
    if path.ends_with("/.") {
        return format!("{clean}{}.", if root { "" } else { "/" });
    }
    if path.ends_with('/') && !root { clean + "/" } else { clean }
}

/// The patterns of an include or exclude list, which `what` names in the error; `None` when it is empty.
pub(crate) fn patterns(list: &[String], what: &str) -> Result<Option<PatternMatcher>, FileOpError> {
    if list.is_empty() {
        return Ok(None);
    }
    PatternMatcher::new(list.iter().map(String::as_str))
        .map(Some)
        .map_err(|error| FileOpError::new(format!("invalid {what}: [{}]: {error}", list.join(" "))))
}
