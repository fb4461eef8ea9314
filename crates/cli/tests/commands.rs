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

#[test]
fn prints_what_dockers_commands_would() {
    let dockerfile = "FROM scratch\nCOPY a /a\nENV X=1\n";
    let folder = folder("printed", &[("Dockerfile", dockerfile), ("a", "1")]);
    let plain = stdout(&drydock(&folder, &["plan", "--format", "plain"]));
    assert!(plain.contains("\n#3 [internal] load build context\n#3 transferring context: "), "{plain}");
    assert!(plain.contains(" [1/1] COPY a /a\n#4 DONE 0.0s\n"), "{plain}");
    let history = stdout(&drydock(&folder, &["plan", "--format", "history"]));
    assert!(history.lines().nth(1).is_some_and(|line| line.contains("ENV X=1")), "{history}");
    let images = stdout(&drydock(&folder, &["plan", "--format", "images", "-t", "me/app:2"]));
    assert!(
        images.lines().nth(1).is_some_and(|line| line.starts_with("me/app       2         ")),
        "{images}"
    );
    let broken = self::folder("printed-broken", &[("Dockerfile", "FROM scratch\nCOPY nope /a\n")]);
    let output = drydock(&broken, &["plan", "--format", "images"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"/nope\": not found"));
}

#[test]
fn a_build_before_fills_the_cache() {
    let files = [("Dockerfile", "FROM scratch AS it\nCOPY a /a\nCOPY b /b\n"), ("a", "1"), ("b", "1")];
    folder("built-before", &files);
    let now = folder("built-now", &[files[0], ("a", "1"), ("b", "2")]);
    let printed = stdout(&drydock(&now, &["plan", "--built", "../built-before", "--format", "plain"]));
    assert!(
        printed.contains("COPY a /a\n#4 CACHED") && !printed.contains("COPY b /b\n#5 CACHED"),
        "{printed}"
    );
    let text = stdout(&drydock(&now, &["plan", "--built", "../built-before"]));
    assert!(text.contains("b: content changed"), "{text}");
    let fresh = stdout(&drydock(&now, &["plan", "--format", "plain"]));
    assert!(!fresh.contains("CACHED"), "{fresh}");
    let filtered =
        stdout(&drydock(&now, &["plan", "--built", ".", "--no-cache-filter", "it", "--format", "plain"]));
    assert!(!filtered.contains("CACHED"), "{filtered}");
}

#[test]
fn weighs_a_folder() {
    let files = [
        ("Dockerfile", "FROM scratch\nCOPY . /\n"),
        (".dockerignore", "node_modules\n*.tmp\n!keep.tmp\n"),
        ("node_modules/a/b.js", "12345678901234567890"),
        ("src/main.js", "1234567890"),
        ("x.tmp", "1"),
    ];
    let folder = folder("weighed", &files);
    let printed = stdout(&drydock(&folder, &["context"]));
    for line in [
        "5 files, 82B",
        "3 enter the build, 61B",
        "20B    1 files  node_modules  (.dockerignore:1)",
        "1B    1 files  *.tmp  (.dockerignore:2)",
        "0B  exception  !keep.tmp  (.dockerignore:3)",
        "  10B  src",
    ] {
        assert!(printed.contains(line), "{line}\n{printed}");
    }
}

#[test]
fn add_unpacks_archives_of_every_kind() {
    let folder = folder("archives", &[("Dockerfile", "FROM scratch\nADD a.* /x/\n"), ("b", "")]);
    for kind in ["tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../unpack/tests/a.{kind}"));
        // A name that says nothing: the first bytes tell.
        fs::copy(from, folder.join(format!("a.{}", kind.replace("tar", "x")))).expect("files can be copied");
    }
    fs::write(folder.join("a.txt"), "text").expect("files can be written");
    let output = drydock(&folder, &["plan", "--format", "json"]);
    let evaluation: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let changes = &evaluation["stages"][0]["steps"][1]["changes"];
    let mut paths: Vec<&str> =
        changes.as_array().into_iter().flatten().filter_map(|change| change["path"].as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/x", "/x/a", "/x/a.txt"], "{changes}");
}
