//! Builds the npm packages into `target/packages` and tries them in a project that has nothing but them: in Node, by the
//! type checker, bundled, and in a browser.

use std::fs;
use std::path::{Path, PathBuf};

use crate::evaluator::FEATURES;
use crate::files::{copy_files, copy_tree, fresh, not_found};
use crate::{Result, process, setup, workspace};

/// Builds, packs and tests them.
pub fn package() -> Result {
    setup::site()?;
    let folder = workspace::target().join("packages");
    let package = fresh(&folder.join("drydock"))?;
    wasm(&package)?;
    copy_files(&workspace::root().join("packages/drydock"), &package)?;
    copy_files(&workspace::root().join("crates/catalog/data"), &package.join("data"))?;
    for built_in in ["images.json", "images.jsonl"] {
        fs::remove_file(package.join("data").join(built_in))
            .or_else(not_found)
            .map_err(|error| error.to_string())?;
    }
    licences(&package)?;
    let element = fresh(&folder.join("drydock-element"))?;
    copy_files(&workspace::root().join("packages/drydock-element"), &element)?;
    copy_files(&workspace::root().join("static/element"), &element)?;
    licences(&element)?;
    try_out(&fresh(&folder.join("scratch"))?, &[pack(&package)?, pack(&element)?])
}

/// The module and its glue, small.
fn wasm(package: &Path) -> Result {
    let build =
        ["build", "--quiet", "--release", "--lib", "--package", "drydock-wasm", "--features", "package"];
    process::run("cargo", &[build.as_slice(), &["--target", setup::WASM]].concat())?;
    let built = workspace::target().join(setup::WASM).join("release/drydock_wasm.wasm");
    let (built, out) = (built.to_string_lossy(), package.to_string_lossy());
    process::run("wasm-bindgen", &["--target", "web", "--out-name", "drydock", "--out-dir", &out, &built])?;
    let module = package.join("drydock_bg.wasm");
    let module = module.to_string_lossy();
    process::run("wasm-opt", &[FEATURES, &["-Oz", &module, "-o", &module]].concat())
}

/// Packs a package of this workspace's version; gives the archive.
fn pack(package: &Path) -> Result<PathBuf> {
    let version = env!("CARGO_PKG_VERSION");
    let manifest = package.join("package.json");
    let text = fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let text = text.replace("\"version\": \"0.0.0\"", &format!("\"version\": \"{version}\""));
    fs::write(&manifest, text).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let folder = package.parent().unwrap_or(package);
    let destination = folder.to_string_lossy();
    process::wait(
        process::command("npm")
            .args(["pack", "--silent", "--pack-destination", &destination])
            .current_dir(package),
    )?;
    let name = package.file_name().unwrap_or_default().to_string_lossy();
    let packed = folder.join(format!("{name}-{version}.tgz"));
    if packed.is_file() { Ok(packed) } else { Err(format!("npm pack made no {}", packed.display())) }
}

/// Installs the archives into an empty project and runs the tests there; nothing is asked of a registry.
fn try_out(scratch: &Path, packed: &[PathBuf]) -> Result {
    copy_tree(&workspace::root().join("packages/test"), scratch)?;
    let mut install = process::command("npm");
    install.args(["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock"]).args(packed);
    process::wait(install.current_dir(scratch))?;
    process::wait(process::command("node").args(["--test", "."]).current_dir(scratch))?;
    let tools = workspace::root().join("packages/tools");
    setup::npm_packages(&tools)?;
    process::wait(process::command("node").arg("bundle.mjs").arg(tools).current_dir(scratch))?;
    setup::browser()?;
    let mut open = process::command("cargo");
    open.args(["test", "--quiet", "--package", "drydock-e2e", "--test", "packages", "--", "--ignored"]);
    open.env("DRYDOCK_DIST", scratch.join("out/site"));
    setup::browser_environment(&mut open);
    process::wait(&mut open)
}

fn licences(package: &Path) -> Result {
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(workspace::root().join(name), package.join(name))
            .map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}
