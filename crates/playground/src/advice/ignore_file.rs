//! What a context holds that no image needs.

use drydock_source::{Appended, Fix};

use super::{Asked, Proposal};

/// Names of folders and endings of files that are made by tools, and their lines in an ignore file.
const FOLDERS: [&str; 12] = [
    ".git",
    "node_modules",
    "__pycache__",
    ".venv",
    "venv",
    ".pytest_cache",
    ".mypy_cache",
    ".idea",
    ".vscode",
    ".gradle",
    "target",
    "coverage",
];
const ENDINGS: [(&str, &str); 3] = [(".pyc", "**/*.pyc"), (".log", "**/*.log"), (".swp", "**/*.swp")];
const FILES: [&str; 3] = [".DS_Store", ".env", "Thumbs.db"];

pub(super) fn propose(asked: &Asked<'_>) -> Vec<Proposal> {
    let mut lines: Vec<String> = Vec::new();
    let mut add = |line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    for (path, node) in asked.parts.context.filtered.output.walk("/") {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", &path));
        // Where a folder is left out, what is in it is too.
        if parent.split('/').any(|part| FOLDERS.contains(&part)) {
            continue;
        }
        if node.is_dir() {
            if FOLDERS.contains(&name) {
                add(if parent.is_empty() { name.to_owned() } else { format!("**/{name}") });
            }
        } else if FILES.contains(&name) {
            add(format!("**/{name}"));
        } else if let Some((_, line)) = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)) {
            add((*line).to_owned());
        }
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let path = asked.project.dockerignore().map_or_else(|| ".dockerignore".to_owned(), |(path, _)| path);
    let title = format!("Leave out {} in {path}", lines.join(", "));
    let appended = lines.into_iter().map(|line| Appended { path: path.clone(), line }).collect();
    vec![Proposal {
        name: "ignore-file".into(),
        title: title.clone(),
        why: "These are made by tools or hold secrets; a build sends them, and a COPY of everything takes them along.".into(),
        caution: "",
        line: 0,
        fix: Fix { title, edits: Vec::new(), appended, safe: false },
    }]
}
