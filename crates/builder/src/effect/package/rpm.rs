//! `dnf`, `microdnf`, `yum`.

use drydock_catalog::Size;

use super::super::machine::{Machine, Status};
use super::Install;

pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let operands = install.operands(&["--repo", "--enablerepo", "--disablerepo", "--setopt", "--releasever"]);
    if machine.ids.uid != 0 {
        machine.error(install.io, "Error: This command has to be run with superuser privileges (under the root user on most systems).");
        return Status::Code(1);
    }
    match operands.split_first() {
        Some((&"install" | &"groupinstall" | &"update" | &"upgrade" | &"module", packages)) => {
            machine.more_commands = true;
            let count = packages.len() as u64;
            let identity = machine.fingerprint(&["dnf", "metadata"], &[]);
            let cache = Size::range(
                30_000_000,
                120_000_000,
                300_000_000,
                "metadata of the repositories of a RHEL-like distribution",
            );
            let dir = if install.name == "microdnf" { "/var/cache/yum" } else { "/var/cache/dnf" };
            let _ = machine.put_estimate(dir, "repository metadata", cache, identity);
            machine.takes(5.0, 15.0 + 2.0 * count as f64, 120.0);
            let likely = 30_000_000 * count.max(1);
            machine.add_size(&Size::range(
                1_000_000,
                likely,
                likely * 20 + 200_000_000,
                "typical packages; the packages themselves are not looked up",
            ));
            machine.estimated(format!("what {} installs is estimated", packages.join(", ")))
        }
        Some((&"clean", _)) => {
            for dir in ["/var/cache/dnf", "/var/cache/yum"] {
                machine.fs.remove(dir);
            }
            Status::OK
        }
        Some((&"remove" | &"erase" | &"autoremove", _)) => {
            machine.add_size(&Size::range(
                1_000_000,
                10_000_000,
                60_000_000,
                "the package database written anew",
            ));
            machine.estimated("removing packages frees nothing that an earlier layer holds")
        }
        _ => {
            let printed = machine.unknown_content(install.name);
            machine.send(install.io, 1, &printed);
            machine.estimated(format!("what `{}` prints is not known", install.name))
        }
    }
}
