//! `apt-get remove`, `purge`, `autoremove`, `clean`, `dist-clean`.

use std::rc::Rc;

use drydock_catalog::packages::PackageId;

use super::super::super::io::Io;
use super::super::super::machine::{Machine, Status};
use super::arguments::Arguments;
use super::system::{ARCHIVES, LISTS, System};

pub(super) fn remove(machine: &mut Machine<'_>, io: &Io, arguments: &Arguments) -> Status {
    let Some(system) = System::of(machine) else {
        return machine.estimated("removing packages frees nothing that an earlier layer holds");
    };
    let installed = system.installed();
    let named: Vec<PackageId> = arguments
        .operands
        .iter()
        .filter_map(|name| system.debian.find(name.trim_end_matches('-')))
        .filter(|id| installed.contains(id))
        .collect();
    let mut gone = system.debian.dependents(&installed, &named);
    gone.extend(&named);
    let automatic = arguments.command == "autoremove"
        || arguments.command == "autopurge"
        || arguments.has(&["--auto-remove", "--autoremove"]);
    let mut more_kept = false;
    if automatic {
        let recommends = arguments.setting(machine, "APT::AutoRemove::RecommendsImportant") != Some(false);
        let (unneeded, kept) = unneeded(&system, &installed, &gone, recommends);
        gone.extend(unneeded);
        more_kept = kept;
    }
    if gone.is_empty() {
        return Status::OK;
    }
    if !arguments.assumes_yes(machine) && matches!(io.get(0), Some(super::super::super::io::Fd::Null) | None)
    {
        machine.print(io, "Do you want to continue? [Y/n] Abort.\n");
        return Status::FAILED;
    }
    machine.takes(0.3, 0.5 + 0.1 * gone.len() as f64, 10.0 + gone.len() as f64);
    match take(machine, system, &gone) {
        Ok(count) if more_kept => machine.estimated(format!(
            "{count} packages are removed; which libraries a built program keeps is taken from what it was built with"
        )),
        Ok(count) => machine.estimated(format!("{count} packages are removed")),
        Err(errno) => {
            machine.error(io, &format!("E: {}", errno.words()));
            Status::Code(100)
        }
    }
}

/// Packages that nothing needs once `gone` are gone; true when some stay only because a program that was built may need
/// them.
fn unneeded(
    system: &System,
    installed: &[PackageId],
    gone: &[PackageId],
    recommends: bool,
) -> (Vec<PackageId>, bool) {
    let automatic: Vec<PackageId> = system.needed().into_iter().filter(|id| !gone.contains(id)).collect();
    let mut kept: Vec<PackageId> =
        installed.iter().copied().filter(|id| !automatic.contains(id) && !gone.contains(id)).collect();
    let libraries: Vec<PackageId> =
        if system.list.more_asked { linked(system, installed) } else { Vec::new() };
    let linked_kept = libraries.iter().any(|id| automatic.contains(id));
    kept.extend(libraries);
    (system.debian.unneeded(&kept, &automatic, recommends), linked_kept)
}

/// The libraries that `-dev` packages bring: what is built with them needs them when it runs.
fn linked(system: &System, installed: &[PackageId]) -> Vec<PackageId> {
    let debian = &system.debian;
    let development = system.list.added.keys().filter(|name| name.ends_with("-dev"));
    let needs = development.filter_map(|name| debian.find(name)).flat_map(|id| debian.depends(id).to_vec());
    let library = |id: &PackageId| {
        let name = debian.name(*id);
        name.starts_with("lib") && !name.ends_with("-dev") && name.contains(|c: char| c.is_ascii_digit())
    };
    needs.filter(|id| library(id) && installed.contains(id)).collect()
}

/// Takes packages out of the file system.
fn take(
    machine: &mut Machine<'_>,
    mut system: System,
    gone: &[PackageId],
) -> Result<usize, super::super::super::files::Errno> {
    let debian = system.debian.clone();
    for id in gone {
        let name = debian.name(*id);
        let files = [
            format!("/usr/({name})"),
            format!("/usr/share/doc/{name}"),
            format!("/var/lib/dpkg/info/{name}.list"),
        ];
        for path in files {
            machine.fs.remove(&path);
        }
        let written = format!(" {name})");
        for dir in
            ["/usr/lib/python3", "/etc/ssl/certs", "/usr/share/mime", "/usr/lib", "/etc/ssl/certs/java"]
        {
            let paths: Vec<String> = machine
                .fs
                .read_dir(dir)
                .filter(|(entry, _)| entry.starts_with('(') && entry.ends_with(&written))
                .map(|(entry, _)| crate::join(dir, entry))
                .collect();
            paths.iter().for_each(|path| drop(machine.fs.remove(path)));
        }
        let name: Rc<str> = name.into();
        if system.list.added.remove(&name).is_none() {
            system.list.removed.insert(name);
        }
    }
    system.save(machine, &[], gone.len())?;
    Ok(gone.len())
}

/// `apt-get clean`: archives and package caches.
pub(super) fn clean(machine: &mut Machine<'_>) -> Status {
    empty(machine, ARCHIVES, &|name| name.ends_with(".deb"));
    empty(machine, "/var/cache/apt", &|name| name.ends_with(".bin"));
    Status::OK
}

/// `apt-get dist-clean`: the package lists, but for the signed files of the releases.
pub(super) fn dist_clean(machine: &mut Machine<'_>) -> Status {
    let release = |name: &str| name.ends_with("Release") || name.ends_with("Release.gpg");
    empty(machine, LISTS, &|name| !release(name) && !matches!(name, "partial" | "auxfiles" | "lock"));
    clean(machine)
}

fn empty(machine: &mut Machine<'_>, dir: &str, goes: &dyn Fn(&str) -> bool) {
    let names: Vec<String> = machine
        .fs
        .read_dir(dir)
        .filter(|(name, node)| goes(name) && !node.is_dir())
        .map(|(name, _)| crate::join(dir, name))
        .collect();
    names.iter().for_each(|path| drop(machine.fs.remove(path)));
}
