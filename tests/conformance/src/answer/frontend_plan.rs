//! The whole conversion, and what `docker build --check` reports.

use drydock_lint::{Finding, buildkit};
use drydock_plan::{
    Config, CopyAction, Exec, ExecMount, FileAction, HealthConfig, History, Image, Input, MountKind, Op,
    OpKind, Owner, Plan, Platform, UserRef, first_error, plan,
};
use drydock_source::Diagnostic;
use drydock_syntax::{Dockerfile, LineRange, Tree, parse_bytes, read};
use serde_json::{Map, Value, json};

use crate::Case;
use crate::inputs::{RequestImages, dockerfile, flag, options};

/// The plan, the image config and the warnings.
pub(super) fn build(case: &Case) -> Result<Value, String> {
    let planned = Planned::new(case, false)?;
    let plan = &planned.plan;
    let mut answer = json!({ "warnings": planned.findings.iter().map(warning).collect::<Vec<_>>() });
    if let Some(syntax) = &plan.syntax {
        answer["syntax"] = json!(syntax);
    }
    if let Some(error) = planned.error() {
        answer["error"] = planned.located(&error);
        return Ok(answer);
    }
    answer["image"] = plan.image.as_ref().map(|config| image(&config.image())).unwrap_or_default();
    answer["ops"] = plan.ops.iter().enumerate().map(|(id, op)| operation(id, op)).collect();
    answer["output"] = plan.output.map(input).unwrap_or_default();
    answer["resolved"] = json!(plan.resolved);
    if let Some(epoch) = plan.epoch {
        answer["epoch"] = json!(epoch);
    }
    Ok(answer)
}

/// Warnings and the error of a check.
pub(super) fn lint(case: &Case) -> Result<Value, String> {
    let planned = Planned::new(case, true)?;
    let mut warnings: Vec<Value> = planned.findings.iter().map(warning).collect();
    if case.whole {
        // Whole Dockerfiles were recorded without the texts that only depend on the rule.
        for warning in warnings.iter_mut().filter_map(Value::as_object_mut) {
            ["description", "url"].iter().for_each(|key| drop(warning.remove(*key)));
        }
    }
    let mut answer = json!({ "warnings": warnings });
    let error = planned.error();
    if let Some(error) = &error {
        answer["build_error"] = json!({ "message": error.message, "ranges": ranges(&error.lines) });
    }
    if flag(&case.request, "text") {
        answer["text"] = json!(planned.printed(error.as_ref()));
    }
    Ok(answer)
}

/// A Dockerfile with all that is known of it.
struct Planned {
    text: String,
    tree: Tree,
    file: Dockerfile,
    plan: Plan,
    /// What BuildKit reports, sorted.
    findings: Vec<Finding>,
}

impl Planned {
    fn new(case: &Case, check: bool) -> Result<Self, String> {
        let bytes = dockerfile(&case.request)?;
        let tree = parse_bytes(&bytes);
        let file = read(&tree);
        let mut options = options(&case.request, case.labs);
        options.check = check;
        let plan = plan(&tree, &file, &options, &RequestImages::new(&case.request));
        let findings = buildkit::reported(&drydock_lint::Input::new(&tree, &file, &plan));
        Ok(Self { text: String::from_utf8_lossy(&bytes).into_owned(), tree, file, plan, findings })
    }

    /// The error BuildKit stops at; findings fail the build when the file asks for it.
    fn error(&self) -> Option<Diagnostic> {
        let found = first_error(&self.tree, &self.file, &self.plan).filter(|error| !is_late(error)).cloned();
        let late = || first_error(&self.tree, &self.file, &self.plan).cloned();
        found.or_else(|| buildkit::violation(&self.plan, &self.findings)).or_else(late)
    }

    fn located(&self, error: &Diagnostic) -> Value {
        let snippets: String = error.lines.iter().map(|lines| snippet(&self.text, lines)).collect();
        json!({ "message": error.message, "lines": error.lines, "snippet": snippets })
    }

    /// The report as text, in the order of first lines (`LintResults.PrintTo`).
    fn printed(&self, error: Option<&Diagnostic>) -> String {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| {
            (finding.diagnostic.lines.first().and_then(|l| l.first().copied()), finding.moment)
        });
        let mut text = String::new();
        for Finding { diagnostic, .. } in findings {
            text.push_str(&format!("\nWARNING: {}", diagnostic.code));
            if !diagnostic.url.is_empty() {
                text.push_str(&format!(" - {}", diagnostic.url));
            }
            let lines = diagnostic.lines.first().cloned().unwrap_or_default();
            text.push_str(&format!("\n{}\n{}", diagnostic.message, snippet(&self.text, &lines)));
        }
        if let Some(error) = error {
            let lines: Vec<u32> = error.lines.concat();
            text.push_str(&format!("{}\n{}", error.message, snippet(&self.text, &lines)));
        }
        text
    }
}

/// True for an error that BuildKit comes to after the checks.
fn is_late(error: &Diagnostic) -> bool {
    error.code == "NoCommand"
}

fn warning(finding: &Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    json!({
        "rule": diagnostic.code,
        "description": finding.rule.description,
        "url": diagnostic.url,
        "message": diagnostic.message,
        "lines": diagnostic.lines.first(),
    })
}

/// Line ranges, merged where they touch the same line (`mergeLocations`).
fn ranges(lines: &[Vec<u32>]) -> Vec<(u32, u32)> {
    let mut lines: Vec<u32> = lines.concat();
    lines.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if line <= *last => {}
            _ => ranges.push((line, line)),
        }
    }
    ranges
}

/// The piece of the file around `lines`, as it is printed above a message (`errdefs.Source.Print`).
fn snippet(text: &str, marked: &[u32]) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let (Some(first), Some(last)) = (marked.iter().min(), marked.iter().max()) else { return String::new() };
    let (first, count) = (*first as usize, lines.len());
    if first < 1 || first > count {
        return String::new();
    }
    let last = (*last as usize).min(count);
    let (mut start, mut end) = (first, last);
    let wanted = if start == end { 4 } else { 2 };
    let mut padding = 0;
    while padding < wanted {
        if start > 1 {
            start -= 1;
            padding += 1;
        }
        if end != count {
            end += 1;
            padding += 1;
        }
        padding += 1;
    }
    let mut out = format!("Dockerfile:{first}\n--------------------\n");
    for (number, line) in (start..=end).zip(&lines[start - 1..]) {
        let mark = if marked.contains(&(number as u32)) { ">>>" } else { "   " };
        out.push_str(&format!(" {number:3} | {mark} {line}\n"));
    }
    out + "--------------------\n"
}

fn input(input: Input) -> Value {
    json!(match input {
        Input::Scratch => "scratch".to_owned(),
        Input::Op { op, output: 0 } => format!("op:{op}"),
        Input::Op { op, output } => format!("op:{op}:{output}"),
        Input::Action(action) => format!("action:{action}"),
    })
}

fn lines(ranges: &[LineRange]) -> Vec<u32> {
    ranges.iter().flat_map(|range| range.all()).collect()
}

fn operation(id: usize, op: &Op) -> Value {
    let inputs: Vec<Value> = op.inputs.iter().map(|one| input(*one)).collect();
    let mut out = json!({
        "id": id,
        "name": op.name,
        "command": *op.command,
        "inputs": inputs,
        "platform": op.platform.as_ref().map(|platform| platform.to_string()),
        "lines": lines(&op.lines),
        "ignore_cache": op.ignore_cache,
    });
    if let Some(group) = &op.progress_group {
        out["progress_group"] =
            json!({ "id": format!("pg{}", group.id), "name": group.name, "weak": group.weak });
    }
    let own = match &op.kind {
        OpKind::Source(source) => {
            json!({ "op": "source", "identifier": source.identifier, "attrs": source.attrs })
        }
        OpKind::Exec(run) => exec(run),
        OpKind::File(file) => {
            json!({ "op": "file", "actions": file.actions.iter().map(action).collect::<Vec<_>>() })
        }
        OpKind::Merge(trees) => {
            json!({ "op": "merge", "merge": trees.iter().map(|one| input(*one)).collect::<Vec<_>>() })
        }
    };
    extend(&mut out, own);
    out
}

fn extend(out: &mut Value, own: Value) {
    if let (Value::Object(out), Value::Object(own)) = (out, own) {
        out.extend(own);
    }
}

fn exec(exec: &Exec) -> Value {
    let env: Vec<String> = exec.env.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let env = if env.is_empty() { Value::Null } else { json!(env) };
    json!({
        "op": "exec",
        "args": exec.args,
        "env": env,
        "cwd": *exec.cwd,
        "user": *exec.user,
        "mounts": exec.mounts.iter().map(mount).collect::<Vec<_>>(),
        "network": exec.network,
        "security": exec.security,
        "hostname": exec.hostname,
        "secret_env": exec.secret_env.iter().map(|secret| {
            json!({ "id": secret.id, "name": secret.name, "optional": secret.optional })
        }).collect::<Vec<_>>(),
        "proxy_env": exec.proxy_env,
        "devices": exec.devices.iter().map(|device| {
            json!({ "name": device.name, "optional": device.optional })
        }).collect::<Vec<_>>(),
        "extra_hosts": exec.extra_hosts,
        "ulimits": exec.ulimits,
        "cgroup_parent": exec.cgroup_parent,
    })
}

fn mount(mount: &ExecMount) -> Value {
    let mut out = json!({
        "dest": mount.dest,
        "from": mount.from.map(input),
        "selector": mount.selector,
        "readonly": mount.read_only,
    });
    match mount.output {
        Some(0) => {}
        Some(number) => out["output"] = json!(number),
        None if matches!(mount.kind, MountKind::Secret { .. } | MountKind::Ssh { .. }) => {}
        None => out["output"] = json!(-1),
    }
    let file = |id: &str, (uid, gid, mode): (u64, u64, u64), optional: bool| json!({ "id": id, "uid": uid, "gid": gid, "mode": format!("{mode:04o}"), "optional": optional });
    match &mount.kind {
        MountKind::Bind => out["type"] = json!("bind"),
        MountKind::Cache { id, sharing } => {
            out["type"] = json!("cache");
            out["cache"] = json!({ "id": id, "sharing": sharing.name() });
        }
        MountKind::Tmpfs { size } => {
            out["type"] = json!("tmpfs");
            out["tmpfs_size"] = json!(size);
        }
        MountKind::Secret { id, uid, gid, mode, optional } => {
            out["type"] = json!("secret");
            out["secret"] = file(id, (*uid, *gid, *mode), *optional);
        }
        MountKind::Ssh { id, uid, gid, mode, optional } => {
            out["type"] = json!("ssh");
            out["ssh"] = file(id, (*uid, *gid, *mode), *optional);
        }
    }
    out
}

fn action(action: &FileAction) -> Value {
    let mut out = match action {
        FileAction::Copy(copy) => copy_action(copy),
        FileAction::Mkdir(mkdir) => json!({
            "action": "mkdir",
            "path": mkdir.path,
            "mode": octal(mkdir.mode),
            "parents": mkdir.parents,
        }),
        FileAction::Mkfile(mkfile) => json!({
            "action": "mkfile",
            "path": mkfile.path,
            "mode": octal(mkfile.mode),
            "data": *mkfile.data,
        }),
    };
    let (owner, timestamp, output) = match action {
        FileAction::Copy(copy) => (&copy.owner, copy.timestamp, copy.output),
        FileAction::Mkdir(mkdir) => (&mkdir.owner, mkdir.timestamp, mkdir.output),
        FileAction::Mkfile(mkfile) => (&mkfile.owner, mkfile.timestamp, mkfile.output),
    };
    out["base"] = input(action.base());
    if let Some(owner) = owner {
        out["owner"] = owned(owner);
    }
    if let Some(timestamp) = timestamp {
        out["timestamp"] = json!(timestamp);
    }
    if output {
        out["output"] = json!(0);
    }
    out
}

fn copy_action(copy: &CopyAction) -> Value {
    let flags = [
        ("allow_empty_wildcard", copy.allow_empty_wildcard),
        ("allow_wildcard", copy.allow_wildcard),
        ("always_replace", copy.always_replace),
        ("create_dest_path", copy.create_dest_path),
        ("dir_copy_contents", copy.dir_copy_contents),
        ("follow_symlink", copy.follow_symlink),
        ("unpack", copy.attempt_unpack),
    ];
    let flags: Vec<&str> = flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| name).collect();
    json!({
        "action": "copy",
        "from": input(copy.from),
        "src": copy.src,
        "dest": copy.dest,
        // A symbolic mode goes with the number 0.
        "mode": copy.mode.or_else(|| (!copy.mode_str.is_empty()).then_some(0)).map(octal),
        "mode_str": copy.mode_str,
        "exclude": copy.exclude,
        "include": copy.include,
        "required": copy.required,
        "flags": flags,
    })
}

/// As Go's `%#o` prints it.
fn octal(mode: u32) -> String {
    if mode == 0 { "0".to_owned() } else { format!("0{mode:o}") }
}

fn owned(owner: &Owner) -> Value {
    let one = |user: &UserRef| match user {
        UserRef::Id(id) => json!(id),
        UserRef::Name { name, from } => json!({ "name": name, "from": input(*from) }),
    };
    json!({ "user": owner.user.as_ref().map(one), "group": owner.group.as_ref().map(one) })
}

fn image(image: &Image) -> Value {
    let Platform { os, architecture, variant, os_version } = &image.platform;
    json!({
        "author": image.author,
        "os": os,
        "architecture": architecture,
        "variant": variant,
        "os.version": os_version,
        "config": config(&image.config),
        "history": image.history.iter().map(history).collect::<Vec<_>>(),
        "rootfs": { "type": image.rootfs.kind, "diff_ids": image.rootfs.diff_ids },
    })
}

pub(super) fn config(config: &Config) -> Value {
    let set = |names: Vec<&String>| -> Map<String, Value> {
        names.into_iter().map(|name| (name.clone(), json!({}))).collect()
    };
    json!({
        "User": config.user,
        "ExposedPorts": set(config.exposed_ports.keys().collect()),
        "Env": config.env,
        "Entrypoint": config.entrypoint,
        "Cmd": config.cmd,
        "Healthcheck": config.healthcheck.as_ref().map(health),
        "ArgsEscaped": config.args_escaped,
        "Volumes": set(config.volumes.keys().collect()),
        "WorkingDir": config.working_dir,
        "OnBuild": config.on_build,
        "Labels": config.labels,
        "StopSignal": config.stop_signal,
        "Shell": config.shell,
    })
}

fn health(health: &HealthConfig) -> Value {
    let mut out = json!({ "Test": health.test });
    let numbers = [
        ("Interval", health.interval),
        ("Timeout", health.timeout),
        ("StartPeriod", health.start_period),
        ("StartInterval", health.start_interval),
        ("Retries", health.retries),
    ];
    for (key, number) in numbers.into_iter().filter(|(_, number)| *number != 0) {
        out[key] = json!(number);
    }
    out
}

fn history(entry: &History) -> Value {
    json!({
        "created": entry.created,
        "created_by": entry.created_by,
        "author": entry.author,
        "comment": entry.comment,
        "empty_layer": entry.empty_layer,
    })
}
