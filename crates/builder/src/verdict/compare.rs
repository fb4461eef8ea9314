use drydock_plan::{
    CopyAction, Env, Exec, ExecMount, FileAction, FileOp, MountKind, Op, OpKind, Owner, UserRef,
};

use super::{Cause, Causes};

/// Adds what the operation itself says otherwise than before.
pub(super) fn compare(new: &Op, old: &Op, causes: &mut Causes) {
    if new.platform != old.platform {
        let show = |op: &Op| op.platform.as_ref().map(|platform| platform.to_string()).unwrap_or_default();
        part(causes, "platform", show(old), show(new));
    }
    match (&new.kind, &old.kind) {
        (OpKind::Exec(new), OpKind::Exec(old)) => exec(new, old, causes),
        (OpKind::File(new_file), OpKind::File(old_file)) => file((new, new_file), (old, old_file), causes),
        _ => {}
    }
}

fn part(causes: &mut Causes, what: &'static str, old: impl Into<String>, new: impl Into<String>) {
    let (old, new) = (old.into(), new.into());
    if old != new {
        causes.push(Cause::Part { what, old, new });
    }
}

fn exec(new: &Exec, old: &Exec, causes: &mut Causes) {
    variables(&new.env, &old.env, causes);
    let shell = |exec: &Exec| exec.args.split_last().map(|(_, shell)| shell.join(" ")).unwrap_or_default();
    match (new.args.split_last(), old.args.split_last()) {
        (Some((new_last, _)), Some((old_last, _))) if new_last == old_last => {
            part(causes, "shell", shell(old), shell(new));
        }
        (Some((new_last, _)), Some((old_last, _))) if shell(new) == shell(old) => {
            part(causes, "command", old_last, new_last);
        }
        _ => part(causes, "command", old.args.join(" "), new.args.join(" ")),
    }
    part(causes, "user", or_root(&old.user), or_root(&new.user));
    part(causes, "working directory", &*old.cwd, &*new.cwd);
    part(causes, "mounts", mounts(&old.mounts), mounts(&new.mounts));
    part(causes, "network", &old.network, &new.network);
    part(causes, "security", &old.security, &new.security);
    part(causes, "hostname", &old.hostname, &new.hostname);
    part(causes, "ulimits", old.ulimits.join(" "), new.ulimits.join(" "));
    part(causes, "cgroup parent", &old.cgroup_parent, &new.cgroup_parent);
    let secrets = |exec: &Exec| -> String {
        exec.secret_env.iter().map(|one| format!("{}={} ", one.name, one.id)).collect()
    };
    part(causes, "secret variables", secrets(old), secrets(new));
}

fn or_root(user: &str) -> &str {
    if user.is_empty() { "root" } else { user }
}

/// Variables that differ; their order too when nothing else does.
fn variables(new: &Env, old: &Env, causes: &mut Causes) {
    if new.digest() == old.digest() {
        return;
    }
    let before = causes.len();
    for (name, value) in new.iter() {
        let was = old.get(name);
        if was != Some(value) {
            causes.push(Cause::Variable {
                name: name.into(),
                old: was.map(str::to_owned),
                new: Some(value.into()),
            });
        }
    }
    for (name, value) in old.iter().filter(|(name, _)| new.get(name).is_none()) {
        causes.push(Cause::Variable { name: name.into(), old: Some(value.into()), new: None });
    }
    if causes.len() == before {
        let names = |env: &Env| env.iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ");
        part(causes, "order of the variables", names(old), names(new));
    }
}

fn mounts(mounts: &[ExecMount]) -> String {
    let shown = mounts.iter().filter(|mount| mount.dest != "/").map(|mount| {
        let kind = match &mount.kind {
            MountKind::Bind => "bind",
            MountKind::Cache { .. } => "cache",
            MountKind::Tmpfs { .. } => "tmpfs",
            MountKind::Secret { .. } => "secret",
            MountKind::Ssh { .. } => "ssh",
        };
        let access = if mount.read_only { ",ro" } else { "" };
        format!("type={kind},target={}{access}", mount.dest)
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn file((new_op, new): (&Op, &FileOp), (old_op, old): (&Op, &FileOp), causes: &mut Causes) {
    let keyword = |op: &Op| op.command.split_whitespace().next().unwrap_or_default().to_uppercase();
    let before = causes.len();
    part(causes, "instruction", keyword(old_op), keyword(new_op));
    let sources = |file: &FileOp| {
        let copies = file.actions.iter().filter_map(|action| match action {
            FileAction::Copy(copy) => Some(copy.src.trim_start_matches('/')),
            _ => None,
        });
        copies.collect::<Vec<_>>().join(" ")
    };
    part(causes, "sources", sources(old), sources(new));
    for (new, old) in new.actions.iter().zip(&old.actions) {
        match (new, old) {
            (FileAction::Copy(new), FileAction::Copy(old)) => copy(new, old, causes),
            (FileAction::Mkdir(new), FileAction::Mkdir(old)) => {
                part(causes, "directory", &old.path, &new.path);
                part(causes, "owner", owner(old.owner.as_ref()), owner(new.owner.as_ref()));
            }
            (FileAction::Mkfile(new), FileAction::Mkfile(old)) => {
                part(causes, "text of the heredoc", &*old.data, &*new.data);
            }
            _ => {}
        }
    }
    if causes.len() == before && format!("{new:?}") != format!("{old:?}") {
        part(causes, "instruction", &*old_op.command, &*new_op.command);
    }
}

fn copy(new: &CopyAction, old: &CopyAction, causes: &mut Causes) {
    part(causes, "destination", &old.dest, &new.dest);
    part(causes, "--chown", owner(old.owner.as_ref()), owner(new.owner.as_ref()));
    part(causes, "--chmod", mode(old), mode(new));
    part(causes, "--exclude", old.exclude.join(" "), new.exclude.join(" "));
}

fn mode(copy: &CopyAction) -> String {
    match copy.mode {
        Some(mode) => format!("{mode:04o}"),
        None => copy.mode_str.clone(),
    }
}

fn owner(owner: Option<&Owner>) -> String {
    let name = |user: &Option<UserRef>| match user {
        None => String::new(),
        Some(UserRef::Id(id)) => id.to_string(),
        Some(UserRef::Name { name, .. }) => name.clone(),
    };
    owner.map(|owner| format!("{}:{}", name(&owner.user), name(&owner.group))).unwrap_or_default()
}
