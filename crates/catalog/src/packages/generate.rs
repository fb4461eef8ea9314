//! Makes the compact package tables of `data/` from the source tables of `data/sources/`. Nothing here is part of the
//! page.

use std::fmt::Write;

use serde_json::Value;

/// Day on which the source tables were made.
const DATE: &str = "2026-11-23";

/// Bytes of the dpkg status file that were measured, by set; the first is every other image's.
fn status(suite: &str) -> &'static [(&'static str, u64)] {
    match suite {
        "bookworm" => &[("", 77_111), ("buildpack-deps:bookworm", 384_394)],
        _ => &[("", 69_788)],
    }
}

/// Bytes of `/var/lib/apt/lists` after an update, as measured.
fn lists(suite: &str) -> u64 {
    if suite == "bookworm" { 19_856_468 } else { 21_657_798 }
}

/// The compact table of a Debian release: header lines (`#`), then ten fields a package: name, archive, full, slim and
/// extra bytes, how they are known, depends, recommends, alternatives of both.
///
/// # Errors
/// When a source is not of its form.
pub fn compact_debian(suite: &str, packages: &str, names: &str, sets: &str) -> Result<String, String> {
    let bad = |what: &str| format!("{what} of {suite}: not of the expected form");
    let mut out = format!("#suite {suite}\n#date {DATE}\n#lists {}\n", lists(suite));
    for (set, bytes) in status(suite) {
        let gap = if set.is_empty() { "" } else { " " };
        let _ = writeln!(out, "#status {set}{gap}{bytes}");
    }
    let sets: Value = serde_json::from_str(sets).map_err(|error| error.to_string())?;
    for (name, set) in sets["sets"].as_object().ok_or_else(|| bad("base sets"))? {
        if name.contains(suite) {
            let members = if set["adds"].is_array() { &set["adds"] } else { &set["packages"] };
            let parent = set["parent"].as_str().unwrap_or("-");
            let _ = writeln!(out, "#set {name} {parent} {}", words(members));
        }
    }
    let names: Value = serde_json::from_str(names).map_err(|error| error.to_string())?;
    for (name, usual) in names["virtual"].as_object().ok_or_else(|| bad("virtual names"))? {
        let _ = writeln!(out, "#usual {name} {}", usual["usual"].as_str().unwrap_or_default());
    }
    let _ = writeln!(out, "#missing {}", words(&names["missing"]));
    for line in packages.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, _, _, deb, full, slim, extra, src, _, _, depends, recommends, groups, recommend_groups] =
            fields[..]
        else {
            return Err(bad("package table"));
        };
        let fields = [name, deb, full, slim, extra, src, depends, recommends, groups, recommend_groups];
        let _ = writeln!(out, "{}", fields.join("\t"));
    }
    Ok(out)
}

/// The compact table of PyPI: eight fields a project: name, version, wheel, installed and byte code bytes, how they
/// are known, requires, extras.
///
/// # Errors
/// When the source is not of its form.
pub fn compact_pip(source: &str) -> Result<String, String> {
    let mut out = format!("#date {DATE}\n");
    for line in source.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, version, wheel, _, _, _, _, pyc, _, installed, src, _, requires, extras] = fields[..]
        else {
            return Err(format!("PyPI table: not of the expected form: {line}"));
        };
        let _ = writeln!(out, "{}", [name, version, wheel, installed, pyc, src, requires, extras].join("\t"));
    }
    Ok(out)
}

/// The compact table of npm: `p` lines are packages (name, version, own bytes), `t` lines trees (name, cache bytes,
/// seconds, members by number).
///
/// # Errors
/// When a source is not of its form.
pub fn compact_npm(table: &str, trees: &str) -> Result<String, String> {
    let bad = || "npm tables: not of the expected form".to_string();
    let trees: Value = serde_json::from_str(trees).map_err(|error| error.to_string())?;
    let mut out = format!("date\t{DATE}\n");
    for package in trees["packages"].as_array().ok_or_else(bad)? {
        let (Some(name), Some(version), Some(bytes)) =
            (package[0].as_str(), package[1].as_str(), package[2].as_u64())
        else {
            return Err(bad());
        };
        let _ = writeln!(out, "p\t{name}\t{version}\t{bytes}");
    }
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(name), Some(cache), Some(seconds)) = (fields.first(), fields.get(7), fields.get(9)) else {
            return Err(bad());
        };
        if let Some(members) = trees["trees"][*name].as_array() {
            let members: Vec<String> = members.iter().map(Value::to_string).collect();
            let _ = writeln!(out, "t\t{name}\t{cache}\t{seconds}\t{}", members.join(" "));
        }
    }
    Ok(out)
}

fn words(value: &Value) -> String {
    let list: Vec<&str> = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Object(map) => map.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    list.join(" ")
}
