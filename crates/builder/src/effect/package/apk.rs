//! `apk`.

use drydock_catalog::Size;

use super::super::machine::{Machine, Status};
use super::Install;

/// Bytes of the package indexes that stay without `--no-cache`: main and community of a release.
const INDEXES: (u64, u64, u64) = (1_800_000, 2_500_000, 3_500_000);

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let operands = install.operands(&["-t", "--virtual", "-X", "--repository", "-p", "--root"]);
    if machine.ids.uid != 0 {
        machine.error(install.io, "ERROR: Unable to lock database: Permission denied");
        machine.error(install.io, "ERROR: Failed to open apk database: Permission denied");
        return Status::Code(99);
    }
    match operands.split_first() {
        Some((&"add", packages)) => add(machine, install, packages),
        Some((&"del", _)) => {
            machine.takes(0.1, 0.3, 3.0);
            machine.add_size(&Size::range(10_000, 40_000, 200_000, "the package database written anew"));
            machine.estimated("removing packages frees nothing that an earlier layer holds")
        }
        Some((&"update", _)) => {
            machine.takes(0.3, 1.0, 5.0);
            index(machine);
            machine.estimated("`apk update` brings the package indexes of the day of the build")
        }
        Some((&"upgrade", _)) => {
            machine.takes(0.3, 2.0, 20.0);
            machine.add_size(&Size::range(
                0,
                3_000_000,
                30_000_000,
                "between no update since the image was built and a point release",
            ));
            machine.estimated("what an upgrade brings depends on the day of the build")
        }
        Some((&"cache", _)) => Status::OK,
        _ => machine.estimated("what `apk` does is not followed"),
    }
}

fn index(machine: &mut Machine<'_>) {
    let (low, likely, high) = INDEXES;
    let size = Size::range(low, likely, high, "two package indexes of Alpine");
    let identity = machine.fingerprint(&["apk", "update"], &[]);
    // `/var/cache` is there in every Alpine, or is made.
    let _ = machine.put_estimate("/var/cache/apk", "package indexes", size, identity);
}

fn add(machine: &mut Machine<'_>, install: &Install<'_>, packages: &[&str]) -> Status {
    machine.more_commands = true;
    if !install.has(&["--no-cache"]) {
        index(machine);
    }
    let count = packages.len() as u64;
    machine.takes(0.5, 1.0 + 0.4 * count as f64, 10.0 + 5.0 * count as f64);
    let likely = 8_000_000 * count.max(1);
    machine.add_size(&Size::range(
        20_000,
        likely,
        likely * 20 + 50_000_000,
        "typical packages of Alpine; the packages themselves are not looked up",
    ));
    machine.estimated(format!("what {} installs is estimated", packages.join(", ")))
}
