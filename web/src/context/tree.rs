//! The build context as rows of a tree: folders first, files with sizes. Only what shows is walked, so a context may be
//! as large as it likes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use drydock_builder::{ContentKind, Node, NodeKind, join};
use drydock_playground::Project;

use crate::state::is_changed;

/// Contexts with more files than this open with their folders folded.
const SMALL: usize = 300;
/// So many entries of a folder show at first, and so many more each time someone asks for them.
pub const PAGE: usize = 200;

/// One row of the tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Path in the context; of a [`Row::more`] row that of its folder.
    pub path: String,
    /// Last component.
    pub name: String,
    /// Depth, from 1.
    pub level: usize,
    /// For a folder, whether it is folded.
    pub folded: Option<bool>,
    /// Bytes; of a folder, of all that is in it.
    pub bytes: u64,
    /// True when it is not what the last build saw; of a folder, something in it.
    pub changed: bool,
    /// True for a file of which only the size is known.
    pub unread: bool,
    /// Permission bits.
    pub mode: u32,
    /// Set for a row that stands for so many entries that do not show.
    pub more: Option<usize>,
}

/// What a reader did to the tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folds {
    /// Folders that are not as they are at first.
    pub toggled: BTreeSet<String>,
    /// How many pages of a folder show, where it is more than one.
    pub pages: BTreeMap<String, usize>,
}

/// The rows that show, in order: Dockerfile and ignore file, then folders and files by name.
pub fn rows(project: &Project, last: Option<&Project>, folds: &Folds) -> Vec<Row> {
    let path = &project.dockerfile_path;
    let mut rows = vec![Row {
        path: path.clone(),
        name: path.clone(),
        level: 1,
        bytes: project.dockerfile.len() as u64,
        changed: is_changed(project, last, path),
        ..Row::default()
    }];
    let mut walk = Walk { project, last, folds, opened: project.context.len() <= SMALL, rows: &mut rows };
    walk.folder("", 1);
    rows
}

struct Walk<'a> {
    project: &'a Project,
    last: Option<&'a Project>,
    folds: &'a Folds,
    /// Whether folders are open at first.
    opened: bool,
    rows: &'a mut Vec<Row>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &str, level: usize) {
        let fs = self.project.context.fs();
        let last = self.last.and_then(|last| last.context.fs().get(folder));
        let path = |name: &str| if folder.is_empty() { name.to_owned() } else { join(folder, name) };
        let mut entries: Vec<(&Rc<str>, &Rc<Node>)> =
            fs.read_dir(folder).filter(|(name, _)| path(name) != self.project.dockerfile_path).collect();
        entries.sort_by_key(|(name, node)| match node.is_dir() {
            _ if folder.is_empty() && name.ends_with(".dockerignore") => 0,
            true => 1,
            false => 2,
        });
        let shown = PAGE * self.folds.pages.get(folder).copied().unwrap_or(1);
        let more = entries.len().saturating_sub(shown);
        for (name, node) in entries.into_iter().take(shown) {
            let before = last.and_then(|last| last.as_dir()?.get(name));
            let changed = self.last.is_some() && before.is_none_or(|before| differs(node, before));
            self.entry(path(name), name, node, (level, changed));
        }
        if more > 0 {
            let path = folder.to_owned();
            self.rows.push(Row { path, level, more: Some(more), ..Row::default() });
        }
    }

    fn entry(&mut self, path: String, name: &str, node: &Node, (level, changed): (usize, bool)) {
        let folder = node.is_dir();
        let folded = folder.then(|| self.opened == self.folds.toggled.contains(&path));
        let name = if folder { format!("{name}/") } else { name.to_owned() };
        let bytes = node.totals().bytes;
        let (unread, mode) = (is_unread(node), node.metadata.mode);
        self.rows.push(Row {
            path: path.clone(),
            name,
            level,
            folded,
            bytes,
            changed,
            unread,
            mode,
            more: None,
        });
        if folded == Some(false) {
            self.folder(&path, level + 1);
        }
    }
}

/// Whether two entries are not the same to a build; times do not count.
fn differs(node: &Rc<Node>, before: &Rc<Node>) -> bool {
    !Rc::ptr_eq(node, before) && node.digest() != before.digest()
}

/// True for a file of which only the size is known.
fn is_unread(node: &Node) -> bool {
    match node.kind() {
        NodeKind::File(file) => matches!(file.content.kind(), ContentKind::Known { .. }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> Project {
        let mut project = Project { dockerfile: "FROM a".into(), ..Project::default() };
        for (path, text) in files {
            project.context.set_text(path, text).unwrap();
        }
        project
    }

    fn names(rows: &[Row]) -> Vec<String> {
        let name = |row: &Row| row.more.map_or(row.name.clone(), |more| format!("{more} more"));
        rows.iter().map(|row| format!("{}{}", " ".repeat(row.level - 1), name(row))).collect()
    }

    fn toggled(folder: &str) -> Folds {
        Folds { toggled: BTreeSet::from([folder.to_owned()]), ..Folds::default() }
    }

    #[test]
    fn folders_come_first_and_hold_their_sum() {
        let files = [
            ("z.py", "12"),
            (".dockerignore", "x"),
            ("src/a/b.ts", "123"),
            ("src/c.ts", "1"),
            ("src/a.ts", ""),
        ];
        let rows = rows(&project(&files), None, &Folds::default());
        assert_eq!(
            names(&rows),
            ["Dockerfile", ".dockerignore", "src/", " a/", "  b.ts", " a.ts", " c.ts", "z.py"]
        );
        assert_eq!((rows[2].bytes, rows[3].bytes), (4, 3));
    }

    #[test]
    fn folded_folders_hide_what_is_in_them() {
        let files = [("src/a/b", "1"), ("src/c", "1"), ("srcs", "1")];
        assert_eq!(names(&rows(&project(&files), None, &toggled("src"))), ["Dockerfile", "src/", "srcs"]);
    }

    #[test]
    fn changed_is_told_of_files_and_of_their_folders() {
        let old = project(&[("a", "1"), ("d/x", "1"), ("d/y", "1"), ("e/z", "1")]);
        let new = project(&[("a", "2"), ("d/x", "1"), ("d/y", "2"), ("e/z", "1")]);
        let shown = rows(&new, Some(&old), &Folds::default());
        let of = |name: &str| shown.iter().find(|row| row.name == name).unwrap().changed;
        assert!(of("a") && of("d/") && of("y") && !of("x") && !of("e/"));
    }

    #[test]
    fn large_contexts_show_a_page_of_each_open_folder() {
        let mut large = project(&[]);
        for file in 0..1000 {
            large.context.set_text(&format!("d/{file:04}"), "x").unwrap();
        }
        assert_eq!(names(&rows(&large, None, &Folds::default())), ["Dockerfile", "d/"]);
        let opened = rows(&large, None, &toggled("d"));
        assert_eq!((opened.len(), names(&opened).last().unwrap().as_str()), (203, " 800 more"));
        let mut folds = toggled("d");
        folds.pages.insert("d".into(), 5);
        assert_eq!(rows(&large, None, &folds).len(), 1002);
    }
}
