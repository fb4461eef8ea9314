//! Makes the compact package tables of `data/` from the source tables of `data/sources/`. Nothing here is part of the
//! page.

use std::fmt::Write;

use serde_json::Value;

use super::debian;

/// Day on which the source tables were made.
const DATE: &str = "2026-11-23";

/// Bytes of the package lists after an update, of the release files among them, of dpkg's status file and of debconf's
/// templates in the base image: measured.
fn figures(suite: &str) -> [u64; 4] {
    match suite {
        "bookworm" => [19_856_468, RELEASES, 77_111, 757_558],
        _ => [21_657_798, RELEASES, 69_788, 786_111],
    }
}

/// Bytes of the release files (`InRelease`) of a release, its updates and its security archive, on either.
const RELEASES: u64 = 255_000;

/// The binary table of a Debian release.
///
/// # Errors
/// When a source is not of its form.
pub fn compact_debian(suite: &str, packages: &str, names: &str, sets: &str) -> Result<Vec<u8>, String> {
    let bad = |what: &str| format!("{what} of {suite}: not of the expected form");
    let mut source = debian::Source {
        suite: suite.to_owned(),
        date: DATE.to_owned(),
        figures: figures(suite),
        ..debian::Source::default()
    };
    let sets: Value = serde_json::from_str(sets).map_err(|error| error.to_string())?;
    for (name, set) in sets["sets"].as_object().ok_or_else(|| bad("base sets"))? {
        if name.contains(suite) {
            let members = if set["adds"].is_array() { &set["adds"] } else { &set["packages"] };
            let parent = set["parent"].as_str().unwrap_or_default();
            source.sets.push((name.clone(), parent.to_owned(), words(members)));
        }
    }
    let names: Value = serde_json::from_str(names).map_err(|error| error.to_string())?;
    for (name, usual) in names["virtual"].as_object().ok_or_else(|| bad("virtual names"))? {
        source.usual.push((name.clone(), usual["usual"].as_str().unwrap_or_default().to_owned()));
    }
    source.missing = words(&names["missing"]);
    for line in packages.lines().skip(1) {
        source.packages.push(package(line).ok_or_else(|| bad("package table"))?);
    }
    Ok(debian::write(source))
}

/// One line of the source table.
fn package(line: &str) -> Option<debian::SourcePackage> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, _, _, deb, full, slim, extra, src, _, _, depends, recommends, groups, more_groups] =
        fields[..]
    else {
        return None;
    };
    let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let groups = groups.split_whitespace().chain(more_groups.split_whitespace());
    let (full, slim): (u64, u64) = (full.parse().ok()?, slim.parse().ok()?);
    Some(debian::SourcePackage {
        name: name.to_owned(),
        sizes: [slim, full.saturating_sub(slim), deb.parse().ok()?],
        written: extra.parse().unwrap_or(0),
        known: *src.as_bytes().first()?,
        depends: list(depends),
        recommends: list(recommends),
        groups: groups.map(|group| group.split('|').map(str::to_owned).collect()).collect(),
    })
}

/// The compact table of Alpine: name, bytes, release; the newest release of a package stands last.
///
/// # Errors
/// When the source is not of its form.
pub fn compact_apk(source: &str) -> Result<String, String> {
    let bad = || "Alpine's packages: not of the expected form".to_owned();
    let source: Value = serde_json::from_str(source).map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    for package in source["packages"].as_array().ok_or_else(bad)? {
        let (Some(name), Some(bytes), Some(release)) =
            (package["package"].as_str(), package["installed_bytes"].as_u64(), package["alpine"].as_str())
        else {
            return Err(bad());
        };
        rows.push((name, release, bytes));
    }
    rows.sort_unstable();
    Ok(rows.iter().map(|(name, release, bytes)| format!("{name}\t{bytes}\t{release}\n")).collect())
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

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Object(map) => map.keys().cloned().collect(),
        _ => Vec::new(),
    }
}
