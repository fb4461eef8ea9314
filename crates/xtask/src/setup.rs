//! Installs what is missing; a tool that is already there is used. Each step says exactly what to install where it
//! cannot do so itself.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, process, workspace};

const TRUNK: &str = "0.21.14";
/// The target of everything that runs in a browser.
pub const WASM: &str = "wasm32-unknown-unknown";
/// Older ones do not know what today's compiler emits.
const OLDEST_WASM_OPT: u32 = 120;

/// Everything that any command needs.
pub fn everything() -> Result {
    site()?;
    browser()
}

/// What building the site needs.
pub fn site() -> Result {
    wasm_target()?;
    wasm_bindgen()?;
    trunk()?;
    node()?;
    npm_packages(&workspace::root().join("static/editor"))?;
    wasm_opt()
}

/// What tests in a browser need.
pub fn browser() -> Result {
    if chromium().is_some() && process::find("chromedriver").is_some() {
        return Ok(());
    }
    apt("Chromium and chromedriver", &["chromium", "chromium-driver"])?;
    match (chromium(), process::find("chromedriver")) {
        (Some(_), Some(_)) => Ok(()),
        _ => Err("chromium or chromedriver is still not on PATH after installing".to_owned()),
    }
}

/// The browser's program.
pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .into_iter()
        .find_map(process::find)
}

/// Folders with tools of this workspace alone.
pub fn tool_folders() -> Vec<PathBuf> {
    vec![tools().join("bin"), npm_tools().join("node_modules/.bin")]
}

/// Where cargo installs programs.
pub fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"))).map(|home| home.join("bin"))
}

fn tools() -> PathBuf {
    workspace::target().join("tools")
}

fn npm_tools() -> PathBuf {
    workspace::root().join("crates/xtask/npm")
}

fn wasm_target() -> Result {
    let installed = process::output("rustc", &["--print", "target-libdir", "--target", WASM])
        .is_some_and(|folder| Path::new(&folder).is_dir());
    if installed {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        return Err(format!("the Rust target {WASM} is missing: install rustup from https://rustup.rs"));
    }
    process::run("rustup", &["target", "add", WASM])
}

/// The tool's version must be the one of the library.
fn wasm_bindgen() -> Result {
    let wanted = workspace::locked_version("wasm-bindgen")?;
    if version_of("wasm-bindgen").is_some_and(|found| found == wanted) {
        return Ok(());
    }
    cargo_install("wasm-bindgen-cli", &wanted)
}

fn trunk() -> Result {
    if version_of("trunk").is_some_and(|found| found.starts_with("0.21.")) {
        return Ok(());
    }
    cargo_install("trunk", TRUNK)
}

/// Installs where every checkout finds it; beside this one alone where another version is already there.
pub fn cargo_install(package: &str, version: &str) -> Result {
    let program = package.trim_end_matches("-cli");
    eprintln!("Installing {package} {version}; this takes some minutes, once.");
    let root = tools();
    let install = |locked: bool| {
        let mut command = process::command("cargo");
        command.args(["install", package, "--version", version]);
        if locked {
            command.arg("--locked");
        }
        if process::find(program).is_some() {
            command.arg("--root").arg(&root);
        }
        // Without the wrapper's own package settings: they belong to this workspace's build.
        process::wait(command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS"))
    };
    install(true).or_else(|_| {
        eprintln!("Once more without its lock file, which may name what the registry does not have.");
        install(false)
    })
}

fn node() -> Result {
    if process::find("node").is_some() && process::find("npm").is_some() {
        return Ok(());
    }
    apt("Node.js 18 or newer with npm", &["nodejs", "npm"])
}

/// Installs what the lock file in `folder` names, unless that is what is there.
pub fn npm_packages(folder: &Path) -> Result {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    match (time(&lock), time(&installed)) {
        (None, _) => return Ok(()),
        (Some(lock), Some(installed)) if lock <= installed => return Ok(()),
        _ => {}
    }
    process::wait(process::command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// trunk takes any `wasm-opt` on PATH in release builds.
fn wasm_opt() -> Result {
    let new_enough = || -> bool {
        let version = process::output("wasm-opt", &["--version"]).unwrap_or_default();
        let number = version.split_whitespace().find_map(|word| word.parse::<u32>().ok());
        number.is_some_and(|number| number >= OLDEST_WASM_OPT)
    };
    if new_enough() {
        return Ok(());
    }
    npm_packages(&npm_tools())?;
    if new_enough() { Ok(()) } else { Err("wasm-opt of npm's binaryen does not start".to_owned()) }
}

fn version_of(program: &str) -> Option<String> {
    process::output(program, &["--version"])?.split_whitespace().nth(1).map(str::to_owned)
}

/// Installs Debian packages where that is possible without asking.
pub fn apt(what: &str, packages: &[&str]) -> Result {
    let by_hand = format!(
        "{what} is missing. On Debian and Ubuntu: apt-get install {}. Elsewhere: install it and put it on PATH.",
        packages.join(" ")
    );
    let root = process::output("id", &["-u"]).as_deref() == Some("0");
    if !root || process::find("apt-get").is_none() {
        return Err(by_hand);
    }
    eprintln!("Installing {what}.");
    let apt = |args: &[&str]| {
        process::wait(process::command("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install: Vec<&str> =
        ["install", "-y", "--no-install-recommends"].iter().chain(packages).copied().collect();
    apt(&["update"]).and_then(|()| apt(&install)).map_err(|error| format!("{error}\n{by_hand}"))
}

/// Gives a test in a browser what it looks for in its environment.
pub fn browser_environment(command: &mut Command) {
    if let Some(driver) = process::find("chromedriver") {
        command.env("CHROMEDRIVER", driver);
    }
    if let Some(browser) = chromium() {
        command.env("CHROMIUM", browser);
    }
}
