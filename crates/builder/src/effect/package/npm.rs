//! `npm`, `yarn`, `pnpm`.

use drydock_catalog::Size;

use super::super::machine::{Machine, Status};
use super::Install;
use crate::join;

const MANIFESTS: [&str; 7] = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    ".npmrc",
    ".yarnrc.yml",
];

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands =
        install.operands(&["--prefix", "--cache", "--registry", "-w", "--workspace", "--loglevel"]);
    let (command, rest) = operands.split_first()?;
    Some(match *command {
        "ci" | "clean-install" => {
            if machine.text_of("package-lock.json") == Err(false)
                && machine.text_of("npm-shrinkwrap.json") == Err(false)
            {
                machine.error(install.io, "npm error code EUSAGE");
                machine.error(
                    install.io,
                    "npm error The `npm ci` command can only install with an existing package-lock.json or",
                );
                machine.error(install.io, "npm error npm-shrinkwrap.json with lockfileVersion >= 1.");
                return Some(Status::FAILED);
            }
            local(machine, install)
        }
        "install" | "i" | "add" if install.has(&["-g", "--global"]) => global(machine, rest),
        "install" | "i" | "add" => local(machine, install),
        "cache" => {
            let dir = cache_dir(machine, install);
            machine.fs.remove(&join(&dir, "_cacache"));
            Status::OK
        }
        "run" | "run-script" | "build" => {
            return build(machine, rest.first().copied().unwrap_or(command), install);
        }
        "prune" => machine.estimated("what `npm prune` removes is not followed"),
        "config" | "set" => Status::Unknown,
        _ => return None,
    })
}

/// `yarn` and `pnpm` say the same in other words.
pub(super) fn yarn(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands = install.operands(&["--cwd", "--cache-folder", "--dir", "-C"]);
    match operands.split_first() {
        None if install.name == "yarn" => Some(local(machine, install)),
        Some((&"install" | &"i" | &"add", _)) => Some(local(machine, install)),
        Some((&"cache" | &"store" | &"config" | &"set", _)) => Some(Status::Unknown),
        Some((&"run", rest)) => build(machine, rest.first().copied()?, install),
        Some((&"build", _)) => build(machine, "build", install),
        _ => None,
    }
}

fn cache_dir(machine: &Machine<'_>, install: &Install<'_>) -> String {
    let set = machine.shell.vars.text("npm_config_cache");
    match install.value(&["--cache"]) {
        Some(dir) => dir.to_owned(),
        None if !set.is_empty() => set.to_string(),
        None => join(&machine.shell.vars.text("HOME"), ".npm"),
    }
}

/// Number of packages: those of the lock file, or a guess from the dependencies that are named.
fn packages(machine: &mut Machine<'_>, manifest: &str, install: &Install<'_>) -> u64 {
    if let Ok(lock) = machine.text_of("package-lock.json") {
        let listed = lock.matches("\"node_modules/").count() as u64;
        if listed > 0 {
            return listed;
        }
    }
    if let Ok(lock) = machine.text_of("yarn.lock") {
        return lock.matches("\n  version").count() as u64;
    }
    if let Ok(lock) = machine.text_of("pnpm-lock.yaml") {
        return lock.matches("resolution:").count() as u64;
    }
    let lean = install.has(&["--production", "--omit=dev", "--only=production", "--prod"])
        || &*machine.shell.vars.text("NODE_ENV") == "production";
    let section = |name: &str| {
        let (_, after) = manifest.split_once(&format!("\"{name}\""))?;
        let (inner, _) = after.split_once('{')?.1.split_once('}')?;
        Some(inner.matches(':').count() as u64)
    };
    let named =
        section("dependencies").unwrap_or(0) + if lean { 0 } else { section("devDependencies").unwrap_or(0) };
    named * 20 + install.operands(&[]).len().saturating_sub(1) as u64 * 20
}

fn local(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let manifest = match machine.text_of("package.json") {
        Ok(text) => text,
        Err(true) => String::new(),
        Err(false) if install.operands(&[]).len() > 1 => String::new(),
        Err(false) => {
            machine.error(install.io, "npm error code ENOENT");
            machine.error(install.io, "npm error enoent Could not read package.json");
            return Status::Code(if install.name == "npm" { 254 } else { 1 });
        }
    };
    let count = packages(machine, &manifest, install);
    let env = machine.shell.vars.text("NODE_ENV");
    let mut args = install.args.clone();
    args.push(&env);
    let identity = machine.fingerprint(&args, &MANIFESTS);
    let size = Size::range(
        10_000 * count,
        180_000 * count,
        4_000_000 * count + 5_000_000,
        "number of packages times what measured trees have; the packages themselves are not looked up",
    );
    machine.takes(0.5, 1.0 + 0.06 * count as f64, 20.0 + 0.5 * count as f64);
    machine.more_commands = true;
    let dir = cache_dir(machine, install);
    if install.name == "npm" && count > 0 {
        let cache = Size::range(
            5_000 * count,
            150_000 * count,
            2_000_000 * count,
            "npm's cache, often as large as what is installed",
        );
        let _ = machine.put_estimate(&join(&dir, "_cacache"), "downloads", cache, identity);
    }
    match machine.put_estimate("node_modules", "packages of package.json", size, identity) {
        Ok(_) => machine.estimated("what is installed in node_modules is estimated"),
        Err(errno) => {
            machine.error(install.io, &format!("npm error {}", errno.words()));
            Status::Code(243)
        }
    }
}

fn global(machine: &mut Machine<'_>, packages: &[&str]) -> Status {
    let count = packages.len() as u64;
    let mut args = vec!["npm -g"];
    args.extend(packages);
    let identity = machine.fingerprint(&args, &[]);
    let size = Size::range(
        50_000 * count,
        15_000_000 * count,
        300_000_000 * count,
        "tools of npm with what they need; not looked up",
    );
    machine.takes(1.0, 4.0 * count as f64, 60.0);
    machine.more_commands = true;
    let what = format!("packages {}", packages.join(" "));
    let _ = machine.put_estimate("/usr/local/lib/node_modules", &what, size, identity);
    machine.estimated(format!("what {} installs is estimated", packages.join(", ")))
}

/// A script of `package.json` that builds: where its output goes follows from the tool it names.
fn build(machine: &mut Machine<'_>, script: &str, install: &Install<'_>) -> Option<Status> {
    let manifest = match machine.text_of("package.json") {
        Ok(text) => text,
        Err(true) => String::new(),
        Err(false) => {
            machine.error(install.io, "npm error code ENOENT");
            machine.error(install.io, "npm error enoent Could not read package.json");
            return Some(Status::Code(254));
        }
    };
    let command = manifest
        .split_once(&format!("\"{script}\""))
        .and_then(|(_, after)| after.split(['\n', ',', '}']).next());
    if !script.contains("build") {
        return None;
    }
    if command.is_none() && !manifest.is_empty() {
        machine.error(install.io, &format!("npm error Missing script: \"{script}\""));
        return Some(Status::FAILED);
    }
    let command = command.unwrap_or("").to_owned();
    let dir = [
        ("next", ".next"),
        ("react-scripts", "build"),
        ("nuxt", ".output"),
        ("gatsby", "public"),
        ("svelte", "build"),
    ]
    .iter()
    .find(|(tool, _)| command.contains(tool))
    .map_or("dist", |(_, dir)| dir);
    let cwd = machine.shell.cwd.clone();
    let identity = machine.fingerprint(&install.args, &[&cwd]);
    let size =
        Size::range(10_000, 2_000_000, 200_000_000, "what such builds usually make; yours is not known");
    machine.takes(1.0, 12.0, 300.0);
    let _ = machine.put_estimate(dir, &format!("made by {script}"), size, identity);
    Some(machine.estimated(format!("`{script}` is taken to make `{dir}`")))
}
