//! `path`: slash-separated paths.

/// `path.Clean`: the shortest equal path.
pub(crate) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&"..") | None if !rooted => parts.push(".."),
                _ => drop(parts.pop()),
            },
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

/// `path.Join`: the parts that are not empty, joined and cleaned.
pub(crate) fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { clean(&parts.join("/")) }
}

/// `path.Base`: the last element.
pub(crate) fn base(path: &str) -> String {
    if path.is_empty() {
        return ".".into();
    }
    match path.trim_end_matches('/').rsplit('/').next() {
        Some("") | None => "/".into(),
        Some(last) => last.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_in_go() {
        for (path, want) in [
            ("", "."),
            ("/", "/"),
            ("/..", "/"),
            ("a/../..", ".."),
            ("../../a", "../../a"),
            ("/a//b/./c/..", "/a/b"),
            ("a/..", "."),
        ] {
            assert_eq!(clean(path), want, "{path}");
        }
        assert_eq!(join(&["", ""]), "");
        assert_eq!(join(&["/", "../a"]), "/a");
        assert_eq!((base(""), base("///"), base("/a/b/")), (".".into(), "/".into(), "b".into()));
    }
}
