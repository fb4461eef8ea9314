//! Commands that make and remove paths.

use super::super::files::{Access, Errno};
use super::super::machine::{Machine, Status};
use super::lines::scaled;
use super::mode::Mode;
use super::{Call, worse};
use crate::{Content, ContentKind, Metadata, Node, Time, join, split};

pub(super) fn mkdir(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("pm:vZ", &["parents", "mode:", "verbose"]) else {
        return machine.unknown_flag(call);
    };
    let mode = options.value(&["m", "mode"]).map(Mode::read);
    if mode == Some(None) {
        return machine.unknown_flag(call);
    }
    if options.operands.is_empty() {
        return usage(machine, call);
    }
    let mode = mode.flatten();
    let mut status = Status::OK;
    for path in &options.operands {
        let made = match options.has(&["p", "parents"]) {
            true => make_parents(machine, path, mode.as_ref()),
            false => make_dir(machine, path, mode.as_ref()),
        };
        if let Err(errno) = made {
            let words = ("can't create directory '{}'", "cannot create directory '{}'");
            // Where a file is in the way, the path up to it is named.
            let blocked = if errno == Errno::NotADirectory { blocked_at(machine, path) } else { None };
            let named = match (blocked, call.busybox()) {
                (Some(prefix), true) => format!("{prefix}/"),
                (Some(prefix), false) => prefix,
                (None, _) => path.clone(),
            };
            status = worse(status, machine.fail(call, &named, errno, words));
        }
    }
    status
}

/// Too few operands. BusyBox prints how it is called, in words that differ from build to build.
pub(super) fn usage(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if call.busybox() {
        machine.unknown_output(call.io, call.name);
        return Status::FAILED;
    }
    let name = call.name;
    let what = match (name, call.args.iter().find(|arg| !arg.starts_with('-'))) {
        ("cp" | "mv" | "install" | "ln", None) => "missing file operand".to_owned(),
        ("cp" | "mv" | "install", Some(first)) => format!("missing destination file operand after '{first}'"),
        ("chmod" | "chown" | "chgrp", Some(first)) => format!("missing operand after '{first}'"),
        _ => "missing operand".to_owned(),
    };
    machine.error(call.io, &format!("{name}: {what}\nTry '{name} --help' for more information."));
    Status::FAILED
}

/// The part of a path that is a file.
fn blocked_at(machine: &Machine<'_>, path: &str) -> Option<String> {
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0);
    let file = |prefix: &&str| machine.stat(prefix, true).is_ok_and(|(_, node)| !node.is_dir());
    ends.filter_map(|at| path.get(..at)).find(file).map(str::to_owned)
}

fn make_dir(machine: &mut Machine<'_>, written: &str, mode: Option<&Mode>) -> Result<(), Errno> {
    let (path, node) = machine.look(written.trim_end_matches('/'), false)?;
    if node.is_some() {
        return Err(Errno::Exists);
    }
    if machine.may_be_there(&path) {
        machine.note(format!("whether `{written}` is there already is not known; it is taken not to be"));
    }
    machine.writable_dir(&path)?;
    let mut metadata = machine.new_metadata(0o777);
    if let Some(mode) = mode {
        metadata.mode = mode.apply(0o777, true, machine.shell.umask);
    }
    machine.put(&path, Node::dir(metadata))
}

/// `mkdir -p`: what is there already is no error.
pub(super) fn make_parents(
    machine: &mut Machine<'_>,
    written: &str,
    mode: Option<&Mode>,
) -> Result<(), Errno> {
    let mut prefix = if written.starts_with('/') { "/".to_owned() } else { String::new() };
    let parts: Vec<&str> = written.split('/').filter(|part| !part.is_empty()).collect();
    for (index, part) in parts.iter().enumerate() {
        prefix.push_str(part);
        let last = index + 1 == parts.len();
        match machine.look(&prefix, true) {
            Ok((_, Some(node))) if node.is_dir() => {}
            Ok((_, Some(_))) if last => return Err(Errno::Exists),
            Ok((_, Some(_))) => return Err(Errno::NotADirectory),
            Ok((path, None)) if machine.may_be_there(&path) => {
                // There or not, afterwards it is; what it holds besides is not known, but comes from layers below.
                machine.writable_dir(&path)?;
                let metadata = machine.new_metadata(0o777);
                machine.put(&path, Node::dir(metadata).with_counted())?;
            }
            Ok(_) => make_dir(machine, &prefix, mode.filter(|_| last))?,
            Err(errno) => return Err(errno),
        }
        prefix.push('/');
    }
    Ok(())
}

pub(super) fn rmdir(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("pv", &["parents", "ignore-fail-on-non-empty", "verbose"]) else {
        return machine.unknown_flag(call);
    };
    let mut status = Status::OK;
    for written in &options.operands {
        let mut place = written.trim_end_matches('/');
        loop {
            if let Err(errno) = remove_dir(machine, place) {
                if !(errno == Errno::NotEmpty && options.has(&["ignore-fail-on-non-empty"])) {
                    status =
                        worse(status, machine.fail(call, place, errno, ("'{}'", "failed to remove '{}'")));
                }
                break;
            }
            match place.rsplit_once('/') {
                Some((parent, _)) if options.has(&["p", "parents"]) && !parent.is_empty() => place = parent,
                _ => break,
            }
        }
    }
    status
}

fn remove_dir(machine: &mut Machine<'_>, written: &str) -> Result<(), Errno> {
    let (path, node) = machine.stat(written, false)?;
    let dir = node.as_dir().ok_or(Errno::NotADirectory)?;
    if !dir.is_empty() {
        return Err(Errno::NotEmpty);
    }
    if dir.opaque {
        return Err(Errno::Unknown);
    }
    machine.removable(&path, &node)?;
    machine.fs.remove(&path);
    Ok(())
}

pub(super) fn rm(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long =
        ["recursive", "force", "verbose", "dir", "one-file-system", "no-preserve-root", "preserve-root"];
    let Some(options) = call.options("rRfvidI", &long) else { return machine.unknown_flag(call) };
    let force = options.has(&["f", "force"]);
    let recursive = options.has(&["r", "R", "recursive"]);
    if options.operands.is_empty() && !force && !call.maybe_more {
        return usage(machine, call);
    }
    let mut status = Status::OK;
    for written in &options.operands {
        let name = written.trim_end_matches('/');
        if matches!(split(name).1, "." | "..") || name.is_empty() {
            let words = match call.busybox() {
                true => "can't remove '.' or '..'".to_owned(),
                false => format!("refusing to remove '.' or '..' directory: skipping '{written}'"),
            };
            machine.error(call.io, &format!("{}: {words}", call.name));
            status = Status::FAILED;
            continue;
        }
        let through_link = !call.busybox()
            && name.len() < written.len()
            && machine.stat(name, false).is_ok_and(|(_, node)| node.as_symlink().is_some());
        if through_link {
            status =
                machine.not_understood(format!("`rm {written}` through a symbolic link is not followed"));
            continue;
        }
        match remove(machine, name, recursive, options.has(&["d", "dir"])) {
            Ok(()) | Err(Errno::NotFound | Errno::NotADirectory | Errno::Unknown) if force => {}
            Ok(()) => {}
            Err(Errno::IsADirectory) if call.busybox() => {
                machine.error(call.io, &format!("rm: '{written}' is a directory"));
                status = Status::FAILED;
            }
            Err(errno) => {
                status = worse(
                    status,
                    machine.fail(call, written, errno, ("can't remove '{}'", "cannot remove '{}'")),
                );
            }
        }
    }
    status
}

fn remove(machine: &mut Machine<'_>, written: &str, recursive: bool, empty_dirs: bool) -> Result<(), Errno> {
    let (path, node) = machine.stat(written, false)?;
    if let Some(dir) = node.as_dir() {
        let allowed = recursive || empty_dirs && dir.is_empty();
        if !allowed {
            return Err(Errno::IsADirectory);
        }
        return remove_tree(machine, &path, &node);
    }
    machine.removable(&path, &node)?;
    machine.fs.remove(&path);
    Ok(())
}

/// Removes a directory and all below it; what may not go stays, with the directories above it.
fn remove_tree(machine: &mut Machine<'_>, path: &str, node: &Node) -> Result<(), Errno> {
    let below = |mount: &str| mount.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let whole = !machine.mounts.iter().any(|mount| below(&mount.path));
    let entries = node.as_dir().is_some_and(|dir| !dir.is_empty());
    let contents = !entries || machine.ids.uid == 0 || machine.may(node, Access::Write);
    if whole && contents {
        machine.removable(path, node)?;
        machine.fs.remove(path);
        return Ok(());
    }
    if !contents {
        return Err(Errno::Denied);
    }
    let children: Vec<_> = node
        .as_dir()
        .into_iter()
        .flat_map(|dir| dir.iter().map(|(name, node)| (join(path, name), node.clone())))
        .collect();
    let mut result = Ok(());
    for (child, node) in children {
        let removed = if node.is_dir() {
            remove_tree(machine, &child, &node)
        } else {
            machine.removable(&child, &node).map(|()| {
                machine.fs.remove(&child);
            })
        };
        result = result.and(removed);
    }
    result
}

pub(super) fn touch(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("cd:t:r:amh", &["no-create", "date:", "reference:"]) else {
        return machine.unknown_flag(call);
    };
    let time = match options.value(&["d", "date", "t", "r", "reference"]) {
        // A time that is given but not read: it differs from before, and that is all that counts.
        Some(text) => {
            text.strip_prefix('@').and_then(|seconds| seconds.parse().ok()).map_or(Time::Build, Time::At)
        }
        None => Time::Build,
    };
    let mut status = Status::OK;
    for path in &options.operands {
        let touched = touch_one(machine, path, time, options.has(&["c", "no-create"]));
        if let Err(errno) = touched {
            status = worse(status, machine.fail(call, path, errno, ("{}", "cannot touch '{}'")));
        }
    }
    status
}

fn touch_one(machine: &mut Machine<'_>, written: &str, time: Time, only_there: bool) -> Result<(), Errno> {
    let (path, node) = machine.look(written, true)?;
    match node {
        Some(node) => {
            let own = machine.ids.uid == 0 || node.metadata.uid == machine.ids.uid;
            let allowed = own || time == Time::Build && machine.may(&node, Access::Write);
            if !allowed {
                return Err(if time == Time::Build { Errno::Denied } else { Errno::NotPermitted });
            }
            if machine.read_only(&path) {
                return Err(Errno::ReadOnly);
            }
            let metadata = Metadata { mtime: time, ..node.metadata };
            machine.put(&path, Node::clone(&node).with_metadata(metadata))
        }
        None if only_there => Ok(()),
        None => {
            machine.writable_dir(&path)?;
            let metadata = Metadata { mtime: time, ..machine.new_metadata(0o666) };
            machine.put(&path, Node::file(Content::bytes(Vec::new()), metadata))
        }
    }
}

pub(super) fn ln(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "symbolic",
        "force",
        "no-dereference",
        "verbose",
        "relative",
        "no-target-directory",
        "target-directory:",
    ];
    let Some(mut options) = call.options("sfnvrTt:", &long) else { return machine.unknown_flag(call) };
    if options.has(&["r", "relative"]) {
        return machine.unknown_flag(call);
    }
    let symbolic = options.has(&["s", "symbolic"]);
    let plain = options.has(&["n", "no-dereference", "T", "no-target-directory"]);
    let dest = match options.value(&["t", "target-directory"]) {
        Some(dir) => dir.to_owned(),
        None if options.operands.len() > 1 => options.operands.pop().unwrap_or_default(),
        None => ".".to_owned(),
    };
    if options.operands.is_empty() {
        return usage(machine, call);
    }
    let into = matches!(machine.stat(&dest, true), Ok((_, node)) if node.is_dir())
        && !(plain && matches!(machine.stat(&dest, false), Ok((_, node)) if node.as_symlink().is_some()))
        && !options.has(&["T", "no-target-directory"]);
    let mut status = Status::OK;
    for target in &options.operands {
        let name = super::super::expand::base_name(target);
        let place = if into { join(&dest, name) } else { dest.clone() };
        let missing = (!symbolic).then(|| machine.stat(target, false).err()).flatten();
        if let Some(errno) = missing {
            status = worse(status, machine.fail(call, target, errno, ("{}", "failed to access '{}'")));
            continue;
        }
        let linked = link(machine, target, &place, symbolic, options.has(&["f", "force"]));
        if linked == Err(Errno::NotPermitted) && !symbolic && !call.busybox() {
            machine.error(call.io, &format!("ln: {target}: hard link not allowed for directory"));
            status = Status::FAILED;
        } else if let Err(errno) = linked {
            let kind = if symbolic {
                "failed to create symbolic link '{}'"
            } else {
                "failed to create hard link '{}'"
            };
            status = worse(status, machine.fail(call, &place, errno, ("{}", kind)));
        }
    }
    status
}

fn link(
    machine: &mut Machine<'_>,
    target: &str,
    place: &str,
    symbolic: bool,
    force: bool,
) -> Result<(), Errno> {
    let source = if symbolic { None } else { Some(machine.stat(target, false)?) };
    let (path, node) = machine.look(place.trim_end_matches('/'), false)?;
    if let Some(node) = node {
        if !force || node.is_dir() {
            return Err(Errno::Exists);
        }
        machine.removable(&path, &node)?;
        machine.fs.remove(&path);
    }
    machine.writable_dir(&path)?;
    match source {
        None => {
            let node = Node::symlink(target, Time::Build);
            let metadata = Metadata { uid: machine.ids.uid, gid: machine.ids.gid, ..node.metadata };
            machine.put(&path, node.with_metadata(metadata))
        }
        Some((from, node)) => {
            if node.is_dir() {
                return Err(Errno::NotPermitted);
            }
            if machine.device(&from) != machine.device(&path) {
                return Err(Errno::CrossDevice);
            }
            if node.as_file().is_none() {
                return machine.put(&path, Node::clone(&node));
            }
            machine.fs.link(&from, &path)?;
            // A link changes its file too: in a layer of its own both names stand for one copy.
            let step = machine.step;
            for path in [&from, &path] {
                if let Some(node) = machine.fs.get(path).cloned() {
                    let _ = machine.fs.insert(
                        path,
                        Node::clone(&node).from_step(if path == &from { node.origin } else { step }),
                    );
                }
            }
            Ok(())
        }
    }
}

/// `truncate` and `fallocate`: a file of a given size.
pub(super) fn truncate(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("cs:l:o:", &["size:", "length:", "no-create"]) else {
        return machine.unknown_flag(call);
    };
    let Some(size) = options.value(&["s", "l", "size", "length"]).and_then(scaled) else {
        return machine.unknown_flag(call);
    };
    let mut status = Status::OK;
    for path in &options.operands {
        let old = machine.stat(path, true).ok().and_then(|(_, node)| Some(node.as_file()?.content.clone()));
        if old.is_none() && options.has(&["c", "no-create"]) {
            continue;
        }
        let content = resized(old.as_ref(), size);
        let written = machine.open_file(path, true).and_then(|path| machine.write_content(&path, content));
        if let Err(errno) = written {
            status = worse(status, machine.fail(call, path, errno, ("{}", "cannot open '{}' for writing")));
        }
    }
    status
}

fn resized(old: Option<&Content>, size: u64) -> Content {
    use super::super::io::{concat, derived, zeros};
    let Some(old) = old else { return zeros(size) };
    match (old.as_bytes(), old.kind()) {
        (Some(bytes), _) if bytes.len() as u64 >= size => Content::bytes(&bytes[..size as usize]),
        (Some(bytes), _) => concat(old, &zeros(size - bytes.len() as u64)),
        (None, ContentKind::Known { size: old_size, .. }) if *old_size < size => {
            concat(old, &zeros(size - old_size))
        }
        _ => Content::known(size, derived(old.digest(), &["cut", &size.to_string()])),
    }
}

/// `mktemp` makes a path whose name nobody knows beforehand.
pub(super) fn mktemp(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("dqup:t", &["directory", "tmpdir:"]) else {
        return machine.unknown_flag(call);
    };
    let template = options.operands.first().cloned().unwrap_or_else(|| "tmp.XXXXXX".to_owned());
    let digest = machine.random("mktemp").to_string();
    let count = template.chars().rev().take_while(|c| *c == 'X').count();
    let Some(letters) = digest.get(..count).filter(|letters| letters.len() >= 3) else {
        return machine.unknown_flag(call);
    };
    machine.note("the name that `mktemp` chooses differs with each run");
    let stem = template.trim_end_matches('X');
    let name = format!("{stem}{letters}");
    let dir = options.value(&["p", "tmpdir"]).unwrap_or("/tmp");
    let path = if name.contains('/') || !options.operands.is_empty() && !options.has(&["p", "t", "tmpdir"]) {
        name
    } else {
        join(dir, &name)
    };
    let metadata = |mode| Metadata { mode, ..machine.new_metadata(0) };
    let node = match options.has(&["d", "directory"]) {
        true => Node::dir(metadata(0o700)),
        false => Node::file(Content::bytes(Vec::new()), metadata(0o600)),
    };
    let made = machine.look(&path, false).and_then(|(place, _)| {
        machine.writable_dir(&place)?;
        machine.put(&place, node)
    });
    match made {
        Ok(()) => {
            machine.print(call.io, &format!("{path}\n"));
            Status::OK
        }
        Err(errno) => machine.fail(call, &path, errno, ("{}", "failed to create file via template '{}'")),
    }
}

pub(super) fn mkfifo(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut status = Status::OK;
    for path in &call.args {
        let made = machine.look(path, false).and_then(|(place, node)| {
            if node.is_some() {
                return Err(Errno::Exists);
            }
            machine.writable_dir(&place)?;
            let metadata = machine.new_metadata(0o666);
            machine.put(&place, Node::fifo(metadata))
        });
        if let Err(errno) = made {
            status = worse(status, machine.fail(call, path, errno, ("{}", "cannot create fifo '{}'")));
        }
    }
    status
}
