//! `python -m venv`, `virtualenv`, `uv venv`.

use drydock_catalog::Size;

use super::super::super::machine::{Machine, Status};
use super::super::Install;
use super::python;
use crate::{Content, Metadata, Node, Time, join, split};

/// pip in a new environment, low, likely, high: unpacked from the wheel that Python carries, with byte code.
const BUNDLED: (u64, u64, u64) = (8_000_000, 11_500_000, 16_000_000);

/// Makes the virtual environment that `install` names.
pub(in super::super) fn venv(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let Some(dir) = install.operands(&["--prompt", "-p", "--python"]).first().copied().map(str::to_owned)
    else {
        return machine.estimated("which virtual environment is made is not known");
    };
    let empty = install.has(&["--without-pip", "--no-pip"]) || install.name == "uv";
    machine.takes(0.3, if empty { 0.5 } else { 3.0 }, 10.0);
    match make(machine, &dir, empty) {
        Ok(()) => machine.estimated("what a virtual environment holds is estimated"),
        Err(errno) => {
            machine.error(install.io, &format!("Error: {}: '{dir}'", errno.words()));
            Status::FAILED
        }
    }
}

fn make(machine: &mut Machine<'_>, dir: &str, empty: bool) -> Result<(), super::super::super::files::Errno> {
    let python = python(machine);
    let site = machine.make_counted(&format!("{dir}/lib/{python}/site-packages"))?;
    let root = split(split(split(&site).0).0).0.to_owned();
    let bin = machine.make_counted(&join(&root, "bin"))?;
    let metadata =
        |machine: &Machine<'_>, mode| Metadata { mtime: Time::Build, ..machine.new_metadata(mode) };
    let (script, text) = (metadata(machine, 0o777), metadata(machine, 0o666));
    let estimated = |size: Size, name: &str| Content::estimated(size, crate::Digest::of(name.as_bytes()));
    if !empty {
        let (low, likely, high) = BUNDLED;
        let size = Size::range(low, likely, high, "a virtual environment holds pip and nothing else");
        machine.put(&join(&site, "(pip)"), Node::file(estimated(size, "pip of a venv"), text))?;
        for name in ["pip", "pip3"] {
            let size = Size::exact(250, "a script that starts it");
            machine.put(&join(&bin, name), Node::file(estimated(size, name), script))?;
        }
    }
    let own = ["/usr/local/bin/python3", "/usr/bin/python3"]
        .into_iter()
        .find(|path| machine.fs.follow(path).is_some());
    for name in ["python", "python3"] {
        machine.put(&join(&bin, name), Node::symlink(own.unwrap_or("/usr/bin/python3"), Time::Build))?;
    }
    let activate =
        format!("VIRTUAL_ENV={root}\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\n");
    machine.put(&join(&bin, "activate"), Node::file(Content::bytes(activate.into_bytes()), text))?;
    // The scripts that activate it in other shells.
    let size = Size::range(8_000, 15_400, 30_000, "scripts that activate the environment in other shells");
    machine.put(&join(&bin, "(other shells)"), Node::file(estimated(size, "activate"), text))?;
    let configuration = format!("home = {python}\n");
    machine.put(&join(&root, "pyvenv.cfg"), Node::file(Content::bytes(configuration.into_bytes()), text))
}
