//! The build context as rows of a tree: folders first opened, files with sizes, what is ignored and why.

use std::collections::{BTreeSet, HashMap};

use drydock_playground::{ExcludedFile, Project};

use crate::state::is_changed;

/// One row of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Path in the context.
    pub path: String,
    /// Last component.
    pub name: String,
    /// Depth, from 1.
    pub level: usize,
    /// For a folder, whether it is folded.
    pub folded: Option<bool>,
    /// Bytes; of a folder, of all that is in it.
    pub bytes: u64,
    /// What leaves it out: the line of the ignore file, and the pattern.
    pub ignored: Option<(u32, String)>,
    /// True when it is not what the last build saw; of a folder, something in it.
    pub changed: bool,
}

/// The rows that show, in order: Dockerfile and ignore file, then folders and files by name.
pub fn rows(
    project: &Project,
    excluded: &[ExcludedFile],
    last: Option<&Project>,
    folded: &BTreeSet<String>,
) -> Vec<Row> {
    let excluded: HashMap<&str, &ExcludedFile> =
        excluded.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut rows = vec![Row {
        path: project.dockerfile_path.clone(),
        name: project.dockerfile_path.clone(),
        level: 1,
        folded: None,
        bytes: project.dockerfile.len() as u64,
        ignored: None,
        changed: is_changed(project, last, &project.dockerfile_path),
    }];
    // Folders on the way to the file at hand, as places in `rows`.
    let mut way: Vec<usize> = Vec::new();
    let mut files: Vec<(String, u64)> =
        project.context.files().map(|(path, file)| (path, file.len())).collect();
    files.retain(|(path, _)| *path != project.dockerfile_path);
    files.sort_by_cached_key(|(path, _)| sort_key(path));
    for (path, bytes) in files {
        let changed = is_changed(project, last, &path);
        let ignored = excluded.get(path.as_str()).map(|file| (file.line, file.pattern.clone()));
        while way.last().is_some_and(|at| !is_below(&path, &rows[*at].path)) {
            way.pop();
        }
        open_folders(&mut rows, &mut way, &path, folded);
        for at in &way {
            rows[*at].bytes += bytes;
            rows[*at].changed |= changed;
            if ignored.is_none() {
                rows[*at].ignored = None;
            }
        }
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        rows.push(Row { level: way.len() + 1, folded: None, path, name, bytes, ignored, changed });
    }
    hide_folded(rows)
}

/// Adds the folders of `path` that are not open yet; each counts as ignored until a file in it is not.
fn open_folders(rows: &mut Vec<Row>, way: &mut Vec<usize>, path: &str, folded: &BTreeSet<String>) {
    let depth = path.matches('/').count();
    for level in way.len()..depth {
        let end = path.match_indices('/').nth(level).map_or(path.len(), |(at, _)| at);
        let folder = path.get(..end).unwrap_or(path);
        way.push(rows.len());
        rows.push(Row {
            name: format!("{}/", folder.rsplit('/').next().unwrap_or(folder)),
            level: level + 1,
            folded: Some(folded.contains(folder)),
            path: folder.to_owned(),
            bytes: 0,
            ignored: Some((0, String::new())),
            changed: false,
        });
    }
}

fn hide_folded(rows: Vec<Row>) -> Vec<Row> {
    let mut hidden: Option<String> = None;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        if hidden.as_ref().is_some_and(|folder| is_below(&row.path, folder)) {
            continue;
        }
        hidden = (row.folded == Some(true)).then(|| row.path.clone());
        shown.push(row);
    }
    shown
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The ignore file first, then folders before files at each level, then names.
fn sort_key(path: &str) -> Vec<(u8, String)> {
    let count = path.matches('/').count();
    let kind = |i: usize, name: &str| match () {
        () if count == 0 && name.ends_with(".dockerignore") => 0,
        () if i < count => 1,
        () => 2,
    };
    path.split('/').enumerate().map(|(i, name)| (kind(i, name), name.to_owned())).collect()
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
        rows.iter().map(|row| format!("{}{}", " ".repeat(row.level - 1), row.name)).collect()
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
        let rows = rows(&project(&files), &[], None, &BTreeSet::new());
        assert_eq!(
            names(&rows),
            ["Dockerfile", ".dockerignore", "src/", " a/", "  b.ts", " a.ts", " c.ts", "z.py"]
        );
        assert_eq!((rows[2].bytes, rows[3].bytes), (4, 3));
    }

    #[test]
    fn folded_folders_hide_what_is_in_them() {
        let files = [("src/a/b", "1"), ("src/c", "1"), ("srcs", "1")];
        let fold = BTreeSet::from(["src".to_owned()]);
        assert_eq!(names(&rows(&project(&files), &[], None, &fold)), ["Dockerfile", "src/", "srcs"]);
    }

    #[test]
    fn ignored_and_changed_are_told() {
        let old = project(&[("a", "1"), ("d/x", "1"), ("d/y", "1")]);
        let new = project(&[("a", "2"), ("d/x", "1"), ("d/y", "2")]);
        let out = |path: &str| ExcludedFile { path: path.into(), pattern: "*".into(), line: 3 };
        let shown = rows(&new, &[out("d/x"), out("d/y")], Some(&old), &BTreeSet::new());
        let of = |name: &str| shown.iter().find(|row| row.name == name).unwrap();
        assert!(of("a").changed && of("d/").changed && of("y").changed && !of("x").changed);
        assert_eq!(of("x").ignored, Some((3, "*".into())));
        assert!(of("d/").ignored.is_some());
        let shown = rows(&new, &[out("d/x")], None, &BTreeSet::new());
        assert!(shown.iter().find(|row| row.name == "d/").unwrap().ignored.is_none());
    }
}
