//! `apt-get update`, `install` and what else brings packages.

use std::rc::Rc;

use drydock_catalog::Size;
use drydock_catalog::packages::{Known, PackageId};

use super::super::super::files::Errno;
use super::super::super::io::{Io, derived};
use super::super::super::machine::{Machine, Status};
use super::arguments::Arguments;
use super::system::{ARCHIVES, LISTS, Release, System, has_lists, state, write};
use crate::{Content, Metadata, Node, Reason, Time};

/// Bytes of a package's file list, checksums and scripts in `/var/lib/dpkg/info`: low, likely, high, from 36 measured
/// runs (10 to 38 kB a package on the average of a run).
const INFO: (u64, u64, u64) = (10_000, 18_500, 34_000);
/// Two package caches that stay where the image's `docker-clean` configuration was removed, as measured.
const PACKAGE_CACHES: u64 = 73_845_765;
/// Bytes of a package that the table does not know: nearly the smallest, the median and nearly the largest of the 7,253
/// that it knows.
const UNKNOWN: (u64, u64, u64) = (20_000, 300_000, 120_000_000);
/// What dpkg leaves out in slim images.
const EXCLUDES: &str = "/etc/dpkg/dpkg.cfg.d/docker";
/// Packages of Python with fewer bytes than this hold next to no byte code.
const COMPILED: u64 = 60_000;
/// What exim's questions take in debconf's templates, as measured; no other package has nearly as many.
const LARGE_TEMPLATES: [(&str, u64); 1] = [("exim4-config", 1_285_000)];

pub(super) fn update(machine: &mut Machine<'_>) -> Status {
    machine.takes(1.4, 2.5, 15.0);
    let release = Release::of(machine);
    let note = "`apt-get update` brings the package lists of the day of the build";
    let system = System::of(machine);
    let written = match (&system, release) {
        (Some(system), Some(Release::Same(_))) => measured_lists(machine, system),
        _ => {
            let source = "package lists as large as those of Debian or Ubuntu";
            let size = Size::range(15_000_000, 30_000_000, 70_000_000, source);
            state(machine, &format!("{LISTS}/archive_main_Packages.lz4"), size)
        }
    };
    let cached = written.and_then(|()| if has_docker_clean(machine) { Ok(()) } else { caches(machine) });
    match cached {
        Ok(()) => machine.estimated(note),
        Err(_) => machine.estimated("the package lists could not be written"),
    }
}

fn measured_lists(machine: &mut Machine<'_>, system: &System) -> Result<(), Errno> {
    let suite = system.debian.suite().to_owned();
    let (all, signed) = (system.debian.lists(), system.debian.releases());
    let source = format!("measured: the package lists of Debian on {}", system.debian.date());
    let near = |bytes: u64| Size::range(bytes - bytes / 20, bytes, bytes + bytes / 20, source.clone());
    // The release's own files, those of its updates, those of its security archive.
    let parts = [
        (format!("deb.debian.org_debian_dists_{suite}"), signed * 3 / 5, all - signed - 310_000),
        (format!("deb.debian.org_debian_dists_{suite}-updates"), signed / 5, 10_000),
        (format!("deb.debian.org_debian-security_dists_{suite}-security"), signed / 5, 300_000),
    ];
    for (name, signed, packages) in parts {
        state(machine, &format!("{LISTS}/{name}_InRelease"), near(signed))?;
        state(machine, &format!("{LISTS}/{name}_main_binary-amd64_Packages.lz4"), near(packages))?;
    }
    for dir in ["auxfiles", "partial"] {
        let path = format!("{LISTS}/{dir}");
        if machine.fs.get(&path).is_none() {
            let made = Node::dir(Metadata::new(0o755, Time::Build)).from_step(machine.step);
            machine.fs.mkdir_all(&path, &made)?;
        }
    }
    write(machine, &format!("{LISTS}/lock"), Content::bytes(Vec::new()))
}

/// True while the configuration is there that deletes archives and package caches.
fn has_docker_clean(machine: &Machine<'_>) -> bool {
    let official = machine.base.is_some_and(|base| !base.reference.is_empty());
    official && machine.fs.get("/etc/apt/apt.conf.d/docker-clean").is_some()
}

fn caches(machine: &mut Machine<'_>) -> Result<(), Errno> {
    let half = PACKAGE_CACHES / 2;
    for name in ["pkgcache.bin", "srcpkgcache.bin"] {
        let size = Size::range(half - half / 5, half, half + half / 5, "measured: apt's caches of its lists");
        state(machine, &format!("/var/cache/apt/{name}"), size)?;
    }
    Ok(())
}

/// What an install was asked for.
#[derive(Default)]
struct Asked {
    found: Vec<PackageId>,
    unknown: Vec<String>,
    missing: Vec<String>,
    files: Vec<String>,
}

impl Asked {
    fn read(system: &System, operands: &[String]) -> Self {
        let mut asked = Asked::default();
        for name in operands {
            if name.ends_with(".deb") {
                asked.files.push(name.clone());
            } else if let Some(id) = system.debian.find(name) {
                asked.found.push(id);
            } else if system.debian.is_missing(name) && matches!(system.release, Release::Same(_)) {
                asked.missing.push(name.clone());
            } else {
                asked.unknown.push(name.clone());
            }
        }
        asked
    }
}

pub(super) fn install(machine: &mut Machine<'_>, io: &Io, name: &str, arguments: &Arguments) -> Status {
    machine.more_commands = true;
    if arguments.operands.is_empty() {
        return Status::OK;
    }
    let Some(system) = System::of(machine) else { return unresolved(machine, &arguments.operands) };
    let asked = Asked::read(&system, &arguments.operands);
    let installed = system.installed();
    if let Some(status) = refused(machine, io, &asked, &installed) {
        return status;
    }
    if arguments.has(&["s", "--simulate", "--dry-run", "--print-uris"]) {
        return Status::OK;
    }
    let new = system.debian.resolve(&installed, &asked.found, arguments.recommends(machine));
    let comes = |id: &&PackageId| !installed.contains(id);
    let asked_new = asked.found.iter().filter(comes).count();
    if new.len() > asked_new && !arguments.assumes_yes(machine) && !answers(io) {
        machine.print(io, "Do you want to continue? [Y/n] Abort.\n");
        return Status::FAILED;
    }
    let keeps = !has_docker_clean(machine)
        && (name != "apt"
            || arguments.setting(machine, "Binary::apt::APT::Keep-Downloaded-Packages") == Some(true));
    let made = bring(machine, &system, &asked, &new, keeps || arguments.has(&["d", "--download-only"]));
    match made {
        Ok(()) => report(machine, &asked, new.len()),
        Err(errno) => {
            machine.error(io, &format!("E: {}", errno.words()));
            Status::Code(100)
        }
    }
}

/// What apt says when a package is nowhere to be found: there is none of that name, or no list was fetched.
fn refused(machine: &mut Machine<'_>, io: &Io, asked: &Asked, installed: &[PackageId]) -> Option<Status> {
    let no_lists = has_lists(machine) == Some(false) && !more_sources(machine);
    let system_debian = |id: &PackageId| !installed.contains(id);
    let found = asked.found.iter().filter(|id| no_lists && system_debian(id));
    let debian = Release::of(machine).and_then(|release| machine.tables.debian(release.table()).ok())?;
    let mut names: Vec<String> = found.map(|id| debian.name(*id).to_owned()).collect();
    if no_lists {
        names.extend(asked.unknown.iter().cloned());
    }
    if !more_sources(machine) {
        names.extend(asked.missing.iter().cloned());
    }
    if names.is_empty() {
        return None;
    }
    machine
        .print(io, "Reading package lists...\nBuilding dependency tree...\nReading state information...\n");
    names.iter().for_each(|name| machine.error(io, &format!("E: Unable to locate package {name}")));
    if no_lists {
        machine
            .note("no package lists are there: the images come without, and `apt-get update` fetches them");
    }
    Some(Status::Code(100))
}

/// True when a step may have added archives that the table knows nothing of.
fn more_sources(machine: &Machine<'_>) -> bool {
    let lists = machine.fs.get("/etc/apt/sources.list.d").and_then(|node| node.as_dir());
    machine.tainted
        || lists.is_some_and(|dir| !dir.is_empty())
        || machine.fs.get("/etc/apt/sources.list").is_some()
}

/// True when something answers the question whether to go on.
fn answers(io: &Io) -> bool {
    matches!(io.get(0), Some(super::super::super::io::Fd::Input(_)))
}

fn report(machine: &mut Machine<'_>, asked: &Asked, count: usize) -> Status {
    if !asked.unknown.is_empty() {
        let names = asked.unknown.join(", ");
        return machine
            .estimated(format!("{names}: not in the table of packages, so its size is only bounded"));
    }
    if !asked.files.is_empty() {
        return machine.estimated("what packages given as files hold is estimated from their size");
    }
    machine.estimated(format!(
        "{count} packages are installed, as apt would choose them on the day of the index"
    ))
}

/// Puts the packages into the file system.
fn bring(
    machine: &mut Machine<'_>,
    system: &System,
    asked: &Asked,
    new: &Rc<[PackageId]>,
    keeps_archives: bool,
) -> Result<(), Errno> {
    let debian = &system.debian;
    let slim = system.base.slim || drops_documentation(machine);
    let some_kept = slim && machine.fs.get(EXCLUDES).is_some_and(|node| node.origin != 0);
    let foreign = more_sources(machine);
    let python = has_python(system, new);
    let (mut archives, mut byte_code) = (0, 0);
    for id in new.iter() {
        let size = debian.size(*id);
        archives += size.archive;
        let name = debian.name(*id);
        package_files(machine, system, *id, (slim, foreign))?;
        if some_kept && size.documentation > 0 {
            // A step changed what dpkg leaves out, often so that translations come.
            let source = system.source("documentation and translations, of which a part may be kept");
            let part = Size::range(0, size.documentation, size.documentation, source);
            state(machine, &format!("/usr/share/doc/{name}/(documentation, translations)"), part)?;
        }
        if size.written > 0 && (python || !name.starts_with("libpython3")) {
            byte_code += if name.contains("python") { size.written } else { 0 };
            let (dir, what) = written_to(name);
            let source = system.source("what install scripts write");
            let bytes = size.written;
            let part = if size.files_known == Known::Measured { 20 } else { 6 };
            let written = Size::range(bytes - bytes / part, bytes, bytes + bytes / part, source);
            state(machine, &format!("{dir}/({what} {name})"), written)?;
        } else if python && name.starts_with("python3-") && size.files > COMPILED {
            // Its byte code was not measured: nothing, or as much as its files where all of them are Python.
            let source = system.source("byte code, from none up to what a project of Python alone has");
            let written = Size::range(0, size.files / 3, size.files * 6 / 5, source);
            state(machine, &format!("/usr/lib/python3/(byte code of {name})"), written)?;
        }
    }
    for name in &asked.unknown {
        let (low, likely, high) = UNKNOWN;
        let size =
            Size::range(low, likely, high, "bounds of the packages in the table; this one is not in it");
        state(machine, &format!("/usr/({name})"), size)?;
    }
    for path in &asked.files {
        local_file(machine, path)?;
    }
    if keeps_archives && archives > 0 {
        let source = system.source("archives that are kept");
        let size = Size::range(archives - archives / 100, archives, archives + archives / 100, source);
        state(machine, &format!("{ARCHIVES}/({} archives).deb", new.len()), size)?;
        caches(machine)?;
    }
    let list = marked(system, asked, new);
    let seconds = 0.19 + 0.1433 * new.len() as f64 + 0.315 * byte_code as f64 / 1e6;
    machine.takes(seconds * 0.7, seconds + archives as f64 / 12.5e6, seconds * 4.0 + archives as f64 / 2.5e6);
    if new.is_empty() && asked.unknown.is_empty() && asked.files.is_empty() {
        return if list == system.list { Ok(()) } else { marks(machine, system, list) };
    }
    let after = System { list, debian: debian.clone(), base: system.base.clone(), release: system.release };
    after.save(machine, new, 0)?;
    large_templates(machine, &after, new)
}

/// Nothing was installed, but something counts as asked for from now on.
pub(super) fn marks(
    machine: &mut Machine<'_>,
    system: &System,
    list: crate::PackageList,
) -> Result<(), Errno> {
    // The database is marked without a byte of it changing.
    let node = machine.fs.get("/var/lib/dpkg/status").cloned();
    let size = node.as_ref().and_then(|node| Some(node.as_file()?.content.size("")));
    let state = system.base.state.status;
    let size = size.unwrap_or_else(|| Size::exact(state, system.source("dpkg's database, as measured")));
    write(machine, "/var/lib/dpkg/status", Content::database(size, list))
}

fn large_templates(machine: &mut Machine<'_>, system: &System, new: &[PackageId]) -> Result<(), Errno> {
    for (name, bytes) in LARGE_TEMPLATES {
        if new.iter().any(|id| system.debian.name(*id) == name) {
            let source = system.source("its questions in debconf's templates, as measured");
            state(machine, &format!("/var/cache/debconf/(templates of {name})"), Size::exact(bytes, source))?;
        }
    }
    Ok(())
}

/// The database with what was asked for and what that needs.
fn marked(system: &System, asked: &Asked, new: &[PackageId]) -> crate::PackageList {
    let mut list = system.list.clone();
    for id in new {
        let name: Rc<str> = system.debian.name(*id).into();
        list.removed.remove(&name);
        list.added.entry(name).or_insert(Reason::Needed);
    }
    let foreign = asked.unknown.iter().map(String::as_str);
    for name in asked.found.iter().map(|id| system.debian.name(*id)).chain(foreign) {
        let in_base = system.debian.find(name).is_some_and(|id| system.base.packages.contains(&id));
        if !in_base || list.added.contains_key(name) {
            list.added.insert(name.into(), Reason::Asked);
        }
    }
    list
}

/// The files of one package, and what dpkg keeps of it: without documentation where that is dropped (`slim`), and of
/// another version where an archive besides the distribution's may bring it (`foreign`).
fn package_files(
    machine: &mut Machine<'_>,
    system: &System,
    id: PackageId,
    (slim, foreign): (bool, bool),
) -> Result<(), Errno> {
    let size = system.debian.size(id);
    let name = system.debian.name(id);
    let source: Rc<str> = system.source("its files").into();
    let range = |bytes: u64, known: Known| {
        let part = match (known, system.release, system.base.exact) {
            _ if foreign => 3,
            (_, Release::Relative(_), _) => 2,
            (Known::Measured, _, true) => 35,
            (Known::Measured, _, false) => 20,
            (Known::Related, ..) => 16,
            (Known::Estimated, ..) => 6,
        };
        Size::range(bytes - bytes / part, bytes, bytes + bytes / part, source.to_string())
    };
    state(machine, &format!("/usr/({name})"), range(size.files, size.files_known))?;
    if !slim && size.documentation > 0 {
        let path = format!("/usr/share/doc/{name}/(documentation, manuals, translations)");
        state(machine, &path, range(size.documentation, size.documentation_known))?;
    }
    let (low, likely, high) = INFO;
    let info =
        Size::range(low, likely, high, system.source("file lists and checksums, measured on the average"));
    state(machine, &format!("/var/lib/dpkg/info/{name}.list"), info)
}

/// Where the install scripts of a package write, and what.
fn written_to(name: &str) -> (&'static str, &'static str) {
    match name {
        "ca-certificates" | "ssl-cert" => ("/etc/ssl/certs", "certificates of"),
        "ca-certificates-java" => ("/etc/ssl/certs/java", "certificates of"),
        "shared-mime-info" => ("/usr/share/mime", "cache of"),
        _ if name.starts_with("postgresql") => ("/var/lib/postgresql", "data of"),
        _ if name.starts_with("mariadb") || name.starts_with("mysql") => ("/var/lib/mysql", "data of"),
        _ if name.contains("python") || name.starts_with("mercurial") => ("/usr/lib/python3", "byte code of"),
        _ => ("/usr/lib", "written by"),
    }
}

/// True when dpkg is told not to unpack documentation.
fn drops_documentation(machine: &Machine<'_>) -> bool {
    machine.fs.read_dir("/etc/dpkg/dpkg.cfg.d").any(|(_, node)| {
        let text = node.as_file().and_then(|file| file.content.as_text()).unwrap_or_default();
        text.lines().any(|line| line.trim().starts_with("path-exclude") && line.contains("/usr/share/doc"))
    })
}

/// True when Python's byte code is compiled: that takes an interpreter.
fn has_python(system: &System, new: &[PackageId]) -> bool {
    let minimal = |id: &PackageId| {
        let name = system.debian.name(*id);
        name.starts_with("python3") && name.ends_with("-minimal")
    };
    new.iter().any(minimal) || system.installed().iter().any(minimal)
}

/// A package that is given as a file: archives of Debian hold about a third of what they unpack to.
fn local_file(machine: &mut Machine<'_>, path: &str) -> Result<(), Errno> {
    let bytes = machine.stat(path, true).map(|(_, node)| node.len()).unwrap_or(0);
    let size = match bytes {
        0 => Size::unknown(0, "a package given as a file of unknown size"),
        bytes => Size::range(bytes, bytes * 3, bytes * 8, "three times the archive's own bytes"),
    };
    let name = crate::split(path).1.trim_end_matches(".deb").to_owned();
    state(machine, &format!("/usr/({name})"), size)
}

/// What is said without a table: bounds of 36 measured runs (8 MB for curl up to 660 MB for a JDK).
fn unresolved(machine: &mut Machine<'_>, packages: &[String]) -> Status {
    let count = packages.len() as u64;
    let likely = 1_074_000 + 45_000_000 * (1 + u64::from(count.ilog2()) * 2 / 3 + count / 4);
    let high = likely.saturating_mul(8).max(700_000_000);
    let size = Size::range(1_074_000, likely, high, "the bounds of 36 measured installs");
    machine.takes(1.0, 3.0 + 1.2 * count as f64, 60.0 + 12.0 * count as f64);
    let identity = derived(machine.input, &["apt-get install", &packages.join(" ")]);
    // `/usr` is there in every image that has apt.
    let put = write(machine, "/usr/(packages)", Content::estimated(size, identity));
    let names = packages.join(", ");
    match put {
        Ok(()) => machine.estimated(format!("what {names} installs is estimated")),
        Err(_) => Status::Code(100),
    }
}
