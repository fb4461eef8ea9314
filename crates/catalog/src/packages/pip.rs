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

/// One project that an install brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipPackage {
    /// Its name as PyPI spells it.
    pub name: String,
    /// Its version, or empty where the table does not know the project.
    pub version: String,
    /// Bytes on disk but for the byte code.
    pub files: Size,
    /// Bytes of the byte code that pip compiles.
    pub byte_code: Size,
    /// Bytes of its wheel.
    pub wheel: Size,
    /// True when the table knows it.
    pub known: bool,
}

/// Bytes of a project that the table does not know, low, likely and high: the smallest, the median and all but the
/// largest few of those it knows.
const UNKNOWN: (u64, u64, u64) = (10_000, 1_000_000, 120_000_000);

/// What stands for the version of a project where `condition` (`==2.1`, `>=4,<5`, `~=1.4`) leaves out `known`, the
/// newest release: the version that is named with `==`, else the condition itself.
fn other_version<'c>(condition: &'c str, known: &str) -> Option<&'c str> {
    let allows = condition.split(',').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
        let end = part.find(|c: char| !"=<>!~".contains(c)).unwrap_or(part.len());
        let (operator, version) = part.split_at(end);
        let version = version.trim();
        let prefix = version.trim_end_matches(".*");
        let order = compare(known, prefix);
        match operator {
            "==" if prefix.len() < version.len() => starts(known, prefix),
            "==" | "===" => order.is_eq(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            "~=" => {
                let parent = version.rsplit_once('.').map_or(version, |(parent, _)| parent);
                order.is_ge() && starts(known, parent)
            }
            _ => true,
        }
    });
    let named = condition.trim().trim_start_matches('=').trim();
    (!allows).then_some(if condition.trim_start().starts_with("==") { named } else { condition })
}

/// The numbers of a version, as far as it has any.
fn numbers(version: &str) -> impl Iterator<Item = u64> {
    version.split('.').map_while(|part| {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part.get(..digits)?.parse().ok()
    })
}

/// Compares two versions by their numbers; one that ends is as if zeros followed.
fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    let (mut left, mut right) = (numbers(left), numbers(right));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return std::cmp::Ordering::Equal,
            (left, right) => match left.unwrap_or(0).cmp(&right.unwrap_or(0)) {
                std::cmp::Ordering::Equal => {}
                other => return other,
            },
        }
    }
}

/// True when a version begins with the numbers of `prefix`.
fn starts(version: &str, prefix: &str) -> bool {
    let mut own = numbers(version);
    numbers(prefix).all(|number| own.next().unwrap_or(0) == number)
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

    /// Day of the figures.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// What installing `asked` brings where `present` (normalised names) is installed already, in order of names.
    pub fn install(&self, present: &HashSet<String>, asked: &[PipRequirement]) -> Vec<PipPackage> {
        let mut seen = present.clone();
        let mut stack: Vec<String> = Vec::new();
        let mut pinned: HashMap<&str, &str> = HashMap::new();
        let mut packages = Vec::new();
        for requirement in asked {
            let release = self.releases.get(&requirement.name);
            if let Some(version) =
                release.and_then(|release| other_version(&requirement.version, &release.version))
            {
                pinned.insert(&requirement.name, version);
            }
            for extra in &requirement.extras {
                match release.and_then(|release| release.extras.get(extra)) {
                    Some(names) => stack.extend(names.iter().cloned()),
                    None => packages.push(self.unknown(&format!("{}[{extra}]", requirement.name), None)),
                }
            }
            stack.push(requirement.name.clone());
        }
        while let Some(name) = stack.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let pinned = pinned.get(name.as_str()).copied();
            match self.releases.get(&name).filter(|release| release.installed > 0) {
                Some(release) => {
                    packages.push(self.package(release, pinned));
                    stack.extend(release.requires.iter().cloned());
                }
                None => packages.push(self.unknown(&name, pinned)),
            }
        }
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        packages
    }

    fn package(&self, release: &Release, pinned: Option<&str>) -> PipPackage {
        let other = pinned.is_some();
        let part = match (other, release.measured) {
            (true, _) => 3,
            // Releases come every few weeks, most of them a little larger.
            (false, true) => 20,
            (false, false) => 12,
        };
        let source = match other {
            true => format!("another release of it on PyPI, unpacked and measured on {}", self.date),
            false => format!("its wheel on PyPI of {}, unpacked and measured", self.date),
        };
        let size =
            |bytes: u64| Size::range(bytes - bytes / part, bytes, bytes + bytes / part, source.clone());
        PipPackage {
            name: release.name.clone(),
            version: pinned.unwrap_or(&release.version).to_owned(),
            files: size(release.installed.saturating_sub(release.pyc)),
            byte_code: size(release.pyc),
            wheel: size(release.wheel),
            known: true,
        }
    }

    fn unknown(&self, name: &str, pinned: Option<&str>) -> PipPackage {
        let (low, likely, high) = UNKNOWN;
        let size = |part: u64| {
            let source = "bounds of the projects in the table of PyPI; this one is not in it";
            Size::range(low / part, likely / part, high / part, source)
        };
        PipPackage {
            name: name.to_owned(),
            version: pinned.unwrap_or_default().to_owned(),
            files: size(1),
            byte_code: size(3),
            wheel: size(3),
            known: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_may_leave_the_newest_release_out() {
        for (condition, other) in [
            ("", None),
            ("==5.2.1", None),
            ("==5.2", Some("5.2")),
            ("==5.*", None),
            ("==4.2.*", Some("4.2.*")),
            (">=4.2,<5", Some(">=4.2,<5")),
            (">=4.2,<6", None),
            ("~=5.1", None),
            ("~=4.2.0", Some("~=4.2.0")),
            ("!=5.2.0", None),
            ("> 4", None),
        ] {
            assert_eq!(other_version(condition, "5.2.1"), other, "{condition}");
        }
    }
}
