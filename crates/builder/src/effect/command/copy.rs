//! `cp`, `mv`, `install`.

use std::rc::Rc;

use super::super::arguments::Options;
use super::super::files::{Access, Errno};
use super::super::machine::{Machine, Status};
use super::change::{make_parents, usage};
use super::mode::Mode;
use super::{Call, owner, worse};
use crate::{Metadata, Node, NodeKind, Time, join};

/// How a tree is copied.
#[derive(Clone, Copy)]
struct How {
    recursive: bool,
    /// Mode, owner and time stay.
    preserve: bool,
    /// Symbolic links are followed everywhere.
    follow: bool,
    /// Symbolic links named as a source are followed.
    follow_named: bool,
    force: bool,
    no_clobber: bool,
    /// Permission bits that a copy without `preserve` takes over: BusyBox copies the set-user bit, coreutils does not.
    bits: u32,
}

const STAT: (&str, &str) = ("can't stat '{}'", "cannot stat '{}'");

pub(super) fn cp(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "recursive",
        "archive",
        "preserve:",
        "force",
        "no-clobber",
        "update",
        "verbose",
        "dereference",
        "no-dereference",
        "no-target-directory",
        "target-directory:",
        "parents",
    ];
    // `--preserve` without a value stands for `-p`.
    let args: Vec<String> =
        call.args.iter().map(|arg| if arg == "--preserve" { "-p".to_owned() } else { arg.clone() }).collect();
    let Some(mut options) = Options::read(&args, "rRapdfnuvLPHTt:", &long) else {
        return machine.unknown_flag(call);
    };
    let archive = options.has(&["a", "archive"]);
    let recursive = archive || options.has(&["r", "R", "recursive"]);
    let how = How {
        recursive,
        preserve: archive || options.has(&["p", "preserve"]),
        follow: options.has(&["L", "dereference"])
            || !recursive && !options.has(&["d", "P", "no-dereference"]),
        follow_named: options.has(&["H"]),
        force: options.has(&["f", "force"]),
        no_clobber: options.has(&["n", "no-clobber"]),
        bits: if call.busybox() { 0o7777 } else { 0o777 },
    };
    if options.has(&["parents"]) {
        return machine.unknown_flag(call);
    }
    let Some((dest, into)) = destination(machine, call, &mut options) else { return usage_of(machine, call) };
    let several = options.operands.len() > 1;
    if several && !into && !call.busybox() {
        return not_a_directory(machine, call, &dest);
    }
    let mut status = Status::OK;
    for source in &options.operands {
        let place = target(source, &dest, into || several);
        status = worse(status, copy_one(machine, call, source, &place, how));
    }
    status
}

fn usage_of(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if call.maybe_more {
        machine.not_understood(format!("what `{}` copies is not known", call.name))
    } else {
        usage(machine, call)
    }
}

fn not_a_directory(machine: &mut Machine<'_>, call: &Call<'_>, dest: &str) -> Status {
    let words = match call.busybox() {
        true => format!("'{dest}' is not a directory"),
        false => format!("target '{dest}': Not a directory"),
    };
    machine.error(call.io, &format!("{}: {words}", call.name));
    Status::FAILED
}

/// The destination, and true when it is a directory to copy into; `None` without enough operands.
fn destination(machine: &mut Machine<'_>, call: &Call<'_>, options: &mut Options) -> Option<(String, bool)> {
    if let Some(dir) = options.value(&["t", "target-directory"]) {
        return (!options.operands.is_empty()).then(|| (dir.to_owned(), true));
    }
    let least = if call.maybe_more { 1 } else { 2 };
    if options.operands.len() < least {
        return None;
    }
    let dest = options.operands.pop()?;
    let into = match machine.stat(&dest, true) {
        Ok((_, node)) => node.is_dir(),
        // It may be there; a slash or several sources say that it is meant as a directory.
        Err(Errno::Unknown) => dest.ends_with('/') || options.operands.len() > 1 || call.maybe_more,
        Err(_) => false,
    };
    (!options.operands.is_empty() || call.maybe_more)
        .then_some((dest, into && !options.has(&["T", "no-target-directory"])))
}

fn target(source: &str, dest: &str, into: bool) -> String {
    let name = super::super::expand::base_name(source);
    match into {
        // `cp -r dir/. dest` copies what is in it.
        true if name == "." || name == ".." || name.is_empty() => dest.to_owned(),
        true => join(dest, name),
        false => dest.to_owned(),
    }
}

fn copy_one(machine: &mut Machine<'_>, call: &Call<'_>, source: &str, place: &str, how: How) -> Status {
    let (from, node) = match machine.stat(source, how.follow || how.follow_named) {
        Ok(found) => found,
        Err(Errno::Unknown) => {
            // It is taken to be there, for a build that works.
            let content = machine.unknown_content(source);
            machine.known = false;
            machine.note(format!("whether `{source}` is there, and what it holds, is not known"));
            let written = machine.write_file(place, content);
            return if written.is_ok() { Status::Unknown } else { Status::FAILED };
        }
        Err(errno) => return machine.fail(call, source, errno, STAT),
    };
    if node.is_dir() && !how.recursive {
        let words = match call.busybox() {
            true => format!("cp: omitting directory '{source}'"),
            false => format!("cp: -r not specified; omitting directory '{source}'"),
        };
        machine.error(call.io, &words);
        return Status::FAILED;
    }
    copied_one(machine, call, (source, &from, &node), place, how)
}

fn copied_one(
    machine: &mut Machine<'_>,
    call: &Call<'_>,
    (source, from, node): (&str, &str, &Rc<Node>),
    place: &str,
    how: How,
) -> Status {
    match copy_tree(machine, from, node, place, how) {
        Ok(()) => Status::OK,
        // The destination is the source, or lies in it: the words name both.
        Err(Errno::Exists) => {
            machine.error(call.io, &format!("cp: '{source}' and '{place}' are the same file"));
            Status::FAILED
        }
        Err(Errno::Invalid) => into_itself(machine, call, (source, from, node), place, how),
        Err(Errno::NotADirectory) if call.busybox() && place.ends_with('/') => {
            machine.fail(call, place, Errno::IsADirectory, ("can't create '{}'", ""))
        }
        Err(Errno::NotADirectory) if call.busybox() => machine.fail(call, place, Errno::NotADirectory, STAT),
        Err(errno) => {
            machine.fail(call, place, errno, ("can't create '{}'", "cannot create regular file '{}'"))
        }
    }
}

/// A directory copied into itself: what was in it before is copied, but for the copy.
fn into_itself(
    machine: &mut Machine<'_>,
    call: &Call<'_>,
    (source, from, node): (&str, &str, &Rc<Node>),
    place: &str,
    how: How,
) -> Status {
    let words = match call.busybox() {
        true => format!("cp: recursion detected, omitting directory '{place}'"),
        false => format!("cp: cannot copy a directory, '{source}', into itself, '{place}'"),
    };
    let placed = machine.look(place.trim_end_matches('/'), true);
    if let Ok((path, existing)) = placed {
        // What fails on the way has its message in the words that follow.
        let _ = copy_dir(machine, from, node, &path, existing, how);
    }
    machine.error(call.io, &words);
    Status::FAILED
}

/// Copies `node` to `place`; what is there already is written over, directories are filled.
fn copy_tree(
    machine: &mut Machine<'_>,
    from: &str,
    node: &Rc<Node>,
    place: &str,
    how: How,
) -> Result<(), Errno> {
    let trimmed = if place.len() > 1 { place.trim_end_matches('/') } else { place };
    let (path, existing) = machine.look(trimmed, true).or_else(|errno| match errno {
        Errno::NotFound => machine.look(trimmed, false),
        other => Err(other),
    })?;
    if !node.is_dir() && place.ends_with('/') && existing.is_none() {
        return Err(Errno::NotADirectory);
    }
    let below =
        |path: &str| path.strip_prefix(from).is_some_and(|rest| rest.starts_with('/') || rest.is_empty());
    if node.is_dir() && below(&path) {
        return Err(Errno::Invalid);
    }
    match node.kind() {
        NodeKind::Dir(_) => copy_dir(machine, from, node, &path, existing, how),
        _ if existing.as_ref().is_some_and(|old| old.is_dir()) => Err(Errno::IsADirectory),
        _ if existing.is_some() && how.no_clobber => Ok(()),
        NodeKind::File(file) => {
            if !machine.may(node, Access::Read) {
                return Err(Errno::Denied);
            }
            if path == from {
                return Err(Errno::Exists);
            }
            copy_file(machine, node, file.content.clone(), &path, existing, how)
        }
        _ => {
            machine.writable_dir(&path)?;
            let metadata = copied(machine, node, how, true);
            machine.put(&path, Node::clone(node).with_metadata(metadata))
        }
    }
}

fn copy_file(
    machine: &mut Machine<'_>,
    node: &Rc<Node>,
    content: crate::Content,
    path: &str,
    existing: Option<Rc<Node>>,
    how: How,
) -> Result<(), Errno> {
    if let Some(old) = existing.filter(|old| old.as_file().is_some()) {
        if machine.may(&old, Access::Write) {
            if machine.read_only(path) {
                return Err(Errno::ReadOnly);
            }
            machine.write_content(path, content)?;
            if how.preserve
                && let Some(written) = machine.fs.get(path).cloned()
            {
                let metadata = copied(machine, node, how, false);
                machine.put_metadata(path, &written, metadata)?;
            }
            return Ok(());
        }
        if !how.force {
            return Err(Errno::Denied);
        }
        machine.removable(path, &old)?;
        machine.fs.remove(path);
    }
    machine.writable_dir(path)?;
    let metadata = copied(machine, node, how, false);
    machine.put(path, Node::file(content, metadata))
}

/// Mode, owner and time of a copy.
fn copied(machine: &Machine<'_>, node: &Node, how: How, link: bool) -> Metadata {
    if !how.preserve {
        let made = machine.new_metadata(node.metadata.mode & how.bits);
        return Metadata { mode: if link { 0o777 } else { made.mode }, ..made };
    }
    match machine.ids.uid {
        0 => node.metadata,
        _ => Metadata { uid: machine.ids.uid, gid: machine.ids.gid, ..node.metadata },
    }
}

fn copy_dir(
    machine: &mut Machine<'_>,
    from: &str,
    node: &Rc<Node>,
    path: &str,
    existing: Option<Rc<Node>>,
    how: How,
) -> Result<(), Errno> {
    if existing.as_ref().is_some_and(|old| !old.is_dir()) {
        return Err(Errno::NotADirectory);
    }
    if !(machine.may(node, Access::Read) && machine.may(node, Access::Execute)) {
        return Err(Errno::Denied);
    }
    let new = existing.is_none();
    let opaque = node.as_dir().is_some_and(|dir| dir.opaque);
    if let Some(old) = existing.filter(|old| opaque && old.as_dir().is_some_and(|dir| !dir.opaque)) {
        machine.fs.insert(path, Node::clone(&old).with_opaque(true))?;
    }
    if new {
        machine.writable_dir(path)?;
        let metadata = copied(machine, node, how, false);
        machine.put(path, Node::dir(metadata).with_opaque(opaque))?;
    }
    if opaque {
        machine.note(format!("what else `{from}` holds is not known"));
    }
    let children: Vec<(Rc<str>, Rc<Node>)> = node
        .as_dir()
        .into_iter()
        .flat_map(|dir| dir.iter())
        .map(|(name, node)| (name.clone(), node.clone()))
        .collect();
    for (name, child) in children {
        let source = join(from, &name);
        let child = match child.as_symlink() {
            Some(_) if how.follow => machine.fs.follow(&source).cloned().ok_or(Errno::NotFound)?,
            _ => child,
        };
        copy_tree(machine, &source, &child, &join(path, &name), how)?;
    }
    Ok(())
}

pub(super) fn mv(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = ["force", "no-clobber", "verbose", "no-target-directory", "target-directory:", "update"];
    let Some(mut options) = call.options("fnvTt:u", &long) else { return machine.unknown_flag(call) };
    let Some((dest, into)) = destination(machine, call, &mut options) else { return usage_of(machine, call) };
    if options.operands.len() > 1 && !into {
        return not_a_directory(machine, call, &dest);
    }
    let no_clobber = options.has(&["n", "no-clobber"]);
    let mut status = Status::OK;
    for source in &options.operands {
        let place = target(source, &dest, into);
        if no_clobber && machine.stat(&place, false).is_ok() {
            continue;
        }
        match machine.stat(source.trim_end_matches('/'), false) {
            Ok((from, node)) => {
                if machine.look(&place, false).is_ok_and(|(path, _)| path == from) {
                    // `rename` of a path to itself does nothing.
                    if !call.busybox() {
                        machine.error(call.io, &format!("mv: '{source}' and '{place}' are the same file"));
                        status = Status::FAILED;
                    }
                    continue;
                }
                if let Err(errno) = move_one(machine, &from, &node, &place) {
                    status = worse(status, cannot_move(machine, call, (source, &place), errno));
                }
            }
            Err(Errno::Unknown) => {
                let content = machine.unknown_content(source);
                let _ = machine.write_file(&place, content);
                status = machine.not_understood(format!("whether `{source}` is there is not known"));
            }
            Err(errno) => {
                let words = ("can't rename '{}'", "cannot stat '{}'");
                status = worse(status, machine.fail(call, source, errno, words));
            }
        }
    }
    status
}

fn cannot_move(machine: &mut Machine<'_>, call: &Call<'_>, (from, to): (&str, &str), errno: Errno) -> Status {
    if call.busybox() {
        return machine.fail(call, from, errno, ("can't rename '{}'", ""));
    }
    match errno {
        Errno::NotADirectory if machine.stat(to, false).is_ok() => {
            machine.error(
                call.io,
                &format!("mv: cannot overwrite non-directory '{to}' with directory '{from}'"),
            );
            Status::FAILED
        }
        Errno::IsADirectory => {
            machine.error(call.io, &format!("mv: cannot overwrite directory '{to}' with non-directory"));
            Status::FAILED
        }
        errno => machine.fail(call, &format!("{from}' to '{to}"), errno, ("", "cannot move '{}'")),
    }
}

fn move_one(machine: &mut Machine<'_>, from: &str, node: &Rc<Node>, place: &str) -> Result<(), Errno> {
    let (path, existing) = machine.look(place.trim_end_matches('/'), false)?;
    if path == from {
        return Err(Errno::Invalid);
    }
    machine.removable(from, node)?;
    machine.writable_dir(&path)?;
    if let Some(old) = existing {
        match (old.as_dir(), node.is_dir()) {
            (Some(dir), true) if !dir.is_empty() => return Err(Errno::NotEmpty),
            (Some(_), false) => return Err(Errno::IsADirectory),
            (None, true) => return Err(Errno::NotADirectory),
            _ => {}
        }
        machine.removable(&path, &old)?;
    }
    if machine.device(from) == machine.device(&path) {
        machine.fs.rename(from, &path)?;
        return Ok(());
    }
    let how = How {
        recursive: true,
        preserve: true,
        follow: false,
        follow_named: false,
        force: true,
        no_clobber: false,
        bits: 0o777,
    };
    copy_tree(machine, from, node, &path, how)?;
    machine.fs.remove(from);
    Ok(())
}

/// `install`: copies with a mode of its own, 0755 unless `-m`; `-d` makes directories.
pub(super) fn install(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "directory",
        "mode:",
        "owner:",
        "group:",
        "target-directory:",
        "verbose",
        "compare",
        "preserve-timestamps",
        "strip",
    ];
    let Some(mut options) = call.options("dDm:o:g:t:vcCpsT", &long) else {
        return machine.unknown_flag(call);
    };
    if options.has(&["s", "strip"]) {
        return machine.unknown_flag(call);
    }
    let mode = match options.value(&["m", "mode"]).map(Mode::read) {
        None => 0o755,
        Some(Some(mode)) => mode.apply(0, false, 0),
        Some(None) => return machine.unknown_flag(call),
    };
    let (user, group) = (options.value(&["o", "owner"]), options.value(&["g", "group"]));
    let Some((uid, gid)) = owner::ids(machine, user, group) else { return machine.unknown_flag(call) };
    let dress = |machine: &mut Machine<'_>, written: &str| -> Result<(), Errno> {
        let (path, node) = machine.stat(written, true)?;
        let old = node.metadata;
        let metadata = Metadata { mode, uid: uid.unwrap_or(old.uid), gid: gid.unwrap_or(old.gid), ..old };
        machine.put_metadata(&path, &node, metadata)
    };
    let mut status = Status::OK;
    if options.has(&["d", "directory"]) {
        for dir in &options.operands {
            let made = make_parents(machine, dir, None).and_then(|()| dress(machine, dir));
            if let Err(errno) = made {
                status = worse(
                    status,
                    machine.fail(
                        call,
                        dir,
                        errno,
                        ("can't create directory '{}'", "cannot create directory '{}'"),
                    ),
                );
            }
        }
        return status;
    }
    if options.has(&["D"])
        && let Some(dest) = options.operands.last()
    {
        let dir = dest.rsplit_once('/').map_or("", |(dir, _)| dir).to_owned();
        let _ = make_parents(machine, &dir, None);
    }
    let Some((dest, into)) = destination(machine, call, &mut options) else { return usage_of(machine, call) };
    let how = How {
        recursive: false,
        preserve: options.has(&["p"]),
        follow: true,
        follow_named: true,
        force: true,
        no_clobber: false,
        bits: 0o777,
    };
    for source in &options.operands {
        let place = target(source, &dest, into);
        // `install` removes what is there before it writes.
        if let Ok((path, node)) = machine.stat(&place, false)
            && node.as_file().is_some()
            && machine.removable(&path, &node).is_ok()
        {
            machine.fs.remove(&path);
        }
        status = worse(status, copy_one(machine, call, source, &place, how));
        if let Err(errno) = dress(machine, &place)
            && status == Status::OK
        {
            status = machine.fail(call, &place, errno, STAT);
        }
        if let Ok((path, node)) = machine.stat(&place, true) {
            let metadata = Metadata { mtime: Time::Build, ..node.metadata };
            if !options.has(&["p"]) && node.metadata != metadata {
                let _ = machine.put_metadata(&path, &node, metadata);
            }
        }
    }
    status
}
