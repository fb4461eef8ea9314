//! What an install leaves in the file system.

use drydock_catalog::Size;
use drydock_catalog::packages::{Npm, NpmInstall};

use super::super::super::files::Errno;
use super::super::super::io::derived;
use super::super::super::machine::Machine;
use super::super::Install;
use crate::{Content, Metadata, Node, Time, join};

/// Bytes of `package-lock.json` for each package, low, likely and high of measured installs.
const LOCK: (u64, u64, u64) = (330, 380, 430);

/// Where packages go.
pub(super) struct Target {
    /// `node_modules`, or that of a prefix.
    pub dir: String,
    /// Path of each package in it; a missing one is its name.
    pub paths: Vec<String>,
    /// True when the packages lie in pnpm's store and are linked.
    pub store: bool,
    /// True when a lock file is written.
    pub writes_lock: bool,
}

/// Puts packages into `node_modules`, and what the tool keeps into its cache.
pub(super) fn put(
    machine: &mut Machine<'_>,
    install: &Install<'_>,
    brought: &NpmInstall,
    target: &Target,
) -> Result<(), Errno> {
    let dir =
        match install.value(&["--prefix", "--cwd", "--dir", "-C"]).filter(|_| !target.dir.starts_with('/')) {
            Some(prefix) => join(prefix, &target.dir),
            None => target.dir.clone(),
        };
    let dir = machine.make_counted(&dir)?;
    for (at, package) in brought.packages.iter().enumerate() {
        let path = target.paths.get(at).unwrap_or(&package.name);
        let place = if target.store {
            join(&dir, &format!(".pnpm/{}", path.replace('/', "+")))
        } else {
            join(&dir, path)
        };
        let name = format!("({} {})", package.name.replace('/', "-"), package.version);
        file(machine, &place, &name, &package.files)?;
    }
    let count = brought.packages.len();
    if install.name == "npm" && count > 0 && !target.dir.starts_with('/') {
        let hidden = Npm::hidden_lock(count);
        let source = "npm's own list of what is in node_modules, as measured";
        let size = Size::range(hidden - hidden / 10, hidden, hidden + hidden / 6, source);
        file(machine, &dir, ".package-lock.json", &size)?;
    }
    if target.writes_lock && !install.has(&["--no-save", "--no-package-lock", "--no-lockfile"]) {
        write_lock(machine, install, count as u64)?;
    }
    put_cache(machine, install, &brought.cache)
}

fn write_lock(machine: &mut Machine<'_>, install: &Install<'_>, count: u64) -> Result<(), Errno> {
    let name = match install.name {
        "yarn" => "yarn.lock",
        "pnpm" => "pnpm-lock.yaml",
        _ => "package-lock.json",
    };
    let (low, likely, high) = LOCK;
    let size = Size::range(
        low * count,
        likely * count,
        high * count + 1_000,
        "a lock file, as measured for each package",
    );
    file(machine, ".", name, &size)
}

/// The `package.json` that an install of named packages makes where there is none.
pub(super) fn write_manifest(machine: &mut Machine<'_>, asked: &[&str]) {
    let lines: Vec<String> = asked.iter().map(|name| format!("    \"{name}\": \"^1.0.0\"")).collect();
    let text = format!("{{\n  \"dependencies\": {{\n{}\n  }}\n}}\n", lines.join(",\n"));
    // Where it cannot be written, neither can what follows, which says so.
    let _ = machine.write_file("package.json", Content::bytes(text.into_bytes()));
}

/// The tool's cache.
pub(super) fn cache(machine: &Machine<'_>, install: &Install<'_>) -> String {
    let home = machine.shell.vars.text("HOME");
    let set = |name: &str| Some(machine.shell.vars.text(name)).filter(|dir| !dir.is_empty());
    match install.name {
        "yarn" => {
            let usual = || {
                if machine.ids.uid == 0 {
                    "/usr/local/share/.cache/yarn".to_owned()
                } else {
                    join(&home, ".cache/yarn")
                }
            };
            let named = install.value(&["--cache-folder"]).map(str::to_owned);
            named.or_else(|| set("YARN_CACHE_FOLDER").map(|dir| dir.to_string())).unwrap_or_else(usual)
        }
        "pnpm" => join(&home, ".local/share/pnpm/store"),
        _ => {
            let dir = install.value(&["--cache"]).map(str::to_owned);
            let dir = dir.or_else(|| {
                set("npm_config_cache").or_else(|| set("NPM_CONFIG_CACHE")).map(|dir| dir.to_string())
            });
            join(&dir.unwrap_or_else(|| join(&home, ".npm")), "_cacache")
        }
    }
}

fn put_cache(machine: &mut Machine<'_>, install: &Install<'_>, archives: &Size) -> Result<(), Errno> {
    if archives.likely == 0 {
        return Ok(());
    }
    let high = archives.high.unwrap_or(archives.likely);
    let size = match install.name {
        "npm" => archives.clone(),
        // Unpacked packages, beside their archives.
        "yarn" => Size::range(
            archives.low,
            archives.likely * 4,
            high * 6,
            "yarn's cache holds the packages unpacked",
        ),
        _ => Size::range(
            0,
            archives.likely / 20,
            high,
            "files of pnpm's store are hard links to those installed",
        ),
    };
    let dir = cache(machine, install);
    file(machine, &dir, "(downloads)", &size)
}

/// Puts a file of about this size into a directory, which is made; all that the directory holds is counted in it.
fn file(machine: &mut Machine<'_>, dir: &str, name: &str, size: &Size) -> Result<(), Errno> {
    let dir = if dir == "." { machine.shell.cwd.clone() } else { machine.make_counted(dir)? };
    let identity = derived(machine.input, &[&dir, name]);
    let metadata = Metadata { mtime: Time::Build, ..machine.new_metadata(0o666) };
    machine.put(&join(&dir, name), Node::file(Content::estimated(size.clone(), identity), metadata))
}
