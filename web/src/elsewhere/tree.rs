//! From the tree of a repository to a build context.

use crate::texts::elsewhere as texts;
use drydock_builder::{Content, ContextFile, Digest};
use drydock_playground::Project;
use serde::Deserialize;

/// The answer to `GET /repos/OWNER/NAME/git/trees/REF?recursive=1`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Tree {
    /// Everything below it.
    pub tree: Vec<Entry>,
    /// True when there is more than the host tells.
    #[serde(default)]
    pub truncated: bool,
}

/// Something in a tree.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// Path from the top.
    pub path: String,
    /// Git's mode: `100644`, `100755`, `120000` (a link), `040000` (a folder), `160000` (another repository).
    pub mode: String,
    /// Git's name of what it holds.
    pub sha: String,
    /// Bytes, of files.
    pub size: Option<u64>,
}

/// What is read of a tree.
#[derive(Debug, PartialEq)]
pub struct Found {
    /// Everything but the texts.
    pub project: Project,
    /// Git's name of the Dockerfile.
    pub dockerfile: String,
    /// Git's name and the path of the ignore file that counts.
    pub ignore: Option<(String, String)>,
    /// What is left out, in words; empty when nothing.
    pub note: String,
}

impl Tree {
    /// The build context at `path`, which is a folder or a Dockerfile.
    ///
    /// # Errors
    /// When there is no Dockerfile, with those that there are.
    pub fn context(&self, path: &str) -> Result<Found, String> {
        let is_file = |entry: &&Entry| entry.mode.starts_with("100");
        let named = self.tree.iter().filter(is_file).find(|entry| entry.path == path);
        let wanted = match (named, path) {
            (Some(entry), _) => entry.path.clone(),
            (None, "") => "Dockerfile".to_owned(),
            (None, folder) => format!("{folder}/Dockerfile"),
        };
        let dockerfile = self.tree.iter().filter(is_file).find(|entry| entry.path == wanted);
        let dockerfile = dockerfile.ok_or_else(|| self.no_dockerfile(&wanted))?;
        let folder = wanted.rsplit_once('/').map_or("", |(folder, _)| folder);
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let name = wanted.get(prefix.len()..).unwrap_or_default().to_owned();
        let mut project = Project { dockerfile_path: name.clone(), ..Project::default() };
        let mut left = 0usize;
        for entry in &self.tree {
            let Some(below) = entry.path.strip_prefix(&prefix).filter(|below| *below != name) else {
                continue;
            };
            match entry.file() {
                Some(file) => left += usize::from(project.context.set(below, file).is_err()),
                None => left += usize::from(entry.mode != "040000"),
            }
        }
        let own = format!("{name}.dockerignore");
        let ignore = [own.as_str(), ".dockerignore"].into_iter().find_map(|ignore| {
            let whole = format!("{prefix}{ignore}");
            let entry = self.tree.iter().filter(is_file).find(|entry| entry.path == whole)?;
            Some((entry.sha.clone(), ignore.to_owned()))
        });
        Ok(Found { note: self.note(left), project, dockerfile: dockerfile.sha.clone(), ignore })
    }

    fn no_dockerfile(&self, wanted: &str) -> String {
        let is_one = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or_default();
            name == "Dockerfile" || name.ends_with(".Dockerfile") || name.starts_with("Dockerfile.")
        };
        let others: Vec<&str> =
            self.tree.iter().map(|entry| entry.path.as_str()).filter(|path| is_one(path)).take(5).collect();
        texts::no_dockerfile(wanted, &others)
    }

    fn note(&self, left: usize) -> String {
        let mut note = String::new();
        if self.truncated {
            note.push_str(texts::PARTIAL);
        }
        if left > 0 {
            note.push_str(&texts::left_out(left));
        }
        note
    }
}

impl Entry {
    /// A file with its size; Git's name of its content stands for the content.
    fn file(&self) -> Option<ContextFile> {
        let mode = match self.mode.as_str() {
            "100755" => 0o755,
            mode if mode.starts_with("100") => 0o644,
            _ => return None,
        };
        let content = Content::known(self.size.unwrap_or(0), Digest::of(self.sha.as_bytes()));
        Some(ContextFile::new(content).with_mode(mode))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, &str)]) -> Tree {
        let entry = |(path, mode): &(&str, &str)| Entry {
            path: (*path).into(),
            mode: (*mode).into(),
            sha: format!("sha of {path}"),
            size: Some(7),
        };
        Tree { tree: entries.iter().map(entry).collect(), truncated: false }
    }

    #[test]
    fn a_folder_becomes_a_context() {
        let tree = tree(&[
            ("README.md", "100644"),
            ("app", "040000"),
            ("app/Dockerfile", "100644"),
            ("app/.dockerignore", "100644"),
            ("app/run.sh", "100755"),
            ("app/now", "120000"),
            ("other/Dockerfile.dev", "100644"),
        ]);
        let found = tree.context("app").unwrap();
        let paths: Vec<_> =
            found.project.context.files().map(|(path, file)| (path, file.mode, file.len())).collect();
        assert_eq!(paths, [(".dockerignore".to_owned(), 0o644, 7), ("run.sh".to_owned(), 0o755, 7)]);
        assert_eq!(found.dockerfile, "sha of app/Dockerfile");
        assert_eq!(found.ignore, Some(("sha of app/.dockerignore".into(), ".dockerignore".into())));
        assert!(found.note.contains("One link"), "{}", found.note);
        assert_eq!(tree.context("app/Dockerfile").unwrap(), found);
        assert_eq!(tree.context("other/Dockerfile.dev").unwrap().project.dockerfile_path, "Dockerfile.dev");
        let error = tree.context("").unwrap_err();
        assert!(error.contains("app/Dockerfile, other/Dockerfile.dev"), "{error}");
    }
}
