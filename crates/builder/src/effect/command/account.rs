//! Users and groups: shadow-utils (`useradd`), Debian's `adduser`, BusyBox's `adduser`.

use super::super::arguments::Options;
use super::super::machine::{Machine, Status};
use super::super::users::{Group, User};
use super::Call;
use super::account_files::NewUser;

/// Users that people have are numbered from here on, up to [`LAST`].
const FIRST: u32 = 1000;
const LAST: u32 = 60_000;

fn is_root(machine: &mut Machine<'_>, call: &Call<'_>) -> bool {
    let root = machine.ids.uid == 0;
    if !root {
        let words = if call.busybox() { "must be suid to work properly" } else { "Permission denied." };
        machine.error(call.io, &format!("{}: {words}", call.name));
    }
    root
}

fn refuse(machine: &mut Machine<'_>, call: &Call<'_>, words: &str, code: u8) -> Status {
    machine.error(call.io, &format!("{}: {words}", call.name));
    Status::Code(code)
}

/// The number after the highest in use, as `useradd` counts people.
fn next_above(used: &[u32]) -> u32 {
    used.iter().copied().filter(|id| (FIRST..=LAST).contains(id)).max().map_or(FIRST, |id| id + 1)
}

/// The highest free number below 1000, as `useradd -r` counts services.
fn next_below(used: &[u32]) -> u32 {
    (101..FIRST).rev().find(|id| !used.contains(id)).unwrap_or(101)
}

/// The lowest free number from `first` on.
fn lowest(used: &[u32], first: u32) -> u32 {
    (first..LAST).find(|id| !used.contains(id)).unwrap_or(first)
}

fn uids(users: &[User]) -> Vec<u32> {
    users.iter().map(|user| user.uid).collect()
}

fn gids(groups: &[Group]) -> Vec<u32> {
    groups.iter().map(|group| group.gid).collect()
}

fn gid_of(groups: &[Group], name: &str) -> Option<u32> {
    let named = groups.iter().find(|group| group.name == name).map(|group| group.gid);
    named.or_else(|| name.parse().ok().filter(|gid| groups.iter().any(|group| group.gid == *gid)))
}

/// A user or group that is not there; what was installed before may have made it.
fn not_there(machine: &mut Machine<'_>, call: &Call<'_>, words: &str, code: u8) -> Status {
    match machine.may_have_more_accounts() {
        true => machine.not_understood(format!("`{}`: {words}, unless a package made it", call.name)),
        false => refuse(machine, call, words, code),
    }
}

fn unknown(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    machine.not_understood(format!("`{}`: the users of the image are not known", call.name))
}

pub(super) fn add_user(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if !is_root(machine, call) {
        return Status::FAILED;
    }
    match (call.name, call.busybox()) {
        ("useradd", _) => useradd(machine, call),
        (_, true) => busybox_adduser(machine, call),
        (_, false) => debian_adduser(machine, call),
    }
}

pub(super) fn add_group(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if !is_root(machine, call) {
        return Status::FAILED;
    }
    let busybox = call.name == "addgroup" && call.busybox();
    let long = ["system", "gid:", "force", "non-unique", "quiet"];
    let short = if busybox { "g:S" } else { "g:rfo" };
    let Some(options) = call.options(short, &long) else { return machine.unknown_flag(call) };
    let Some((users, groups)) = machine.accounts() else { return unknown(machine, call) };
    let names: Vec<&str> = options.operands.iter().map(String::as_str).collect();
    let name = match names.as_slice() {
        [name] => *name,
        // `addgroup USER GROUP` and `adduser USER GROUP`.
        [user, group] => return join(machine, call, (user, group), &users, &groups),
        _ => return machine.unknown_flag(call),
    };
    if groups.iter().any(|group| group.name == name) {
        if options.has(&["f", "force"]) {
            return Status::OK;
        }
        return match busybox {
            true => refuse(machine, call, &format!("group '{name}' in use"), 1),
            false => refuse(machine, call, &format!("group '{name}' already exists"), 9),
        };
    }
    let system = options.has(&["r", "S", "system"]);
    let gid = match options.value(&["g", "gid"]).map(str::parse) {
        Some(Ok(gid)) => gid,
        Some(Err(_)) => return machine.unknown_flag(call),
        None => free_gid(call, system, &users, &groups),
    };
    if gids(&groups).contains(&gid) && !options.has(&["o", "non-unique"]) {
        return match busybox {
            true => refuse(machine, call, &format!("gid '{gid}' in use"), 1),
            false => refuse(machine, call, &format!("GID '{gid}' already exists"), 4),
        };
    }
    machine.append_group(name, gid, "");
    if !busybox {
        machine.lock_accounts();
    }
    Status::OK
}

fn free_gid(call: &Call<'_>, system: bool, users: &[User], groups: &[Group]) -> u32 {
    match (call.name, call.busybox(), system) {
        ("addgroup", true, true) => lowest(&[uids(users), gids(groups)].concat(), 100),
        ("addgroup", true, false) => lowest(&[uids(users), gids(groups)].concat(), FIRST),
        ("addgroup", false, true) => lowest(&gids(groups), 100),
        (_, _, true) => next_below(&gids(groups)),
        _ => next_above(&gids(groups)),
    }
}

fn join(
    machine: &mut Machine<'_>,
    call: &Call<'_>,
    (user, group): (&str, &str),
    users: &[User],
    groups: &[Group],
) -> Status {
    if !users.iter().any(|known| known.name == user) {
        return not_there(machine, call, &format!("unknown user {user}"), 1);
    }
    if !groups.iter().any(|known| known.name == group) {
        return not_there(machine, call, &format!("unknown group {group}"), 1);
    }
    machine.join_groups(user, &[group]);
    Status::OK
}

fn useradd(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "create-home",
        "no-create-home",
        "system",
        "uid:",
        "gid:",
        "groups:",
        "shell:",
        "home-dir:",
        "comment:",
        "no-user-group",
        "user-group",
        "non-unique",
        "no-log-init",
        "password:",
        "base-dir:",
        "home:",
    ];
    let Some(options) = call.options("mMru:g:G:s:d:c:NUolp:b:", &long) else {
        return machine.unknown_flag(call);
    };
    let [name] = options.operands.as_slice() else { return machine.unknown_flag(call) };
    let Some((users, groups)) = machine.accounts() else { return unknown(machine, call) };
    if users.iter().any(|user| user.name == *name) {
        return refuse(machine, call, &format!("user '{name}' already exists"), 9);
    }
    let system = options.has(&["r", "system"]);
    let given = options.value(&["u", "uid"]).map(str::parse::<u32>);
    let uid = match given {
        Some(Ok(uid)) if users.iter().any(|user| user.uid == uid) && !options.has(&["o", "non-unique"]) => {
            return refuse(machine, call, &format!("UID {uid} is not unique"), 4);
        }
        Some(Ok(uid)) => uid,
        Some(Err(_)) => return refuse(machine, call, "invalid user ID", 3),
        None if system => next_below(&uids(&users)),
        None => next_above(&uids(&users)),
    };
    let own_group = options.value(&["g", "gid"]).is_none() && !options.has(&["N", "no-user-group"]);
    let gid = match options.value(&["g", "gid"]) {
        Some(group) => match gid_of(&groups, group) {
            Some(gid) => gid,
            None => return not_there(machine, call, &format!("group '{group}' does not exist"), 6),
        },
        None if !own_group => 100,
        None if groups.iter().any(|group| group.name == *name) => {
            let words = format!("group {name} exists - if you want to add this user to that group, use -g.");
            return refuse(machine, call, &words, 9);
        }
        None if gids(&groups).contains(&uid) || uid > LAST => {
            if system {
                next_below(&gids(&groups))
            } else {
                next_above(&gids(&groups))
            }
        }
        None => uid,
    };
    let more: Vec<&str> =
        options.value(&["G", "groups"]).map(|list| list.split(',').collect()).unwrap_or_default();
    if let Some(missing) = more.iter().find(|group| gid_of(&groups, group).is_none()) {
        return not_there(machine, call, &format!("group '{missing}' does not exist"), 6);
    }
    let base = options.value(&["b", "base-dir"]).unwrap_or("/home");
    let home =
        options.value(&["d", "home-dir", "home"]).map_or_else(|| format!("{base}/{name}"), str::to_owned);
    machine.lock_accounts();
    machine.append_user(&NewUser {
        name,
        uid,
        gid,
        comment: options.value(&["c", "comment"]).unwrap_or(""),
        home: &home,
        shell: options.value(&["s", "shell"]).unwrap_or("/bin/sh"),
        system,
    });
    if own_group {
        machine.append_group(name, gid, "");
    }
    if !more.is_empty() {
        machine.join_groups(name, &more);
    }
    if !system && uid <= LAST {
        machine.append_subordinates(name);
    }
    if options.has(&["m", "create-home"]) {
        machine.make_home(&home, uid, gid, 0o755, true);
    }
    Status::OK
}

/// Debian's `adduser`, which calls the tools of shadow-utils one after the other.
fn debian_adduser(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = [
        "disabled-password",
        "disabled-login",
        "gecos:",
        "comment:",
        "system",
        "group",
        "home:",
        "shell:",
        "uid:",
        "gid:",
        "ingroup:",
        "no-create-home",
        "quiet",
        "force-badname",
        "allow-bad-names",
    ];
    let Some(options) = call.options("qu:", &long) else { return machine.unknown_flag(call) };
    let Some((users, groups)) = machine.accounts() else { return unknown(machine, call) };
    let name = match options.operands.as_slice() {
        [name] => name.as_str(),
        [user, group] => return join(machine, call, (user, group), &users, &groups),
        _ => return machine.unknown_flag(call),
    };
    let system = options.has(&["system"]);
    if users.iter().any(|user| user.name == name) {
        // Asking twice for a system user is no error.
        let words = format!("The user `{name}' already exists.");
        return if system { Status::OK } else { refuse(machine, call, &words, 1) };
    }
    let given = options.value(&["uid", "u"]).map(str::parse::<u32>);
    let uid = match given {
        Some(Ok(uid)) => uid,
        Some(Err(_)) => return machine.unknown_flag(call),
        None if system => lowest(&uids(&users), 100),
        None => lowest(&[uids(&users), gids(&groups)].concat(), FIRST),
    };
    let own_group = !system || options.has(&["group"]);
    let gid = match options.value(&["ingroup", "gid"]) {
        Some(group) => match gid_of(&groups, group) {
            Some(gid) => gid,
            None => return not_there(machine, call, &format!("The group `{group}' does not exist."), 1),
        },
        None if system && own_group => lowest(&gids(&groups), 100),
        None if system => 65534,
        None => uid,
    };
    let (home, shell) = match system {
        true => ("/nonexistent".to_owned(), "/usr/sbin/nologin"),
        false => (format!("/home/{name}"), "/bin/bash"),
    };
    let home = options.value(&["home"]).map_or(home, str::to_owned);
    machine.lock_accounts();
    if own_group && options.value(&["ingroup", "gid"]).is_none() {
        machine.append_group(name, gid, "");
    }
    let shell = options.value(&["shell"]).unwrap_or(shell);
    machine.append_user(&NewUser { name, uid, gid, comment: "", home: &home, shell, system });
    let run_lock = crate::Node::file(crate::Content::bytes(Vec::new()), machine.new_metadata(0o644));
    let _ = machine.put("/run/adduser", run_lock);
    if system {
        if home != "/nonexistent" && !options.has(&["no-create-home"]) {
            machine.make_home(&home, uid, gid, 0o755, false);
        }
        return Status::OK;
    }
    machine.append_subordinates(name);
    if !options.has(&["no-create-home"]) {
        machine.make_home(&home, uid, gid, 0o700, true);
    }
    if let Some(comment) = options.value(&["gecos", "comment"]) {
        let comment = if comment.is_empty() { ",,," } else { comment };
        set_field(machine, name, 4, comment);
    }
    machine.join_groups(name, &["users"]);
    Status::OK
}

/// Changes a field of a user's line.
fn set_field(machine: &mut Machine<'_>, name: &str, field: usize, value: &str) {
    machine.rewrite("/etc/passwd", true, |old| {
        let change = |line: &str| {
            let mut fields: Vec<&str> = line.split(':').collect();
            if let Some(place) = fields.get_mut(field).filter(|_| line.starts_with(&format!("{name}:"))) {
                *place = value;
            }
            fields.join(":") + "\n"
        };
        old.lines().map(change).collect()
    });
}

fn busybox_adduser(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long =
        ["home:", "gecos:", "shell:", "ingroup:", "system", "disabled-password", "no-create-home", "uid:"];
    let Some(options) = call.options("h:g:s:G:SDHu:k:", &long) else { return machine.unknown_flag(call) };
    let Some((users, groups)) = machine.accounts() else { return unknown(machine, call) };
    let name = match options.operands.as_slice() {
        [name] => name.as_str(),
        [user, group] => return join(machine, call, (user, group), &users, &groups),
        _ => return machine.unknown_flag(call),
    };
    if users.iter().any(|user| user.name == name) {
        return refuse(machine, call, &format!("user '{name}' in use"), 1);
    }
    let system = options.has(&["S", "system"]);
    let group = options.value(&["G", "ingroup"]);
    if !system && !options.has(&["D", "disabled-password"]) {
        return machine.not_understood("`adduser` without -D asks for a password");
    }
    let uid = match options.value(&["u", "uid"]).map(str::parse::<u32>) {
        Some(Ok(uid)) if uids(&users).contains(&uid) => {
            return refuse(machine, call, &format!("uid '{uid}' in use"), 1);
        }
        Some(Ok(uid)) => uid,
        Some(Err(_)) => return machine.unknown_flag(call),
        None => {
            let used = if group.is_some() { uids(&users) } else { [uids(&users), gids(&groups)].concat() };
            lowest(&used, if system { 100 } else { FIRST })
        }
    };
    let gid = match group {
        Some(group) => match gid_of(&groups, group) {
            Some(gid) => gid,
            None => return not_there(machine, call, &format!("unknown group {group}"), 1),
        },
        None if system => gid_of(&groups, "nogroup").unwrap_or(65533),
        None => uid,
    };
    let home = options.value(&["h", "home"]).map_or_else(|| format!("/home/{name}"), str::to_owned);
    let shell = if system { "/sbin/nologin" } else { "/bin/sh" };
    machine.append_user(&NewUser {
        name,
        uid,
        gid,
        comment: options.value(&["g", "gecos"]).unwrap_or("Linux User,,,"),
        home: &home,
        shell: options.value(&["s", "shell"]).unwrap_or(shell),
        system: false,
    });
    match group {
        Some(group) => machine.join_groups(name, &[group]),
        None if !system => machine.append_group(name, gid, ""),
        None => {}
    }
    if !options.has(&["H", "no-create-home"]) && home != "/dev/null" {
        machine.make_home(&home, uid, gid, 0o2755, false);
    }
    Status::OK
}

/// `usermod -aG`, `chpasswd`, and what removes accounts.
pub(super) fn change(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if !is_root(machine, call) {
        return Status::FAILED;
    }
    match call.name {
        "usermod" => usermod(machine, call),
        "chpasswd" => chpasswd(machine, call),
        "userdel" | "deluser" | "groupdel" | "delgroup" => remove(machine, call),
        _ => machine.unknown_flag(call),
    }
}

fn usermod(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = ["append", "groups:", "shell:", "home:", "comment:"];
    let options: Option<Options> = call.options("aG:s:d:c:", &long);
    let Some((options, (users, groups))) = options.zip(machine.accounts()) else {
        return machine.unknown_flag(call);
    };
    let [name] = options.operands.as_slice() else { return machine.unknown_flag(call) };
    if !users.iter().any(|user| user.name == *name) {
        return not_there(machine, call, &format!("user '{name}' does not exist"), 6);
    }
    let list: Vec<&str> =
        options.value(&["G", "groups"]).map(|list| list.split(',').collect()).unwrap_or_default();
    if let Some(missing) = list.iter().find(|group| gid_of(&groups, group).is_none()) {
        return not_there(machine, call, &format!("group '{missing}' does not exist"), 6);
    }
    if !list.is_empty() && !options.has(&["a", "append"]) {
        return machine.unknown_flag(call);
    }
    machine.lock_accounts();
    let fields = [(6, ["s", "shell"]), (5, ["d", "home"]), (4, ["c", "comment"])];
    let mut set = false;
    for (field, names) in fields {
        if let Some(value) = options.value(&names) {
            set_field(machine, name, field, value);
            set = true;
        }
    }
    if !list.is_empty() {
        // Both files of users are written anew, though nothing in them changes.
        for path in ["/etc/passwd", "/etc/shadow"].iter().filter(|_| !set) {
            machine.rewrite(path, false, str::to_owned);
        }
        machine.join_groups(name, &list);
    }
    Status::OK
}

/// The hash of a password is made with a random salt; its length is known (yescrypt: 73).
fn chpasswd(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    const HASH: usize = 73;
    let super::super::io::Source::Content(content) = call.io.read_all() else {
        return machine.unknown_flag(call);
    };
    let Some(text) = content.as_text().filter(|_| call.args.is_empty() && !call.busybox()) else {
        return machine.unknown_flag(call);
    };
    let names: Vec<String> =
        text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned()).collect();
    let salt = machine.random("salt").to_string().repeat(3);
    machine.lock_accounts();
    machine.rewrite("/etc/shadow", false, |old| {
        let change = |line: &str| {
            let mut fields: Vec<&str> = line.split(':').collect();
            let hash = salt.get(..HASH).unwrap_or(&salt);
            if names.iter().any(|name| fields.first() == Some(&name.as_str()))
                && let Some(place) = fields.get_mut(1)
            {
                *place = hash;
            }
            fields.join(":") + "\n"
        };
        old.lines().map(change).collect()
    });
    Status::OK
}

fn remove(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("rf", &["remove", "remove-home", "force", "quiet"]) else {
        return machine.unknown_flag(call);
    };
    let [name] = options.operands.as_slice() else { return machine.unknown_flag(call) };
    let Some((users, groups)) = machine.accounts() else { return unknown(machine, call) };
    let of_user = matches!(call.name, "userdel" | "deluser");
    let user = users.iter().find(|user| user.name == *name);
    let there = if of_user { user.is_some() } else { groups.iter().any(|group| group.name == *name) };
    if !there {
        let kind = if of_user { "user" } else { "group" };
        return not_there(
            machine,
            call,
            &format!("{kind} '{name}' does not exist"),
            if call.busybox() { 1 } else { 6 },
        );
    }
    let without = |old: &str| -> String {
        old.lines()
            .filter(|line| line.split(':').next() != Some(name))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    if of_user {
        for path in ["/etc/passwd", "/etc/shadow"] {
            machine.rewrite(path, true, without);
        }
        let home =
            user.map(|user| user.home.clone()).filter(|_| options.has(&["r", "remove", "remove-home"]));
        home.and_then(|home| machine.fs.remove(&home));
    }
    let own = groups.iter().any(|group| group.name == *name);
    if own {
        for path in ["/etc/group", "/etc/gshadow"] {
            machine.rewrite(path, true, without);
        }
    }
    if !call.busybox() {
        machine.lock_accounts();
    }
    Status::OK
}
