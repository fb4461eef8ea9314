use std::collections::{BTreeSet, HashMap};

use crate::Size;

/// Bytes of npm's hidden lock file (`node_modules/.package-lock.json`) for each package, from measured installs.
const HIDDEN_LOCK: u64 = 361;

/// One version of a package with the bytes of its own files.
#[derive(Clone, Debug)]
struct Own {
    name: String,
    version: String,
    bytes: u64,
}

/// The packages of npm that the table knows, and the trees that installing one brings.
#[derive(Clone, Debug, Default)]
pub struct Npm {
    date: String,
    packages: Vec<Own>,
    by_name: HashMap<String, Vec<usize>>,
    trees: HashMap<String, Tree>,
}

/// What installing one package alone brings.
#[derive(Clone, Debug, Default)]
struct Tree {
    cache: u64,
    seconds: f64,
    members: Vec<usize>,
}

/// What an install brings to `node_modules`.
#[derive(Clone, Debug, PartialEq)]
pub struct NpmInstall {
    /// Bytes in `node_modules`.
    pub installed: Size,
    /// Bytes of npm's cache (`/root/.npm`).
    pub cache: Size,
    /// How many packages.
    pub packages: usize,
    /// Packages the table does not know.
    pub unknown: Vec<String>,
}

impl Npm {
    /// Reads the compact table that [`super::compact_npm`] makes.
    ///
    /// # Errors
    /// Names the line that is not of that form.
    pub fn parse(text: &str) -> Result<Npm, String> {
        let mut table = Npm::default();
        for (number, line) in text.lines().enumerate() {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields[..] {
                ["date", date] => table.date = date.to_string(),
                ["p", name, version, bytes] => {
                    table.by_name.entry(name.to_string()).or_default().push(table.packages.len());
                    let bytes = bytes.parse().unwrap_or(0);
                    table.packages.push(Own { name: name.into(), version: version.into(), bytes });
                }
                ["t", name, cache, seconds, members] => {
                    let members = members.split(' ').filter_map(|word| word.parse().ok()).collect();
                    let (cache, seconds) = (cache.parse().unwrap_or(0), seconds.parse().unwrap_or(0.0));
                    table.trees.insert(name.to_string(), Tree { cache, seconds, members });
                }
                _ => return Err(format!("package table, line {}: not understood", number + 1)),
            }
        }
        Ok(table)
    }

    /// Names that begin with `prefix`, for completion.
    pub fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.trees.keys().map(String::as_str).filter(move |name| name.starts_with(prefix))
    }

    /// What `npm install` of `asked` (names without versions) brings to an empty `node_modules`: the union of their
    /// trees, each package once.
    pub fn install(&self, asked: &[&str]) -> NpmInstall {
        let mut union: BTreeSet<usize> = BTreeSet::new();
        let (mut cache, mut sum, mut unknown) = (0, 0, Vec::new());
        for name in asked {
            let Some(tree) = self.trees.get(*name) else {
                unknown.push((*name).to_string());
                continue;
            };
            cache += tree.cache;
            sum += self.bytes(&tree.members);
            union.extend(&tree.members);
        }
        let own = self.bytes(union.iter());
        let installed = own + HIDDEN_LOCK * union.len() as u64;
        let cached =
            if sum == 0 { 0 } else { (u128::from(cache) * u128::from(own) / u128::from(sum)) as u64 };
        self.answer(installed, installed / 40, cached, (union.len(), unknown))
    }

    /// What `npm ci` brings for the packages of a lock file, each `(name, version)`.
    ///
    /// A version that the table does not know counts as the one it knows, with a wide range.
    pub fn install_locked(&self, locked: &[(String, String)]) -> NpmInstall {
        let (mut bytes, mut unsure, mut unknown) = (0, 0, Vec::new());
        for (name, version) in locked {
            let Some(known) = self.by_name.get(name) else {
                unknown.push(name.clone());
                continue;
            };
            let same = known.iter().find(|at| self.packages[**at].version == *version);
            let own = &self.packages[*same.unwrap_or(&known[0])];
            bytes += own.bytes;
            unsure += if same.is_some() { own.bytes / 40 } else { own.bytes / 3 };
        }
        let count = locked.len() - unknown.len();
        bytes += HIDDEN_LOCK * count as u64;
        self.answer(bytes, unsure, bytes, (count, unknown))
    }

    /// Seconds that installing `name` alone took on a busy machine; `None` when the table does not know it.
    pub fn seconds(&self, name: &str) -> Option<f64> {
        self.trees.get(name).map(|tree| tree.seconds)
    }

    /// Every package name of the table.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|own| own.name.as_str())
    }

    fn answer(
        &self,
        bytes: u64,
        unsure: u64,
        cache: u64,
        (packages, unknown): (usize, Vec<String>),
    ) -> NpmInstall {
        let source = format!("npm registry of {}, trees measured from real installs", self.date);
        let installed = if unknown.is_empty() {
            Size::range(bytes.saturating_sub(unsure), bytes, bytes + unsure, source)
        } else {
            Size { low: bytes.saturating_sub(unsure), likely: bytes, high: None, source: source.into() }
        };
        let cached =
            format!("npm's cache in measured installs of {}, scaled to the union of the trees", self.date);
        let cache = Size::range(cache - cache / 3, cache, cache + cache / 3, cached);
        NpmInstall { installed, cache, packages, unknown }
    }

    fn bytes<'a>(&self, members: impl IntoIterator<Item = &'a usize>) -> u64 {
        members.into_iter().filter_map(|at| self.packages.get(*at)).map(|own| own.bytes).sum()
    }
}
