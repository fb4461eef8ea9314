use drydock_catalog::Size;
use drydock_plan::{CopyAction, FileAction, FileOp, Input};

use super::Solver;
use crate::key::KeyWriter;
use crate::{
    Content, FileSystem, Metadata, Node, Time, clean, components, contains_wildcards, resolve_wildcards,
    split,
};

impl Solver<'_> {
    /// The tree an action of `file` reads; a source that is not listed, but that may well be there, stands in it as
    /// something of unknown size.
    pub(super) fn source_tree(&self, file: &FileOp, input: Input) -> FileSystem {
        let mut fs = self.tree(input);
        if !fs.root().as_dir().is_some_and(|root| root.opaque) && fs.totals().opaque == 0 {
            return fs;
        }
        for action in &file.actions {
            match action {
                FileAction::Copy(copy) if copy.from == input => stand_in(&mut fs, copy),
                _ => {}
            }
        }
        fs
    }
}

/// Puts something of unknown size where `copy` takes from, if nothing is listed there and something may be.
fn stand_in(fs: &mut FileSystem, copy: &CopyAction) {
    let path = clean(&copy.src);
    if copy.allow_wildcard && contains_wildcards(&path) {
        return stand_in_for_pattern(fs, &path, copy);
    }
    let Ok(found) = fs.resolve(&path, copy.follow_symlink) else { return };
    if found.node.is_some() || !found.unknown {
        return;
    }
    let node = unknown_node(fs, &found.path);
    // A parent that is a file would have made the path a missing one.
    let _ = fs.insert(&found.path.clone(), node);
}

/// A pattern that matches nothing that is listed gets one match, named like the pattern with `…` for what is open.
fn stand_in_for_pattern(fs: &mut FileSystem, path: &str, copy: &CopyAction) {
    let listed = resolve_wildcards(fs, path, copy.follow_symlink).unwrap_or_default();
    let plain = components(path).into_iter().take_while(|part| !contains_wildcards(part));
    let dir = plain.fold(String::new(), |path, part| format!("{path}/{part}"));
    let open = match fs.resolve(&dir, true) {
        Ok(found) => found.unknown || found.node.and_then(|node| node.as_dir()).is_some_and(|dir| dir.opaque),
        Err(_) => false,
    };
    if listed.is_empty() && open && !path.contains(['[', '\\']) {
        let name = path.replace(['*', '?'], "…");
        let node = unknown_node(fs, &name);
        let _ = fs.insert(&name, node);
    }
}

/// A file where the name or its place says so, else a directory.
fn unknown_node(fs: &FileSystem, path: &str) -> Node {
    let (dir, name) = split(path);
    let is_file = name.contains('.') || dir.ends_with("/bin") || dir.ends_with("/sbin") || dir == "/";
    if !is_file {
        return Node::dir(Metadata::new(0o755, Time::Build)).with_opaque(true);
    }
    let mut identity = KeyWriter::default();
    identity.text("unknown").key(fs.root().digest()).text(path);
    let size = Size::unknown(0, "a path of an image of which not everything is known");
    Node::file(Content::estimated(size, identity.finish()), Metadata::new(0o755, Time::Build))
}
