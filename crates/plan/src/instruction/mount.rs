//! `RUN --mount` (`convert_runmount.go`, `convert_secrets.go`, `convert_ssh.go`).

use drydock_syntax::instruction::{Mount, MountType, Run, parse_mount};

use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::go::path;
use crate::{
    ExecMount, FileAction, FileOp, Input, MkdirAction, MountKind, Mounted, Op, OpKind, Owner, SecretEnv,
    UserRef,
};

/// The mounts of a RUN by what becomes of them.
#[derive(Default)]
pub(super) struct Mounts {
    pub(super) exec: Vec<ExecMount>,
    pub(super) secrets: Vec<ExecMount>,
    pub(super) secret_env: Vec<SecretEnv>,
    pub(super) ssh: Vec<ExecMount>,
}

/// Reads the options of every mount, with the values that hold before the instruction.
pub(super) fn read(step: &mut Dispatch<'_, '_>, run: &Run) -> Result<Vec<Mount>, Fault> {
    let mut mounts = Vec::new();
    for word in &run.mounts {
        let mut failed = None;
        let read = parse_mount(
            &word.text,
            Some(&mut |value| {
                step.expand_text(value, word.span).map_err(|fault| {
                    let message = fault.message.clone();
                    failed = Some(fault);
                    message
                })
            }),
        );
        let fault = |error: String| failed.unwrap_or_else(|| Code::BadMount.fault(error).at(word.span));
        mounts.push(read.map_err(fault)?);
    }
    Ok(mounts)
}

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, run: &Run, mounts: &[Mount]) -> Result<Mounts, Fault> {
    let mut made = Mounts::default();
    let own = step.draft.paths;
    mark_used(step, own, "/");
    for (n, mount) in mounts.iter().enumerate() {
        let span = run.mounts.get(n).map(|word| word.span).unwrap_or_default();
        let at = |fault: Fault| fault.at(span);
        let from = source(step, mount, n).map_err(at)?;
        match mount.kind {
            MountType::Secret => secret(step, mount, &mut made).map_err(at)?,
            MountType::Ssh => ssh(step, mount, &mut made).map_err(at)?,
            MountType::Bind | MountType::Cache | MountType::Tmpfs => {
                made.exec.push(tree(step, mount, from, n).map_err(at)?);
            }
        }
    }
    Ok(made)
}

/// The draft that a mount takes files from; `None` for the build context.
fn source_draft(step: &Dispatch<'_, '_>, mount: &Mount, n: usize) -> Option<usize> {
    let from_elsewhere = !mount.from.is_empty() || mount.kind == MountType::Cache;
    step.command.sources.get(n).copied().filter(|_| from_elsewhere)
}

fn source(step: &Dispatch<'_, '_>, mount: &Mount, n: usize) -> Result<Input, Fault> {
    let Some(draft) = source_draft(step, mount, n) else { return Ok(step.planner.context) };
    let draft = &step.planner.drafts[draft];
    if draft.dispatched {
        return Ok(draft.root.output);
    }
    let from = if mount.from.is_empty() { "scratch" } else { &mount.from };
    let quote = crate::go::quote::quote;
    Err(Code::SourceNotReady.fault(format!(
        "cannot mount from stage {} to {}, stage needs to be defined before current command",
        quote(from),
        quote(&mount.target),
    )))
}

/// A mount with files of its own.
fn tree(step: &mut Dispatch<'_, '_>, mount: &Mount, mut from: Input, n: usize) -> Result<ExecMount, Fault> {
    let kind = match mount.kind {
        MountType::Tmpfs => MountKind::Tmpfs { size: mount.size_limit },
        MountType::Cache => {
            let id = match mount.cache_id.as_str() {
                "" => path::clean(&mount.target),
                id => id.into(),
            };
            let namespace = &step.planner.request.cache_namespace;
            MountKind::Cache { id: format!("{namespace}/{id}"), sharing: mount.sharing.unwrap_or_default() }
        }
        _ => MountKind::Bind,
    };
    let dest = if path::clean(&mount.target).starts_with('/') {
        mount.target.clone()
    } else {
        path::join(&["/", &step.draft.root.dir, &mount.target])
    };
    if dest == "/" {
        return Err(Code::BadMount.fault("invalid mount target \"/\""));
    }
    let source = path::join(&["/", &mount.source]);
    let mut selector = String::new();
    if source != "/" {
        selector = source.clone();
    } else if mount.uid.is_some() || mount.gid.is_some() || mount.mode.is_some() {
        from = owned_cache(step, mount, from);
        selector = "/cache".into();
    }
    match source_draft(step, mount, n) {
        Some(draft) => {
            let set = step.planner.drafts[draft].paths;
            mark_used(step, set, &source);
        }
        None => step.note_context_path(&source),
    }
    let from = (mount.kind != MountType::Tmpfs).then_some(from);
    Ok(ExecMount { dest, from, selector, output: None, read_only: mount.read_only, kind })
}

/// A cache directory with an owner and a mode (`setCacheUIDGID`).
fn owned_cache(step: &mut Dispatch<'_, '_>, mount: &Mount, base: Input) -> Input {
    let id = |id: Option<u64>| Some(UserRef::Id(id.and_then(|id| u32::try_from(id).ok()).unwrap_or(0)));
    let mkdir = MkdirAction {
        base,
        path: "/cache".into(),
        mode: mount.mode.map_or(0o755, |mode| (mode & 0o777) as u32),
        parents: false,
        owner: Some(Owner { user: id(mount.uid), group: id(mount.gid) }),
        timestamp: None,
        output: true,
    };
    let file = FileOp { actions: vec![FileAction::Mkdir(mkdir)] };
    step.add_internal_op(Op::new(OpKind::File(file), "[internal] setting cache mount permissions"))
}

fn secret(step: &mut Dispatch<'_, '_>, mount: &Mount, made: &mut Mounts) -> Result<(), Fault> {
    let mut id = if mount.source.is_empty() { mount.cache_id.clone() } else { mount.source.clone() };
    if id.is_empty() {
        if mount.target.is_empty() {
            return Err(Code::BadMount.fault("one of source, target required"));
        }
        id = path::base(&mount.target);
    }
    let lines = step.lines();
    let known = &mut step.draft.secrets;
    if !known.iter().any(|secret| secret.id == id) {
        known.push(Mounted { id: id.clone(), required: mount.required, lines });
    }
    let optional = !mount.required;
    if let Some(name) = &mount.env {
        made.secret_env.push(SecretEnv { id: id.clone(), name: name.clone(), optional });
    }
    let dest = match (mount.target.as_str(), &mount.env) {
        ("", Some(_)) => return Ok(()),
        ("", None) => format!("/run/secrets/{}", path::base(&id)),
        (target, _) => target.into(),
    };
    let (uid, gid, mode) = ownership(mount, 0o400);
    made.secrets.push(plain(dest, MountKind::Secret { id, uid, gid, mode, optional }));
    Ok(())
}

fn ssh(step: &mut Dispatch<'_, '_>, mount: &Mount, made: &mut Mounts) -> Result<(), Fault> {
    if !mount.source.is_empty() {
        return Err(Code::BadMount.fault("ssh does not support source"));
    }
    let id = if mount.cache_id.is_empty() { "default" } else { &mount.cache_id };
    let lines = step.lines();
    let known = &mut step.draft.ssh;
    if !known.iter().any(|socket| socket.id == id) {
        known.push(Mounted { id: id.into(), required: mount.required, lines });
    }
    let dest = match mount.target.as_str() {
        "" => format!("/run/buildkit/ssh_agent.{}", made.ssh.len()),
        target => target.into(),
    };
    let (uid, gid, mode) = ownership(mount, 0o600);
    let id = mount.cache_id.clone();
    made.ssh.push(plain(dest, MountKind::Ssh { id, uid, gid, mode, optional: !mount.required }));
    Ok(())
}

fn ownership(mount: &Mount, mode: u64) -> (u64, u64, u64) {
    (mount.uid.unwrap_or(0), mount.gid.unwrap_or(0), mount.mode.unwrap_or(mode))
}

/// A mount without a tree.
fn plain(dest: String, kind: MountKind) -> ExecMount {
    ExecMount { dest, from: None, selector: String::new(), output: None, read_only: false, kind }
}

/// Notes that `path` is taken from the stage with the set of paths `set`.
pub(super) fn mark_used(step: &mut Dispatch<'_, '_>, set: usize, path: &str) {
    if let Some(paths) = step.planner.path_sets.get_mut(set) {
        paths.insert(path.into());
    }
}
