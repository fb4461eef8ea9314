//! What an operation reads of its inputs: by this a step is found again although its source was made anew.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::key::KeyWriter;
use crate::{Digest, FileSystem, Node, Selector, checksum, clean, resolve_wildcards};

/// One digest of all that `selectors` select in `fs`; of everything when there are none
/// (`solver/llbsolver/ops/opsutils/contenthash.go`).
///
/// # Errors
/// With the engine's words when a path is not there, or links lead in a circle.
pub(crate) fn content_digest(fs: &FileSystem, selectors: &[Selector]) -> Result<Digest, String> {
    if selectors.is_empty() {
        return Ok(fs.root().digest());
    }
    let mut key = KeyWriter::default();
    let mut failed = None;
    for selector in selectors {
        match checksum(fs, selector) {
            Ok(digest) => drop(key.key(digest)),
            // All are looked at at once; the one begun last mostly is the first to fail.
            Err(error) => failed = Some(error.engine_text().to_owned()),
        }
    }
    failed.map_or_else(|| Ok(key.finish()), Err)
}

/// The tops of what a selector takes, by path, to compare.
pub fn selected_nodes(fs: &FileSystem, selector: &Selector) -> BTreeMap<String, Rc<Node>> {
    let node = |path: String| {
        let node = fs.resolve(&path, selector.follow).ok()?.node?.clone();
        Some((path, node))
    };
    if !selector.wildcard {
        return node(clean(&selector.path)).into_iter().collect();
    }
    let paths = resolve_wildcards(fs, &selector.path, selector.follow).unwrap_or_default();
    paths.into_iter().filter_map(node).collect()
}
