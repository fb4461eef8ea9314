//! `apt-get` and `apt`.

use drydock_catalog::Size;

use super::super::machine::{Machine, Status};
use super::Install;

/// Bytes of the package lists that `apt-get update` leaves, measured in the slim images.
const LISTS: [(&str, u64); 2] = [("bookworm", 19_856_468), ("trixie", 21_657_798)];

/// The release of a Debian whose lists were measured; others are near them.
fn release(machine: &Machine<'_>) -> Option<&'static (&'static str, u64)> {
    let text =
        machine.fs.follow("/etc/os-release").and_then(|node| node.as_file()?.content.as_text()).unwrap_or("");
    LISTS.iter().find(|(name, _)| {
        text.contains(name) || text.contains(if *name == "trixie" { "\"13\"" } else { "\"12\"" })
    })
}

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let operands = install.operands(&["-o", "-t", "-c", "--target-release"]);
    if machine.ids.uid != 0 {
        let words = "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)";
        machine.error(install.io, words);
        return Status::Code(100);
    }
    match operands.split_first() {
        Some((&"update", _)) => update(machine),
        Some((&"install" | &"build-dep" | &"satisfy", packages)) => add(machine, install, packages),
        Some((&"upgrade" | &"dist-upgrade" | &"full-upgrade", _)) => {
            machine.takes(2.0, 8.0, 60.0);
            let source = "between no update since the image was built and a point release";
            machine.add_size(&Size::range(1_000_000, 20_000_000, 150_000_000, source));
            machine.estimated("what an upgrade brings depends on the day of the build")
        }
        Some((&"remove" | &"purge" | &"autoremove", _)) => {
            machine.takes(0.5, 2.0, 10.0);
            // The database of packages is written anew.
            machine.add_size(&Size::range(
                80_000,
                500_000,
                2_000_000,
                "files that the package manager writes anew",
            ));
            machine.estimated("removing packages frees nothing that an earlier layer holds")
        }
        // The images remove what they downloaded by themselves.
        Some((&"clean" | &"autoclean" | &"auto-clean", _)) => Status::OK,
        _ => machine.estimated(format!("what `{}` does is not followed", install.name)),
    }
}

fn update(machine: &mut Machine<'_>) -> Status {
    machine.takes(1.4, 2.5, 15.0);
    let (suite, size) = match release(machine) {
        Some((name, bytes)) => {
            let source = "measured: the package lists of Debian on 23 November 2026";
            (*name, Size::range(*bytes - bytes / 20, *bytes, bytes + bytes / 20, source))
        }
        None => (
            "stable",
            Size::range(
                15_000_000,
                25_000_000,
                60_000_000,
                "package lists as large as those of Debian or Ubuntu",
            ),
        ),
    };
    let what = format!("package lists of {suite}");
    let identity = machine.fingerprint(&["apt-get", "update", suite], &[]);
    match machine.put_estimate("/var/lib/apt/lists", &what, size, identity) {
        Ok(_) => Status::Unknown,
        Err(_) => machine.estimated("the package lists could not be written"),
    };
    machine.estimated("`apt-get update` brings the package lists of the day of the build")
}

fn add(machine: &mut Machine<'_>, install: &Install<'_>, packages: &[&str]) -> Status {
    machine.more_commands = true;
    let count = packages.len() as u64;
    if count == 0 {
        return machine.estimated("which packages are installed is not known");
    }
    let lean = install.has(&["--no-install-recommends"]);
    // Bounds of 36 measured runs (8 MB for curl up to 660 MB for a JDK); packages that are there already add 1 MB.
    let each = if lean { 30_000_000 } else { 60_000_000 };
    let likely = 1_074_000 + each * (1 + count.ilog2() as u64 * 2 / 3 + count / 4);
    let high = likely.saturating_mul(8).max(700_000_000);
    machine.add_size(&Size::range(
        1_074_000,
        likely,
        high,
        "the bounds of 36 measured installs; the packages themselves are not looked up",
    ));
    let packages_with = 10.0 + 8.0 * count as f64;
    machine.takes(1.0, 0.19 + 0.1433 * packages_with + 2.0, 0.19 + 0.1433 * packages_with * 8.0 + 60.0);
    machine.estimated(format!("what {} installs is estimated", packages.join(", ")))
}

/// Tools beside `apt-get`; `None` for what is not followed at all.
pub(super) fn helper(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands = install.operands(&[]);
    match (install.name, operands.first().copied()) {
        ("apt-mark", Some("auto" | "manual" | "hold" | "unhold")) => {
            Some(machine.estimated("`apt-mark` changes the package database"))
        }
        ("apt-mark" | "apt-cache", _) => {
            let content = machine.unknown_content(install.name);
            machine.send(install.io, 1, &content);
            Some(machine.estimated(format!("what `{}` prints is not known", install.name)))
        }
        ("dpkg", _) if install.has(&["--print-architecture"]) => {
            let arch =
                machine.base.map_or("amd64".to_owned(), |base| base.image.platform.architecture.clone());
            let arch = if arch.is_empty() { "amd64".to_owned() } else { arch };
            machine.print(install.io, &format!("{arch}\n"));
            Some(Status::OK)
        }
        ("dpkg", _) if install.has(&["-i", "--install"]) => {
            machine.more_commands = true;
            machine.add_size(&Size::unknown(100_000, "packages that are given as files"));
            Some(machine.estimated("what `dpkg -i` installs is not known"))
        }
        _ => None,
    }
}
