//! `chown`, `chgrp`.

use super::super::files::Errno;
use super::super::machine::{Machine, Status};
use super::super::users::{groups, users};
use super::mode::each;
use super::{Call, worse};
use crate::Metadata;

/// Why an owner is not found.
enum Missing {
    User(String),
    Group(String),
    Unknown,
}

/// A uid and a gid, each where one is meant.
type Owner = (Option<u32>, Option<u32>);

/// The ids of names or numbers; `None` when one is not there or not known.
pub(super) fn ids(machine: &Machine<'_>, user: Option<&str>, group: Option<&str>) -> Option<Owner> {
    let user = user.map(|user| user_id(machine, user).ok().map(|(uid, _)| uid));
    let group = group.map(|group| group_id(machine, group).ok());
    match (user, group) {
        (Some(None), _) | (_, Some(None)) => None,
        (user, group) => Some((user.flatten(), group.flatten())),
    }
}

fn user_id(machine: &Machine<'_>, name: &str) -> Result<(u32, Option<u32>), Missing> {
    let all = users(&machine.fs);
    match (all.iter().flatten().find(|user| user.name == name), name.parse()) {
        (Some(user), _) => Ok((user.uid, Some(user.gid))),
        (None, Ok(uid)) => Ok((uid, None)),
        (None, Err(_)) if all.is_none() || machine.may_have_more_accounts() => Err(Missing::Unknown),
        (None, Err(_)) => Err(Missing::User(name.to_owned())),
    }
}

fn group_id(machine: &Machine<'_>, name: &str) -> Result<u32, Missing> {
    let all = groups(&machine.fs);
    match (all.iter().flatten().find(|group| group.name == name), name.parse()) {
        (Some(group), _) => Ok(group.gid),
        (None, Ok(gid)) => Ok(gid),
        (None, Err(_)) if all.is_none() || machine.may_have_more_accounts() => Err(Missing::Unknown),
        (None, Err(_)) => Err(Missing::Group(name.to_owned())),
    }
}

/// Reads `user`, `user:group`, `user:` (the group of that user), `:group`.
fn read(machine: &Machine<'_>, spec: &str, only_group: bool) -> Result<Owner, Missing> {
    if only_group {
        return Ok((None, Some(group_id(machine, spec)?)));
    }
    let (user, group) = match spec.split_once(':') {
        Some((user, group)) => (user, Some(group)),
        None => match spec.split_once('.') {
            Some((user, group)) if user_id(machine, spec).is_err() => (user, Some(group)),
            _ => (spec, None),
        },
    };
    let found = if user.is_empty() { None } else { Some(user_id(machine, user)?) };
    let gid = match group {
        None => None,
        Some("") => found.and_then(|(_, gid)| gid),
        Some(group) => Some(group_id(machine, group)?),
    };
    Ok((found.map(|(uid, _)| uid), gid))
}

pub(super) fn chown(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "recursive",
        "no-dereference",
        "dereference",
        "verbose",
        "changes",
        "silent",
        "quiet",
        "from:",
        "reference:",
        "preserve-root",
    ];
    let Some(options) = call.options("RhLHPvcf", &long) else { return machine.unknown_flag(call) };
    if options.has(&["from", "reference", "L"]) {
        return machine.unknown_flag(call);
    }
    let Some((spec, paths)) = options.operands.split_first() else {
        return super::change::usage(machine, call);
    };
    let owner = match read(machine, spec, call.name == "chgrp") {
        Ok(owner) => owner,
        Err(missing) => return unknown_owner(machine, call, spec, missing),
    };
    if !call.busybox()
        && !spec.contains(':')
        && spec.contains('.')
        && owner.1.is_some()
        && call.name == "chown"
    {
        machine.error(call.io, &format!("chown: warning: '.' should be ':': '{spec}'"));
    }
    let recursive = options.has(&["R", "recursive"]);
    let follow = !options.has(&["h", "no-dereference"]);
    let mut status = Status::OK;
    for written in paths {
        let changed = each(machine, written, recursive, follow, &mut |machine, path, node, _| {
            let metadata = owned(node.metadata, owner, node.as_file().is_some());
            if machine.ids.uid != 0 {
                let own =
                    node.metadata.uid == machine.ids.uid && owner.0.is_none_or(|uid| uid == machine.ids.uid);
                let group =
                    owner.1.is_none_or(|gid| gid == machine.ids.gid || machine.ids.groups.contains(&gid));
                if !(own && group) {
                    return Err(Errno::NotPermitted);
                }
            }
            machine.put_metadata(path, node, metadata)
        });
        if let Err(errno) = changed {
            let words = if errno == Errno::NotPermitted {
                "changing ownership of '{}'"
            } else {
                "cannot access '{}'"
            };
            status = worse(status, machine.fail(call, written, errno, ("{}", words)));
        }
    }
    status
}

/// Linux takes the set-user and set-group bits of a file away when its owner is set.
fn owned(old: Metadata, (uid, gid): Owner, is_file: bool) -> Metadata {
    let mut mode = old.mode;
    if is_file {
        mode &= !0o4000;
        if mode & 0o010 != 0 {
            mode &= !0o2000;
        }
    }
    Metadata { mode, uid: uid.unwrap_or(old.uid), gid: gid.unwrap_or(old.gid), ..old }
}

fn unknown_owner(machine: &mut Machine<'_>, call: &Call<'_>, spec: &str, missing: Missing) -> Status {
    let words = match (missing, call.busybox()) {
        (Missing::Unknown, _) => {
            return machine.not_understood(format!("the user or group `{spec}` is not known here"));
        }
        (_, true) if spec.contains(':') => format!("unknown user/group {spec}"),
        (Missing::User(name), true) => format!("unknown user {name}"),
        (Missing::Group(name), true) => format!("unknown group {name}"),
        (Missing::User(_), false) => format!("invalid user: '{spec}'"),
        (Missing::Group(_), false) => format!("invalid group: '{spec}'"),
    };
    machine.error(call.io, &format!("{}: {words}", call.name));
    Status::FAILED
}
