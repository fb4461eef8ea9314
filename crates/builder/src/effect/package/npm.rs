//! `npm`, `yarn`, `pnpm`.

mod build;
mod manifest;
mod put;

use drydock_catalog::Size;
use drydock_catalog::packages::{NpmInstall, NpmLocked};

use super::super::machine::{Machine, Status};
use super::Install;
use crate::join;
use manifest::{Lock, Manifest, name_of};
use put::Target;

/// Flags that take a value.
const VALUED: [&str; 18] = [
    "--prefix",
    "--cache",
    "--registry",
    "-w",
    "--workspace",
    "--loglevel",
    "--omit",
    "--include",
    "--only",
    "--cwd",
    "--cache-folder",
    "--dir",
    "-C",
    "--filter",
    "--modules-folder",
    "--network-timeout",
    "--mutex",
    "--userconfig",
];

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands = install.operands(&VALUED);
    let global = install.has(&["-g", "--global", "--location=global"]);
    let Some((command, rest)) = operands.split_first() else {
        return (install.name == "yarn").then(|| local(machine, install, &[]));
    };
    Some(match (install.name, *command) {
        ("yarn", "global") if rest.first() == Some(&"add") => global_install(machine, install, &rest[1..]),
        ("npm", "ci" | "clean-install" | "ic") => clean_install(machine, install),
        (_, "install" | "i" | "add" | "in") if global => global_install(machine, install, rest),
        (_, "install" | "i" | "add" | "in") => local(machine, install, rest),
        (_, "uninstall" | "remove" | "rm" | "un") => uninstall(machine, rest, global),
        (_, "cache" | "store") => {
            if rest.first().is_some_and(|what| matches!(*what, "clean" | "clear" | "prune" | "rm")) {
                let dir = put::cache(machine, install);
                machine.fs.remove(&dir);
            }
            Status::OK
        }
        (_, "prune") => prune(machine, install),
        (_, "run" | "run-script") => return build::script(machine, rest.first().copied()?, install),
        (_, "build") => return build::script(machine, "build", install),
        (_, "config" | "set" | "get") => Status::Unknown,
        _ => return None,
    })
}

fn clean_install(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    match Lock::find(machine, "npm") {
        Ok(lock) => locked(machine, install, lock),
        Err(true) => local(machine, install, &[]),
        Err(false) => {
            for words in [
                "npm error code EUSAGE",
                "npm error",
                "npm error The `npm ci` command can only install with an existing package-lock.json or",
                "npm error npm-shrinkwrap.json with lockfileVersion >= 1.",
            ] {
                machine.error(install.io, words);
            }
            Status::FAILED
        }
    }
}

/// True when what only development needs is left out.
fn lean(machine: &Machine<'_>, install: &Install<'_>) -> bool {
    if install.values(&["--include"]).contains(&"dev") || install.has(&["--production=false"]) {
        return false;
    }
    let is = |name: &str, value: &str| &*machine.shell.vars.text(name) == value;
    install.has(&["--production", "--prod", "-P", "--production=true"])
        || install.values(&["--omit"]).contains(&"dev")
        || install.values(&["--only"]).iter().any(|only| matches!(*only, "production" | "prod"))
        || is("NODE_ENV", "production")
        || is("NPM_CONFIG_OMIT", "dev")
        || is("npm_config_omit", "dev")
        || is("NPM_CONFIG_PRODUCTION", "true")
}

fn locked(machine: &mut Machine<'_>, install: &Install<'_>, lock: Lock) -> Status {
    let lean = lean(machine, install);
    let wanted: Vec<_> = lock.packages.iter().filter(|package| !(lean && package.development)).collect();
    let packages: Vec<NpmLocked> = wanted.iter().map(|locked| locked.package.clone()).collect();
    let paths = wanted.iter().map(|locked| locked.path.clone()).collect();
    let Some(npm) = machine.table(|tables| tables.npm()) else {
        return unresolved(machine, install, packages.len() as u64);
    };
    let mut brought = npm.install_locked(&packages);
    if lean && lock.no_groups {
        // Which packages only development needs is not said: some of them are left out.
        for size in brought.packages.iter_mut().map(|package| &mut package.files).chain([&mut brought.cache])
        {
            *size = Size { low: 0, ..size.clone() };
        }
    }
    let target = Target { dir: "node_modules".into(), paths, store: lock.store, writes_lock: false };
    put(machine, install, &brought, &target)
}

fn local(machine: &mut Machine<'_>, install: &Install<'_>, rest: &[&str]) -> Status {
    let manifest = match machine.text_of("package.json") {
        Ok(text) => Manifest::read(&text),
        Err(true) => Manifest::default(),
        Err(false) if !rest.is_empty() => Manifest::default(),
        Err(false) => return nothing_to_install(machine, install),
    };
    if rest.is_empty()
        && let Ok(lock) = Lock::find(machine, install.name)
    {
        return locked(machine, install, lock);
    }
    let lean = lean(machine, install);
    let mut asked: Vec<&str> = rest.iter().map(|text| name_of(text)).collect();
    asked.extend(manifest.dependencies.iter().map(String::as_str));
    if !lean {
        asked.extend(manifest.development.iter().map(String::as_str));
    }
    asked.sort_unstable();
    asked.dedup();
    let Some(npm) = machine.table(|tables| tables.npm()) else {
        return unresolved(machine, install, asked.len() as u64 * 20);
    };
    let brought = npm.install(&asked);
    let target = Target {
        dir: "node_modules".into(),
        paths: Vec::new(),
        store: install.name == "pnpm",
        writes_lock: true,
    };
    if machine.text_of("package.json") == Err(false) {
        put::write_manifest(machine, &asked);
    }
    put(machine, install, &brought, &target)
}

/// Without a `package.json` npm and yarn find nothing to do, and say so with an empty lock file; pnpm refuses.
fn nothing_to_install(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let (name, text) = match install.name {
        "pnpm" => {
            let words = " ERR_PNPM_NO_PKG_MANIFEST  No package.json found in";
            machine.error(install.io, &format!("{words} {}", machine.shell.cwd.clone()));
            return Status::FAILED;
        }
        "yarn" => (
            "yarn.lock",
            "# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n"
                .to_owned(),
        ),
        _ => {
            let dir = crate::split(&machine.shell.cwd).1.to_owned();
            let text = format!(
                "{{\n  \"name\": \"{dir}\",\n  \"lockfileVersion\": 3,\n  \"requires\": true,\n  \"packages\": {{}}\n}}\n"
            );
            ("package-lock.json", text)
        }
    };
    machine.note("there is no package.json, so nothing is installed");
    match machine.write_file(name, crate::Content::bytes(text.into_bytes())) {
        Ok(()) => Status::OK,
        Err(_) => Status::Code(243),
    }
}

fn global_install(machine: &mut Machine<'_>, install: &Install<'_>, names: &[&str]) -> Status {
    let asked: Vec<&str> = names.iter().map(|text| name_of(text)).collect();
    let Some(npm) = machine.table(|tables| tables.npm()) else {
        return unresolved(machine, install, asked.len() as u64 * 20);
    };
    let brought = npm.install(&asked);
    let prefix = machine.shell.vars.text("NPM_CONFIG_PREFIX");
    let prefix = if prefix.is_empty() { "/usr/local" } else { &prefix };
    let dir = join(prefix, "lib/node_modules");
    // Each tool has what it needs below itself.
    let first = asked.first().copied().unwrap_or_default().to_owned();
    let path = |name: &str| {
        if asked.contains(&name) { name.to_owned() } else { format!("{first}/node_modules/{name}") }
    };
    let paths = brought.packages.iter().map(|package| path(&package.name)).collect();
    put(machine, install, &brought, &Target { dir, paths, store: false, writes_lock: false })
}

fn put(machine: &mut Machine<'_>, install: &Install<'_>, brought: &NpmInstall, target: &Target) -> Status {
    machine.more_commands = true;
    let count = brought.packages.len();
    let likely = 1.0 + 0.03 * count as f64 + brought.cache.likely as f64 / 12.5e6;
    machine.takes(likely * 0.4, likely, likely * 8.0 + 5.0);
    let unknown = brought.packages.iter().filter(|package| !package.known).count();
    match put::put(machine, install, brought, target) {
        Ok(()) if unknown > 0 => machine.estimated(format!(
            "{unknown} of {count} packages are not in the table of npm: their size is only bounded"
        )),
        Ok(()) => machine.estimated(format!("{count} packages, with sizes from the table of npm")),
        Err(errno) => {
            machine.error(install.io, &format!("npm error {}", errno.words()));
            Status::Code(243)
        }
    }
}

/// What is said without the table: the number of packages times what measured trees have.
fn unresolved(machine: &mut Machine<'_>, install: &Install<'_>, count: u64) -> Status {
    machine.more_commands = true;
    let size = Size::range(
        10_000 * count,
        180_000 * count,
        4_000_000 * count + 5_000_000,
        "number of packages times what measured trees have",
    );
    machine.takes(0.5, 1.0 + 0.06 * count as f64, 20.0 + 0.5 * count as f64);
    let identity = machine.fingerprint(&install.args, &["package.json", "package-lock.json", "yarn.lock"]);
    match machine.put_estimate("node_modules", "packages of package.json", size, identity) {
        Ok(_) => machine.estimated("what is installed in node_modules is estimated"),
        Err(errno) => {
            machine.error(install.io, &format!("npm error {}", errno.words()));
            Status::Code(243)
        }
    }
}

fn uninstall(machine: &mut Machine<'_>, names: &[&str], global: bool) -> Status {
    let dir = if global { "/usr/local/lib/node_modules" } else { "node_modules" };
    for name in names {
        let path = machine.absolute(&join(dir, name));
        machine.fs.remove(&path);
    }
    machine.estimated("packages that others brought along may go as well")
}

/// `npm prune --omit=dev`: packages that only development needs go.
fn prune(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let Ok(lock) = Lock::find(machine, install.name) else {
        return machine.estimated("what `npm prune` removes is not known without a lock file");
    };
    if lean(machine, install) || install.name != "npm" {
        for package in lock.packages.iter().filter(|package| package.development) {
            let path = machine.absolute(&join("node_modules", &package.path));
            machine.fs.remove(&path);
        }
    }
    if lock.no_groups {
        machine.estimated("which packages only development needs is not said")
    } else {
        Status::OK
    }
}
