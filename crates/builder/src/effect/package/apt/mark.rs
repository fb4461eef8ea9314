//! `apt-mark`, `dpkg` and other tools beside `apt-get`.

use std::rc::Rc;

use drydock_catalog::Size;

use super::super::super::machine::{Machine, Status};
use super::super::Install;
use super::install::marks;
use super::system::{System, database, save_loader_cache, state};
use crate::{PackageList, Reason};

/// Carries out one of the tools; `None` for what is not followed at all.
pub(in super::super) fn helper(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands = install.operands(&[]);
    let first = operands.first().copied();
    Some(match (install.name, first) {
        ("apt-mark", Some("hold" | "unhold")) => Status::OK,
        ("apt-mark", Some(command @ ("auto" | "manual" | "markauto" | "minimize-manual"))) => {
            mark(machine, install, command, operands.get(1..).unwrap_or_default())
        }
        ("apt-mark", Some("showmanual")) => show_manual(machine, install),
        ("dpkg", _) if install.has(&["--print-architecture"]) => {
            let arch = architecture(machine);
            machine.print(install.io, &format!("{arch}\n"));
            Status::OK
        }
        ("dpkg", _) if install.has(&["-i", "--install", "--unpack"]) => {
            return local(machine, install, &operands);
        }
        ("dpkg", _) if install.has(&["--add-architecture", "--configure"]) => Status::OK,
        ("ldconfig", _) => loader_cache(machine),
        ("dpkg-reconfigure", _) => machine.estimated("`dpkg-reconfigure` writes a few settings"),
        ("add-apt-repository", _) => {
            let size = Size::range(50, 200, 3_000, "one line of a source list, and perhaps a key");
            let put = state(machine, "/etc/apt/sources.list.d/added.sources", size);
            match put {
                Ok(()) => machine.estimated("a source of packages that the table does not know is added"),
                Err(_) => Status::FAILED,
            }
        }
        ("apt-cache", Some("show" | "policy")) => {
            show(machine, install, operands.get(1..).unwrap_or_default())
        }
        ("apt-mark" | "apt-cache" | "apt-config" | "dpkg-query" | "dpkg-architecture" | "dpkg", _) => {
            let content = machine.unknown_content(install.name);
            machine.send(install.io, 1, &content);
            machine.estimated(format!("what `{}` prints is not known", install.name))
        }
        _ => return None,
    })
}

/// `apt-cache show`: of a package that the table has, the lines that scripts look for.
fn show(machine: &mut Machine<'_>, install: &Install<'_>, names: &[&str]) -> Status {
    let note = "what `apt-cache` prints is only known in part";
    let piped = matches!(
        install.io.get(1),
        Some(super::super::super::io::Fd::Pipe(_) | super::super::super::io::Fd::Null)
    );
    let system = System::of(machine).filter(|_| piped);
    let known = system.filter(|system| names.iter().all(|name| system.debian.find(name).is_some()));
    if known.is_none() {
        let content = machine.unknown_content(install.name);
        machine.send(install.io, 1, &content);
        return machine.estimated(note);
    }
    let text: String = names.iter().map(|name| format!("Package: {name}\nVersion: 0\n\n")).collect();
    machine.print(install.io, &text);
    machine.note(note);
    machine.known = false;
    Status::OK
}

/// `ldconfig` writes its two caches anew.
fn loader_cache(machine: &mut Machine<'_>) -> Status {
    let added = database(machine).map_or(0, |list| list.added.len() as u64);
    match save_loader_cache(machine, added) {
        Ok(()) => Status::OK,
        Err(_) => Status::FAILED,
    }
}

fn architecture(machine: &Machine<'_>) -> String {
    let named = machine.base.map_or("", |base| base.image.platform.architecture.as_str());
    match named {
        "" => "amd64",
        "arm" => "armhf",
        "386" => "i386",
        "ppc64le" => "ppc64el",
        other => other,
    }
    .to_owned()
}

fn local(machine: &mut Machine<'_>, install: &Install<'_>, paths: &[&str]) -> Option<Status> {
    machine.more_commands = true;
    let arguments: Vec<&str> = ["install"].into_iter().chain(paths.iter().copied()).collect();
    let arguments = super::arguments::Arguments::read(&arguments);
    Some(super::install::install(machine, install.io, "dpkg", &arguments))
}

/// `apt-mark auto` and `manual`.
fn mark(machine: &mut Machine<'_>, install: &Install<'_>, command: &str, names: &[&str]) -> Status {
    let Some(system) = System::of(machine) else {
        return machine.estimated("`apt-mark` changes the package database");
    };
    let automatic = command != "manual";
    let mut list = system.list.clone();
    // Names that come from a command nobody follows: what a built program is linked with.
    list.more_asked |= install.unknown_arguments && !automatic;
    for name in names {
        if automatic && matches!(*name, ".*" | "*") {
            list.base_needed = true;
            list.added.values_mut().for_each(|reason| *reason = Reason::Needed);
        } else if let Some(reason) = list.added.get_mut(*name) {
            *reason = if automatic { Reason::Needed } else { Reason::Asked };
        }
    }
    if list == system.list {
        return Status::OK;
    }
    match marks(machine, &system, list) {
        Ok(()) => Status::OK,
        Err(_) => Status::Code(100),
    }
}

/// Packages that somebody asked for; of the base image all count, for none of them is ever removed by itself.
fn show_manual(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let Some(system) = System::of(machine) else {
        let content = machine.unknown_content(install.name);
        machine.send(install.io, 1, &content);
        return machine.estimated("what `apt-mark` prints is not known");
    };
    let base = system.base.packages.iter().map(|id| Rc::from(system.debian.name(*id)));
    let asked = |(name, reason): (&Rc<str>, &Reason)| (*reason == Reason::Asked).then(|| name.clone());
    let PackageList { added, removed, .. } = &system.list;
    let mut names: Vec<Rc<str>> =
        base.filter(|name| !removed.contains(name)).chain(added.iter().filter_map(asked)).collect();
    names.sort();
    let text: String = names.iter().map(|name| format!("{name}\n")).collect();
    machine.print(install.io, &text);
    Status::OK
}
