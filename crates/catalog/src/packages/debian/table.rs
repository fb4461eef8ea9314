//! The binary form of a release's table.

use super::super::bytes::{Reader, Writer};
use super::{Debian, PackageId};

/// First text of the file: another form gets another number.
const FORM: &str = "drydock packages 1";

/// What the source tables say of a release, to be written.
#[derive(Debug, Default)]
pub(in super::super) struct Source {
    pub suite: String,
    pub date: String,
    /// Bytes of the package lists, of the release files among them, of dpkg's status file, of debconf's templates.
    pub figures: [u64; 4],
    /// Packages by name.
    pub packages: Vec<SourcePackage>,
    /// Name, parent or empty, names of what it adds.
    pub sets: Vec<(String, String, Vec<String>)>,
    /// Virtual name, usual provider.
    pub usual: Vec<(String, String)>,
    pub missing: Vec<String>,
}

/// One package of the source.
#[derive(Debug, Default)]
pub(in super::super) struct SourcePackage {
    pub name: String,
    /// Bytes: files, documentation, archive.
    pub sizes: [u64; 3],
    pub written: u64,
    pub known: u8,
    pub depends: Vec<String>,
    pub recommends: Vec<String>,
    /// Each the member that stands in one of the two above, then the others.
    pub groups: Vec<Vec<String>>,
}

/// The table as bytes.
pub(in super::super) fn write(mut source: Source) -> Vec<u8> {
    source.packages.sort_by(|a, b| a.name.cmp(&b.name));
    let packages = &source.packages;
    let id = |name: &String| {
        packages.binary_search_by(|package| package.name.cmp(name)).ok().map(|at| at as PackageId)
    };
    let ids = |names: &Vec<String>| -> Vec<PackageId> { names.iter().filter_map(id).collect() };
    let mut out = Writer::default();
    out.text(FORM);
    out.text(&source.suite);
    out.text(&source.date);
    source.figures.iter().for_each(|figure| out.number(*figure));
    out.names(&packages.iter().map(|package| package.name.clone()).collect::<Vec<_>>());
    for column in 0..3 {
        let kib = |bytes: u64| ((bytes + 512) / 1024) as u32;
        out.numbers(packages.iter().map(|package| kib(package.sizes[column])));
    }
    let writers: Vec<(usize, u64)> = packages
        .iter()
        .enumerate()
        .map(|(at, package)| (at, package.written))
        .filter(|(_, bytes)| *bytes > 0)
        .collect();
    out.numbers(writers.iter().map(|(at, _)| *at as u32));
    out.numbers(writers.iter().map(|(_, bytes)| *bytes as u32));
    out.numbers(packages.iter().map(|package| u32::from(package.known)));
    out.lists(&packages.iter().map(|package| ids(&package.depends)).collect::<Vec<_>>());
    out.lists(&packages.iter().map(|package| ids(&package.recommends)).collect::<Vec<_>>());
    let groups: Vec<(u32, Vec<PackageId>)> = packages
        .iter()
        .enumerate()
        .flat_map(|(at, package)| package.groups.iter().map(move |group| (at as u32, group)))
        .map(|(at, group)| (at, ids(group)))
        .filter(|(_, group)| group.len() > 1)
        .collect();
    out.numbers(groups.iter().map(|(owner, _)| *owner));
    out.lists(&groups.into_iter().map(|(_, group)| group).collect::<Vec<_>>());
    out.number(source.sets.len() as u64);
    for (name, parent, members) in &source.sets {
        out.text(name);
        out.text(parent);
        let mut members = ids(members);
        members.sort_unstable();
        out.numbers(members.into_iter());
    }
    let usual: Vec<(&String, u32)> =
        source.usual.iter().filter_map(|(name, provider)| Some((name, id(provider)?))).collect();
    out.number(usual.len() as u64);
    for (name, provider) in usual {
        out.text(name);
        out.number(u64::from(provider));
    }
    source.missing.sort();
    out.names(&source.missing);
    out.finish()
}

impl Debian {
    /// Reads the binary table that `cargo xtask catalog` makes.
    ///
    /// # Errors
    /// When it is not of that form.
    pub fn parse(bytes: &[u8]) -> Result<Debian, String> {
        read(bytes).ok_or_else(|| "not a package table of this version".to_owned())
    }
}

fn read(bytes: &[u8]) -> Option<Debian> {
    let mut from = Reader(bytes);
    if from.text()? != FORM {
        return None;
    }
    let mut debian =
        Debian { suite: from.text()?.to_owned(), date: from.text()?.to_owned(), ..Debian::default() };
    debian.lists = from.number()?;
    debian.releases = from.number()?;
    debian.status = from.number()?;
    debian.debconf = from.number()?;
    debian.names = from.names()?;
    for column in &mut debian.sizes {
        *column = from.numbers()?;
    }
    let writers = from.numbers()?;
    debian.written = writers.into_iter().zip(from.numbers()?).collect();
    debian.known = from.numbers()?.into_iter().map(|known| known as u8).collect();
    debian.depends = from.lists()?;
    debian.recommends = from.lists()?;
    debian.group_owners = from.numbers()?;
    debian.groups = from.lists()?;
    for _ in 0..from.number()? {
        debian.sets.push((from.text()?.to_owned(), from.text()?.to_owned(), from.numbers()?));
    }
    for _ in 0..from.number()? {
        debian.usual.push((from.text()?.to_owned(), u32::try_from(from.number()?).ok()?));
    }
    debian.missing = from.names()?;
    consistent(&debian).then_some(debian)
}

/// Every list is as long as it must be and names packages of the table only.
fn consistent(debian: &Debian) -> bool {
    let count = debian.names.len();
    let below = |id: &PackageId| (*id as usize) < count;
    debian.sizes.iter().all(|column| column.len() == count)
        && debian.known.len() == count
        && debian.depends.len() == count
        && debian.recommends.len() == count
        && debian.groups.len() == debian.group_owners.len()
        && [&debian.depends, &debian.recommends, &debian.groups].iter().all(|lists| lists.are_below(count))
        && debian.sets.iter().all(|(_, _, members)| members.iter().all(below))
        && debian.usual.iter().all(|(_, id)| below(id))
}
