//! Scripts of `package.json` that build.

use drydock_catalog::Size;

use super::super::super::machine::{Machine, Status};
use super::super::Install;
use super::manifest::Manifest;

/// Where tools put what they build, by a word of the command.
const OUTPUTS: [(&str, &str); 10] = [
    ("next", ".next"),
    ("react-scripts", "build"),
    ("nuxt", ".output"),
    ("gatsby", "public"),
    ("svelte", "build"),
    ("remix", "build"),
    ("docusaurus", "build"),
    ("eleventy", "_site"),
    ("hexo", "public"),
    ("parcel", "dist"),
];

/// A script that builds: where its output goes follows from the tool it names. `None` for other scripts.
pub(super) fn script(machine: &mut Machine<'_>, script: &str, install: &Install<'_>) -> Option<Status> {
    let manifest = match machine.text_of("package.json") {
        Ok(text) => Manifest::read(&text),
        Err(true) => Manifest::default(),
        Err(false) => {
            machine.error(install.io, "npm error code ENOENT");
            machine.error(install.io, "npm error enoent Could not read package.json");
            return Some(Status::Code(254));
        }
    };
    let command = manifest.script(script).map(str::to_owned);
    if command.is_none() && manifest.is_known() {
        machine.error(install.io, &format!("npm error Missing script: \"{script}\""));
        return Some(Status::FAILED);
    }
    if !script.contains("build") {
        return None;
    }
    let command = command.unwrap_or_default();
    let dir = output(machine, &command);
    let cwd = machine.shell.cwd.clone();
    let identity = machine.fingerprint(&install.args, &[&cwd]);
    let size =
        Size::range(10_000, 2_000_000, 200_000_000, "what such builds usually make; yours is not known");
    machine.takes(1.0, 12.0, 300.0);
    match machine.put_estimate(&dir, &format!("made by {script}"), size, identity) {
        Ok(_) => Some(machine.estimated(format!("`{script}` is taken to make `{dir}`"))),
        Err(errno) => {
            machine.error(install.io, &format!("npm error {}", errno.words()));
            Some(Status::FAILED)
        }
    }
}

fn output(machine: &mut Machine<'_>, command: &str) -> String {
    let words: Vec<&str> = command.split(|c: char| c.is_whitespace() || c == '=').collect();
    let flags = ["--outDir", "--outdir", "--out-dir", "--output-path", "-o", "--dist-dir", "-d"];
    let named = words.iter().position(|word| flags.contains(word)).and_then(|at| words.get(at + 1));
    if let Some(dir) = named {
        return (*dir).to_owned();
    }
    if words.first() == Some(&"tsc") {
        let config = machine.text_of("tsconfig.json").unwrap_or_default();
        let dir = config.split_once("\"outDir\"").and_then(|(_, rest)| rest.split('"').nth(1));
        return dir.unwrap_or("dist").trim_start_matches("./").trim_end_matches('/').to_owned();
    }
    let usual = OUTPUTS.iter().find(|(tool, _)| words.contains(tool)).map_or("dist", |(_, dir)| dir);
    usual.to_owned()
}
