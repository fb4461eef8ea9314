//! `apk`.

use std::rc::Rc;

use drydock_catalog::Size;
use drydock_catalog::packages::{ApkPackage, apk_packages};

use super::super::files::Errno;
use super::super::io::derived;
use super::super::machine::{Machine, Status};
use super::Install;
use crate::{Content, Metadata, Node, PackageList, Reason, Time, join};

/// apk's database.
const DATABASE: &str = "/lib/apk/db/installed";
/// Bytes of the database in the base image and for each package besides, low, likely, high.
const INSTALLED: (u64, u64, u64, u64) = (16_000, 400, 2_500, 12_000);
/// Bytes of each of the two package indexes that stay without `--no-cache`.
const INDEXES: [(&str, u64, u64, u64); 2] = [
    ("APKINDEX.main.tar.gz", 400_000, 500_000, 900_000),
    ("APKINDEX.community.tar.gz", 1_300_000, 2_000_000, 2_600_000),
];

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let valued = [
        "-t",
        "--virtual",
        "-X",
        "--repository",
        "-p",
        "--root",
        "--keys-dir",
        "--repositories-file",
        "--wait",
    ];
    let operands = install.operands(&valued);
    if install.has(&["--print-arch"]) {
        let arch = architecture(machine);
        machine.print(install.io, &format!("{arch}\n"));
        return Status::OK;
    }
    if machine.ids.uid != 0 {
        machine.error(install.io, "ERROR: Unable to lock database: Permission denied");
        machine.error(install.io, "ERROR: Failed to open apk database: Permission denied");
        return Status::Code(99);
    }
    let done = match operands.split_first() {
        Some((&"add", names)) => add(machine, install, names),
        Some((&"del", names)) => del(machine, names),
        Some((&"update", _)) => {
            machine.takes(0.3, 1.0, 5.0);
            index(machine).map(|()| {
                machine.estimated("`apk update` brings the package indexes of the day of the build")
            })
        }
        Some((&"upgrade", _)) => {
            machine.takes(0.3, 2.0, 20.0);
            let source = "between no update since the image was built and a point release";
            file(machine, "/usr", "(upgraded packages)", &Size::range(0, 3_000_000, 30_000_000, source))
                .map(|()| machine.estimated("what an upgrade brings depends on the day of the build"))
        }
        Some((&"cache", rest)) => {
            if rest.first().is_some_and(|what| matches!(*what, "clean" | "purge")) {
                machine.fs.remove("/var/cache/apk");
            }
            Ok(Status::OK)
        }
        _ => {
            let printed = machine.unknown_content(install.name);
            machine.send(install.io, 1, &printed);
            Ok(machine.estimated("what `apk` prints is not known"))
        }
    };
    match done {
        Ok(status) => status,
        Err(errno) => {
            machine.error(install.io, &format!("ERROR: {}", errno.words()));
            Status::Code(99)
        }
    }
}

/// What Alpine calls the architecture of the image.
fn architecture<'a>(machine: &Machine<'a>) -> &'a str {
    let platform = machine.base.map(|base| &base.image.platform);
    match platform.map_or("", |platform| platform.architecture.as_str()) {
        "arm64" => "aarch64",
        "386" => "x86",
        "arm" if platform.is_some_and(|platform| platform.variant == "v6") => "armhf",
        "arm" => "armv7",
        "" | "amd64" => "x86_64",
        other => other,
    }
}

fn index(machine: &mut Machine<'_>) -> Result<(), Errno> {
    for (name, low, likely, high) in INDEXES {
        let size = Size::range(low, likely, high, "the package indexes of a release of Alpine");
        file(machine, "/var/cache/apk", name, &size)?;
    }
    Ok(())
}

fn list(machine: &Machine<'_>) -> PackageList {
    let known = machine.fs.get(DATABASE).and_then(|node| Some(node.as_file()?.content.packages()?.clone()));
    known.map_or_else(PackageList::default, |list| PackageList::clone(&list))
}

/// The file of all certificates, which the package's trigger writes anew.
fn bundle() -> Size {
    Size::range(190_000, 222_000, 260_000, "the bundle of certificates, as measured in Debian")
}

/// True when a step has installed the package.
pub(in super::super) fn has(machine: &Machine<'_>, package: &str) -> bool {
    !package.is_empty() && list(machine).added.contains_key(package)
}

fn add(machine: &mut Machine<'_>, install: &Install<'_>, names: &[&str]) -> Result<Status, Errno> {
    machine.more_commands = true;
    if !install.has(&["--no-cache"]) {
        index(machine)?;
    }
    let mut list = list(machine);
    let group = install.value(&["-t", "--virtual"]).map(Rc::<str>::from);
    // `name=1.2`, `name>1`, `name~1.2`, `name@edge` ask for the same package.
    let asked: Vec<&str> =
        names.iter().map(|name| name.split(['=', '<', '>', '~', '@']).next().unwrap_or(name)).collect();
    let present: Vec<String> = list.added.keys().map(|name| name.to_string()).collect();
    let present: Vec<&str> = present.iter().map(String::as_str).collect();
    let packages = apk_packages(&present, &asked);
    for package in &packages {
        file(machine, "/usr", &format!("({})", package.name), &package.files)?;
        if package.name == "ca-certificates" {
            file(machine, "/etc/ssl/certs", "ca-certificates.crt", &bundle())?;
        }
        list.added.insert(package.name.as_str().into(), Reason::Needed);
    }
    for name in &asked {
        let reason = group.clone().map_or(Reason::Asked, Reason::Group);
        // What was asked for before stays so.
        if list.added.get(*name) != Some(&Reason::Asked) && list.added.contains_key(*name) {
            list.added.insert((*name).into(), reason);
        }
    }
    save(machine, list)?;
    let bytes: u64 = packages.iter().map(|package| package.files.likely).sum();
    machine.takes(
        0.3,
        0.8 + 0.05 * packages.len() as f64 + bytes as f64 / 3.0 / 12.5e6,
        20.0 + bytes as f64 / 2.5e6,
    );
    Ok(said(machine, &packages))
}

fn said(machine: &mut Machine<'_>, packages: &[ApkPackage]) -> Status {
    let unknown: Vec<&str> =
        packages.iter().filter(|package| !package.known).map(|package| package.name.as_str()).collect();
    if unknown.is_empty() {
        return machine.estimated(format!(
            "{} packages, with sizes as pages of Alpine's images list them",
            packages.len()
        ));
    }
    machine.estimated(format!(
        "{}: not in the table of Alpine's packages, so the size is only bounded",
        unknown.join(", ")
    ))
}

/// Takes packages or groups away, and what only they needed.
fn del(machine: &mut Machine<'_>, names: &[&str]) -> Result<Status, Errno> {
    let mut list = list(machine);
    let named = |name: &str, reason: &Reason| {
        names.contains(&name) || matches!(reason, Reason::Group(group) if names.contains(&&**group))
    };
    let before: Vec<Rc<str>> = list.added.keys().cloned().collect();
    list.added.retain(|name, reason| !named(name, reason));
    let kept: Vec<String> = list
        .added
        .iter()
        .filter(|(_, reason)| **reason != Reason::Needed)
        .map(|(name, _)| name.to_string())
        .collect();
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    let needed: Vec<String> = apk_packages(&[], &kept).into_iter().map(|package| package.name).collect();
    list.added.retain(|name, _| needed.iter().any(|needed| **needed == **name));
    let gone: Vec<&Rc<str>> = before.iter().filter(|name| !list.added.contains_key(*name)).collect();
    gone.iter().for_each(|name| drop(machine.fs.remove(&format!("/usr/({name})"))));
    machine.takes(0.1, 0.3, 3.0);
    let count = gone.len();
    save(machine, list)?;
    Ok(machine.estimated(format!("{count} packages are removed")))
}

fn save(machine: &mut Machine<'_>, list: PackageList) -> Result<(), Errno> {
    let count = list.added.len() as u64;
    let (base, low, likely, high) = INSTALLED;
    let source = "apk's database: what it lists of the files of each package";
    let size = Size::range(base + low * count, base + likely * count, 2 * base + high * count, source);
    put(machine, "/lib/apk/db", "installed", Content::database(size, list))?;
    file(
        machine,
        "/lib/apk/db",
        "scripts.tar",
        &Size::range(10_000, 18_000, 60_000, "apk's scripts of packages"),
    )?;
    file(machine, "/etc/apk", "world", &Size::range(50, 100, 1_000, "names of what was asked for"))
}

fn file(machine: &mut Machine<'_>, dir: &str, name: &str, size: &Size) -> Result<(), Errno> {
    let identity = derived(machine.input, &[dir, name]);
    put(machine, dir, name, Content::estimated(size.clone(), identity))
}

fn put(machine: &mut Machine<'_>, dir: &str, name: &str, content: Content) -> Result<(), Errno> {
    let dir = machine.make_counted(dir)?;
    machine.put(&join(&dir, name), Node::file(content, Metadata::new(0o644, Time::Build)))
}
