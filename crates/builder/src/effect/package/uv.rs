//! `uv`, `poetry`, `pipenv`: projects with a lock file of their own.

use std::collections::HashSet;

use drydock_catalog::Size;
use drydock_catalog::packages::{PipRequirement, python_name};

use super::super::machine::{Machine, Status};
use super::Install;
use super::pip::{self, Tool, put_packages, python, takes, venv};
use crate::join;

/// `uv pip` as pip, `uv venv`, `uv sync` into `.venv`.
pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let rest = install.args.get(1..).unwrap_or_default().to_vec();
    let with = |name, args| Install { name, args, ..*install };
    match install.args.first().copied()? {
        "pip" => Some(pip::run_as(machine, &with("pip", rest), Tool::Uv)),
        "venv" => {
            let args = if rest.iter().any(|arg| !arg.starts_with('-')) { rest } else { vec![".venv"] };
            Some(venv(machine, &with("uv", args)))
        }
        "sync" => {
            let set = machine.shell.vars.text("UV_PROJECT_ENVIRONMENT");
            let dir = if set.is_empty() { ".venv".to_owned() } else { set.to_string() };
            let byte_code = install.has(&["--compile-bytecode"])
                || &*machine.shell.vars.text("UV_COMPILE_BYTECODE") == "1";
            Some(locked(machine, install, &dir, "uv.lock", byte_code))
        }
        "cache" => {
            let dir = join(&machine.shell.vars.text("HOME"), ".cache/uv");
            machine.fs.remove(&dir);
            Some(Status::OK)
        }
        _ => None,
    }
}

/// `poetry install` and `pipenv install`.
pub(super) fn project(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let home = machine.shell.vars.text("HOME");
    let command = install.args.iter().copied().find(|arg| !arg.starts_with('-'))?;
    match (install.name, command) {
        ("poetry", "install" | "sync") => {
            let off = |value: &str| matches!(value, "false" | "0" | "no");
            let dir = if off(&machine.shell.vars.text("POETRY_VIRTUALENVS_CREATE")) {
                "/usr/local".to_owned()
            } else if &*machine.shell.vars.text("POETRY_VIRTUALENVS_IN_PROJECT") == "true"
                || &*machine.shell.vars.text("POETRY_VIRTUALENVS_IN_PROJECT") == "1"
            {
                ".venv".to_owned()
            } else {
                join(&home, ".cache/pypoetry/virtualenvs/project")
            };
            Some(locked(machine, install, &dir, "poetry.lock", install.has(&["--compile"])))
        }
        ("pipenv", "install" | "sync") => {
            let system = install.has(&["--system"]);
            let dir = if system {
                "/usr/local".to_owned()
            } else {
                join(&home, ".local/share/virtualenvs/project")
            };
            Some(locked(machine, install, &dir, "Pipfile.lock", true))
        }
        ("poetry", "config") => Some(Status::OK),
        _ => None,
    }
}

/// Installs what a lock file lists into an environment.
fn locked(
    machine: &mut Machine<'_>,
    install: &Install<'_>,
    dir: &str,
    lock: &str,
    byte_code: bool,
) -> Status {
    machine.more_commands = true;
    let site = format!("{}/lib/{}/site-packages", dir.trim_end_matches('/'), python(machine));
    let (text, table) = (machine.text_of(lock), machine.table(|tables| tables.pip()));
    let without_development = install.has(&["--no-dev", "--no-group", "--only-group"])
        || install.value(&["--only"]) == Some("main")
        || install.value(&["--without"]).is_some_and(|groups| groups.contains("dev"));
    let (Ok(text), Some(pip)) = (text, table) else {
        let size =
            Size::range(1_000_000, 80_000_000, 2_000_000_000, "a Python project's packages, not looked up");
        machine.takes(0.5, 5.0, 60.0);
        let identity = machine.fingerprint(&install.args, &["pyproject.toml", lock]);
        return match machine.put_estimate(&site, &format!("packages of {lock}"), size, identity) {
            Ok(_) => machine.estimated(format!("what `{}` installs is estimated", install.name)),
            Err(_) => Status::FAILED,
        };
    };
    let asked: Vec<PipRequirement> = listed(&text, lock)
        .into_iter()
        .filter_map(|(name, version)| PipRequirement::parse(&format!("{name}=={version}")))
        .collect();
    let names: HashSet<String> = asked.iter().map(|requirement| requirement.name.clone()).collect();
    let mut packages = pip.install(&HashSet::new(), &asked);
    packages.retain(|package| names.contains(&python_name(&package.name)));
    if without_development {
        // A lock file lists what development needs as well: some of it is left out.
        packages.iter_mut().for_each(|package| package.files.low = 0);
    }
    takes(machine, &packages, byte_code);
    match put_packages(machine, &site, &packages, byte_code) {
        Ok(()) => machine
            .estimated(format!("{} projects of {lock}, with sizes from the table of PyPI", packages.len())),
        Err(_) => Status::FAILED,
    }
}

/// Names and versions that a lock file lists.
fn listed(text: &str, lock: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut name = String::new();
    for line in text.lines().map(str::trim) {
        let value = |text: &str| text.trim().trim_matches(['"', '=', ',']).to_owned();
        if lock == "Pipfile.lock" {
            if let Some((key, after)) = line.split_once(':')
                && let Some(version) = Some(value(after)).filter(|_| key.trim() == "\"version\"")
            {
                found.push((name.clone(), version));
            } else if let Some((key, _)) = line.split_once(": {") {
                name = value(key);
            }
        } else if let Some(own) = line.strip_prefix("name = ") {
            name = value(own);
        } else if let Some(version) = line.strip_prefix("version = ").filter(|_| !name.is_empty()) {
            found.push((std::mem::take(&mut name), value(version)));
        } else if line.starts_with("source = { virtual") || line.starts_with("source = { editable") {
            found.pop();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_files_list_projects() {
        let toml = "version = 1\n[[package]]\nname = \"app\"\nversion = \"0.1\"\nsource = { virtual = \".\" }\n\
                    [[package]]\nname = \"flask\"\nversion = \"3.1.3\"\n";
        assert_eq!(listed(toml, "uv.lock"), [("flask".into(), "3.1.3".into())]);
        let json = "{\"default\": {\n\"redis\": {\n\"hashes\": [],\n\"version\": \"==5.0\"\n}}}";
        assert_eq!(listed(json, "Pipfile.lock"), [("redis".into(), "5.0".into())]);
    }
}
