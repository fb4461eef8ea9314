//! Builds the sample sites of `integrations/` with each generator that can be had, and opens them in a browser.

use std::path::{Path, PathBuf};

use crate::{Result, files, process, setup, site, workspace};

/// A generator and its sample.
struct Sample {
    /// Its folder in `integrations/`, and its name.
    name: &'static str,
    /// Builds the copy of the sample in the first folder into the second.
    build: fn(&Path, &Path) -> Result,
}

const SAMPLES: &[Sample] = &[
    Sample { name: "html", build: plain },
    Sample { name: "mdbook", build: mdbook },
    Sample { name: "mkdocs", build: mkdocs },
    Sample { name: "sphinx", build: sphinx },
    Sample { name: "hugo", build: hugo },
    Sample { name: "jekyll", build: jekyll },
    Sample { name: "docusaurus", build: docusaurus },
];

/// Builds and opens all, or those named. A generator that is not there and cannot be installed is told, and fails only
/// when it was named.
pub fn integrations(names: &[String]) -> Result {
    if let Some(unknown) = names.iter().find(|name| SAMPLES.iter().all(|sample| sample.name != *name)) {
        let known: Vec<_> = SAMPLES.iter().map(|sample| sample.name).collect();
        return Err(format!("unknown generator {unknown}; there are: {}", known.join(" ")));
    }
    site::build()?;
    setup::browser()?;
    let folder = files::fresh(&workspace::target().join("integrations"))?;
    let mut built = Vec::new();
    for sample in
        SAMPLES.iter().filter(|sample| names.is_empty() || names.iter().any(|name| name == sample.name))
    {
        let from = workspace::root().join("integrations").join(sample.name);
        let work = folder.join(".work").join(sample.name);
        files::copy_tree(&from, &work)?;
        let out = folder.join(sample.name);
        match (sample.build)(&work.join("sample"), &out) {
            Ok(()) => {
                files::copy_tree(&workspace::dist(), &out.join("drydock"))?;
                built.push(sample.name);
            }
            Err(error) if names.is_empty() => eprintln!("{} is left out: {error}", sample.name),
            Err(error) => return Err(error),
        }
    }
    let mut command = process::command("cargo");
    command.args([
        "test",
        "--package",
        "drydock-e2e",
        "--test",
        "integrations",
        "--",
        "--ignored",
        "--nocapture",
    ]);
    command.env("DRYDOCK_DIST", &folder).env("DRYDOCK_SAMPLES", built.join(" "));
    setup::browser_environment(&mut command);
    process::wait(&mut command)
}

fn plain(sample: &Path, out: &Path) -> Result {
    files::copy_tree(sample, out)
}

/// mdBook by cargo, the preprocessor from here.
fn mdbook(sample: &Path, out: &Path) -> Result {
    process::run("cargo", &["build", "--quiet", "--package", "mdbook-drydock"])?;
    if process::find("mdbook").is_none() {
        setup::cargo_install("mdbook", "0.4.52")?;
    }
    let mut path = vec![workspace::target().join("debug")];
    path.extend(process::folders());
    let path = std::env::join_paths(path).map_err(|error| error.to_string())?;
    process::wait(
        process::command("mdbook").args(["build", "--dest-dir"]).arg(out).arg(sample).env("PATH", path),
    )
}

/// A Python environment of its own with what a sample's `requirements.txt` names.
fn python(sample: &Path) -> Result<PathBuf> {
    let folder = workspace::target().join("tools/python");
    let program = folder.join("bin");
    if !program.join("pip").is_file() {
        process::run("python3", &["-m", "venv", &folder.to_string_lossy()])?;
    }
    let requirements = sample.with_file_name("requirements.txt");
    let requirements = requirements.to_string_lossy();
    process::run(
        &program.join("pip").to_string_lossy(),
        &["install", "--quiet", "--requirement", &requirements],
    )?;
    Ok(program)
}

fn mkdocs(sample: &Path, out: &Path) -> Result {
    let program = python(sample)?.join("mkdocs");
    let mut command = process::command(&program.to_string_lossy());
    command.args(["build", "--quiet", "--site-dir"]).arg(out).current_dir(sample).env("PYTHONPATH", "..");
    process::wait(&mut command)
}

fn sphinx(sample: &Path, out: &Path) -> Result {
    let program = python(sample)?.join("sphinx-build");
    process::wait(process::command(&program.to_string_lossy()).args(["-q", "."]).arg(out).current_dir(sample))
}

fn hugo(sample: &Path, out: &Path) -> Result {
    if process::find("hugo").is_none() {
        setup::apt("Hugo", &["hugo"])?;
    }
    files::copy_tree(&sample.with_file_name("layouts"), &sample.join("layouts"))?;
    process::wait(process::command("hugo").args(["--quiet", "--destination"]).arg(out).current_dir(sample))
}

fn jekyll(sample: &Path, out: &Path) -> Result {
    if process::find("jekyll").is_none() {
        setup::apt("Jekyll", &["jekyll"])?;
    }
    files::copy_tree(&sample.with_file_name("_plugins"), &sample.join("_plugins"))?;
    process::wait(
        process::command("jekyll").args(["build", "--quiet", "--destination"]).arg(out).current_dir(sample),
    )
}

/// Docusaurus by npm, once for all runs; the component from here.
fn docusaurus(sample: &Path, out: &Path) -> Result {
    let kept = workspace::target().join("tools/docusaurus");
    files::copy_files(sample, &kept)?;
    files::copy_tree(&sample.join("src"), &kept.join("src"))?;
    let component = "DockerfilePlayground.jsx";
    let components = kept.join("src/components");
    std::fs::create_dir_all(&components).map_err(|error| format!("{}: {error}", components.display()))?;
    std::fs::copy(sample.with_file_name(component), components.join(component))
        .map_err(|error| format!("{component}: {error}"))?;
    setup::npm_packages(&kept)?;
    let mut command = process::command("npx");
    command.args(["docusaurus", "build", "--out-dir"]).arg(out).current_dir(&kept);
    process::wait(command.env("DOCUSAURUS_NO_TELEMETRY", "1").env("NO_UPDATE_NOTIFIER", "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_there() {
        for sample in SAMPLES {
            let folder = workspace::root().join("integrations").join(sample.name).join("sample");
            assert!(folder.is_dir(), "{}", folder.display());
        }
    }
}
