//! The system that apt works on: which packages are there, and the files that keep its state.

use std::rc::Rc;

use drydock_catalog::Size;
use drydock_catalog::packages::{Debian, DebianBase, PackageId, Table};

use super::super::super::files::Errno;
use super::super::super::io::derived;
use super::super::super::machine::Machine;
use crate::{Content, Metadata, Node, PackageList, Reason, Time};

pub(super) const LISTS: &str = "/var/lib/apt/lists";
pub(super) const ARCHIVES: &str = "/var/cache/apt/archives";
const STATUS: &str = "/var/lib/dpkg/status";

/// Bytes of dpkg's status file for a package, from measured installs; its older copy has that much less for each.
const STATUS_BYTES: u64 = 945;
const OLDER_STATUS_BYTES: u64 = 150;
/// Bytes that a run leaves in the logs, and for each package that comes or goes.
const LOG: (u64, u64, u64) = (5_400, 860, 570);
/// Bytes of apt's own marks, and for each package that another needs.
const MARKS: (u64, u64) = (70, 52);
/// Bytes of the loader's two caches in the base image, of each package besides, and how far they grow.
const LOADER: (u64, u64, u64, u64) = (4_523, 4_559, 65, 15_500);
/// Bytes that debconf's templates grow by in a run that asks through it.
const TEMPLATES: u64 = 50_000;

/// How a release stands to the table that is used for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Release {
    /// It is the table's own.
    Same(Table),
    /// The table is that of a relative, whose packages are about as large.
    Relative(Table),
}

impl Release {
    /// The release that `/etc/os-release` names.
    pub fn of(machine: &Machine<'_>) -> Option<Self> {
        let node = machine.fs.follow("/etc/os-release")?;
        let text = node.as_file()?.content.as_text()?;
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        let version = field("VERSION_ID");
        match field("ID").as_str() {
            "debian" if version == "12" => Some(Release::Same(Table::Bookworm)),
            "debian" if version == "13" => Some(Release::Same(Table::Trixie)),
            "debian" if matches!(version.as_str(), "9" | "10" | "11") => {
                Some(Release::Relative(Table::Bookworm))
            }
            "debian" => Some(Release::Relative(Table::Trixie)),
            "ubuntu" if version.as_str() < "24" => Some(Release::Relative(Table::Bookworm)),
            "ubuntu" => Some(Release::Relative(Table::Trixie)),
            _ => None,
        }
    }

    pub fn table(self) -> Table {
        match self {
            Release::Same(table) | Release::Relative(table) => table,
        }
    }
}

/// What apt sees.
pub(super) struct System {
    pub debian: Rc<Debian>,
    pub base: DebianBase,
    pub list: PackageList,
    pub release: Release,
}

impl System {
    /// `None` when there is no table for the release, or it is not loaded.
    pub fn of(machine: &mut Machine<'_>) -> Option<Self> {
        let release = Release::of(machine)?;
        let debian = machine.table(|tables| tables.debian(release.table()))?;
        let reference = machine.base.map_or("", |base| base.reference.as_str());
        let (repository, tag) = reference.split_once(':').unwrap_or((reference, ""));
        let base = debian.base(repository.rsplit('/').next().unwrap_or(repository), tag);
        let list = database(machine).unwrap_or_default();
        Some(System { debian, base, list, release })
    }

    /// Everything that is installed.
    pub fn installed(&self) -> Vec<PackageId> {
        let gone = |id: &PackageId| self.list.removed.contains(self.debian.name(*id));
        let added = self.list.added.keys().filter_map(|name| self.debian.find(name));
        let base = self.base.packages.iter().copied().filter(|id| !gone(id));
        let mut all: Vec<PackageId> = base.chain(added).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Names of packages that were added because another needs them.
    pub fn needed(&self) -> Vec<PackageId> {
        let needed = self.list.added.iter().filter(|(_, reason)| **reason == Reason::Needed);
        needed.filter_map(|(name, _)| self.debian.find(name)).collect()
    }

    /// Writes the files in which dpkg, apt and debconf keep their state: `came` and `went` packages.
    pub fn save(&self, machine: &mut Machine<'_>, came: &[PackageId], went: usize) -> Result<(), Errno> {
        let before = self.base.state;
        let added = before.added + self.list.added.len() as u64;
        let gone = self.list.removed.len() as u64;
        let status =
            (before.status + STATUS_BYTES * added).saturating_sub(STATUS_BYTES * (before.added + gone));
        let source = || self.source("files in which apt and dpkg keep their state, as measured");
        let near = |bytes: u64| Size::range(bytes - bytes / 8, bytes, bytes + bytes / 8, source());
        let database = Content::database(near(status), self.list.clone());
        write(machine, STATUS, database)?;
        let older = status.saturating_sub(OLDER_STATUS_BYTES * came.len() as u64);
        state(machine, "/var/lib/dpkg/status-old", near(older))?;
        let needed = self.list.added.values().filter(|reason| **reason == Reason::Needed).count() as u64;
        state(machine, "/var/lib/apt/extended_states", near(MARKS.0 + MARKS.1 * (before.added + needed)))?;
        let logged = LOG.0 + LOG.1 * before.added;
        let more = LOG.1 * came.len() as u64 + LOG.2 * went as u64;
        grow(machine, "/var/log/dpkg.log", logged * 2 / 3, more * 2 / 3, &near)?;
        grow(machine, "/var/log/apt/term.log", logged / 3, more / 3, &near)?;
        let library = |id: &PackageId| self.debian.name(*id).starts_with("lib");
        if came.iter().any(library) || went > 0 {
            save_loader_cache(machine, added)?;
        }
        self.save_debconf(machine, came.iter().any(|id| self.debian.asks_debconf(*id)), &near)
    }

    /// debconf writes its templates anew; those from before stay beside them when a package brings new ones.
    fn save_debconf(
        &self,
        machine: &mut Machine<'_>,
        asks: bool,
        near: &dyn Fn(u64) -> Size,
    ) -> Result<(), Errno> {
        let path = "/var/cache/debconf/templates.dat";
        let before = machine.fs.get(path).map_or(self.base.state.debconf, |node| node.len());
        if !asks {
            return state(machine, path, near(before));
        }
        let wide = |bytes: u64| Size::range(bytes - bytes / 8, bytes, bytes + bytes / 2, near(bytes).source);
        state(machine, path, wide(before + TEMPLATES))?;
        state(machine, "/var/cache/debconf/templates.dat-old", wide(before + TEMPLATES))
    }

    /// Where a figure comes from.
    pub fn source(&self, what: &str) -> String {
        let relative = if matches!(self.release, Release::Relative(_)) {
            "; the release has no table of its own, so these are a relative's"
        } else if self.base.exact {
            ""
        } else {
            "; what the base image holds is taken from a related image"
        };
        format!("{}: {what}{relative}", self.debian.source())
    }
}

/// The database as steps left it; `None` when no step wrote it.
pub(super) fn database(machine: &Machine<'_>) -> Option<PackageList> {
    let node = machine.fs.get(STATUS)?;
    Some(PackageList::clone(node.as_file()?.content.packages()?))
}

/// True when package lists are there, false when they are surely not; `None` when nobody can say.
pub(super) fn has_lists(machine: &Machine<'_>) -> Option<bool> {
    let node = machine.fs.get(LISTS)?;
    let dir = node.as_dir()?;
    if dir.iter().any(|(name, _)| name.contains("_Packages")) {
        return Some(true);
    }
    (!dir.opaque).then_some(false)
}

/// Writes the loader's caches for so many added packages.
pub(super) fn save_loader_cache(machine: &mut Machine<'_>, added: u64) -> Result<(), Errno> {
    let more = (LOADER.2 * added).min(LOADER.3);
    for (path, bytes) in [("/etc/ld.so.cache", LOADER.0), ("/var/cache/ldconfig/aux-cache", LOADER.1)] {
        let likely = bytes + more;
        let source = "the loader's cache of libraries, as measured in bookworm-slim";
        state(machine, path, Size::range(likely - likely / 4, likely, likely + likely / 2 + 20_000, source))?;
    }
    Ok(())
}

/// Writes a file of the system, whatever directory is missing on the way.
pub(super) fn write(machine: &mut Machine<'_>, path: &str, content: Content) -> Result<(), Errno> {
    let file = Node::file(content, Metadata::new(0o644, Time::Build)).from_step(machine.step);
    machine.fs.insert(path, file)?;
    Ok(())
}

/// Writes a file of which only the number of bytes is known.
pub(super) fn state(machine: &mut Machine<'_>, path: &str, size: Size) -> Result<(), Errno> {
    let identity = derived(machine.input, &[path, &size.likely.to_string()]);
    write(machine, path, Content::estimated(size, identity))
}

/// Appends to a log that has `before` bytes where no step wrote it yet.
fn grow(
    machine: &mut Machine<'_>,
    path: &str,
    before: u64,
    more: u64,
    near: &dyn Fn(u64) -> Size,
) -> Result<(), Errno> {
    let before = machine.fs.get(path).map_or(before, |node| node.len());
    state(machine, path, near(before + more))
}
