use super::*;

fn file(text: &str) -> Node {
    Node::file(Content::bytes(text.as_bytes()), Metadata::new(0o644, Time::Build))
}

fn dir() -> Node {
    Node::dir(Metadata::new(0o755, Time::Build))
}

fn changed(before: &FileSystem, after: &FileSystem) -> Vec<String> {
    diff(before, after)
        .into_iter()
        .map(|change| match (change.before, change.after) {
            (None, _) => format!("+{}", change.path),
            (_, None) => format!("-{}", change.path),
            _ => format!("~{}", change.path),
        })
        .collect()
}

#[test]
fn inserts_make_parents_and_copies_stay_as_they_were() {
    let mut fs = FileSystem::new();
    fs.insert("/a/b/c", file("1")).unwrap();
    let before = fs.clone();
    fs.insert("a/b/d", file("2")).unwrap();
    fs.insert("/a/b/c", file("3")).unwrap();
    assert!(before.get("/a/b/d").is_none());
    assert_eq!(changed(&before, &fs), ["~/a/b/c", "+/a/b/d"]);
    assert_eq!(
        fs.totals(),
        Totals { files: 2, others: 3, bytes: 2, hard_links: 0, estimated: 0, opaque: 0, height: 4 }
    );
    assert_eq!(before.totals().bytes, 1);
}

#[test]
fn walks_in_order_of_components() {
    let mut fs = FileSystem::new();
    for path in ["a-b", "a/x", "a/y/z", "b"] {
        fs.insert(path, file("")).unwrap();
    }
    let paths: Vec<_> = fs.walk("/").map(|(path, _)| path).collect();
    assert_eq!(paths, ["/a", "/a/x", "/a/y", "/a/y/z", "/a-b", "/b"]);
    let below: Vec<_> = fs.walk("/a/y").map(|(path, _)| path).collect();
    assert_eq!(below, ["/a/y/z"]);
}

#[test]
fn a_file_is_no_parent() {
    let mut fs = FileSystem::new();
    fs.insert("/f", file("")).unwrap();
    let error = fs.insert("/f/x", file("")).unwrap_err();
    assert_eq!(error.to_string(), "/f: not a directory");
    assert_eq!(fs.mkdir_all("/f/x", &dir()).unwrap_err().to_string(), "/f: not a directory");
}

#[test]
fn links_are_followed_inside_the_root() {
    let mut fs = FileSystem::new();
    fs.insert("/usr/bin/sh", file("sh")).unwrap();
    fs.insert("/bin", Node::symlink("usr/bin", Time::Build)).unwrap();
    fs.insert("/abs", Node::symlink("/../../bin", Time::Build)).unwrap();
    fs.insert("/loop", Node::symlink("loop", Time::Build)).unwrap();
    assert_eq!(fs.resolve("/bin/sh", true).unwrap().path, "/usr/bin/sh");
    assert_eq!(fs.resolve("/abs/../sh", true).unwrap().path, "/usr/sh");
    assert_eq!(fs.resolve("/abs", false).unwrap().path, "/abs");
    assert_eq!(fs.resolve("/new/dir", true).unwrap().path, "/new/dir");
    assert!(fs.resolve("/loop", true).is_err());
    assert_eq!(fs.follow("/abs/sh").map(|node| node.len()), Some(2));
}

#[test]
fn unknown_directories_do_not_say_no() {
    let mut fs = FileSystem::unknown();
    fs.insert("/app/x", file("")).unwrap();
    assert!(matches!(fs.lookup("/usr/lib"), Lookup::Unknown));
    assert!(matches!(fs.lookup("/app/y"), Lookup::Missing));
    assert!(fs.resolve("/usr/lib/x", true).unwrap().unknown);
}

#[test]
fn renames_take_all_that_is_below() {
    let mut fs = FileSystem::new();
    fs.insert("/a/b/c", file("1")).unwrap();
    let before = fs.clone();
    fs.rename("/a/b", "/x/y").unwrap();
    assert_eq!(changed(&before, &fs), ["-/a/b", "+/x", "+/x/y", "+/x/y/c"]);
    assert!(fs.rename("/x", "/x/y/z").is_err());
    assert!(fs.rename("/nowhere", "/q").is_err());
}

#[test]
fn hard_links_share_an_inode() {
    let mut fs = FileSystem::new();
    fs.insert("/a", file("1")).unwrap();
    fs.link("/a", "/b").unwrap();
    fs.link("/b", "/c").unwrap();
    let inode = |path: &str| fs.get(path).and_then(|node| node.as_file()?.inode);
    assert!(inode("/a").is_some() && inode("/a") == inode("/b") && inode("/b") == inode("/c"));
}

#[test]
fn digest_sees_names_modes_and_bytes_but_no_times() {
    let with = |name: &str, mode: u32, text: &str, mtime: Time| {
        let mut fs = FileSystem::new();
        fs.insert("/d", dir()).unwrap();
        fs.insert(name, Node::file(Content::bytes(text.as_bytes()), Metadata::new(mode, mtime))).unwrap();
        fs.root().digest()
    };
    let base = with("/d/a", 0o644, "x", Time::Build);
    assert_eq!(base, with("/d/a", 0o644, "x", Time::Epoch));
    for other in [
        with("/d/b", 0o644, "x", Time::Build),
        with("/d/a", 0o600, "x", Time::Build),
        with("/d/a", 0o644, "y", Time::Build),
    ] {
        assert_ne!(base, other);
    }
}

#[test]
fn depth_is_bounded() {
    let mut fs = FileSystem::new();
    assert!(fs.insert(&"/a".repeat(100_000), file("")).is_err());
    let deep = "/a".repeat(300);
    fs.insert(&deep, file("")).unwrap();
    assert!(fs.rename("/a", &format!("/b{}", "/b".repeat(300))).is_err());
    assert!(fs.get(&deep).is_some());
}

#[test]
fn filling_and_comparing_large_trees_is_cheap() {
    let mut fs = FileSystem::new();
    for number in 0..50_000 {
        fs.insert(&format!("/d{}/f{number}", number % 7), file("")).unwrap();
    }
    let before = fs.clone();
    fs.insert("/d3/f3", file("new")).unwrap();
    assert_eq!(changed(&before, &fs), ["~/d3/f3"]);
}
