//! `pip`, `venv`, `uv`.

use std::collections::HashSet;

use drydock_catalog::Size;
use drydock_catalog::packages::PipRequirement;

use super::super::machine::{Machine, Status};
use super::Install;
use crate::{Content, Metadata, Node, Time, clean, join, split};

/// Flags of `pip install` that take a value.
const VALUED: [&str; 18] = [
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--prefix",
    "--root",
    "--cache-dir",
    "--python-version",
    "--platform",
    "-e",
    "--trusted-host",
];

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let operands = install.operands(&VALUED);
    match operands.split_first() {
        Some((&"install" | &"wheel", packages)) => add(machine, install, packages),
        Some((&"cache", _)) => {
            let dir = cache_dir(machine, install);
            machine.fs.remove(&dir);
            Status::OK
        }
        Some((&"uninstall", _)) => machine.estimated("what `pip uninstall` removes is not followed"),
        Some((&"check" | &"--version", _)) => Status::Unknown,
        _ => {
            let content = machine.unknown_content("pip");
            machine.send(install.io, 1, &content);
            machine.estimated("what `pip` prints is not known")
        }
    }
}

fn add(machine: &mut Machine<'_>, install: &Install<'_>, packages: &[&str]) -> Status {
    let lists = install.values(&["-r", "--requirement"]);
    let mut count = packages.iter().filter(|name| **name != ".").count();
    let mut read = lists.clone();
    let mut named: Vec<String> = packages.iter().map(|name| (*name).to_owned()).collect();
    for list in &lists {
        match machine.text_of(list) {
            Ok(text) => {
                let asks =
                    |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '-']);
                count += text.lines().filter(asks).count();
                named.extend(text.lines().filter(asks).map(str::to_owned));
            }
            Err(true) => count += 5,
            Err(false) => {
                let words = format!(
                    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{list}'"
                );
                machine.error(install.io, &words);
                return Status::FAILED;
            }
        }
    }
    if packages.contains(&".") || install.value(&["-e"]).is_some() {
        read.push(".");
        count += 5;
    }
    let identity = machine.fingerprint(&install.args, &read);
    let count = count as u64;
    let known = machine.table(|tables| tables.pip()).map(|pip| {
        let asked: Vec<PipRequirement> =
            named.iter().filter_map(|text| PipRequirement::parse(text)).collect();
        pip.install(&HashSet::new(), &asked)
    });
    let known = known.filter(|known| known.unknown.is_empty() && !known.packages.is_empty());
    let size = known.map_or_else(
        || {
            Size::range(
                50_000 * count,
                12_000_000 * count,
                120_000_000 * count + 50_000_000,
                "bounds of measured pip installs; not all projects are in the table",
            )
        },
        |known| known.installed,
    );
    let what = match lists.first() {
        Some(list) => format!("packages of {list}"),
        None => format!("packages {}", packages.join(" ")),
    };
    machine.takes(0.5, 1.0 + 1.2 * count as f64, 10.0 + 15.0 * count as f64);
    let kept = machine.shell.vars.text("PIP_NO_CACHE_DIR").is_empty() && !install.has(&["--no-cache-dir"]);
    if kept && count > 0 {
        let dir = cache_dir(machine, install);
        let wheels = Size::range(
            15_000 * count,
            4_000_000 * count,
            60_000_000 * count,
            "downloaded wheels, about a third of what is installed",
        );
        let _ = machine.put_estimate(&join(&dir, "http-v2"), &what, wheels, identity);
    }
    machine.more_commands = true;
    let site = site_packages(machine, install);
    match machine.put_estimate(&site, &what, size, identity) {
        Ok(_) => machine.estimated(format!("what `pip` installs as {what} is estimated")),
        Err(errno) => {
            machine.error(install.io, &format!("ERROR: Could not install packages: {}", errno.words()));
            Status::FAILED
        }
    }
}

fn cache_dir(machine: &Machine<'_>, install: &Install<'_>) -> String {
    let home = machine.shell.vars.text("HOME");
    let set = machine.shell.vars.text("PIP_CACHE_DIR");
    match install.value(&["--cache-dir"]) {
        Some(dir) => dir.to_owned(),
        None if !set.is_empty() => set.to_string(),
        None => join(&home, ".cache/pip"),
    }
}

/// `3.12` of the image, from what its environment says.
fn python(machine: &Machine<'_>) -> String {
    let version = machine.shell.vars.text("PYTHON_VERSION");
    let short: Vec<&str> = version.split('.').take(2).collect();
    if short.len() == 2 { format!("python{}", short.join(".")) } else { "python3".to_owned() }
}

fn site_packages(machine: &Machine<'_>, install: &Install<'_>) -> String {
    let below =
        |prefix: &str| format!("{}/lib/{}/site-packages", prefix.trim_end_matches('/'), python(machine));
    if let Some(target) = install.value(&["-t", "--target"]) {
        return target.to_owned();
    }
    if let Some(prefix) = install.value(&["--prefix", "--root"]) {
        return below(prefix);
    }
    if install.has(&["--user"]) {
        return below(&join(&machine.shell.vars.text("HOME"), ".local"));
    }
    if install.args.first() == Some(&"wheel") {
        return install.value(&["-w", "--wheel-dir"]).unwrap_or(".").to_owned();
    }
    // A virtual environment's own `pip` installs into it.
    let own = clean(install.path);
    let prefix = split(split(&own).0).0;
    if machine.fs.get(&join(prefix, "pyvenv.cfg")).is_some() {
        return below(prefix);
    }
    if machine.shell.vars.text("PYTHON_VERSION").is_empty() && own.starts_with("/usr/bin") {
        return "/usr/local/lib/python3/dist-packages".to_owned();
    }
    below("/usr/local")
}

/// `python -m venv DIR`.
pub(super) fn venv(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let Some(dir) = install.operands(&["--prompt", "-p", "--python"]).first().copied().map(str::to_owned)
    else {
        return machine.estimated("which virtual environment is made is not known");
    };
    let python = python(machine);
    machine.takes(1.0, 3.0, 10.0);
    let size =
        Size::range(8_000_000, 11_000_000, 25_000_000, "a virtual environment holds pip and nothing else");
    let identity = machine.fingerprint(&["venv", &dir, &python], &[]);
    let site = format!("{dir}/lib/{python}/site-packages");
    let made = machine.put_estimate(&site, "pip", size, identity).and_then(|_| {
        let bin = machine.make_opaque(&format!("{dir}/bin"))?;
        let root = split(&bin).0.to_owned();
        let metadata = |mode| Metadata { mtime: Time::Build, ..machine.new_metadata(mode) };
        let (script, text) = (metadata(0o777), metadata(0o666));
        let tool = |name: &str| {
            Content::estimated(
                Size::exact(250, "a script that starts it"),
                crate::Digest::of(name.as_bytes()),
            )
        };
        for name in ["pip", "pip3"] {
            machine.put(&join(&bin, name), Node::file(tool(name), script))?;
        }
        for name in ["python", "python3"] {
            let target = if machine.fs.follow("/usr/local/bin/python3").is_some() {
                "/usr/local/bin/python3"
            } else {
                "/usr/bin/python3"
            };
            machine.put(&join(&bin, name), Node::symlink(target, Time::Build))?;
        }
        let activate = Content::bytes(
            format!("VIRTUAL_ENV={root}\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\n")
                .into_bytes(),
        );
        machine.put(&join(&bin, "activate"), Node::file(activate, text))?;
        machine.put(
            &join(&root, "pyvenv.cfg"),
            Node::file(Content::bytes(format!("home = {python}\n").into_bytes()), text),
        )
    });
    match made {
        Ok(()) => machine.estimated("what a virtual environment holds is estimated"),
        Err(errno) => {
            machine.error(install.io, &format!("Error: {}: '{dir}'", errno.words()));
            Status::FAILED
        }
    }
}

/// `uv`: `uv pip install` as pip, `uv sync` into `.venv`.
pub(super) fn uv(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let rest = install.args.get(1..).unwrap_or_default().to_vec();
    match install.args.first().copied()? {
        "pip" => Some(run(
            machine,
            &Install {
                name: "pip",
                args: rest,
                io: install.io,
                path: install.path,
                unknown_arguments: install.unknown_arguments,
            },
        )),
        "venv" => {
            let args = if rest.iter().any(|arg| !arg.starts_with('-')) { rest } else { vec![".venv"] };
            Some(venv(
                machine,
                &Install {
                    name: "venv",
                    args,
                    io: install.io,
                    path: install.path,
                    unknown_arguments: install.unknown_arguments,
                },
            ))
        }
        "sync" => {
            let identity = machine.fingerprint(&install.args, &["pyproject.toml", "uv.lock"]);
            let size = Size::range(
                1_000_000,
                80_000_000,
                2_000_000_000,
                "a Python project's packages; they are not looked up",
            );
            machine.takes(0.5, 5.0, 60.0);
            let site = format!(".venv/lib/{}/site-packages", python(machine));
            // Where it cannot be written the note says enough.
            let _ = machine.put_estimate(&site, "packages of uv.lock", size, identity);
            Some(machine.estimated("what `uv sync` installs is estimated"))
        }
        _ => None,
    }
}
