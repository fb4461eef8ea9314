use drydock_builder::{Content, ContextFile};
use proptest::prelude::*;

use super::*;

fn project() -> Project {
    let mut project = Project {
        dockerfile: "FROM alpine\nCOPY . /srv\n".into(),
        run: "-p 80:80 app sh -c 'echo $X'".into(),
        ..Project::default()
    };
    project.dockerfile_path = "app.Dockerfile".into();
    let files = [
        ("server.js", ContextFile::text("1")),
        ("bin/é run.sh", ContextFile::text("#!/bin/sh\n").with_mode(0o755).with_mtime(1_700_000_000)),
        ("empty", ContextFile::dir()),
        ("link", ContextFile::symlink("bin/é run.sh")),
        ("drydock.sh", ContextFile::text("not ours")),
    ];
    for (path, file) in files {
        project.context.set(path, file).expect("a plain path");
    }
    let options = &mut project.options;
    options.target = "final".into();
    options.platform = "linux/arm64".into();
    options.build_args = vec![("A".into(), "one 'two'".into()), ("B".into(), String::new())];
    options.labels.insert("a.b".into(), "c".into());
    options.contexts.insert("assets".into(), "docker-image://alpine".into());
    project.images.insert("team/base".into(), "{\"Size\": 7, \"Os\": \"it's\"}".into());
    options.no_cache_filter = vec!["final".into()];
    (options.no_cache, options.pull) = (true, true);
    project
}

#[test]
fn a_project_comes_back_with_all_its_files_and_options() {
    let packed = pack(&project());
    assert!(packed.left_out.is_empty());
    let back = unpack(&packed.bytes).expect("our own archive");
    assert_eq!(back, project());
    assert_eq!(back.context.get("bin/é run.sh").map(|file| file.mtime), Some(1_700_000_000));
}

#[test]
fn bytes_that_are_not_held_are_named() {
    let mut project = project();
    project.context.set("large.bin", ContextFile::new(Content::fill(b'x', 9))).expect("a plain path");
    assert_eq!(pack(&project).left_out, ["large.bin"]);
}

#[test]
fn one_folder_around_everything_is_taken_off() {
    let file = |path: &str| Entry {
        path: path.into(),
        kind: EntryKind::File(b"FROM a\n".to_vec()),
        mode: 0o644,
        mtime: 0,
    };
    let names =
        |entries| -> Vec<String> { without_folder(entries).into_iter().map(|entry| entry.path).collect() };
    assert_eq!(names(vec![file("app/Dockerfile"), file("app/a/b")]), ["Dockerfile", "a/b"]);
    assert_eq!(names(vec![file("app/Dockerfile"), file("b")]), ["app/Dockerfile", "b"]);
    assert_eq!(names(vec![file("app/Dockerfile"), file("apple/b")]), ["app/Dockerfile", "apple/b"]);
    assert_eq!(names(vec![file("Dockerfile")]), ["Dockerfile"]);
}

/// Made with Python's zipfile: `app/Dockerfile`, deflated.
const DEFLATED: &[u8] = include_bytes!("deflated.zip");

#[test]
fn what_other_programs_compressed_is_read() {
    let project = unpack(DEFLATED).expect("an archive");
    assert_eq!(project.dockerfile, format!("FROM alpine\n{}", "RUN true\n".repeat(40)));
}

#[test]
fn what_cannot_be_opened_says_why() {
    let entry =
        |path: &str| Entry { path: path.into(), kind: EntryKind::File(b"x".to_vec()), mode: 0o644, mtime: 0 };
    assert_eq!(unpack(b"no zip at all, but long enough to be one"), Err(BundleError::NoZip));
    assert_eq!(unpack(&write::zip(&[entry("a")])), Err(BundleError::NoDockerfile));
    assert_eq!(unpack(&write::zip(&[entry("../a")])), Err(BundleError::Hostile));
    assert_eq!(unpack(&write::zip(&[entry("/etc/passwd")])), Err(BundleError::Hostile));
    let mut damaged = write::zip(&[entry("Dockerfile")]);
    // Behind the first header, the name and the time.
    damaged[30 + 10 + 9] ^= 1;
    assert_eq!(unpack(&damaged), Err(BundleError::Damaged));
}

#[test]
fn the_checksum_is_that_of_the_standard() {
    assert_eq!(write::crc32(b"123456789"), 0xcbf4_3926);
}

proptest! {
    #[test]
    fn no_archive_panics(at in 0usize..700, byte: u8, cut in 0usize..700) {
        let mut bytes = pack(&project()).bytes;
        if let Some(old) = bytes.get_mut(at) {
            *old = byte;
        }
        let _ = unpack(&bytes);
        let _ = unpack(bytes.get(cut..).unwrap_or_default());
        let _ = unpack(bytes.get(..cut).unwrap_or_default());
    }
}
