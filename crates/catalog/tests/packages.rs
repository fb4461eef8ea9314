//! The package tables against measured installs: the resolver's choice and the bytes.

use std::collections::HashSet;

use drydock_catalog::packages::{Debian, Npm, Pip, PipRequirement, Table};
use serde_json::Value;

fn table(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    std::fs::read_to_string(path).expect("a table of the repository")
}

fn measured(name: &str) -> Vec<(String, Value)> {
    let value: Value = serde_json::from_str(&table(&format!("sources/{name}"))).expect("measured runs");
    value["runs"].as_object().expect("runs").clone().into_iter().collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Runs in which the table's choice differs from apt's: a virtual name asked for and a tree of 669 packages (2 and 10
/// apart), an alternative of fonts (1 apart).
const OTHER_CHOICE: usize = 2;

#[test]
fn apt_chooses_the_same_packages() {
    let suites = [
        Debian::parse(Table::Bookworm.built_in()).expect("bookworm"),
        Debian::parse(Table::Trixie.built_in()).expect("trixie"),
    ];
    let (mut same, mut all) = (0, 0);
    for (name, run) in measured("apt-measured.json") {
        let debian = suites.iter().find(|suite| run["suite"] == suite.suite()).expect("a suite");
        let (repository, tag) = run["base"].as_str().and_then(|base| base.split_once(':')).expect("a base");
        let asked: Vec<_> = strings(&run["packages"]).iter().filter_map(|name| debian.find(name)).collect();
        let recommends = run["recommends"].as_bool().unwrap_or(false);
        let new = debian.resolve(&debian.base(repository, tag).packages, &asked, recommends);
        let ours: HashSet<&str> = new.iter().map(|id| debian.name(*id)).collect();
        let real: HashSet<&str> = strings(&run["packages_installed"]).into_iter().collect();
        all += 1;
        same += usize::from(real == ours);
        if real != ours {
            println!("{name}: {:?}", real.symmetric_difference(&ours).collect::<Vec<_>>());
        }
    }
    assert!(all > 30 && same + OTHER_CHOICE >= all, "{same} of {all}");
}

#[test]
fn what_nothing_needs_is_removed() {
    let debian = Debian::parse(Table::Bookworm.built_in()).expect("bookworm");
    let base = debian.base("debian", "bookworm-slim");
    let id = |name: &str| debian.find(name).expect("a package");
    let new = debian.resolve(&base.packages, &[id("gcc"), id("curl")], false);
    let automatic: Vec<_> =
        new.iter().copied().filter(|new| ![id("gcc"), id("curl")].contains(new)).collect();
    let kept: Vec<_> = base.packages.iter().copied().chain([id("curl")]).collect();
    let gone = debian.unneeded(&kept, &automatic, false);
    assert!(gone.contains(&id("binutils")) && !gone.contains(&id("libcurl4")));
    let all: Vec<_> = base.packages.iter().chain(new.iter()).copied().collect();
    assert_eq!(debian.dependents(&all, &[id("libcurl4")]), [id("curl")]);
}

#[test]
fn pip_brings_what_is_required() {
    let pip = Pip::parse(&table("pip.tsv")).expect("the table");
    let names = |present: &[&str], asked: &str| -> Vec<String> {
        let present = present.iter().map(|name| (*name).to_owned()).collect();
        let asked: Vec<_> = asked.split(' ').filter_map(PipRequirement::parse).collect();
        pip.install(&present, &asked).into_iter().map(|package| package.name).collect()
    };
    let all = ["blinker", "click", "flask", "itsdangerous", "jinja2", "markupsafe", "werkzeug"];
    assert_eq!(names(&[], "Flask"), all);
    assert_eq!(
        names(&["jinja2", "markupsafe"], "flask"),
        ["blinker", "click", "flask", "itsdangerous", "werkzeug"]
    );
    assert_eq!(names(&[], "no-such-project"), ["no-such-project"]);
}

#[test]
fn npm_brings_the_union_of_the_trees() {
    let npm = Npm::parse(&table("npm.tsv")).expect("the table");
    for (name, run) in measured("npm-measured.json") {
        let command = run["command"].as_str().expect("a command").trim_start_matches("npm install ");
        let asked: Vec<&str> = command.split(' ').collect();
        let count = npm.install(&asked).packages.len() as f64;
        let real = run["packages"].as_f64().expect("a number");
        assert!((count - real).abs() / real < 0.05, "{name}: {count} for {real}");
    }
    let unknown = npm.install(&["no-such-package"]).packages;
    assert!(unknown.len() == 1 && !unknown[0].known);
}

#[test]
fn a_broken_table_names_its_line() {
    assert!(Debian::parse(b"#suite x\nnonsense").is_err());
    let whole = Table::Bookworm.built_in();
    for cut in [1, 1000, whole.len() / 2, whole.len() - 1] {
        assert!(Debian::parse(&whole[..cut]).is_err(), "{cut}");
    }
    assert_eq!(Pip::parse("a\tb").unwrap_err(), "package table, line 1: not understood");
    assert_eq!(Npm::parse("q\tb").unwrap_err(), "package table, line 1: not understood");
}

#[test]
fn requirements_are_read_as_pip_writes_them() {
    let parse = |text| PipRequirement::parse(text).map(|r| (r.name, r.extras.join(","), r.version));
    let is = |name: &str, extras: &str, version: &str| Some((name.into(), extras.into(), version.into()));
    assert_eq!(parse("Flask_SQLAlchemy==3.1"), is("flask-sqlalchemy", "", "==3.1"));
    assert_eq!(
        parse("uvicorn[standard] >=0.30 ; python_version > '3.8'"),
        is("uvicorn", "standard", ">=0.30")
    );
    assert_eq!(parse("requests # comment"), is("requests", "", ""));
    assert_eq!(parse("-r more.txt"), None);
    assert_eq!(parse("./wheel"), None);
    assert_eq!(parse("git+https://x.example/y"), is("git", "", "+https://x.example/y"));
}
