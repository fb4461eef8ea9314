//! What is copied although nobody knows what it is: from images of which not every path is known, and from steps whose
//! effect is not known.

use std::rc::Rc;

use drydock_catalog::Size;

use super::copier::root_path;
use super::wildcard::split_wildcards;
use crate::{Compression, Content, FileSystem, Hasher, Metadata, Node, Time, split};

/// Stands for `path`, which may be there: a file of unknown size where the name looks like a file's, else a directory of
/// which nothing is known.
pub(super) fn guess(from: &FileSystem, path: &str) -> Rc<Node> {
    let (dir, name) = split(path);
    let program = ["bin", "sbin"].contains(&split(dir).1);
    let ending = name.rfind('.').is_some_and(|dot| dot > 0) && !name.ends_with(".d");
    if !program && !ending {
        return Rc::new(Node::dir(Metadata::new(0o755, Time::Epoch)).with_opaque(true));
    }
    let mut identity = Hasher::new();
    identity.write_digest(from.root().digest());
    identity.write_str(path);
    let size = Size::unknown(0, "file of which nothing is known but its name");
    let content = Content::estimated(size, identity.finish());
    Rc::new(Node::file(content, Metadata::new(if program { 0o755 } else { 0o644 }, Time::Epoch)))
}

/// Whether a pattern that matches nothing listed may match something that is not.
pub(crate) fn may_match(from: &FileSystem, pattern: &str) -> bool {
    let (plain, wild) = split_wildcards(pattern);
    let Ok(base) = root_path(from, &plain) else { return false };
    match from.get(&base) {
        Some(node) => !wild.is_empty() && node.is_opaque(),
        None => from.resolve(&base, true).is_ok_and(|found| found.unknown),
    }
}

/// Whether ADD would unpack the file at `src`, but its members are not known: it is compressed in a way that is not
/// read here, or its bytes are not held and its name is an archive's.
pub(crate) fn is_unread_archive(from: &FileSystem, src: &str) -> bool {
    let Some(file) = from.follow(src).and_then(|node| node.as_file()) else { return false };
    let name = src.to_ascii_lowercase();
    let tar = [".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst"].iter().any(|ending| name.ends_with(ending));
    let named = tar
        || [".gz", ".bz2", ".xz", ".zst"]
            .iter()
            .any(|ending| name.strip_suffix(ending).is_some_and(|rest| rest.ends_with(".tar")));
    let unread = |bytes| !matches!(Compression::detect(bytes), Compression::None | Compression::Gzip);
    named && file.content.as_bytes().is_none_or(unread)
}
