//! RubyGems and Bundler, Composer, PECL and the PHP images' own helpers: no table of their packages is held, so what
//! they add is bounded by what such packages weigh.

use drydock_catalog::Size;

use super::super::machine::{Machine, Status};
use super::Install;
use crate::join;

/// Bytes that one package adds, low, likely, high.
type Each = (u64, u64, u64);

/// A guess: from a gem of a few files up to one that brings a compiled library, with those it requires.
const GEM: Each = (20_000, 4_000_000, 90_000_000);
/// A guess: as [`GEM`], of a lock file that names all of them.
const LOCKED_GEM: Each = (10_000, 900_000, 20_000_000);
/// A guess: from an interface up to a framework's part.
const LOCKED_LIBRARY: Each = (5_000, 500_000, 8_000_000);
/// An extension of PHP and its headers: from `ctype` up to `intl` and `grpc`. A guess.
const EXTENSION: Each = (30_000, 900_000, 12_000_000);

/// Carries out one of them; `None` for other programs.
pub(super) fn run(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands = install.operands(&["-v", "--version", "-j", "-i", "--install-dir", "-n", "--bindir"]);
    let first = operands.first().copied();
    Some(match (install.name, first) {
        ("gem", Some("install")) => {
            let dir = install.value(&["-i", "--install-dir"]).unwrap_or("/usr/local/bundle").to_owned();
            put(machine, &dir, operands.get(1..).unwrap_or_default(), GEM)
        }
        ("bundle" | "bundler", None | Some("install")) => bundle(machine),
        ("composer" | "composer.phar", Some("install" | "update" | "require")) => {
            composer(machine, &operands)
        }
        ("pecl", Some("install")) => {
            put(machine, "/usr/local/lib/php", operands.get(1..).unwrap_or_default(), EXTENSION)
        }
        ("docker-php-ext-install", Some(_)) => put(machine, "/usr/local/lib/php", &operands, EXTENSION),
        ("docker-php-ext-enable", Some(_)) => {
            put(machine, "/usr/local/etc/php/conf.d", &operands, (10, 30, 200))
        }
        ("gem" | "bundle" | "bundler" | "pecl" | "docker-php-ext-configure" | "docker-php-source", _) => {
            let printed = machine.unknown_content(install.name);
            machine.send(install.io, 1, &printed);
            machine.estimated(format!("what `{}` prints or sets is not known", install.name))
        }
        _ => return None,
    })
}

/// One estimate for each name, below `dir`.
fn put(machine: &mut Machine<'_>, dir: &str, names: &[&str], each: Each) -> Status {
    machine.more_commands = true;
    machine.takes(0.5, 3.0 + 6.0 * names.len() as f64, 60.0 + 120.0 * names.len() as f64);
    for name in names {
        let identity = machine.fingerprint(&[dir, name], &[]);
        let size = Size::range(each.0, each.1, each.2, "a guess: what such packages weigh");
        if machine.put_estimate(dir, name, size, identity).is_err() {
            return Status::FAILED;
        }
    }
    machine.estimated(format!("{}: the size is a guess", names.join(", ")))
}

/// `bundle install`: as many gems as the lock file names, or an unknown number.
fn bundle(machine: &mut Machine<'_>) -> Status {
    let lock = match machine.text_of("Gemfile.lock") {
        Ok(text) => Some(text),
        Err(false) if machine.text_of("Gemfile") == Err(false) => return Status::Code(10),
        Err(_) => None,
    };
    // Each gem of a lock file stands alone on a line that is indented by four spaces.
    let gem = |line: &&str| line.strip_prefix("    ").is_some_and(|rest| !rest.starts_with(' '));
    let count = lock.map(|text| text.lines().filter(gem).count() as u64);
    let set = machine.shell.vars.text("BUNDLE_PATH");
    let dir = if set.is_empty() { "/usr/local/bundle".to_owned() } else { set.to_string() };
    locked(machine, &dir, "gems of the lock file", count, LOCKED_GEM)
}

/// `composer install` fills `vendor`.
fn composer(machine: &mut Machine<'_>, operands: &[&str]) -> Status {
    let lock = match machine.text_of("composer.lock") {
        Ok(text) => Some(text),
        Err(false) if operands == ["install"] && machine.text_of("composer.json") == Err(false) => {
            return Status::FAILED;
        }
        Err(_) => None,
    };
    let count = lock.map(|text| text.matches("\"dist\":").count() as u64);
    let dir = join(&machine.shell.cwd.clone(), "vendor");
    locked(machine, &dir, "libraries", count, LOCKED_LIBRARY)
}

/// What a lock file of `count` packages brings.
fn locked(machine: &mut Machine<'_>, dir: &str, what: &str, count: Option<u64>, each: Each) -> Status {
    machine.more_commands = true;
    machine.takes(1.0, 20.0, 600.0);
    let size = match count {
        Some(count) => Size::range(
            each.0 * count,
            each.1 * count,
            each.2 * count + 1_000_000,
            "a guess: the number of packages in the lock file times what one weighs",
        ),
        None => {
            Size { low: 0, likely: 40_000_000, high: None, source: "a guess, without a lock file".into() }
        }
    };
    let identity = machine.fingerprint(&[dir, what], &["Gemfile.lock", "composer.lock"]);
    match machine.put_estimate(dir, what, size, identity) {
        Ok(_) => machine.estimated("the size of what is installed is a guess"),
        Err(_) => Status::FAILED,
    }
}
