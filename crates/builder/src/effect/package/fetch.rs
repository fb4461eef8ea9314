//! `curl`, `wget`, `git`: what comes from the network has a size that nobody states.

use drydock_catalog::Size;

use super::super::io::{Fd, derived};
use super::super::machine::{Machine, Status};
use super::Install;
use crate::Content;

pub(super) fn download(machine: &mut Machine<'_>, install: &Install<'_>) -> Status {
    let curl = install.name == "curl";
    let valued: &[&str] = match curl {
        true => &[
            "-o",
            "--output",
            "-H",
            "--header",
            "-d",
            "--data",
            "-X",
            "--request",
            "-u",
            "--user",
            "--retry",
            "-A",
            "-m",
            "--max-time",
            "--connect-timeout",
            "-e",
            "-x",
            "--proto",
        ],
        false => {
            &["-O", "--output-document", "-P", "--directory-prefix", "--header", "-T", "-t", "--tries", "-U"]
        }
    };
    let urls = install.operands(valued);
    let joined = |letter: char| {
        install.args.iter().any(|arg| arg.starts_with('-') && !arg.starts_with("--") && arg.contains(letter))
    };
    let last = |letter: char| {
        let place = install
            .args
            .iter()
            .position(|arg| arg.starts_with('-') && !arg.starts_with("--") && arg.ends_with(letter))?;
        install.args.get(place + 1).copied()
    };
    let output = match curl {
        true => install.value(&["-o", "--output"]).or_else(|| last('o')),
        false => install.value(&["-O", "--output-document"]).or_else(|| last('O')),
    };
    let remote_name = if curl { joined('O') || install.has(&["--remote-name"]) } else { output.is_none() };
    machine.takes(0.1, 1.5, 120.0);
    for url in &urls {
        machine.sources.downloaded(url);
        let identity = derived(machine.input, &["download", url]);
        let content = Content::estimated(size_of(url), identity);
        let name = url
            .split(['?', '#'])
            .next()
            .and_then(|url| url.trim_end_matches('/').rsplit('/').next())
            .unwrap_or("index.html");
        let name = match install.value(&["-P", "--directory-prefix"]) {
            Some(dir) if !curl => crate::join(dir, name),
            _ => name.to_owned(),
        };
        let target = if remote_name && output.is_none() { Some(name.as_str()) } else { output };
        match target.filter(|target| *target != "-") {
            Some(path) => match machine.open_to_write(path, false) {
                Ok(fd @ Fd::File(_)) => machine.send(&install.io.with(1, fd), 1, &content),
                Ok(_) => {}
                Err(errno) => {
                    machine.error(install.io, &format!("{}: {path}: {}", install.name, errno.words()));
                    return Status::Code(if curl { 23 } else { 1 });
                }
            },
            None => machine.send(install.io, 1, &content),
        }
    }
    machine.estimated(format!("what `{}` downloads has a size that nobody states", install.name))
}

pub(super) fn git(machine: &mut Machine<'_>, install: &Install<'_>) -> Option<Status> {
    let operands = install.operands(&["-b", "--branch", "--depth", "-C", "-c", "-o", "--origin"]);
    match operands.as_slice() {
        ["clone", url, rest @ ..] => {
            let name = url.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or(url);
            let dir = rest.first().copied().unwrap_or_else(|| name.strip_suffix(".git").unwrap_or(name));
            let identity = derived(machine.input, &["clone", url]);
            machine.takes(0.5, 4.0, 300.0);
            let made = machine.put_estimate(
                dir,
                "clone",
                Size::unknown(0, "a clone whose size nobody states"),
                identity,
            );
            if let Err(errno) = made {
                machine.error(
                    install.io,
                    &format!("fatal: could not create work tree dir '{dir}': {}", errno.words()),
                );
                return Some(Status::Code(128));
            }
            Some(machine.estimated("what `git clone` brings has a size that nobody states"))
        }
        ["config", ..] => {
            let home = machine.shell.vars.text("HOME");
            let identity = machine.fingerprint(&install.args, &[]);
            let size = Size::range(20, 60, 500, "a few settings");
            let content = Content::estimated(size, identity);
            let path = crate::join(&home, ".gitconfig");
            Some(match machine.write_file(&path, content) {
                Ok(()) => machine.estimated("`git config` writes a few settings"),
                Err(_) => Status::Code(255),
            })
        }
        _ => None,
    }
}

/// Downloads that many Dockerfiles make, by a part of the address: bytes for linux/amd64, low, likely, high, over the
/// versions that are in use. Where an official image unpacks one, its layer was taken as about as large.
const DOWNLOADS: [(&str, &str, u64, u64, u64); 21] = [
    ("nodejs.org/dist/", ".tar.xz", 22_000_000, 29_000_000, 34_000_000),
    ("nodejs.org/dist/", ".tar.gz", 40_000_000, 52_000_000, 62_000_000),
    ("unofficial-builds.nodejs.org/", ".tar.xz", 20_000_000, 27_000_000, 34_000_000),
    ("python.org/ftp/python/", ".tar.xz", 17_000_000, 20_500_000, 24_000_000),
    ("python.org/ftp/python/", ".tgz", 22_000_000, 27_000_000, 31_000_000),
    ("go.dev/dl/", ".tar.gz", 58_000_000, 67_300_000, 160_000_000),
    ("golang.org/dl/", ".tar.gz", 58_000_000, 67_300_000, 160_000_000),
    ("dl.google.com/go/", ".tar.gz", 58_000_000, 67_300_000, 160_000_000),
    ("static.rust-lang.org/rustup/", "rustup-init", 9_000_000, 20_000_000, 24_000_000),
    ("tianon/gosu/", "", 1_200_000, 2_400_000, 2_800_000),
    ("krallin/tini/", "", 20_000, 24_000, 900_000),
    ("getcomposer.org/", "composer.phar", 2_000_000, 3_100_000, 3_600_000),
    ("yarnpkg.com/downloads/", ".tar.gz", 1_150_000, 1_250_000, 1_400_000),
    ("U-jre_", ".tar.gz", 38_000_000, 50_000_000, 65_000_000),
    ("U-jdk_", ".tar.gz", 85_000_000, 155_000_000, 215_000_000),
    ("services.gradle.org/distributions/", "-bin.zip", 100_000_000, 140_000_000, 160_000_000),
    ("apache.org/", "-bin.tar.gz", 8_000_000, 9_300_000, 80_000_000),
    ("php.net/distributions/", ".tar.xz", 10_000_000, 12_800_000, 15_000_000),
    ("wordpress.org/", ".tar.gz", 20_000_000, 27_000_000, 34_000_000),
    ("caddyserver/caddy/", ".tar.gz", 13_000_000, 17_300_000, 22_000_000),
    ("traefik/traefik/", ".tar.gz", 30_000_000, 50_900_000, 65_000_000),
];

/// Bytes that a download has, where many make it.
fn size_of(url: &str) -> Size {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    // Signatures and checksums are small whatever they are of.
    if [".asc", ".sig", ".sha256", ".sha512", ".sha256sum", "SHASUMS256.txt"]
        .iter()
        .any(|end| path.ends_with(end))
    {
        return Size::range(50, 900, 20_000, "a signature or a checksum");
    }
    let known = DOWNLOADS.iter().find(|(part, end, ..)| path.contains(part) && path.ends_with(end));
    match known {
        Some((_, _, low, likely, high)) => Size::range(
            *low,
            *likely,
            *high,
            "what this project's downloads weigh, over versions that are in use",
        ),
        None => Size::unknown(0, "a download whose size nobody states"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_downloads_have_a_range() {
        let likely = |url: &str| size_of(url).high.map(|_| size_of(url).likely);
        assert_eq!(
            likely("https://nodejs.org/dist/v20.19.5/node-v20.19.5-linux-x64.tar.xz"),
            Some(29_000_000)
        );
        assert_eq!(likely("https://www.python.org/ftp/python/3.12.1/Python-3.12.1.tar.xz.asc"), Some(900));
        assert_eq!(likely("https://example.com/app.tar.gz"), None);
    }
}
