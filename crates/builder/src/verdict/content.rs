use std::collections::BTreeSet;
use std::rc::Rc;

use drydock_plan::OpId;

use super::cause::FileChange;
use super::{Cause, Causes};
use crate::content::selected_nodes;
use crate::{FileSystem, Node, Selector, diff};

/// More changed files than this are only counted.
const MAX_FILES: usize = 20;

/// Adds what changed in what `selectors` select.
pub(super) fn compare(
    before: &FileSystem,
    after: &FileSystem,
    selectors: &[Selector],
    from: OpId,
    causes: &mut Causes,
) {
    let whole = [Selector { path: "/".into(), ..Selector::default() }];
    let selectors = if selectors.is_empty() { &whole[..] } else { selectors };
    let mut seen = BTreeSet::new();
    let mut more = 0;
    for selector in selectors {
        let (old, new) = (selected_nodes(before, selector), selected_nodes(after, selector));
        let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for path in paths {
            for (path, change) in changes(path, old.get(path), new.get(path)) {
                if !seen.insert(path.clone()) {
                    continue;
                }
                if seen.len() > MAX_FILES {
                    more += 1;
                } else {
                    causes.push(Cause::File { path: path.trim_start_matches('/').to_owned(), change, from });
                }
            }
        }
    }
    if more > 0 {
        causes.push(Cause::MoreFiles { count: more });
    }
}

/// How what is at `path` changed, itself and below it.
fn changes(path: &str, before: Option<&Rc<Node>>, after: Option<&Rc<Node>>) -> Vec<(String, FileChange)> {
    let (Some(before), Some(after)) = (before, after) else {
        let change = if before.is_none() { FileChange::Added } else { FileChange::Removed };
        return vec![(path.to_owned(), change)];
    };
    let mut all: Vec<_> = itself(before, after).into_iter().map(|change| (path.to_owned(), change)).collect();
    if before.is_dir() && after.is_dir() && before.digest() != after.digest() {
        let (mut old, mut new) = (FileSystem::new(), FileSystem::new());
        if old.insert("/", before.clone()).is_ok() && new.insert("/", after.clone()).is_ok() {
            all.extend(diff(&old, &new).into_iter().filter_map(|change| {
                let path = format!("{}{}", path.trim_end_matches('/'), change.path);
                match (&change.before, &change.after) {
                    (None, _) => Some((path, FileChange::Added)),
                    (_, None) => Some((path, FileChange::Removed)),
                    (Some(before), Some(after)) => Some((path, itself(before, after)?)),
                }
            }));
        }
    }
    all
}

/// How a path itself changed, in what counts for the cache.
fn itself(before: &Node, after: &Node) -> Option<FileChange> {
    let (old, new) = (&before.metadata, &after.metadata);
    if std::mem::discriminant(before.kind()) != std::mem::discriminant(after.kind()) {
        return Some(FileChange::Kind);
    }
    if let (Some(old), Some(new)) = (before.as_symlink(), after.as_symlink())
        && old != new
    {
        return Some(FileChange::Target { old: old.to_string(), new: new.to_string() });
    }
    if let (Some(old), Some(new)) = (before.as_file(), after.as_file())
        && old.content.digest() != new.content.digest()
    {
        return Some(FileChange::Content);
    }
    if old.mode != new.mode {
        return Some(FileChange::Mode { old: old.mode, new: new.mode });
    }
    let owner = |uid: u32, gid: u32| format!("{uid}:{gid}");
    ((old.uid, old.gid) != (new.uid, new.gid))
        .then(|| FileChange::Owner { old: owner(old.uid, old.gid), new: owner(new.uid, new.gid) })
}
