//! RUN: a command of the build (`dispatchRun`).

use std::rc::Rc;

use drydock_syntax::expand::{self, Environment};
use drydock_syntax::instruction::{Mount, MountType, Run, parse_device};
use drydock_syntax::{chomp, is_heredoc};

use super::mount::{self, Mounts};
use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::history::{RunText, Text};
use crate::{
    Device, Env, Exec, ExecMount, FileAction, FileOp, Input, MkfileAction, MountKind, Op, OpKind, names,
};

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, run: &Run) -> Result<(), Fault> {
    let mounts = mount::read(step, run)?;
    let Arguments { args, script, summary } = arguments(step, run)?;
    let mut made = mount::dispatch(step, run, &mounts)?;
    made.exec.splice(0..0, script);
    let devices = devices(step, run)?;
    if args.is_empty() {
        step.report_late(Code::NoCommand.fault("failed to marshal LLB definition: arguments are required"));
    }
    let args: Rc<[String]> = args.into();
    let name = shown(step, &mounts, summary.as_deref());
    if step.planner.request.shm_size > 0 {
        made.exec.push(ExecMount {
            dest: "/dev/shm".into(),
            from: None,
            selector: String::new(),
            output: None,
            read_only: false,
            kind: MountKind::Tmpfs { size: step.planner.request.shm_size },
        });
    }
    let env = step.env().clone();
    let exec = exec(step, run, args.clone(), made, devices);
    let mut op = Op::new(OpKind::Exec(Box::new(exec)), name);
    op.command = step.instruction.source.trim().into();
    op.platform = step.draft.root.platform.clone();
    op.ignore_cache = step.draft.ignore_cache;
    let output = root_output(&op);
    let Input::Op { op, .. } = step.add_op(op) else { return Ok(()) };
    step.draft.root.output = Input::Op { op, output };
    let declared = step.draft.declared.clone();
    step.commit(Text::Run(Box::new(RunText { args, declared, env })), true);
    Ok(())
}

/// What a RUN runs.
struct Arguments {
    args: Vec<String>,
    /// The mount that holds a script.
    script: Option<ExecMount>,
    /// The first line of a heredoc.
    summary: Option<String>,
}

fn arguments(step: &mut Dispatch<'_, '_>, run: &Run) -> Result<Arguments, Fault> {
    let command = &run.command;
    let mut args: Vec<String> = command.words.iter().flatten().map(|word| word.text.clone()).collect();
    let (mut script, mut summary) = (None, None);
    if let Some(first) = command.files.first() {
        let [line] = args.as_slice() else {
            return Err(Code::NoCommand.fault("parsing produced an invalid run command"));
        };
        if is_heredoc(line) {
            let data = if first.chomp { chomp(&first.data) } else { first.data.clone() };
            summary = Some(names::summary(&first.data));
            if step.draft.image.platform.os != "windows" && data.starts_with("#!") {
                script = Some(script_mount(step, &first.name, &data));
                args = vec![crate::go::path::join(&["/dev/pipes/", &first.name])];
            } else {
                args = vec![data];
            }
        } else {
            let mut text = line.clone();
            for file in &command.files {
                text.push('\n');
                text.push_str(&file.data);
                text.push_str(&file.name);
            }
            args = vec![text];
        }
    }
    if command.prepend_shell {
        let mut all = step.draft.shell().to_vec();
        all.push(args.join(" "));
        args = all;
    }
    Ok(Arguments { args, script, summary })
}

/// A heredoc that names its interpreter is written to a file and run.
fn script_mount(step: &mut Dispatch<'_, '_>, name: &str, data: &str) -> ExecMount {
    let mkfile = MkfileAction {
        base: Input::Scratch,
        path: crate::go::path::join(&["/", name]),
        mode: 0o755,
        data: data.into(),
        owner: None,
        timestamp: None,
        output: true,
    };
    let file = FileOp { actions: vec![FileAction::Mkfile(mkfile)] };
    let op = Op::new(OpKind::File(file), "[internal] preparing inline document");
    ExecMount {
        dest: "/dev/pipes/".into(),
        from: Some(step.add_internal_op(op)),
        selector: "/".into(),
        output: None,
        read_only: true,
        kind: MountKind::Bind,
    }
}

/// The name in the progress output; values of secrets stay hidden.
fn shown(step: &mut Dispatch<'_, '_>, mounts: &[Mount], summary: Option<&str>) -> String {
    let mut text = step.instruction.source.trim().to_string();
    if let Some(summary) = summary {
        text.push_str(&format!(" ({summary})"));
    }
    let lex = expand::Options { raw_quotes: true, skip_unset_env: true, ..step.planner.lex() };
    let secrets = mounts.iter().filter(|mount| mount.kind == MountType::Secret);
    let hidden: Vec<&str> = secrets.filter_map(|mount| mount.env.as_deref()).collect();
    let shown = step.shown(&text, &Masked { hidden: &hidden, env: step.env() }, lex);
    let platform = step.draft.root.platform.clone();
    step.numbered(&shown, platform.as_deref())
}

/// An environment in which secrets read as stars.
struct Masked<'a> {
    hidden: &'a [&'a str],
    env: &'a Env,
}

impl Environment for Masked<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        if self.hidden.contains(&name) { Some("****") } else { self.env.get(name) }
    }
}

fn exec(step: &Dispatch<'_, '_>, run: &Run, args: Rc<[String]>, made: Mounts, devices: Vec<Device>) -> Exec {
    let request = &step.planner.request;
    let root = &step.draft.root;
    let mut mounts = vec![ExecMount {
        dest: "/".into(),
        from: Some(root.output),
        selector: String::new(),
        output: Some(0),
        read_only: false,
        kind: MountKind::Bind,
    }];
    mounts.extend(made.exec);
    mounts.sort_by(|a, b| a.dest.cmp(&b.dest));
    number_outputs(&mut mounts);
    mounts.extend(made.secrets);
    let mut env = root.env.clone();
    if let Some(socket) = made.ssh.first()
        && env.get("SSH_AUTH_SOCK").is_none()
    {
        env.set_last("SSH_AUTH_SOCK", &socket.dest);
    }
    mounts.extend(made.ssh);
    let security = if run.security == "insecure" { "insecure" } else { "" };
    Exec {
        args,
        env,
        cwd: root.dir.clone(),
        user: root.user.clone(),
        mounts,
        network: match run.network.as_str() {
            mode @ ("none" | "host") => mode.into(),
            _ => request.network.clone(),
        },
        security: security.into(),
        hostname: request.hostname.clone(),
        secret_env: made.secret_env,
        proxy_env: request.proxy.clone(),
        devices,
        extra_hosts: request.extra_hosts.clone(),
        ulimits: request.ulimits.clone(),
        cgroup_parent: request.cgroup_parent.clone(),
    }
}

/// Mounts whose changes are kept are numbered in their order.
fn number_outputs(mounts: &mut [ExecMount]) {
    let kept = mounts.iter_mut().filter(|mount| mount.output.is_some());
    kept.enumerate().for_each(|(number, mount)| mount.output = Some(number));
}

fn root_output(op: &Op) -> usize {
    match &op.kind {
        OpKind::Exec(exec) => {
            let root = exec.mounts.iter().find(|mount| mount.dest == "/");
            root.and_then(|mount| mount.output).unwrap_or(0)
        }
        _ => 0,
    }
}

fn devices(step: &Dispatch<'_, '_>, run: &Run) -> Result<Vec<Device>, Fault> {
    let mut devices = Vec::new();
    for word in &run.devices {
        if !step.planner.request.labs {
            let message = "device feature is only supported in Dockerfile frontend 1.14.0-labs or later";
            return Err(Code::LabsOnly.fault(message).at(word.span));
        }
        let device = parse_device(&word.text).map_err(|error| Code::LabsOnly.fault(error).at(word.span))?;
        devices.push(Device { name: device.name, optional: !device.required });
    }
    Ok(devices)
}
