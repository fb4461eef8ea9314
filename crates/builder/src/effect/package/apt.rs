//! `apt-get` and `apt`.

mod arguments;
mod install;
mod mark;
mod remove;
mod system;

use drydock_catalog::Size;

use super::super::machine::{Machine, Status};
use super::Install;
use arguments::Arguments;
pub(super) use mark::helper;

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let arguments = Arguments::read(&install.args);
    if install.name == "apt" {
        let words = "\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n";
        machine.error(install.io, words);
    }
    if machine.ids.uid != 0 {
        let words = "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)";
        machine.error(install.io, words);
        return Status::Code(100);
    }
    if arguments.brings_lists() {
        install::update(machine);
    }
    match arguments.command.as_str() {
        "update" => install::update(machine),
        "install" | "reinstall" | "satisfy" => {
            install::install(machine, install.io, install.name, &arguments)
        }
        "upgrade" | "dist-upgrade" | "full-upgrade" => upgrade(machine),
        "build-dep" => build_dependencies(machine),
        "remove" | "purge" | "autoremove" | "autopurge" => remove::remove(machine, install.io, &arguments),
        "clean" | "autoclean" | "auto-clean" => remove::clean(machine),
        "distclean" | "dist-clean" => remove::dist_clean(machine),
        _ => {
            let content = machine.unknown_content(install.name);
            machine.send(install.io, 1, &content);
            machine.estimated(format!("what `{}` does is not followed", install.name))
        }
    }
}

fn upgrade(machine: &mut Machine<'_>) -> Status {
    machine.takes(2.0, 8.0, 60.0);
    let source = "between no update since the image was built and a point release";
    let size = Size::range(0, 15_000_000, 150_000_000, source);
    match system::state(machine, "/usr/(upgraded packages)", size) {
        Ok(()) => machine.estimated("what an upgrade brings depends on the day of the build"),
        Err(_) => Status::Code(100),
    }
}

fn build_dependencies(machine: &mut Machine<'_>) -> Status {
    machine.more_commands = true;
    machine.takes(5.0, 30.0, 300.0);
    let source = "between the tools of any build and those of a large one";
    let size = Size::range(150_000_000, 450_000_000, 2_500_000_000, source);
    match system::state(machine, "/usr/(packages to build with)", size) {
        Ok(()) => machine.estimated("what a package is built with is not in the table"),
        Err(_) => Status::Code(100),
    }
}
