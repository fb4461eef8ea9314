//! The packages of a Debian release: what they need, what they weigh, which of them base images hold.

mod base;
mod resolve;
mod table;

use std::cell::RefCell;
use std::rc::Rc;

pub use base::{DebianBase, DebianState};
pub(super) use table::{Source, SourcePackage, write};

use super::bytes::{Lists, Names};
use resolve::Answers;

/// Number of a package in its table.
pub type PackageId = u32;

/// How a package's bytes are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// From its file list or a real install.
    Measured,
    /// By the ratio of a measured relative.
    Related,
    /// Estimated from Installed-Size and the kinds of its files.
    Estimated,
}

/// What a package weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageSize {
    /// Bytes of its files without what `-slim` images drop.
    pub files: u64,
    /// Bytes of its documentation, manuals and translations.
    pub documentation: u64,
    /// What its install scripts write besides: byte code, caches, certificates, the data of a server.
    pub written: u64,
    /// Bytes of its archive.
    pub archive: u64,
    /// How `files` is known.
    pub files_known: Known,
    /// How `documentation` is known.
    pub documentation_known: Known,
}

/// The packages of one Debian release, closed under their dependencies.
#[derive(Debug, Default)]
pub struct Debian {
    suite: String,
    date: String,
    lists: u64,
    releases: u64,
    status: u64,
    debconf: u64,
    names: Names,
    /// In KiB: files, documentation, archive.
    sizes: [Vec<u32>; 3],
    /// In bytes, of the few that have some, by id.
    written: Vec<(PackageId, u32)>,
    /// `m`, `s`, `r` or `e` of the source table.
    known: Vec<u8>,
    depends: Lists,
    recommends: Lists,
    /// For each group its first member, then those that stand for it as well; sorted by the package they belong to.
    groups: Lists,
    group_owners: Vec<PackageId>,
    /// Name, name of the parent or empty, what it adds.
    sets: Vec<(String, String, Vec<PackageId>)>,
    usual: Vec<(String, PackageId)>,
    missing: Names,
    answers: RefCell<Answers>,
}

impl Debian {
    /// Release name, `bookworm`.
    pub fn suite(&self) -> &str {
        &self.suite
    }

    /// Day of the index, `2026-11-23`.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// Bytes of `/var/lib/apt/lists` after `apt-get update`.
    pub fn lists(&self) -> u64 {
        self.lists
    }

    /// The part of them that `apt-get dist-clean` leaves: the signed release files.
    pub fn releases(&self) -> u64 {
        self.releases
    }

    /// How many packages the table holds.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when the table is empty.
    pub fn is_empty(&self) -> bool {
        self.names.len() == 0
    }

    /// Names that begin with `prefix`, in order, for completion.
    pub fn starting_with(&self, prefix: &str) -> impl Iterator<Item = &str> {
        let from = self.names.starting_at(prefix);
        let prefix = prefix.to_owned();
        (from..self.names.len())
            .filter_map(|at| self.names.get(at))
            .take_while(move |name| name.starts_with(&prefix))
    }

    /// Name of a package.
    pub fn name(&self, id: PackageId) -> &str {
        self.names.get(id as usize).unwrap_or_default()
    }

    /// The package that an argument of `apt-get install` names: `name`, `name=version`, `name/suite`, `name:arch`, or a
    /// virtual name with a usual provider.
    pub fn find(&self, written: &str) -> Option<PackageId> {
        let name = bare(written);
        let usual = || self.usual.iter().find(|(virtual_name, _)| virtual_name == name).map(|(_, id)| *id);
        self.names.find(name).map(|at| at as PackageId).or_else(usual)
    }

    /// True for a name that is no package of the release: apt says `Unable to locate package` or that it has no
    /// installation candidate. Of names that are neither here nor found nobody can say.
    pub fn is_missing(&self, written: &str) -> bool {
        self.missing.find(bare(written)).is_some()
    }

    /// What a package depends on, the first choice of each alternative.
    pub fn depends(&self, id: PackageId) -> &[PackageId] {
        self.depends.get(id)
    }

    /// What a package weighs.
    pub fn size(&self, id: PackageId) -> PackageSize {
        let [files, documentation, archive] = self
            .sizes
            .each_ref()
            .map(|column| column.get(id as usize).map_or(0, |kib| u64::from(*kib) * 1024));
        let written = self.written.iter().find(|(package, _)| *package == id);
        let (files_known, documentation_known) = match self.known.get(id as usize) {
            Some(b'm') => (Known::Measured, Known::Measured),
            Some(b's') => (Known::Measured, Known::Estimated),
            Some(b'r') => (Known::Related, Known::Estimated),
            _ => (Known::Estimated, Known::Estimated),
        };
        PackageSize {
            files,
            documentation,
            written: written.map_or(0, |(_, bytes)| u64::from(*bytes)),
            archive,
            files_known,
            documentation_known,
        }
    }

    /// True when installing the package asks through debconf, whose databases are written anew then.
    pub fn asks_debconf(&self, id: PackageId) -> bool {
        let asks = |id: &PackageId| matches!(self.name(*id), "debconf" | "libpam-runtime");
        self.depends.get(id).iter().any(|wanted| asks(wanted) || self.others(id, *wanted).iter().any(asks))
    }

    /// Where the figures come from, as a reader is told.
    pub fn source(&self) -> String {
        format!("Debian {} package index of {}, sizes measured from real installs", self.suite, self.date)
    }

    /// The packages that stand for `wanted` as well where `id` depends on it.
    fn others(&self, id: PackageId, wanted: PackageId) -> &[PackageId] {
        let from = self.group_owners.partition_point(|owner| *owner < id);
        let own = self.group_owners.iter().skip(from).take_while(|owner| **owner == id).count();
        let mut groups = (from..from + own).map(|at| self.groups.get(at as u32));
        groups
            .find(|group| group.first() == Some(&wanted))
            .and_then(|group| group.get(1..))
            .unwrap_or_default()
    }

    /// What was answered to the same question before, or what `answer` says.
    fn remembered(
        &self,
        question: resolve::Question,
        answer: impl FnOnce() -> Vec<PackageId>,
    ) -> Rc<[PackageId]> {
        if let Some(known) = self.answers.borrow().get(&question) {
            return known;
        }
        let found: Rc<[PackageId]> = answer().into();
        self.answers.borrow_mut().keep(question, found.clone());
        found
    }
}

/// The name in `name=version`, `name/suite` and `name:arch`.
fn bare(written: &str) -> &str {
    written.split(['=', '/', ':']).next().unwrap_or(written)
}
