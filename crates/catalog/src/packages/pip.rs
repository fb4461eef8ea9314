use std::collections::{BTreeMap, HashMap, HashSet};

use crate::Size;

/// One release on PyPI.
#[derive(Clone, Debug)]
struct Release {
    name: String,
    version: String,
    wheel: u64,
    installed: u64,
    pyc: u64,
    measured: bool,
    requires: Vec<String>,
    extras: HashMap<String, Vec<String>>,
}

/// The releases of PyPI that the table knows, for CPython 3.12 on Linux x86_64.
#[derive(Clone, Debug, Default)]
pub struct Pip {
    date: String,
    releases: BTreeMap<String, Release>,
}

/// One requirement: a name, its extras, and what stands behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipRequirement {
    /// Normalised name.
    pub name: String,
    /// Extras asked for, normalised.
    pub extras: Vec<String>,
    /// Version condition as written, `==3.0.3`; may be empty.
    pub version: String,
}

impl PipRequirement {
    /// Reads `flask[async]==3.0.3 ; python_version > "3.8"`; `None` for a path, an address or an option.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split(" #").next().unwrap_or(text).split(';').next().unwrap_or(text).trim();
        let end =
            text.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let rest = rest.trim_start();
        if name.is_empty() || name.starts_with(['.', '-']) || rest.starts_with(['/', ':', '@', '\\']) {
            return None;
        }
        let (extras, version) = match rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((extras, version)) => (extras, version),
            None => ("", rest),
        };
        let extras = extras.split(',').map(str::trim).filter(|e| !e.is_empty()).map(python_name).collect();
        Some(Self { name: python_name(name), extras, version: version.trim().to_string() })
    }
}

/// A project name as PyPI compares it: lower case, runs of `-`, `_` and `.` as one dash.
pub fn python_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if !"-_.".contains(c) {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out
}

/// What an install brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipInstall {
    /// Bytes on disk, byte code included.
    pub installed: Size,
    /// The part of them that is byte code, which `--no-compile` leaves out.
    pub byte_code: u64,
    /// What pip's cache keeps besides, without `--no-cache-dir`.
    pub cache: Size,
    /// Projects installed, with their versions.
    pub packages: Vec<(String, String)>,
    /// Projects the table does not know.
    pub unknown: Vec<String>,
}

impl Pip {
    /// Reads the compact table that [`super::compact_pip`] makes.
    ///
    /// # Errors
    /// Names the line that is not of that form.
    pub fn parse(text: &str) -> Result<Pip, String> {
        let mut table = Pip::default();
        for (number, line) in text.lines().enumerate() {
            if let Some(date) = line.strip_prefix("#date ") {
                table.date = date.to_string();
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let [name, version, wheel, installed, pyc, source, requires, extras] = fields[..] else {
                return Err(format!("package table, line {}: not understood", number + 1));
            };
            let number = |text: &str| text.parse().unwrap_or(0);
            let words = |text: &str| text.split(' ').filter(|w| !w.is_empty()).map(python_name).collect();
            let release = Release {
                name: name.to_string(),
                version: version.to_string(),
                wheel: number(wheel),
                installed: number(installed),
                pyc: number(pyc),
                measured: source == "m",
                requires: words(requires),
                extras: extras
                    .split(' ')
                    .filter_map(|group| group.split_once('='))
                    .map(|(extra, names)| (python_name(extra), words(&names.replace(',', " "))))
                    .collect(),
            };
            table.releases.insert(python_name(name), release);
        }
        Ok(table)
    }

    /// Names that begin with `prefix`, for completion.
    pub fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.releases
            .values()
            .map(|release| release.name.as_str())
            .filter(move |name| name.starts_with(prefix))
    }

    /// What installing `asked` brings where `present` (normalised names) is installed already.
    pub fn install(&self, present: &HashSet<String>, asked: &[PipRequirement]) -> PipInstall {
        let mut seen = present.clone();
        let mut stack: Vec<String> = Vec::new();
        let mut unknown = Vec::new();
        let mut other_version = 0;
        for requirement in asked {
            let release = self.releases.get(&requirement.name);
            let pinned = requirement.version.trim_start_matches(['=', ' ']);
            if requirement.version.starts_with("==") && release.is_some_and(|known| known.version != pinned) {
                other_version += release.map_or(0, |known| known.installed);
            }
            let extras = requirement.extras.iter().filter_map(|extra| release?.extras.get(extra)).flatten();
            stack.extend(extras.cloned());
            stack.push(requirement.name.clone());
        }
        let (mut bytes, mut unsure, mut byte_code, mut wheels) = (0, other_version / 4, 0, 0);
        let mut packages = Vec::new();
        while let Some(name) = stack.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(release) = self.releases.get(&name).filter(|release| release.installed > 0) else {
                unknown.push(name);
                continue;
            };
            bytes += release.installed;
            unsure += if release.measured { release.installed / 50 } else { release.installed / 15 };
            byte_code += release.pyc;
            wheels += release.wheel;
            packages.push((release.name.clone(), release.version.clone()));
            stack.extend(release.requires.iter().cloned());
        }
        packages.sort();
        let source = format!("PyPI wheels of {}, unpacked and measured, with what they require", self.date);
        let installed = if unknown.is_empty() {
            Size::range(bytes.saturating_sub(unsure), bytes, bytes + unsure, source)
        } else {
            Size { low: bytes.saturating_sub(unsure), likely: bytes, high: None, source: source.into() }
        };
        let cached = format!("sizes of the wheels on PyPI of {}, which pip's cache keeps", self.date);
        let cache = Size::range(wheels, wheels, wheels + wheels / 20 + 100_000, cached);
        PipInstall { installed, byte_code, cache, packages, unknown }
    }
}
