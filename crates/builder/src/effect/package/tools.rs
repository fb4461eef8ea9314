//! Small tools beside package managers that write a file or two of a size that is about known.

use drydock_catalog::Size;

use super::super::io::derived;
use super::super::machine::{Machine, Status};
use super::Install;
use crate::{Content, join, split};

/// What a tool writes: its name, the directory, bytes low, likely and high, where that comes from.
const WRITES: [(&str, &str, u64, u64, u64, &str); 8] = [
    (
        "update-ca-certificates",
        "/etc/ssl/certs",
        0,
        222_073,
        300_000,
        "the bundle of certificates, as measured",
    ),
    (
        "locale-gen",
        "/usr/lib/locale",
        200_000,
        3_050_000,
        12_000_000,
        "an archive of locales: 3 MB with English of the US",
    ),
    (
        "localedef",
        "/usr/lib/locale",
        200_000,
        3_050_000,
        12_000_000,
        "an archive of locales: 3 MB with English of the US",
    ),
    (
        "fc-cache",
        "/var/cache/fontconfig",
        4_000,
        50_000,
        2_000_000,
        "a cache of fonts, as measured for a few",
    ),
    ("update-alternatives", "/var/lib/dpkg/alternatives", 50, 300, 5_000, "a few links and their list"),
    ("a2enmod", "/etc/apache2/mods-enabled", 0, 0, 1_000, "a few links"),
    ("a2dismod", "/etc/apache2/mods-enabled", 0, 0, 1_000, "a few links"),
    ("a2ensite", "/etc/apache2/sites-enabled", 0, 0, 1_000, "a few links"),
];

/// A program that is only asked for its version or its help; `None` for every other call.
pub(super) fn asked_for_words(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let words = matches!(install.args.as_slice(), ["--version" | "-V" | "-version" | "--help" | "version"]);
    if !words || install.unknown_arguments {
        return None;
    }
    let content = machine.unknown_content(install.name);
    machine.send(install.io, 1, &content);
    machine.takes(0.01, 0.1, 2.0);
    Some(machine.estimated(format!("what `{}` prints is not known", install.name)))
}

/// Carries out one of them; `None` for other programs.
pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    if install.name == "gpg" || install.name == "gpgconf" {
        return Some(gpg(machine, install));
    }
    if matches!(install.name, "rustup-init" | "rustup") {
        return rustup(machine, install);
    }
    let (_, dir, low, likely, high, source) = WRITES.iter().find(|(name, ..)| *name == install.name)?;
    machine.takes(0.05, 0.5, 10.0);
    let identity = derived(machine.input, &[install.name]);
    let what = format!("written by {}", install.name);
    Some(match machine.put_estimate(dir, &what, Size::range(*low, *likely, *high, *source), identity) {
        Ok(_) => machine.estimated(format!("what `{}` writes is estimated", install.name)),
        Err(_) => Status::FAILED,
    })
}

/// `gpg` keeps what it fetches in its home; with `-o` it writes a file.
fn gpg(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    machine.takes(0.05, 0.5, 20.0);
    if install.name == "gpgconf" {
        return Status::OK;
    }
    let keys = Size::range(300, 2_500, 60_000, "a key, or what was signed with it");
    let content = Content::estimated(keys, derived(machine.input, &install.args));
    if let Some(path) = install.value(&["-o", "--output"]) {
        let path = path.to_owned();
        return match machine.write_file(&path, content) {
            Ok(()) => machine.estimated("the size of what `gpg` writes is estimated"),
            Err(_) => Status::Code(2),
        };
    }
    machine.send(install.io, 1, &content);
    let home = machine.shell.vars.text("GNUPGHOME");
    let home =
        if home.is_empty() { join(&machine.shell.vars.text("HOME"), ".gnupg") } else { home.to_string() };
    let size = Size::range(1_000, 20_000, 400_000, "gpg's own files");
    let identity = derived(machine.input, &["gpg home"]);
    match machine.put_estimate(&home, "keys", size, identity) {
        Ok(_) => machine.estimated("what `gpg` keeps is estimated"),
        Err(_) => Status::Code(2),
    }
}

/// A toolchain of Rust: with the profile `minimal` the compiler, the standard library and cargo; else the documentation
/// and more besides.
fn rustup(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let adds = install.name == "rustup-init"
        || install.args.iter().any(|arg| matches!(*arg, "install" | "default" | "update"));
    if !adds {
        return None;
    }
    machine.more_commands = true;
    let minimal = install.value(&["--profile"]) == Some("minimal") || install.name == "rustup";
    let size = match minimal {
        true => Size::range(
            450_000_000,
            570_000_000,
            750_000_000,
            "Rust with the profile minimal, as in the official images",
        ),
        false => Size::range(900_000_000, 1_300_000_000, 1_700_000_000, "Rust with its documentation"),
    };
    let set = machine.shell.vars.text("RUSTUP_HOME");
    let home = machine.shell.vars.text("HOME");
    let dir = if set.is_empty() { join(&home, ".rustup") } else { set.to_string() };
    let set = machine.shell.vars.text("CARGO_HOME");
    let cargo = if set.is_empty() { join(&home, ".cargo") } else { set.to_string() };
    machine.takes(5.0, 25.0, 300.0);
    let identity = derived(machine.input, &["rustup"]);
    let programs =
        Size::range(9_000_000, 20_000_000, 25_000_000, "rustup, to which all its programs are links");
    let made = machine
        .put_estimate(&join(&dir, "toolchains"), "toolchain", size, identity)
        .and_then(|_| machine.put_estimate(&join(&cargo, "bin"), split("/rustup").1, programs, identity));
    Some(match made {
        Ok(_) => machine.estimated("what a toolchain of Rust weighs is estimated"),
        Err(_) => Status::FAILED,
    })
}
