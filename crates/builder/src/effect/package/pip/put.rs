//! What an install leaves in the file system.

use drydock_catalog::Size;
use drydock_catalog::packages::PipPackage;

use super::super::super::files::Errno;
use super::super::super::io::derived;
use super::super::super::machine::Machine;
use super::{PIP_ITSELF, Tool, Wanted};
use crate::{Content, Metadata, Node, NodeKind, Time, join};

/// Name of the file that stands for a project's byte code. Its end is that of every such file.
const BYTE_CODE: &str = "(byte code).pyc";

/// Puts projects into the directory `site`, each in a directory of its own, with its byte code beside.
pub(in super::super) fn put_packages(
    machine: &mut Machine<'_>,
    site: &str,
    packages: &[PipPackage],
    byte_code: bool,
) -> Result<(), Errno> {
    if packages.is_empty() {
        return Ok(());
    }
    let site = machine.make_counted(site)?;
    for package in packages {
        let stem = package.name.replace(['-', '.'], "_");
        let dir = join(&site, &stem);
        machine.fs.remove(&dir);
        file(machine, &dir, &format!("({} {})", package.name, package.version), &package.files)?;
        if byte_code {
            file(machine, &join(&dir, "__pycache__"), BYTE_CODE, &package.byte_code)?;
        }
        let version = if package.version.is_empty() { "0" } else { &package.version };
        let info = Node::dir(Metadata::new(0o755, Time::Build)).from_step(machine.step);
        machine.fs.mkdir_all(&join(&site, &format!("{stem}-{version}.dist-info")), &info)?;
    }
    Ok(())
}

/// pip and wheel themselves, when they are brought up to date.
pub(super) fn put_tools(machine: &mut Machine<'_>, site: &str, tools: &[String]) -> Result<(), Errno> {
    for tool in tools {
        let (low, likely, high) = if tool == "pip" { PIP_ITSELF } else { (0, 1_279_000, 1_500_000) };
        let source = "nothing where the image has the newest, else its wheel unpacked, with byte code";
        let site = machine.make_counted(site)?;
        file(machine, &join(&site, tool), &format!("({tool})"), &Size::range(low, likely, high, source))?;
    }
    Ok(())
}

/// Projects of the user's own, and what comes from addresses.
pub(super) fn put_projects(machine: &mut Machine<'_>, site: &str, wanted: &Wanted) -> Result<(), Errno> {
    for (path, editable) in &wanted.projects {
        let size = match editable {
            true => Size::range(200, 3_000, 200_000, "a link to the sources, and the project's metadata"),
            false => installed_project(machine, path),
        };
        let site = machine.make_counted(site)?;
        file(machine, &site, &format!("(the project in {})", path.replace('/', "-")), &size)?;
    }
    for address in &wanted.addresses {
        let size = Size::range(
            10_000,
            1_000_000,
            500_000_000,
            "a project from an address that nobody states the size of",
        );
        let site = machine.make_counted(site)?;
        let name: String = address.replace('/', "-").chars().take(100).collect();
        file(machine, &site, &format!("({name})"), &size)?;
    }
    if wanted.unread {
        let size = Size::range(0, 60_000_000, 2_000_000_000, "a list of requirements that is not known");
        let site = machine.make_counted(site)?;
        file(machine, &site, "(requirements that are not known)", &size)?;
    }
    Ok(())
}

/// The sources of a project and their byte code, which is 1.13 times as large and 212 bytes a file more, as measured.
fn installed_project(machine: &Machine<'_>, path: &str) -> Size {
    let place = machine.absolute(path);
    let python = |(name, node): (String, &std::rc::Rc<Node>)| match node.kind() {
        NodeKind::File(file) if name.ends_with(".py") => Some(file.content.len()),
        _ => None,
    };
    let (bytes, files) = machine
        .fs
        .walk(&place)
        .filter_map(python)
        .fold((0, 0), |(bytes, files), own| (bytes + own, files + 1));
    let likely = 3_000 + bytes * 213 / 100 + 240 * files;
    let source =
        "the project's own Python files with their byte code; which of them are packages is not read";
    Size::range(2_000, likely, likely * 2 + 100_000, source)
}

/// What stays in the cache: the wheels as they were downloaded. uv keeps them unpacked, and the installed files are hard
/// links to those, so that they add next to nothing.
pub(super) fn put_cache(
    machine: &mut Machine<'_>,
    cache: &str,
    packages: &[PipPackage],
    tool: Tool,
) -> Result<(), Errno> {
    if packages.is_empty() {
        return Ok(());
    }
    let wheels = packages.iter().map(|package| &package.wheel);
    let (mut low, mut likely, mut high) = (0, 0, 0);
    for wheel in wheels {
        low += wheel.low;
        likely += wheel.likely;
        high += wheel.high.unwrap_or(wheel.likely);
    }
    let count = packages.len() as u64;
    let (dir, size) = match tool {
        Tool::Pip => {
            let source = "the wheels as downloaded, which pip's cache keeps";
            (
                join(cache, "http-v2"),
                Size::range(low, likely + 5_000 * count, high + high / 20 + 100_000, source),
            )
        }
        Tool::Uv => {
            let source = "uv's notes on each wheel; the files themselves are hard links to those installed";
            (join(cache, "wheels-v5"), Size::range(1_000 * count, 20_000 * count, 500_000 * count, source))
        }
    };
    let dir = machine.make_counted(&dir)?;
    file(machine, &dir, "(downloads)", &size)
}

/// Wheels as files.
pub(super) fn put_wheels(
    machine: &mut Machine<'_>,
    dir: &str,
    packages: &[PipPackage],
    wanted: &Wanted,
) -> Result<(), Errno> {
    let (place, _) = machine.look(dir, true)?;
    let made = Node::dir(machine.new_metadata(0o777)).from_step(machine.step);
    machine.fs.mkdir_all(&place, &made)?;
    for package in packages {
        let version = if package.version.is_empty() { "0" } else { &package.version };
        let name = format!("{}-{version}-py3-none-any.whl", package.name.replace('-', "_"));
        file(machine, &place, &name, &package.wheel)?;
    }
    for (path, _) in &wanted.projects {
        let installed = installed_project(machine, path);
        let high = installed.high.unwrap_or(installed.likely);
        let size = Size::range(1_000, installed.likely / 5, high / 2, "the project's own wheel, packed");
        file(machine, &place, "project-0-py3-none-any.whl", &size)?;
    }
    Ok(())
}

/// Puts a file of about this size into a directory, which is made; all that the directory holds is counted in it.
fn file(machine: &mut Machine<'_>, dir: &str, name: &str, size: &Size) -> Result<(), Errno> {
    let dir = machine.make_counted(dir)?;
    let identity = derived(machine.input, &[&dir, name]);
    let metadata = Metadata { mtime: Time::Build, ..machine.new_metadata(0o666) };
    machine.put(&join(&dir, name), Node::file(Content::estimated(size.clone(), identity), metadata))
}
