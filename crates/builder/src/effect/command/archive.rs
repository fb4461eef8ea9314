//! `tar`.

use std::rc::Rc;

use drydock_catalog::Size;

use super::super::arguments::Options;
use super::super::files::Errno;
use super::super::io::{Fd, Source, derived};
use super::super::machine::{Machine, Status};
use super::change::make_parents;
use super::list::below;
use super::{Call, worse};
use crate::{Archive, Compression, Content, Hasher, Member, Metadata, Node, join, split};

pub(super) fn tar(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    // The first word may be flags without a dash.
    let mut args = call.args.clone();
    if let Some(first) = args.first_mut().filter(|first| !first.starts_with('-')) {
        *first = format!("-{first}");
    }
    let long = [
        "extract",
        "create",
        "file:",
        "directory:",
        "gzip",
        "xz",
        "bzip2",
        "verbose",
        "strip-components:",
        "exclude:",
        "no-same-owner",
        "no-same-permissions",
        "same-owner",
        "preserve-permissions",
        "zstd",
        "auto-compress",
    ];
    let Some(options) = Options::read(&args, "xcf:C:zJjvpohkaO", &long) else {
        return machine.unknown_flag(call);
    };
    if options.has(&["exclude", "O", "h"]) {
        return machine.unknown_flag(call);
    }
    let saved = machine.shell.cwd.clone();
    if let Some(dir) = options.value(&["C", "directory"]) {
        machine.shell.cwd = crate::clean(&machine.absolute(dir));
    }
    let status = if options.has(&["x", "extract"]) {
        extract(machine, call, &options, &saved)
    } else if options.has(&["c", "create"]) {
        create(machine, call, &options, &saved)
    } else {
        machine.unknown_output(call.io, call.name)
    };
    machine.shell.cwd = saved;
    status
}

/// `unzip`: the members of a ZIP archive are not listed, so one entry stands for all of them.
pub(super) fn unzip(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("qnojd:x:LDVl", &[]) else { return machine.unknown_flag(call) };
    let Some(path) = options.operands.first() else { return machine.unknown_flag(call) };
    if options.has(&["l"]) {
        return machine.unknown_output(call.io, call.name);
    }
    let source = match machine.read_source(path) {
        Ok(source) => source,
        Err(Errno::Unknown) => return machine.unknown_flag(call),
        Err(_) => {
            let words = format!("unzip:  cannot find or open {path}, {path}.zip or {path}.ZIP.");
            machine.error(call.io, &words);
            return Status::Code(9);
        }
    };
    let Source::Content(content) = source else { return machine.unknown_flag(call) };
    let saved = machine.shell.cwd.clone();
    if let Some(dir) = options.value(&["d"]) {
        machine.shell.cwd = crate::clean(&machine.absolute(dir));
    }
    let name = crate::split(path).1.to_owned();
    let status = unpack_unknown(machine, &name, &content);
    machine.shell.cwd = saved;
    status
}

/// The archive's path is relative to where `tar` was started.
fn archive_path(machine: &Machine<'_>, options: &Options, cwd: &str) -> Option<String> {
    let path = options.value(&["f", "file"]).filter(|path| *path != "-")?;
    let _ = machine;
    Some(if path.starts_with('/') { path.to_owned() } else { join(cwd, path) })
}

fn extract(machine: &mut Machine<'_>, call: &Call<'_>, options: &Options, cwd: &str) -> Status {
    let source = match archive_path(machine, options, cwd) {
        Some(path) => match machine.read_source(&path) {
            Ok(source) => source,
            Err(errno) => {
                let failed = machine.fail(call, &path, errno, ("can't open '{}'", "{}: Cannot open"));
                if !call.busybox() && failed != Status::Unknown {
                    machine.error(call.io, "tar: Error is not recoverable: exiting now");
                }
                return if call.busybox() || failed == Status::Unknown { failed } else { Status::Code(2) };
            }
        },
        None => call.io.read_all(),
    };
    let Source::Content(content) = source else { return machine.unknown_flag(call) };
    let Some(archive) = content.archive().cloned() else {
        let name = options.value(&["f", "file"]).map_or("archive", |path| crate::split(path).1).to_owned();
        let strips = options.value(&["strip-components"]).is_some_and(|text| text != "0");
        if let Some(top) = machine.sources.top().filter(|_| !strips) {
            machine.shell.cwd = join(&machine.shell.cwd, top);
        }
        return unpack_unknown(machine, &name, &content);
    };
    let strip = options.value(&["strip-components"]).map_or(Some(0), |text| text.parse().ok());
    let Some(strip) = strip else { return machine.unknown_flag(call) };
    let keep_owner = machine.ids.uid == 0 && !options.has(&["o", "no-same-owner"]);
    let mut status = Status::OK;
    for member in &archive.members {
        let parts: Vec<&str> = crate::components(&member.path);
        let Some(path) = parts.get(strip..).filter(|rest| !rest.is_empty()).map(|rest| rest.join("/")) else {
            continue;
        };
        let wanted = options.operands.is_empty()
            || options.operands.iter().any(|name| {
                let name = name.trim_end_matches('/');
                member.path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
        if wanted && let Err(errno) = unpack(machine, member, &path, keep_owner) {
            status =
                worse(status, machine.fail(call, &path, errno, ("can't create '{}'", "{}: Cannot open")));
        }
    }
    status
}

/// How much more the files of an archive are, low, likely and high, in tenths: gzip takes programs and sources to a
/// third, xz to a fifth or sixth.
fn growth(name: &str) -> (u64, u64, u64) {
    match name {
        _ if name.ends_with("xz") || name.ends_with("bz2") || name.ends_with("zst") => (35, 60, 90),
        // Archives of archives, such as jars, do not shrink at all.
        _ if name.ends_with("gz") => (10, 33, 70),
        _ if name.ends_with("zip") => (10, 18, 60),
        _ => (10, 30, 70),
    }
}

/// An archive of which nobody knows the members: the directory gets one entry that stands for all of them.
fn unpack_unknown(machine: &mut Machine<'_>, name: &str, content: &Content) -> Status {
    machine.more_commands = true;
    let packed = content.size("the archive itself");
    let (low, likely, high) = growth(name);
    let size = match packed.high {
        Some(most) => Size::range(
            packed.low.saturating_mul(low) / 10,
            packed.likely.saturating_mul(likely) / 10,
            most.saturating_mul(high) / 10,
            "an archive whose members are not known, unpacked as such archives usually are",
        ),
        None => Size::unknown(packed.low, "an archive that nobody knows, unpacked"),
    };
    let cwd = machine.shell.cwd.clone();
    let identity = derived(content.digest(), &["unpacked"]);
    match machine.put_estimate(&cwd, &format!("unpacked from {name}"), size, identity) {
        Ok(_) => machine.estimated("what the archive holds is not known"),
        Err(errno) => {
            machine.note(format!("the archive cannot be unpacked: {}", errno.words()));
            Status::Code(2)
        }
    }
}

fn unpack(machine: &mut Machine<'_>, member: &Member, path: &str, keep_owner: bool) -> Result<(), Errno> {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    make_parents(machine, parent, None)?;
    let (place, existing) = machine.look(path, false)?;
    if let Some(target) = &member.hard_link {
        let (from, _) = machine.stat(target, false)?;
        machine.fs.link(&from, &place)?;
        return Ok(());
    }
    let own = Metadata { uid: machine.ids.uid, gid: machine.ids.gid, ..member.node.metadata };
    let metadata = if keep_owner { member.node.metadata } else { own };
    match existing {
        Some(old) if old.is_dir() && member.node.is_dir() => {
            return machine.put_metadata(&place, &old, metadata);
        }
        Some(old) if old.is_dir() => return Err(Errno::IsADirectory),
        Some(old) => {
            machine.removable(&place, &old)?;
            machine.fs.remove(&place);
        }
        None => machine.writable_dir(&place)?,
    }
    machine.put(&place, Node::clone(&member.node).with_metadata(metadata))
}

fn create(machine: &mut Machine<'_>, call: &Call<'_>, options: &Options, cwd: &str) -> Status {
    let mut members: Vec<Member> = Vec::new();
    let mut blocks = 0u64;
    let mut status = Status::OK;
    let mut hasher = Hasher::new();
    for written in &options.operands {
        let node = match machine.stat(written, false) {
            Ok((_, node)) => node,
            Err(errno) => {
                status = worse(status, machine.fail(call, written, errno, ("{}", "{}: Cannot stat")));
                continue;
            }
        };
        for (path, node, _) in below(written, &node) {
            if node.as_dir().is_some_and(|dir| dir.opaque) {
                machine.known = false;
                machine.note(format!("what else `{path}` holds is not known"));
            }
            let size = node.len();
            // A name longer than 100 bytes takes a header and a block of its own.
            let long_name = if path.len() >= 100 { 2 } else { 0 };
            blocks += 1 + size.div_ceil(512) + long_name;
            hasher.write_str(&path);
            hasher.write_digest(if node.is_dir() {
                Node::dir(node.metadata).digest()
            } else {
                node.digest()
            });
            let path = path.trim_start_matches('/').to_owned();
            let kept = if node.is_dir() { Rc::new(node.without_entries()) } else { node };
            members.push(Member { path, node: kept, hard_link: None });
        }
    }
    let compression = compression(options);
    let plain = match call.busybox() {
        true => (blocks + 2) * 512,
        // In records of 20 blocks.
        false => (blocks + 2).next_multiple_of(20) * 512,
    };
    let content = match compression {
        Compression::None => Content::known(plain, hasher.finish()),
        _ => {
            let size = Size::range(
                100,
                plain * 35 / 100 + 100,
                plain + 1024,
                "compressed: between nearly nothing and no gain",
            );
            Content::estimated(size, derived(hasher.finish(), &["compressed"]))
        }
    };
    let content = content.with_archive(Archive { compression, members });
    let written = match archive_path(machine, options, cwd) {
        Some(path) => machine.open_to_write(&path, false).map(|fd| {
            if let Fd::File(_) = fd {
                machine.send(&call.io.with(1, fd), 1, &content);
            }
        }),
        None => {
            machine.send(call.io, 1, &content);
            Ok(())
        }
    };
    match written {
        Ok(()) => status,
        Err(errno) => machine.fail(call, split(cwd).1, errno, ("can't create '{}'", "{}: Cannot open")),
    }
}

fn compression(options: &Options) -> Compression {
    let name = options.value(&["f", "file"]).filter(|_| options.has(&["a", "auto-compress"])).unwrap_or("");
    if options.has(&["z", "gzip"]) || name.ends_with("gz") {
        Compression::Gzip
    } else if options.has(&["J", "xz"]) || name.ends_with("xz") {
        Compression::Xz
    } else if options.has(&["j", "bzip2"]) || name.ends_with("bz2") {
        Compression::Bzip2
    } else if options.has(&["zstd"]) {
        Compression::Zstd
    } else {
        Compression::None
    }
}
