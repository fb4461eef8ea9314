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
