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

#[test]
fn a_link_of_a_folder_opens_as_the_same_folder() {
    let files = [
        ("Dockerfile", "FROM alpine\nCOPY . .\n"),
        (".dockerignore", "node_modules\n"),
        ("src/a.txt", "é\n"),
        ("node_modules/x/y.js", "1"),
        (".git/HEAD", "ref"),
    ];
    let here = folder("link", &files);
    fs::write(here.join("logo.png"), [0u8, 255, 254]).expect("files can be written");
    let site = "https://example.org/drydock/";
    for options in [&["--target", "x", "--build-arg", "A=b c"][..], &["--plain"], &["--example", "python"]] {
        let output = drydock(&here, &[&["link", "--site", site], options].concat());
        let link = stdout(&output).trim().to_owned();
        assert!(link.starts_with("https://example.org/drydock/#v1/"), "{link}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("2 files are left out"));
        let there = folder("link-opened", &[]);
        let output = drydock(&here, &["open", &link, "-o", &there.to_string_lossy()]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        if options.contains(&"--target") {
            assert!(stdout(&output).contains("--target x --build-arg 'A=b c' "), "{}", stdout(&output));
        }
        for (path, text) in files.iter().take(3) {
            assert_eq!(&fs::read_to_string(there.join(path)).expect("it was written"), text, "{path}");
        }
        assert_eq!(fs::read(there.join("logo.png")).expect("it was written"), [0, 255, 254]);
        assert!(!there.join("node_modules").exists() && !there.join(".git").exists());
    }
}

#[test]
fn open_overwrites_nothing_unless_told_to() {
    let there = folder("open-taken", &[("Dockerfile", "FROM mine\n"), ("kept", "kept")]);
    let link = "#v1/p{\"d\":\"FROM theirs\\n\",\"f\":{\"new\":\"new\"}}";
    let refused = drydock(&there, &["open", link, "-o", "."]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("Dockerfile is already there"));
    let text = |path: &str| fs::read_to_string(there.join(path)).expect("it is there");
    assert!(text("Dockerfile") == "FROM mine\n" && !there.join("new").exists());
    assert_eq!(drydock(&there, &["open", link, "-o", ".", "--force"]).status.code(), Some(0));
    assert_eq!((text("Dockerfile").as_str(), text("kept").as_str()), ("FROM theirs\n", "kept"));
    for broken in ["#v1/d123", "v9/d", "#v1/e=nosuch", "#"] {
        assert_eq!(drydock(&there, &["open", broken, "-o", "x"]).status.code(), Some(2), "{broken}");
    }
}

#[cfg(unix)]
#[test]
fn open_never_leaves_its_folder() {
    use std::os::unix::fs::PermissionsExt;
    let there = folder("open-hostile", &[("out/x", ""), ("outside/kept", "kept")]);
    std::os::unix::fs::symlink("../outside", there.join("out/dir")).expect("links can be made");
    let open = |link: &str| drydock(&there, &["open", link, "-o", "out", "--force"]);
    assert_eq!(open("v1/p{\"d\":\"FROM a\",\"f\":{\"dir/kept\":\"gone\"}}").status.code(), Some(0));
    assert_eq!(fs::read_to_string(there.join("outside/kept")).expect("it is there"), "kept");
    assert_eq!(fs::read_to_string(there.join("out/dir/kept")).expect("it is there"), "gone");
    assert_eq!(
        open("v1/p{\"f\":{\"../../up\":\"\",\"s\":{\"t\":\"\",\"m\":\"6755\"}}}").status.code(),
        Some(0)
    );
    assert!(there.join("out/up").exists() && !there.join("up").exists());
    let mode = fs::metadata(there.join("out/s")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o7777, 0o755);
    assert_eq!(open("v1/p{\"n\":\"../Dockerfile\",\"f\":{\"Dockerfile/x\":\"\"}}").status.code(), Some(2));
}

#[test]
fn findings_decide_how_a_check_ends() {
    let dockerfile = "FROM alpine:3.22\nRUN cd /srv\nCMD [\"true\"]\n";
    let folder = folder("check", &[("Dockerfile", dockerfile)]);
    let code = |args: &[&str]| drydock(&folder, args).status.code();
    assert_eq!(code(&["check"]), Some(1));
    assert_eq!(code(&["check", "--fail-on", "error"]), Some(0));
    assert_eq!(code(&["check", "--fail-on", "never"]), Some(0));
    assert_eq!(code(&["check", "nosuch"]), Some(2));
    let text = stdout(&drydock(&folder, &["check"]));
    assert!(text.starts_with("Dockerfile:2:5: warning: `cd /srv` ends with this RUN"), "{text}");
    let annotations = stdout(&drydock(&folder, &["check", "--format", "github"]));
    assert!(
        annotations.starts_with(
            "::warning file=Dockerfile,line=2,endLine=2,col=5,endColumn=12,title=CdDoesNotLast::"
        )
    );
}

#[test]
fn a_check_finds_what_the_evaluation_says() {
    let dockerfile = "FROM debian:12.5\nRUN apt-get update\nRUN apt-get install -y curl\nCOPY nosuch /\n";
    let config = "ignored: [DL3008]\n";
    let folder = folder("check-json", &[("Dockerfile", dockerfile), (".hadolint.yaml", config)]);
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_slice(&drydock(&folder, args).stdout).expect("it is JSON")
    };
    let codes = |found: &serde_json::Value, name: &str| -> Vec<String> {
        let found = found.as_array().expect("a list").iter();
        found.map(|one| one[name].as_str().unwrap_or_default().to_owned()).collect()
    };
    let check = json(&["check", "--format", "json"]);
    let plan = json(&["plan", "--format", "json"]);
    let found = codes(&check["findings"], "code");
    assert_eq!(found, codes(&plan["diagnostics"], "code"));
    assert!(found.contains(&"DL3015".to_owned()) && !found.contains(&"DL3008".to_owned()), "{found:?}");
    let sarif = json(&["check", "--format", "sarif"]);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(codes(&run["results"], "ruleId"), found);
    let rules = codes(&run["tool"]["driver"]["rules"], "id");
    for result in run["results"].as_array().expect("a list") {
        let number = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(rules[number], result["ruleId"].as_str().unwrap_or_default());
    }
    has_the_shape_of_sarif(run);
}

/// What the schema of SARIF 2.1.0 requires of the parts that a run here has.
fn has_the_shape_of_sarif(run: &serde_json::Value) {
    let text = |value: &serde_json::Value| value.as_str().is_some_and(|text| !text.is_empty());
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let place = |region: &serde_json::Value| {
        let [line, column, last] =
            ["startLine", "startColumn", "endLine"].map(|name| region[name].as_u64().unwrap_or(0));
        assert!(line >= 1 && column >= 1 && last >= line, "{region}");
    };
    let driver = &run["tool"]["driver"];
    assert!(text(&driver["name"]));
    let levels = ["error", "warning", "note", "none"];
    for rule in list(&driver["rules"]) {
        assert!(text(&rule["id"]) && text(&rule["shortDescription"]["text"]), "{rule}");
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().unwrap_or("")), "{rule}");
    }
    let mut fixes = 0;
    for result in list(&run["results"]) {
        assert!(text(&result["message"]["text"]), "{result}");
        assert!(levels.contains(&result["level"].as_str().unwrap_or_default()), "{result}");
        for location in list(&result["locations"]).iter().chain(&list(&result["relatedLocations"])) {
            assert!(text(&location["physicalLocation"]["artifactLocation"]["uri"]), "{location}");
            place(&location["physicalLocation"]["region"]);
        }
        for change in list(&result["fixes"]).iter().flat_map(|fix| list(&fix["artifactChanges"])) {
            assert!(text(&change["artifactLocation"]["uri"]), "{change}");
            let replacements = list(&change["replacements"]);
            assert!(!replacements.is_empty());
            for replacement in replacements {
                place(&replacement["deletedRegion"]);
                assert!(replacement["insertedContent"]["text"].is_string(), "{replacement}");
                fixes += 1;
            }
        }
    }
    assert!(fixes > 0);
}

#[test]
fn workflow_commands_escape_what_would_end_them() {
    let dockerfile = "FROM alpine:3.22\nENV TOKEN=\"100%, a::b\"\n";
    let folder = folder("github,100%", &[("a,b%", dockerfile)]);
    let printed = stdout(&drydock(&folder, &["check", "-f", "a,b%", "--format", "github"]));
    let lines: Vec<&str> = printed.lines().collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.starts_with("::")), "{printed}");
    assert!(lines.iter().all(|line| line.contains(" file=a%2Cb%25,line=")), "{printed}");
    let messages = lines.iter().filter_map(|line| line.splitn(3, "::").nth(2));
    assert!(messages.clone().count() == lines.len() && messages.clone().any(|text| text.contains("%0A")));
}

#[test]
fn advice_is_given_with_figures_and_taken() {
    let dockerfile = "FROM debian:bookworm\nCOPY . /app\nCMD [\"sleep\", \"9\"]\n";
    let big = "x".repeat(50_000);
    let folder = folder("advise", &[("Dockerfile", dockerfile), (".env", &big)]);
    let text = stdout(&drydock(&folder, &["advise"]));
    assert!(text.contains("slim-base: line 1: Build on debian:bookworm-slim: removes about "), "{text}");
    assert!(
        text.contains("ignore-file: Leave out **/.env in .dockerignore: removes 50kB, sends 50kB less"),
        "{text}"
    );
    let json: serde_json::Value =
        serde_json::from_slice(&drydock(&folder, &["advise", "--format", "json"]).stdout)
            .expect("it is JSON");
    assert!(json.as_array().is_some_and(|advice| advice.len() >= 2));
    let fixed = drydock(&folder, &["advise", "--fix", "ignore-file", "--fix", "slim-base"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", String::from_utf8_lossy(&fixed.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("it is there");
    assert_eq!(read(".dockerignore"), "**/.env\n");
    assert!(read("Dockerfile").starts_with("FROM debian:bookworm-slim\n"));
    assert_eq!(drydock(&folder, &["advise", "--fix", "slim-base"]).status.code(), Some(2));
}

#[test]
fn two_folders_are_compared() {
    let a = folder("compare-a", &[("Dockerfile", "FROM debian:bookworm\nCOPY x /\n"), ("x", "1")]);
    let b = folder("compare-b", &[("Dockerfile", "FROM debian:bookworm\nCOPY x /\nUSER 1\n"), ("x", "123")]);
    let (a_path, b_path) = (a.to_string_lossy(), b.join("Dockerfile").to_string_lossy().into_owned());
    let output = drydock(&a, &["compare", &a_path, &b_path]);
    let text = stdout(&output);
    assert!(text.contains("runs: x: content changed"), "{text}");
    assert!(text.contains("User: - -> 1"), "{text}");
    assert_eq!(drydock(&a, &["compare", "."]).status.code(), Some(2));
}
