//! Who and where a process is.

use super::super::machine::{Machine, Status};
use super::super::users::{Group, User, groups, users};
use super::Call;

/// `id`, `whoami`, `groups`.
pub(super) fn run(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let (Some(users), Some(all_groups)) = (users(&machine.fs), groups(&machine.fs)) else {
        return machine.unknown_output(call.io, call.name);
    };
    let Some(options) = call.options("ugGnr", &["user", "group", "groups", "name", "real"]) else {
        return machine.unknown_flag(call);
    };
    let (uid, gid, mut more) = match options.operands.first() {
        None => (machine.ids.uid, machine.ids.gid, machine.ids.groups.clone()),
        Some(name) => match users.iter().find(|user| user.name == *name) {
            Some(user) => {
                let member = |group: &&Group| group.members.contains(&user.name);
                (user.uid, user.gid, all_groups.iter().filter(member).map(|group| group.gid).collect())
            }
            None => {
                let words = if call.busybox() {
                    format!("unknown user {name}")
                } else {
                    format!("'{name}': no such user")
                };
                machine.error(call.io, &format!("id: {words}"));
                return Status::FAILED;
            }
        },
    };
    let names = Names { users: &users, groups: &all_groups };
    let text = match call.name {
        "whoami" | "logname" => match names.user(uid) {
            Some(name) => name.to_owned(),
            None => {
                let words = if call.busybox() { "unknown uid" } else { "cannot find name for user ID" };
                machine.error(call.io, &format!("whoami: {words} {uid}"));
                return Status::FAILED;
            }
        },
        _ => {
            // runc lists the group itself among the additional ones only where the system's tools do.
            more.retain(|group| *group != gid);
            let in_container = machine.live.is_some() && options.operands.is_empty() && call.busybox();
            let all: Vec<u32> = if in_container {
                machine.ids.groups.clone()
            } else if options.operands.is_empty() && call.busybox() {
                more.iter().copied().chain([gid]).collect()
            } else {
                [gid].into_iter().chain(more.iter().copied()).collect()
            };
            let named = options.has(&["n", "name"]);
            let group = |id: &u32| if named { names.group_or_id(*id) } else { id.to_string() };
            if options.has(&["u", "user"]) {
                if named { names.user(uid).map_or(uid.to_string(), str::to_owned) } else { uid.to_string() }
            } else if options.has(&["g", "group"]) {
                group(&gid)
            } else if options.has(&["G", "groups"]) || call.name == "groups" {
                let names_them =
                    |id: &u32| if call.name == "groups" { names.group_or_id(*id) } else { group(id) };
                all.iter().map(names_them).collect::<Vec<_>>().join(" ")
            } else {
                names.full(uid, gid, &all)
            }
        }
    };
    machine.print(call.io, &format!("{text}\n"));
    Status::OK
}

struct Names<'n> {
    users: &'n [User],
    groups: &'n [Group],
}

impl Names<'_> {
    fn user(&self, uid: u32) -> Option<&str> {
        self.users.iter().find(|user| user.uid == uid).map(|user| user.name.as_str())
    }

    fn group(&self, gid: u32) -> Option<&str> {
        self.groups.iter().find(|group| group.gid == gid).map(|group| group.name.as_str())
    }

    fn group_or_id(&self, gid: u32) -> String {
        self.group(gid).map_or(gid.to_string(), str::to_owned)
    }

    fn full(&self, uid: u32, gid: u32, groups: &[u32]) -> String {
        let with = |id: u32, name: Option<&str>| name.map_or(id.to_string(), |name| format!("{id}({name})"));
        let text = format!("uid={} gid={}", with(uid, self.user(uid)), with(gid, self.group(gid)));
        if groups.is_empty() {
            return text;
        }
        let groups: Vec<String> = groups.iter().map(|gid| with(*gid, self.group(*gid))).collect();
        format!("{text} groups={}", groups.join(","))
    }
}

/// `printenv`, and `env` without a command.
pub(super) fn printenv(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let exported: Vec<(String, Option<String>)> = machine
        .shell
        .vars
        .exported()
        .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
        .collect();
    let unknown = exported.iter().any(|(_, value)| value.is_none());
    if let Some(name) = call.args.first().filter(|_| call.name == "printenv") {
        return match exported.iter().find(|(known, _)| known == name) {
            Some((_, Some(value))) => {
                machine.print(call.io, &format!("{value}\n"));
                Status::OK
            }
            Some((_, None)) => machine.unknown_output(call.io, call.name),
            None => Status::FAILED,
        };
    }
    if unknown {
        return machine.unknown_output(call.io, call.name);
    }
    // The order of an environment is that of its making; what is printed has the same bytes in any order.
    let text: String =
        exported.iter().map(|(name, value)| format!("{name}={}\n", value.as_deref().unwrap_or(""))).collect();
    machine.print(call.io, &text);
    Status::OK
}

/// What differs from machine to machine.
pub(super) fn machine(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let text = match (call.name, call.args.first().map(String::as_str)) {
        ("hostname", None) => machine.hostname().unwrap_or("buildkitsandbox"),
        ("uname", None | Some("-s")) => "Linux",
        ("uname", Some("-m")) | ("arch", None) => {
            match machine.base.map(|base| base.image.platform.architecture.as_str()) {
                Some("arm64") => "aarch64",
                Some("amd64" | "") | None => "x86_64",
                Some(_) => return machine.unknown_output(call.io, call.name),
            }
        }
        _ => return machine.unknown_output(call.io, call.name),
    };
    machine.print(call.io, &format!("{text}\n"));
    Status::OK
}
