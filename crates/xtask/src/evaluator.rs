//! Builds the evaluator: `crates/wasm` as one module, and the script that starts it in a worker.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, process, setup, site, workspace};

/// What the compiler emits beyond wasm's first version, for wasm-opt; `web/index.html` has the same.
pub const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// The line of the worker's script that the glue takes the place of.
const GLUE: &str = "  /* glue: wasm_bindgen */\n";

/// Builds it into `static/evaluator/dist`, from where trunk copies it. Trunk runs this before each build.
pub fn build(args: &[String]) -> Result {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    let (profile, folder) = match args {
        [flag] if flag == "--release" => ("release", "release"),
        [flag, ..] => return Err(format!("unknown argument {flag}")),
        [] if is(site::QUICK, "1") => ("quick", "quick"),
        [] if is("TRUNK_PROFILE", "release") => ("release", "release"),
        [] => ("dev", "debug"),
    };
    setup::site()?;
    let package = ["build", "--quiet", "--lib", "--package", "drydock-wasm"];
    let target = ["--target", setup::WASM, "--profile", profile];
    process::run("cargo", &[package.as_slice(), &target].concat())?;
    let built = workspace::target().join(setup::WASM).join(folder).join("drydock_wasm.wasm");
    let bound = workspace::target().join("evaluator").join(folder);
    if is_older(&bound.join("evaluator.wasm"), &built) {
        bind(&built, &bound, profile == "release")?;
    }
    let dist = source().join("dist");
    fs::create_dir_all(&dist).map_err(|error| format!("{}: {error}", dist.display()))?;
    replace(&dist.join("evaluator.wasm"), &read(&bound.join("evaluator.wasm"))?)?;
    let script = worker(&text(&source().join("worker.js"))?, &text(&bound.join("glue.js"))?)?;
    replace(&dist.join("evaluator-worker.js"), script.as_bytes())
}

/// Lets wasm-bindgen, and wasm-opt for a release, make of the `built` module what a browser takes.
fn bind(built: &Path, bound: &Path, release: bool) -> Result {
    let (built, out) = (built.to_string_lossy(), bound.to_string_lossy());
    let options =
        ["--target", "no-modules", "--no-typescript", "--out-name", "glue", "--out-dir", &out, &built];
    process::run("wasm-bindgen", &options)?;
    let (glued, module) = (bound.join("glue_bg.wasm"), bound.join("evaluator.wasm"));
    if !release {
        return fs::copy(&glued, &module)
            .map(|_| ())
            .map_err(|error| format!("{}: {error}", module.display()));
    }
    let (glued, module) = (glued.to_string_lossy(), module.to_string_lossy());
    process::run("wasm-opt", &[FEATURES, &["-O3", &glued, "-o", &module]].concat())
}

/// The worker's script: `source` with the `glue` in its place.
fn worker(source: &str, glue: &str) -> Result<String> {
    let (before, after) = source.split_once(GLUE).ok_or("worker.js has no line for the glue")?;
    Ok(format!("{before}{glue}{after}"))
}

fn source() -> PathBuf {
    workspace::root().join("static/evaluator")
}

fn is_older(file: &Path, than: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    time(file).is_none_or(|file| time(than).is_none_or(|than| file < than))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file unless it holds just that: what watches it need not run again.
fn replace(path: &Path, bytes: &[u8]) -> Result {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_goes_where_the_script_says() {
        let source = format!("before\n{GLUE}after\n");
        assert_eq!(worker(&source, "let x;\n").as_deref(), Ok("before\nlet x;\nafter\n"));
        assert!(worker("before\n", "let x;\n").is_err());
        assert!(worker(include_str!("../../../static/evaluator/worker.js"), "").is_ok());
    }
}
