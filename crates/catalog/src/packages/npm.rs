use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::Size;

/// Bytes of npm's hidden lock file (`node_modules/.package-lock.json`) for each package, from measured installs.
const HIDDEN_LOCK: u64 = 361;

/// One version of a package with the bytes of its own files.
#[derive(Clone, Copy, Debug)]
struct Own<'t> {
    name: &'t str,
    version: &'t str,
    bytes: u64,
}

/// The packages of npm that the table knows, and the trees that installing one brings. A line is read when it is asked
/// for: an install asks for few of them.
#[derive(Clone, Debug, Default)]
pub struct Npm {
    text: String,
    date: Range<usize>,
    /// The lines of packages, by number.
    packages: Vec<Range<usize>>,
    /// The lines of trees, by name.
    trees: Vec<Range<usize>>,
    /// Numbers of the packages, by name.
    by_name: OnceCell<Vec<usize>>,
}

/// What installing one package alone brings.
#[derive(Clone, Copy, Debug)]
struct Tree<'t> {
    cache: u64,
    seconds: f64,
    members: &'t str,
}

impl Tree<'_> {
    /// Numbers of its packages.
    fn members(&self) -> impl Iterator<Item = usize> {
        self.members.split(' ').filter_map(|word| word.parse().ok())
    }
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
        let mut table = Npm { text: text.to_owned(), ..Npm::default() };
        let mut start = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            let tabs = line.bytes().filter(|byte| *byte == b'\t').count();
            let range = |skipped: usize| start + skipped..end;
            match (line.get(..2), tabs) {
                (Some("p\t"), 3) => table.packages.push(range(2)),
                (Some("t\t"), 4) => table.trees.push(range(2)),
                (Some("da"), 1) if line.starts_with("date\t") => table.date = range(5),
                _ => return Err(format!("package table, line {}: not understood", number + 1)),
            }
            start += line.len();
        }
        // They stand in order in the file; this makes sure.
        table.trees.sort_by_key(|range| name_at(text, range));
        Ok(table)
    }

    fn date(&self) -> &str {
        self.text.get(self.date.clone()).unwrap_or_default()
    }

    /// Package number `at`.
    fn own(&self, at: usize) -> Option<Own<'_>> {
        let mut fields = self.text.get(self.packages.get(at)?.clone())?.split('\t');
        let (name, version) = (fields.next()?, fields.next()?);
        Some(Own { name, version, bytes: fields.next()?.parse().unwrap_or(0) })
    }

    fn tree(&self, name: &str) -> Option<Tree<'_>> {
        let at = self.trees.binary_search_by_key(&name, |range| name_at(&self.text, range)).ok()?;
        let mut fields = self.text.get(self.trees.get(at)?.clone())?.split('\t').skip(1);
        let (cache, seconds) = (fields.next()?.parse().unwrap_or(0), fields.next()?.parse().unwrap_or(0.0));
        Some(Tree { cache, seconds, members: fields.next()? })
    }

    /// The versions of a package.
    fn versions(&self, name: &str) -> impl Iterator<Item = Own<'_>> + Clone {
        let of = |at: &usize| self.packages.get(*at).map_or("", |range| name_at(&self.text, range));
        let by_name = self.by_name.get_or_init(|| {
            let mut all: Vec<usize> = (0..self.packages.len()).collect();
            all.sort_by_key(of);
            all
        });
        let from = by_name.partition_point(|at| of(at) < name);
        let same = by_name.iter().skip(from).map_while(|at| self.own(*at));
        same.take_while(move |own| own.name == name)
    }

    /// Names that begin with `prefix`, for completion.
    pub fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let names = self.trees.iter().map(|range| name_at(&self.text, range));
        names.filter(move |name| name.starts_with(prefix))
    }

    /// What `npm install` of `asked` (names without versions) brings to an empty `node_modules`: the union of their
    /// trees, each package once.
    pub fn install(&self, asked: &[&str]) -> NpmInstall {
        let mut union: BTreeSet<usize> = BTreeSet::new();
        let (mut cache, mut sum, mut packages) = (0, 0, Vec::new());
        for name in asked {
            let Some(tree) = self.tree(name) else {
                packages.push(self.alone(name));
                continue;
            };
            cache += tree.cache;
            sum += self.bytes(tree.members());
            union.extend(tree.members());
        }
        let own = self.bytes(union.iter().copied());
        let known = union.iter().filter_map(|at| self.own(*at)).map(|own| self.exact(own));
        packages.extend(known);
        let cached =
            if sum == 0 { 0 } else { (u128::from(cache) * u128::from(own) / u128::from(sum)) as u64 };
        let source =
            format!("npm's cache in measured installs of {}, scaled to the union of the trees", self.date());
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

    fn exact(&self, own: Own<'_>) -> NpmPackage {
        let (low, high) = (own.bytes - own.bytes / 40, own.bytes + own.bytes / 40);
        let source = format!("npm registry of {}, unpacked and measured", self.date());
        NpmPackage {
            name: own.name.to_owned(),
            version: own.version.to_owned(),
            files: Size::range(low, own.bytes, high, source),
            known: true,
        }
    }

    fn locked(&self, locked: &NpmLocked) -> NpmPackage {
        let mut known = self.versions(&locked.name);
        let same = known.clone().find(|own| own.version == locked.version);
        if let Some(own) = same {
            return self.exact(own);
        }
        let (files, known) = match known.next() {
            Some(own) => {
                let source = format!("another version of it in npm's registry of {}, measured", self.date());
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
        self.tree(name).map(|tree| tree.seconds)
    }

    /// Every package name of the table.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|range| name_at(&self.text, range))
    }

    fn bytes(&self, members: impl Iterator<Item = usize>) -> u64 {
        members.filter_map(|at| self.own(at)).map(|own| own.bytes).sum()
    }
}

/// The name that a line begins with.
fn name_at<'t>(text: &'t str, line: &Range<usize>) -> &'t str {
    text.get(line.clone()).and_then(|line| line.split('\t').next()).unwrap_or_default()
}
