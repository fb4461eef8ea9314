//! `pip`, and `uv pip` with the same words.

mod arguments;
mod place;
mod put;
mod requirements;
mod venv;

use std::collections::HashSet;

use drydock_catalog::Size;
use drydock_catalog::packages::{PipPackage, PipRequirement, python_name};

use super::super::machine::{Machine, Status};
use super::Install;
use crate::join;
use arguments::Arguments;
use place::Place;
pub(super) use place::python;
pub(super) use put::put_packages;
use requirements::Wanted;
pub(super) use venv::venv;

/// pip itself, low, likely, high: its wheel unpacked, with byte code.
const PIP_ITSELF: (u64, u64, u64) = (0, 12_500_000, 16_000_000);

/// Whose words: the two differ in what they compile and keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Pip,
    Uv,
}

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    run_as(machine, install, Tool::Pip)
}

pub(super) fn run_as(machine: &mut Machine<'_>, install: &Install<'_>, tool: Tool) -> Status {
    let arguments = Arguments::read(&install.args);
    match arguments.command.as_str() {
        "install" | "sync" => add(machine, install, &arguments, tool),
        "wheel" | "download" => wheels(machine, install, &arguments),
        "cache" => {
            if arguments.operands.first().is_some_and(|what| what == "purge" || what == "clean") {
                let dir = place::cache(machine, &arguments, tool);
                machine.fs.remove(&dir);
            }
            Status::OK
        }
        "uninstall" => uninstall(machine, install, &arguments),
        "check" | "" | "config" => Status::Unknown,
        _ => {
            let content = machine.unknown_content("pip");
            machine.send(install.io, 1, &content);
            machine.estimated("what `pip` prints is not known")
        }
    }
}

fn add(machine: &mut Machine<'_>, install: &Install<'_>, arguments: &Arguments, tool: Tool) -> Status {
    let mut wanted = match Wanted::read(machine, arguments) {
        Ok(wanted) => wanted,
        Err(message) => {
            machine.error(install.io, &message);
            return Status::FAILED;
        }
    };
    let place = Place::of(machine, install, arguments, tool);
    if place.is_managed(machine) {
        machine.error(install.io, EXTERNALLY_MANAGED);
        return Status::FAILED;
    }
    machine.more_commands = true;
    let Some(pip) = machine.table(|tables| tables.pip()) else {
        return unresolved(machine, install, &wanted, &place);
    };
    let present = place.present(machine);
    let upgrade = arguments.has(&["-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed"]);
    let tools = own_tools(&mut wanted.asked, upgrade);
    let kept: HashSet<String> = match upgrade {
        true => present.iter().filter(|name| !wanted.asks(name)).cloned().collect(),
        false => present,
    };
    let mut packages = if arguments.has(&["--no-deps"]) {
        let all = pip.install(&kept, &wanted.asked);
        all.into_iter().filter(|package| wanted.asks(&python_name(&package.name))).collect()
    } else {
        pip.install(&kept, &wanted.asked)
    };
    if wanted.cpu_only {
        without_gpu(&mut packages);
    }
    other_python(machine, &mut packages);
    let byte_code = match tool {
        Tool::Pip => !arguments.has(&["--no-compile"]),
        Tool::Uv => compiles(machine, arguments),
    };
    let keeps = place::keeps_cache(machine, arguments);
    let made = put_packages(machine, &place.site, &packages, byte_code)
        .and_then(|()| put::put_tools(machine, &place.site, &tools))
        .and_then(|()| put::put_projects(machine, &place.site, &wanted))
        .and_then(|()| if keeps { put::put_cache(machine, &place.cache, &packages, tool) } else { Ok(()) });
    if let Err(errno) = made {
        machine.error(
            install.io,
            &format!("ERROR: Could not install packages due to an OSError: {}", errno.words()),
        );
        return Status::FAILED;
    }
    takes(machine, &packages, byte_code);
    said(machine, &packages, &wanted)
}

/// pip is in the image already, and an upgrade may bring a newer one; wheel came with pip only until Python 3.11.
fn own_tools(asked: &mut Vec<PipRequirement>, upgrade: bool) -> Vec<String> {
    let own = |requirement: &PipRequirement| matches!(requirement.name.as_str(), "pip" | "wheel");
    let named = asked.iter().filter(|requirement| own(requirement));
    let mut tools: Vec<String> = named.map(|tool| tool.name.clone()).collect();
    asked.retain(|requirement| !own(requirement));
    tools.retain(|tool| upgrade || tool == "wheel");
    tools
}

/// PyTorch's index for machines without a GPU: the same projects, without what NVIDIA adds.
fn without_gpu(packages: &mut Vec<PipPackage>) {
    packages.retain(|package| !package.name.starts_with("nvidia-") && !package.name.starts_with("cuda-"));
    packages.retain(|package| package.name != "triton");
    for package in packages.iter_mut().filter(|package| package.name == "torch") {
        let source = "PyTorch's build for processors alone; from 170 to 200 MB as a wheel";
        package.files = Size::range(450_000_000, 620_000_000, 900_000_000, source);
        package.wheel = Size::range(150_000_000, 185_000_000, 230_000_000, source);
    }
}

/// The table is for CPython 3.12 and glibc; other builds of a project differ a little, those for musl more.
fn other_python(machine: &Machine<'_>, packages: &mut [PipPackage]) {
    let part = match (machine.is_busybox_system(), python(machine).as_str()) {
        (true, _) => 4,
        (false, "python3.12") => return,
        (false, _) => 16,
    };
    for package in packages {
        for size in [&mut package.files, &mut package.byte_code, &mut package.wheel] {
            let more = size.likely / part;
            let source = format!("{}; for another build of Python", size.source);
            let high = size.high.unwrap_or(size.likely) + more;
            *size = Size::range(size.low.saturating_sub(more), size.likely, high, source);
        }
    }
}

fn compiles(machine: &Machine<'_>, arguments: &Arguments) -> bool {
    let set = machine.shell.vars.text("UV_COMPILE_BYTECODE");
    arguments.has(&["--compile-bytecode", "--compile"]) || !matches!(&*set, "" | "0" | "false")
}

pub(super) fn takes(machine: &mut Machine<'_>, packages: &[PipPackage], byte_code: bool) {
    let sum = |size: fn(&PipPackage) -> &Size| {
        packages.iter().map(|package| size(package).likely).sum::<u64>() as f64
    };
    let compile = if byte_code { sum(|package| &package.byte_code) / 3e6 } else { 0.0 };
    let likely = 1.0 + 0.05 * packages.len() as f64 + sum(|package| &package.wheel) / 12.5e6 + compile;
    machine.takes(likely * 0.4, likely, likely * 6.0 + 5.0);
}

fn said(machine: &mut Machine<'_>, packages: &[PipPackage], wanted: &Wanted) -> Status {
    let unknown: Vec<&str> =
        packages.iter().filter(|package| !package.known).map(|package| package.name.as_str()).collect();
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        machine.note(format!("{names}: not in the table of PyPI, so the size is only bounded"));
    }
    if !wanted.addresses.is_empty() {
        machine.note("what is installed from an address has a size that nobody states");
    }
    if wanted.unread {
        machine.note("a list of requirements is not known, so neither is what it brings");
    }
    machine.estimated(format!(
        "{} projects of PyPI, as pip would choose them on the day of the table",
        packages.len()
    ))
}

/// What is said without the table: bounds of measured installs.
fn unresolved(machine: &mut Machine<'_>, install: &Install<'_>, wanted: &Wanted, place: &Place) -> Status {
    let count = (wanted.asked.len() + 5 * wanted.projects.len()).max(1) as u64;
    let size = Size::range(
        50_000 * count,
        12_000_000 * count,
        120_000_000 * count + 50_000_000,
        "bounds of measured pip installs",
    );
    machine.takes(0.5, 1.0 + 1.2 * count as f64, 10.0 + 15.0 * count as f64);
    let identity = machine.fingerprint(&install.args, &[]);
    match machine.put_estimate(&place.site, "packages", size, identity) {
        Ok(_) => machine.estimated("what `pip` installs is estimated"),
        Err(errno) => {
            machine.error(install.io, &format!("ERROR: Could not install packages: {}", errno.words()));
            Status::FAILED
        }
    }
}

/// `pip wheel` and `pip download`: wheels in a folder.
fn wheels(machine: &mut Machine<'_>, install: &Install<'_>, arguments: &Arguments) -> Status {
    let wanted = match Wanted::read(machine, arguments) {
        Ok(wanted) => wanted,
        Err(message) => {
            machine.error(install.io, &message);
            return Status::FAILED;
        }
    };
    let dir = arguments.value(&["-w", "--wheel-dir", "-d", "--dest"]).unwrap_or(".").to_owned();
    let Some(pip) = machine.table(|tables| tables.pip()) else {
        let size = Size::range(10_000, 10_000_000, 2_000_000_000, "wheels of a project");
        let identity = machine.fingerprint(&install.args, &[]);
        return match machine.put_estimate(&dir, "wheels", size, identity) {
            Ok(_) => machine.estimated("what wheels weigh is estimated"),
            Err(_) => Status::FAILED,
        };
    };
    let mut packages = pip.install(&HashSet::new(), &wanted.asked);
    if arguments.has(&["--no-deps"]) {
        packages.retain(|package| wanted.asks(&python_name(&package.name)));
    }
    other_python(machine, &mut packages);
    takes(machine, &packages, false);
    match put::put_wheels(machine, &dir, &packages, &wanted) {
        Ok(()) => said(machine, &packages, &wanted),
        Err(errno) => {
            machine.error(install.io, &format!("ERROR: Could not write wheels: {}", errno.words()));
            Status::FAILED
        }
    }
}

fn uninstall(machine: &mut Machine<'_>, install: &Install<'_>, arguments: &Arguments) -> Status {
    let place = Place::of(machine, install, arguments, Tool::Pip);
    if place.is_managed(machine) {
        machine.error(install.io, EXTERNALLY_MANAGED);
        return Status::FAILED;
    }
    for name in &arguments.operands {
        let Some(requirement) = PipRequirement::parse(name) else { continue };
        let of_project = |entry: &str| {
            let stem = entry.split_once("-").map_or(entry, |(stem, _)| stem);
            python_name(stem) == requirement.name
        };
        let paths: Vec<String> = machine
            .fs
            .read_dir(&place.site)
            .filter(|(entry, _)| of_project(entry))
            .map(|(entry, _)| join(&place.site, entry))
            .collect();
        paths.iter().for_each(|path| drop(machine.fs.remove(path)));
    }
    machine.takes(0.3, 0.8, 5.0);
    Status::OK
}

/// As pip words it (`pip/_internal/exceptions.py`), in short.
const EXTERNALLY_MANAGED: &str = "error: externally-managed-environment\n\n× This environment is externally managed\n\
╰─> To install Python packages system-wide, try apt install\n    python3-xyz, where xyz is the package you are trying to\n    install.";
