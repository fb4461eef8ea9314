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

/// One package that an install brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NpmPackage {
    /// Its name, with the scope.
    pub name: String,
    /// Its version, or empty where nobody names one.
    pub version: String,
    /// Bytes of its own files.
    pub files: Size,
    /// True when the table knows it.
    pub known: bool,
}

/// What an install brings.
#[derive(Clone, Debug, PartialEq)]
pub struct NpmInstall {
    /// The packages, each once.
    pub packages: Vec<NpmPackage>,
    /// Bytes of npm's cache (`/root/.npm`).
    pub cache: Size,
}

/// A package as a lock file names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NpmLocked {
    /// Its name, with the scope.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Bytes of a package that the table does not know, low, likely and high: a tenth, the median and all but a fiftieth of
/// those it knows.
const UNKNOWN: (u64, u64, u64) = (4_000, 60_000, 6_000_000);
/// The same of what a package brings with it, where nothing but its name is known.
const UNKNOWN_TREE: (u64, u64, u64) = (10_000, 3_000_000, 150_000_000);

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
        let (mut cache, mut sum, mut packages) = (0, 0, Vec::new());
        for name in asked {
            let Some(tree) = self.trees.get(*name) else {
                packages.push(self.alone(name));
                continue;
            };
            cache += tree.cache;
            sum += self.bytes(&tree.members);
            union.extend(&tree.members);
        }
        let own = self.bytes(union.iter());
        let known = union.iter().filter_map(|at| self.packages.get(*at)).map(|own| self.exact(own));
        packages.extend(known);
        let cached =
            if sum == 0 { 0 } else { (u128::from(cache) * u128::from(own) / u128::from(sum)) as u64 };
        let source =
            format!("npm's cache in measured installs of {}, scaled to the union of the trees", self.date);
        let cache = Size::range(cached - cached / 3, cached, cached + cached / 3, source);
        NpmInstall { packages, cache }
    }

    /// What `npm ci` brings for the packages of a lock file. Its cache holds their archives, which are about a quarter
    /// of what they unpack to.
    ///
    /// A version that the table does not know counts as the one it knows, with a wide range.
    pub fn install_locked(&self, locked: &[NpmLocked]) -> NpmInstall {
        let packages: Vec<NpmPackage> = locked.iter().map(|locked| self.locked(locked)).collect();
        let sum = |bytes: fn(&Size) -> u64| packages.iter().map(|package| bytes(&package.files)).sum::<u64>();
        let (low, likely, high) =
            (sum(|size| size.low), sum(|size| size.likely), sum(|size| size.high.unwrap_or(size.likely)));
        let count = packages.len() as u64;
        let source = "archives of the packages, about a quarter of what they unpack to";
        let cache =
            Size::range(low / 8, likely * 27 / 100 + 1_500 * count, high * 3 / 5 + 10_000 * count, source);
        NpmInstall { packages, cache }
    }

    fn exact(&self, own: &Own) -> NpmPackage {
        let (low, high) = (own.bytes - own.bytes / 40, own.bytes + own.bytes / 40);
        let source = format!("npm registry of {}, unpacked and measured", self.date);
        NpmPackage {
            name: own.name.clone(),
            version: own.version.clone(),
            files: Size::range(low, own.bytes, high, source),
            known: true,
        }
    }

    fn locked(&self, locked: &NpmLocked) -> NpmPackage {
        let known =
            self.by_name.get(&locked.name).into_iter().flatten().filter_map(|at| self.packages.get(*at));
        let same = known.clone().find(|own| own.version == locked.version);
        if let Some(own) = same {
            return self.exact(own);
        }
        let (files, known) = match known.clone().next() {
            Some(own) => {
                let source = format!("another version of it in npm's registry of {}, measured", self.date);
                (Size::range(own.bytes / 2, own.bytes, own.bytes * 2, source), true)
            }
            None => {
                let (low, likely, high) = UNKNOWN;
                (Size::range(low, likely, high, "bounds of the packages in the table of npm"), false)
            }
        };
        NpmPackage { name: locked.name.clone(), version: locked.version.clone(), files, known }
    }

    /// A package of which only the name is known, with whatever it brings.
    fn alone(&self, name: &str) -> NpmPackage {
        let (low, likely, high) = UNKNOWN_TREE;
        let source = "bounds of the trees in the table of npm; this one is not in it";
        let files = Size::range(low, likely, high, source);
        NpmPackage { name: name.to_owned(), version: String::new(), files, known: false }
    }

    /// Bytes of npm's hidden lock file in `node_modules` for so many packages.
    pub fn hidden_lock(packages: usize) -> u64 {
        HIDDEN_LOCK * packages as u64
    }

    /// Seconds that installing `name` alone took on a busy machine; `None` when the table does not know it.
    pub fn seconds(&self, name: &str) -> Option<f64> {
        self.trees.get(name).map(|tree| tree.seconds)
    }

    /// Every package name of the table.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|own| own.name.as_str())
    }

    fn bytes<'a>(&self, members: impl IntoIterator<Item = &'a usize>) -> u64 {
        members.into_iter().filter_map(|at| self.packages.get(*at)).map(|own| own.bytes).sum()
    }
}
