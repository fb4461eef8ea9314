use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use crate::Size;

/// Bytes a package's registration costs (file lists, checksums, its share of the status files), from 34 measured runs.
const PER_PACKAGE: u64 = 19_500;
/// Bytes an apt run writes besides (logs, caches of the loader, extended states), from the same runs.
const PER_RUN: u64 = 1_074_000;
/// Bytes debconf's databases take when a new package asks through it.
const DEBCONF: u64 = 635_000;
/// Two package caches that stay where the image's `docker-clean` configuration was removed.
const PACKAGE_CACHES: u64 = 73_800_000;
/// What stays when everything installed is purged in the same RUN.
const PURGED: u64 = 1_000_000;

/// One binary package of a release.
#[derive(Clone, Debug)]
struct Package {
    deb: u64,
    full: u64,
    slim: u64,
    extra: u64,
    measured: bool,
    depends: Vec<u32>,
    recommends: Vec<u32>,
    depend_groups: HashMap<u32, Vec<u32>>,
    recommend_groups: HashMap<u32, Vec<u32>>,
}

/// The packages of one Debian release, closed under their dependencies.
#[derive(Clone, Debug, Default)]
pub struct Debian {
    suite: String,
    date: String,
    status: BTreeMap<String, u64>,
    lists: u64,
    names: Vec<String>,
    index: HashMap<String, u32>,
    packages: Vec<Package>,
    sets: BTreeMap<String, (String, Vec<u32>)>,
    usual: HashMap<String, u32>,
    missing: HashSet<String>,
}

/// What a base image already holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebianBase {
    /// Names of its packages.
    pub packages: Vec<String>,
    /// True when its dpkg drops documentation, manuals and translations, as the `-slim` images do.
    pub slim: bool,
    /// Bytes of its dpkg status file.
    pub status: u64,
    /// False when the set is that of a near relative.
    pub exact: bool,
}

/// The packages an install would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// New packages, in the order apt would choose them.
    pub new: Vec<String>,
    /// Asked names that are no package of the release: apt says `Unable to locate package` or `has no installation
    /// candidate`.
    pub missing: Vec<String>,
    /// Asked names the table does not know: they may exist.
    pub unknown: Vec<String>,
}

/// What one apt run adds, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AptInstall {
    /// Everything but the package lists and the archives.
    pub installed: Size,
    /// Bytes of `/var/lib/apt/lists` after `apt-get update`.
    pub lists: u64,
    /// Bytes downloaded as archives.
    pub archives: u64,
    /// What stays in `/var/cache/apt` where the image's configuration no longer deletes it.
    pub kept_archives: u64,
    /// What stays of `installed` when all of it is purged in the same RUN.
    pub after_purge: u64,
}

impl Debian {
    /// Reads the compact table that [`super::compact_debian`] makes.
    ///
    /// # Errors
    /// Names the line that is not of that form.
    pub fn parse(text: &str) -> Result<Debian, String> {
        let mut table = Debian::default();
        let mut rows = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let bad = || format!("package table, line {}: not understood", number + 1);
            if let Some(header) = line.strip_prefix('#') {
                table.read_header(header.trim()).ok_or_else(bad)?;
            } else {
                let fields: Vec<&str> = line.split('\t').collect();
                if fields.len() != 10 {
                    return Err(bad());
                }
                table.index.insert(fields[0].to_string(), table.names.len() as u32);
                table.names.push(fields[0].to_string());
                rows.push(fields);
            }
        }
        for fields in &rows {
            let package = table.read_package(fields);
            table.packages.push(package);
        }
        for line in text.lines().filter_map(|line| line.strip_prefix('#')) {
            table.read_names(line.trim());
        }
        Ok(table)
    }

    /// Release name, `bookworm`.
    pub fn suite(&self) -> &str {
        &self.suite
    }

    /// Bytes of `/var/lib/apt/lists` after `apt-get update`.
    pub fn lists(&self) -> u64 {
        self.lists
    }

    /// How many packages the table holds.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when the table is empty.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Names that begin with `prefix`, in order, for completion.
    pub fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(move |name| name.starts_with(prefix))
    }

    /// What the official image `repository:tag` holds, or its nearest relative of the same release.
    pub fn base(&self, repository: &str, tag: &str) -> DebianBase {
        let slim_tag = tag.contains("slim");
        let (set, slim, exact) = self.set_for(repository, tag, slim_tag);
        let mut packages = Vec::new();
        let mut status = 0;
        let mut at = set;
        // Parents are few; the bound only guards against a table that names a circle.
        for _ in 0..8 {
            let Some((parent, members)) = self.sets.get(&at) else { break };
            packages.extend(members.iter().map(|id| self.names[*id as usize].clone()));
            if status == 0 {
                status = self.status.get(&at).copied().unwrap_or(0);
            }
            at = parent.clone();
        }
        if status == 0 {
            status = self.status.get("").copied().unwrap_or(0);
        }
        DebianBase { packages, slim, status, exact }
    }

    fn set_for(&self, repository: &str, tag: &str, slim_tag: bool) -> (String, bool, bool) {
        let suite = &self.suite;
        let has = |name: &str| self.sets.contains_key(name);
        let plain = if slim_tag { format!("debian:{suite}-slim") } else { format!("debian:{suite}") };
        match repository {
            "debian" => (plain, slim_tag, true),
            "buildpack-deps" => {
                let kind = ["curl", "scm"].into_iter().find(|kind| tag.contains(kind));
                let name =
                    kind.map_or(format!("buildpack-deps:{suite}"), |k| format!("buildpack-deps:{suite}-{k}"));
                (name, false, true)
            }
            "python" if slim_tag => (format!("python:3.12-slim-{suite}"), true, true),
            "python" => (format!("python:3.12-{suite}"), false, true),
            "node" if slim_tag => (format!("node:{suite}-slim"), true, true),
            "node" => (format!("node:{suite}"), false, true),
            "golang" => (format!("golang:{suite}"), false, true),
            "rust" if slim_tag => (format!("rust:slim-{suite}"), true, true),
            "rust" => (format!("rust:{suite}"), false, true),
            "php" => (format!("php:{suite}-base"), true, false),
            "ruby" | "perl" | "gcc" | "haskell" | "erlang" | "elixir" if !slim_tag => {
                (format!("buildpack-deps:{suite}"), false, false)
            }
            _ => {
                // Most other official images stand on the slim image of their release.
                let name = format!("debian:{suite}-slim");
                if has(&name) { (name, true, false) } else { (plain, slim_tag, false) }
            }
        }
    }

    /// The packages that `apt-get install` of `asked` brings to an image that holds `installed`.
    ///
    /// As real apt chose them in all 14 check runs: dependencies first, breadth first; one is skipped when it or a
    /// member of its group is there; recommended packages only when no dependency is left, oldest first.
    pub fn resolve(&self, installed: &HashSet<String>, asked: &[&str], recommends: bool) -> Resolution {
        let mut chosen: HashSet<u32> =
            installed.iter().filter_map(|name| self.index.get(name)).copied().collect();
        let mut resolution = Resolution::default();
        let mut order: Vec<u32> = Vec::new();
        let mut queue: VecDeque<u32> = VecDeque::new();
        for name in asked {
            match self.find(name) {
                Some(id) if chosen.insert(id) => {
                    order.push(id);
                    queue.push_back(id);
                }
                Some(_) => {}
                None if self.missing.contains(*name) => resolution.missing.push((*name).to_string()),
                None => resolution.unknown.push((*name).to_string()),
            }
        }
        let mut recommended_from = 0;
        loop {
            while let Some(id) = queue.pop_front() {
                let package = &self.packages[id as usize];
                self.take(&package.depends, &package.depend_groups, &mut chosen, &mut order, &mut queue);
            }
            let Some(id) = order.get(recommended_from).copied().filter(|_| recommends) else { break };
            recommended_from += 1;
            let package = &self.packages[id as usize];
            self.take(&package.recommends, &package.recommend_groups, &mut chosen, &mut order, &mut queue);
        }
        resolution.new = order.iter().map(|id| self.names[*id as usize].clone()).collect();
        resolution
    }

    fn take(
        &self,
        wanted: &[u32],
        groups: &HashMap<u32, Vec<u32>>,
        chosen: &mut HashSet<u32>,
        order: &mut Vec<u32>,
        queue: &mut VecDeque<u32>,
    ) {
        for id in wanted {
            let group = groups.get(id).map_or(&[][..], Vec::as_slice);
            if chosen.contains(id) || group.iter().any(|other| chosen.contains(other)) {
                continue;
            }
            chosen.insert(*id);
            order.push(*id);
            queue.push_back(*id);
        }
    }

    /// Bytes that installing `new` adds to a base.
    pub fn install(&self, base: &DebianBase, new: &[String]) -> AptInstall {
        let known: Vec<(&str, &Package)> = new
            .iter()
            .filter_map(|name| self.index.get(name).map(|id| (name.as_str(), &self.packages[*id as usize])))
            .collect();
        let minimal = |name: &str| name.starts_with("python3") && name.ends_with("-minimal");
        let has_python =
            known.iter().any(|(name, _)| minimal(name)) || base.packages.iter().any(|n| minimal(n));
        let mut bytes = 0;
        let mut unsure = 0;
        let mut archives = 0;
        for (name, package) in &known {
            let own = if base.slim { package.slim } else { package.full };
            let byte_code = !name.starts_with("libpython3") || has_python;
            bytes += own + if byte_code { package.extra } else { 0 };
            unsure += if package.measured { own / 70 } else { own / 8 };
            archives += package.deb;
        }
        let debconf = known.iter().any(|(_, package)| self.depends_on_debconf(package));
        let registration = PER_PACKAGE * known.len() as u64;
        let run = PER_RUN + if debconf { DEBCONF } else { 0 } + 2 * base.status;
        let total = bytes + registration + run;
        let spread = unsure + (registration + run) / 8 + if base.exact { 0 } else { total / 20 };
        let kind = if base.exact { "" } else { ", base packages taken from a related image" };
        let source = format!(
            "Debian {} package index of {}, resolved as apt does, with sizes measured from real installs{kind}",
            self.suite, self.date
        );
        AptInstall {
            installed: Size::range(total.saturating_sub(spread), total, total + spread, source),
            lists: self.lists,
            archives,
            kept_archives: archives + PACKAGE_CACHES,
            after_purge: PURGED,
        }
    }

    fn depends_on_debconf(&self, package: &Package) -> bool {
        let is = |id: &u32| self.names.get(*id as usize).is_some_and(|name| name == "debconf");
        package
            .depends
            .iter()
            .any(|id| is(id) || package.depend_groups.get(id).is_some_and(|g| g.iter().any(is)))
    }

    fn find(&self, name: &str) -> Option<u32> {
        // `name=version`, `name/suite` and `name:arch` ask for the same package.
        let bare = name.split(['=', '/', ':']).next().unwrap_or(name);
        self.index.get(bare).or_else(|| self.usual.get(bare)).copied()
    }

    fn read_header(&mut self, line: &str) -> Option<()> {
        let (key, rest) = line.split_once(' ')?;
        match key {
            "suite" => self.suite = rest.to_string(),
            "date" => self.date = rest.to_string(),
            "lists" => self.lists = rest.parse().ok()?,
            "status" => {
                let (set, bytes) = rest.rsplit_once(' ').unwrap_or(("", rest));
                self.status.insert(set.to_string(), bytes.parse().ok()?);
            }
            "missing" => self.missing = rest.split(' ').map(String::from).collect(),
            "set" | "usual" => {}
            _ => return None,
        }
        Some(())
    }

    /// The header lines that name packages; read last, when every package is known.
    fn read_names(&mut self, line: &str) {
        let mut words = line.split(' ');
        match (words.next(), words.next(), words.next()) {
            (Some("set"), Some(name), Some(parent)) => {
                let members = words.filter_map(|word| self.index.get(word)).copied().collect();
                self.sets.insert(name.to_string(), (parent.to_string(), members));
            }
            (Some("usual"), Some(name), Some(usual)) => {
                if let Some(id) = self.index.get(usual) {
                    self.usual.insert(name.to_string(), *id);
                }
            }
            _ => {}
        }
    }

    fn read_package(&self, fields: &[&str]) -> Package {
        let number = |at: usize| fields[at].parse().unwrap_or(0);
        let ids =
            |at: usize| fields[at].split(' ').filter_map(|word| self.index.get(word)).copied().collect();
        Package {
            deb: number(1),
            full: number(2),
            slim: number(3),
            extra: number(4),
            measured: fields[5] != "e",
            depends: ids(6),
            recommends: ids(7),
            depend_groups: self.groups(fields[8]),
            recommend_groups: self.groups(fields[9]),
        }
    }

    fn groups(&self, text: &str) -> HashMap<u32, Vec<u32>> {
        let ids = |group: &str| -> Vec<u32> {
            group.split('|').filter_map(|word| self.index.get(word)).copied().collect()
        };
        text.split(' ')
            .map(ids)
            .filter(|group| group.len() > 1)
            .map(|group| (group[0], group[1..].to_vec()))
            .collect()
    }
}
