//! Files of a build context that an image should not hold.

use drydock_builder::{FileSystem, Node};

/// A file or folder that an image should not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Path in the context, without a leading slash.
    pub path: String,
    /// Why.
    pub kind: SuspectKind,
    /// Bytes of it.
    pub bytes: u64,
}

/// Why an image should not hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuspectKind {
    /// Passwords, keys, tokens.
    Secret,
    /// The history of the repository.
    Repository,
    /// What an installer puts there, for another machine.
    Dependencies,
}

/// Deeper than this nobody keeps a project's files.
const MAX_DEPTH: usize = 12;

/// The suspects of `context`, by path. Costs a walk over the whole context.
pub fn suspects(context: &FileSystem) -> Vec<Suspect> {
    let mut found = Vec::new();
    let mut stack = vec![(String::new(), context.root().clone(), 0)];
    while let Some((path, node, depth)) = stack.pop() {
        let Some(dir) = node.as_dir().filter(|_| depth < MAX_DEPTH) else { continue };
        for (name, child) in dir.iter() {
            let path = if path.is_empty() { name.to_string() } else { format!("{path}/{name}") };
            match kind(name, child) {
                Some(kind) => found.push(Suspect { path, kind, bytes: child.totals().bytes }),
                None if child.is_dir() => stack.push((path, child.clone(), depth + 1)),
                None => {}
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn kind(name: &str, node: &Node) -> Option<SuspectKind> {
    if let Some(dir) = node.as_dir() {
        return match name {
            ".git" | ".hg" | ".svn" => Some(SuspectKind::Repository),
            "node_modules" | "__pycache__" | ".terraform" => Some(SuspectKind::Dependencies),
            "venv" | ".venv" | "env" if dir.get("pyvenv.cfg").is_some() || name != "env" => {
                Some(SuspectKind::Dependencies)
            }
            _ => None,
        };
    }
    let text = || node.as_file().and_then(|file| file.content.as_text()).unwrap_or_default();
    let example = ["example", "sample", "template", "dist", "test"].iter().any(|word| name.ends_with(word));
    let secret = match name {
        ".env" => true,
        "id_rsa" | "id_ed25519" | "id_ecdsa" | "id_dsa" | ".netrc" | ".git-credentials" | ".pypirc" => true,
        ".npmrc" => text().contains("_authToken") || text().contains("_password"),
        _ if name.starts_with(".env.") => !example,
        _ if name.ends_with(".pem") || name.ends_with(".key") => text().contains("PRIVATE KEY"),
        _ => false,
    };
    secret.then_some(SuspectKind::Secret)
}

#[cfg(test)]
mod tests {
    use drydock_builder::Context;

    use super::*;

    #[test]
    fn finds_by_name_and_content() {
        let mut context = Context::new();
        let files = [
            (".env", "A=1"),
            (".env.example", "A="),
            ("app/.git/HEAD", "x"),
            ("web/node_modules/a/index.js", "x"),
            ("tls/ca.pem", "CERTIFICATE"),
            ("tls/server.pem", "BEGIN PRIVATE KEY"),
            ("src/main.py", "x"),
        ];
        for (path, text) in files {
            context.set_text(path, text).expect("a plain path");
        }
        let found: Vec<String> = suspects(context.fs()).into_iter().map(|suspect| suspect.path).collect();
        assert_eq!(found, [".env", "app/.git", "tls/server.pem", "web/node_modules"]);
    }
}
