//! Where pip installs, and what is there already.

use std::collections::HashSet;

use drydock_catalog::packages::python_name;

use super::super::super::machine::Machine;
use super::super::Install;
use super::Tool;
use super::arguments::Arguments;
use crate::{clean, join, split};

/// Projects that the official images of Python bring.
const BUNDLED: [&str; 1] = ["pip"];

/// Where an install goes.
#[derive(Debug)]
pub(in super::super) struct Place {
    /// The directory of the packages.
    pub site: String,
    /// The cache.
    pub cache: String,
    /// True for the system's own interpreter, outside of a virtual environment and without a target.
    system: bool,
    /// True where the arguments name a directory of their own: then what is installed elsewhere does not count.
    apart: bool,
}

impl Place {
    pub fn of(machine: &Machine<'_>, install: &Install<'_>, arguments: &Arguments, tool: Tool) -> Self {
        let cache = cache(machine, arguments, tool);
        let apart = |site: String| Place { site, cache: cache.clone(), system: false, apart: true };
        let below =
            |prefix: &str| format!("{}/lib/{}/site-packages", prefix.trim_end_matches('/'), python(machine));
        if let Some(target) = arguments.value(&["-t", "--target"]) {
            return apart(machine.absolute(target));
        }
        if let Some(prefix) = arguments.value(&["--prefix"]) {
            return apart(below(&machine.absolute(prefix)));
        }
        if let Some(root) = arguments.value(&["--root"]) {
            return apart(below(&format!("{}/usr/local", machine.absolute(root).trim_end_matches('/'))));
        }
        let here = |site: String, system| Place { site, cache: cache.clone(), system, apart: false };
        if let Some(prefix) = environment(machine, install, arguments, tool) {
            return here(below(&prefix), false);
        }
        // Without permission to write where the interpreter is, pip falls back to the user's own directory.
        if arguments.has(&["--user"]) || machine.ids.uid != 0 {
            return here(below(&join(&machine.shell.vars.text("HOME"), ".local")), false);
        }
        if is_debian_python(machine, install) {
            return here(format!("/usr/local/lib/{}/dist-packages", python(machine)), true);
        }
        here(below("/usr/local"), false)
    }

    /// True where the distribution manages its interpreter's packages itself, and pip refuses (PEP 668).
    pub fn is_managed(&self, machine: &Machine<'_>) -> bool {
        let mark = format!("/usr/lib/{}/EXTERNALLY-MANAGED", python(machine));
        let allowed = &*machine.shell.vars.text("PIP_BREAK_SYSTEM_PACKAGES");
        self.system && machine.fs.get(&mark).is_some() && matches!(allowed, "" | "0" | "false")
    }

    /// Normalised names of what is installed.
    pub fn present(&self, machine: &Machine<'_>) -> HashSet<String> {
        let entries = machine.fs.read_dir(&self.site).filter_map(|(name, _)| name.strip_suffix(".dist-info"));
        let listed = entries.filter_map(|entry| entry.rsplit_once('-')).map(|(name, _)| python_name(name));
        let bundled = BUNDLED.iter().filter(|_| !self.apart).map(|name| (*name).to_owned());
        listed.chain(bundled).collect()
    }
}

/// The virtual environment that is used: the one whose own `pip` runs, or the one that is active.
fn environment(
    machine: &Machine<'_>,
    install: &Install<'_>,
    arguments: &Arguments,
    tool: Tool,
) -> Option<String> {
    let named = |dir: &str| machine.fs.follow(&join(dir, "pyvenv.cfg")).is_some();
    let of_program = |program: &str| {
        let own = clean(&machine.absolute(program));
        let prefix = split(split(&own).0).0.to_owned();
        Some(prefix).filter(|prefix| named(prefix))
    };
    if tool == Tool::Pip {
        return of_program(install.path).or_else(|| of_program(&machine.found_at(install.called)));
    }
    if arguments.has(&["--system"]) || !machine.shell.vars.text("UV_SYSTEM_PYTHON").is_empty() {
        return None;
    }
    if let Some(python) = arguments.value(&["--python", "-p"]) {
        return of_program(python).or_else(|| Some(machine.absolute(python)).filter(|dir| named(dir)));
    }
    let active = machine.shell.vars.text("VIRTUAL_ENV");
    Some(machine.absolute(if active.is_empty() { ".venv" } else { &active })).filter(|dir| named(dir))
}

/// True for the interpreter of Debian or Ubuntu, which keeps its packages apart.
fn is_debian_python(machine: &Machine<'_>, install: &Install<'_>) -> bool {
    let own = machine.shell.vars.text("PYTHON_VERSION").is_empty();
    own && (install.path.starts_with("/usr/bin") || machine.fs.follow("/usr/local/bin/python3").is_none())
        && machine.base.is_some_and(|base| base.package_manager == "apt")
}

/// `python3.12`: the interpreter of the image.
pub(in super::super) fn python(machine: &Machine<'_>) -> String {
    let version = machine.shell.vars.text("PYTHON_VERSION");
    let short: Vec<&str> = version.split('.').take(2).collect();
    if short.len() == 2 {
        return format!("python{}", short.join("."));
    }
    let release = machine.fs.follow("/etc/os-release");
    let text = release.and_then(|node| node.as_file()?.content.as_text()).unwrap_or_default();
    let is = |id: &str, version: &str| {
        text.contains(&format!("ID={id}\n")) && text.contains(&format!("VERSION_ID=\"{version}"))
    };
    match () {
        () if is("debian", "13") => "python3.13",
        () if is("debian", "12") => "python3.11",
        () if is("ubuntu", "24") || is("alpine", "3.2") => "python3.12",
        () if is("ubuntu", "22") => "python3.10",
        () => "python3",
    }
    .to_owned()
}

pub(super) fn cache(machine: &Machine<'_>, arguments: &Arguments, tool: Tool) -> String {
    let (variable, usual) = match tool {
        Tool::Pip => ("PIP_CACHE_DIR", ".cache/pip"),
        Tool::Uv => ("UV_CACHE_DIR", ".cache/uv"),
    };
    let set = machine.shell.vars.text(variable);
    let xdg = machine.shell.vars.text("XDG_CACHE_HOME");
    match arguments.value(&["--cache-dir"]) {
        Some(dir) => machine.absolute(dir),
        None if !set.is_empty() => machine.absolute(&set),
        None if !xdg.is_empty() => machine.absolute(&join(&xdg, usual.trim_start_matches(".cache/"))),
        None => join(&machine.shell.vars.text("HOME"), usual),
    }
}

/// True unless flags or variables turn the cache off; pip takes any value of the variable for yes but a few.
pub(super) fn keeps_cache(machine: &Machine<'_>, arguments: &Arguments) -> bool {
    let off = |name: &str| {
        let value = machine.shell.vars.text(name);
        !value.is_empty() && !matches!(&*value, "0" | "false" | "no")
    };
    !(arguments.has(&["--no-cache-dir", "--no-cache", "-n"]) || off("PIP_NO_CACHE_DIR") || off("UV_NO_CACHE"))
}
