//! The commands on real folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for one test.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of the last run goes");
    }
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    folder
}

fn drydock(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.current_dir(folder).args(args).output().expect("drydock starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn prints_the_evaluation_as_json() {
    let folder = folder("json", &[("Dockerfile", "FROM scratch AS base\nCOPY a /a\n"), ("a", "1")]);
    let output = drydock(&folder, &["plan", "--format", "json"]);
    let evaluation: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(evaluation.get("stages").is_some_and(|stages| stages.is_array()));
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn wrong_use_and_unreadable_files_are_named() {
    let folder = folder("wrong", &[("x", "")]);
    for args in [&["frobnicate"][..], &["plan"], &["plan", "-f", "nosuch"], &["plan", "nosuch"]] {
        let output = drydock(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn lists_targets_and_outline_as_docker_does() {
    let dockerfile = "# VERSION of everything\nARG VERSION=1\n# base the ground\nFROM alpine AS base\nARG VERSION\n\
        FROM base\nARG EXTRA\n";
    let folder = folder("outline", &[("Dockerfile", dockerfile)]);
    let targets = drydock(&folder, &["targets"]);
    assert_eq!(stdout(&targets), "TARGET     DESCRIPTION\nbase       the ground\n(default)\n");
    let outline = drydock(&folder, &["outline", "--target", "base"]);
    let expected = "TARGET:       base\nDESCRIPTION:  the ground\n\n\
        BUILD ARG  VALUE  DESCRIPTION\nVERSION    1      of everything\n\n";
    assert_eq!(stdout(&outline), expected);
}

#[test]
fn formats_and_checks() {
    let folder = folder("fmt", &[("Dockerfile", "from  alpine\n"), ("other", "FROM alpine\n")]);
    assert_eq!(stdout(&drydock(&folder, &["fmt"])), "FROM alpine\n");
    let check = drydock(&folder, &["fmt", "--check", "Dockerfile", "other"]);
    assert_eq!((check.status.code(), stdout(&check)), (Some(1), "Dockerfile\n".to_owned()));
    assert_eq!(drydock(&folder, &["fmt", "--write"]).status.code(), Some(0));
    assert_eq!(drydock(&folder, &["fmt", "--check"]).status.code(), Some(0));
}
