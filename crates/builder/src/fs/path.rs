/// The components of `path` without empty ones and `.`, with `..` taken back lexically and never above the root.
pub fn components(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts
}

/// `path` as an absolute path in its shortest form; `/` for the root.
pub fn clean(path: &str) -> String {
    absolute(&components(path))
}

/// The absolute path of `parts`.
pub(crate) fn absolute(parts: &[&str]) -> String {
    if parts.is_empty() { "/".into() } else { parts.iter().flat_map(|part| ["/", part]).collect() }
}

/// `name` below the clean path `dir`.
pub fn join(dir: &str, name: &str) -> String {
    if dir.ends_with('/') { format!("{dir}{name}") } else { format!("{dir}/{name}") }
}

/// The directory a clean absolute path is in, and its last component; `("/", "")` for the root.
pub fn split(path: &str) -> (&str, &str) {
    match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some(parts) => parts,
        None => ("/", path),
    }
}
