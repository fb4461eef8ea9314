//! Cache keys: what of an operation decides whether an earlier result may stand for it.
//!
//! The rules are those of `CacheMap` in BuildKit's `solver/llbsolver/ops/{exec,file,merge,source}.go`: a digest of the
//! operation itself, and for each input whether it counts by where it came from or also by what it holds.

use drydock_plan::{
    CopyAction, Exec, ExecMount, FileAction, FileOp, Input, MountKind, Op, OpKind, Owner, Platform, UserRef,
};

use crate::pattern::contains_wildcards;
use crate::{Digest, Hasher, Selector, clean, copy_selector};

/// What the store is asked with.
#[derive(Clone, Debug, Default)]
pub(crate) struct CacheMap {
    /// Digest of the operation without its inputs.
    pub digest: Digest,
    /// One entry an input, in the order of `Op::inputs`.
    pub deps: Vec<Dep>,
}

/// How one input counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dep {
    /// Digest of the selected paths.
    pub selector: Digest,
    /// What to look at where the input also counts by content; `None` where only its origin counts.
    pub content: Option<Vec<Selector>>,
}

/// The key of `op`; for sources see [`source_key`].
pub(crate) fn cache_map(op: &Op) -> CacheMap {
    let mut deps = vec![Dep::default(); op.inputs.len()];
    let mut key = KeyWriter::default();
    match &op.kind {
        OpKind::Source(source) => {
            key.text("source").text(&source.identifier);
            for (name, value) in &source.attrs {
                key.text(name).text(value);
            }
            key.platform(op.platform.as_deref());
        }
        OpKind::Exec(exec) => {
            exec_key(&mut key, exec, &op.inputs);
            key.platform(op.platform.as_deref());
            exec_deps(exec, &op.inputs, &mut deps);
        }
        OpKind::File(file) => {
            file_key(&mut key, file, &op.inputs);
            file_deps(file, &op.inputs, &mut deps);
        }
        OpKind::Merge(layers) => {
            key.text("merge").number(layers.len() as u64);
            for layer in layers {
                key.input(*layer, &op.inputs);
            }
        }
    }
    CacheMap { digest: key.finish(), deps }
}

/// The key of a source that names its content by a digest: an image by manifest and platform
/// (`source/containerimage/pull.go`), a URL by its content.
pub(crate) fn source_key(kind: &str, content: &str, platform: Option<&Platform>) -> Digest {
    let mut key = KeyWriter::default();
    key.text(kind).text(content).platform(platform);
    key.finish()
}

/// RUN: everything but proxies, what secrets hold, names of cache mounts and addresses of extra hosts
/// (`ExecOp.CacheMap`).
fn exec_key(key: &mut KeyWriter, exec: &Exec, inputs: &[Input]) {
    key.text("exec").list(&exec.args).digest(exec.env.digest()).text(&exec.cwd).text(&exec.user);
    key.text(&exec.network).text(&exec.security).text(&exec.hostname).text(&exec.cgroup_parent);
    key.list(&exec.ulimits);
    key.number(exec.extra_hosts.len() as u64);
    for host in &exec.extra_hosts {
        key.text(host.split_once('=').map_or(host.as_str(), |(name, _)| name));
    }
    for secret in &exec.secret_env {
        key.text("secret-env").text(&secret.id).text(&secret.name).flag(secret.optional);
    }
    for device in &exec.devices {
        key.text("device").text(&device.name).flag(device.optional);
    }
    if exec.mounts.len() > 1 {
        for mount in &exec.mounts {
            mount_key(key, mount, inputs);
        }
    }
}

fn mount_key(key: &mut KeyWriter, mount: &ExecMount, inputs: &[Input]) {
    key.text("mount").text(&mount.dest).flag(mount.read_only);
    key.number(mount.output.map_or(u64::MAX, |output| output as u64));
    match mount.from {
        Some(from) => key.input(from, inputs),
        None => key.text("none"),
    };
    match &mount.kind {
        MountKind::Bind => key.text("bind"),
        MountKind::Cache { id, sharing } => {
            // The default (id = target, shared) stays in the key; any other choice is cleared from it
            // (`checkShouldClearCacheOpts`).
            let default_id =
                *id == mount.dest || id.split_once('/').is_some_and(|(_, rest)| rest == mount.dest);
            let default = default_id && *sharing == drydock_plan::CacheSharing::default();
            key.text("cache").flag(default)
        }
        MountKind::Tmpfs { size } => key.text("tmpfs").number(*size as u64),
        MountKind::Secret { id, uid, gid, mode, optional } => {
            key.text("secret").text(id).number(*uid).number(*gid).number(*mode).flag(*optional)
        }
        MountKind::Ssh { id, uid, gid, mode, optional } => {
            key.text("ssh").text(id).number(*uid).number(*gid).number(*mode).flag(*optional)
        }
    };
}

/// Which inputs of a RUN count by content: those whose changes are dropped or that are mounted whole, but never the
/// root (`ExecOp.getMountDeps`).
fn exec_deps(exec: &Exec, inputs: &[Input], deps: &mut [Dep]) {
    let mut paths: Vec<(Vec<String>, bool)> = vec![(Vec::new(), false); deps.len()];
    for mount in
        exec.mounts.iter().filter(|mount| matches!(mount.kind, MountKind::Bind | MountKind::Cache { .. }))
    {
        let Some(at) = mount.from.and_then(|from| position(from, inputs)) else { continue };
        let Some((selected, by_content)) = paths.get_mut(at) else { continue };
        let path = clean(&mount.selector);
        let safe = mount.output.is_none() || mount.read_only || path == "/";
        *by_content = safe && mount.dest != "/";
        selected.push(path);
    }
    for ((selected, by_content), dep) in paths.into_iter().zip(deps) {
        dep.selector = digest_of(&selected);
        dep.content = by_content.then(|| {
            let mut distinct = without_children(selected);
            if distinct.iter().any(|path| path == "/") {
                distinct.clear();
            }
            let of = |path| Selector { path, follow: true, ..Selector::default() };
            distinct.into_iter().map(of).collect()
        });
    }
}

fn file_key(key: &mut KeyWriter, file: &FileOp, inputs: &[Input]) {
    key.text("file").number(file.actions.len() as u64);
    for action in &file.actions {
        match action {
            FileAction::Copy(copy) => copy_key(key, copy, inputs),
            FileAction::Mkdir(dir) => {
                key.text("mkdir").input(dir.base, inputs);
                key.text(&dir.path)
                    .number(dir.mode.into())
                    .flag(dir.parents)
                    .owner(dir.owner.as_ref(), inputs);
                key.number(dir.timestamp.unwrap_or(-1) as u64).flag(dir.output);
            }
            FileAction::Mkfile(new) => {
                key.text("mkfile").input(new.base, inputs);
                key.text(&new.path).number(new.mode.into()).text(&new.data).owner(new.owner.as_ref(), inputs);
                key.number(new.timestamp.unwrap_or(-1) as u64).flag(new.output);
            }
        }
    }
}

/// Of the source path only the last name is in the key; what it selects counts by content.
fn copy_key(key: &mut KeyWriter, copy: &CopyAction, inputs: &[Input]) {
    key.text("copy").input(copy.base, inputs).input(copy.from, inputs);
    key.text(base_name(&copy.src)).text(&copy.dest).text(&copy.mode_str);
    key.number(copy.mode.map_or(u64::MAX, u64::from)).owner(copy.owner.as_ref(), inputs);
    key.list(&copy.exclude).list(&copy.include).list(&copy.required);
    for flag in [
        copy.follow_symlink,
        copy.dir_copy_contents,
        copy.attempt_unpack,
        copy.create_dest_path,
        copy.allow_wildcard,
        copy.allow_empty_wildcard,
        copy.always_replace,
        copy.output,
    ] {
        key.flag(flag);
    }
    key.number(copy.timestamp.unwrap_or(-1) as u64);
}

/// Inputs that are only read count by content; those that are built upon count by origin (`fileOp.CacheMap`).
fn file_deps(file: &FileOp, inputs: &[Input], deps: &mut [Dep]) {
    let mut selected: Vec<Vec<Selector>> = vec![Vec::new(); deps.len()];
    let mut built_upon = vec![false; deps.len()];
    for action in &file.actions {
        let (base, owner) = match action {
            FileAction::Copy(copy) => {
                if let Some(at) = position(copy.from, inputs).filter(|at| *at < selected.len()) {
                    selected[at].push(Selector {
                        wildcard: copy.allow_wildcard && contains_wildcards(&copy.src),
                        ..copy_selector(copy)
                    });
                }
                (copy.base, &copy.owner)
            }
            FileAction::Mkdir(dir) => (dir.base, &dir.owner),
            FileAction::Mkfile(new) => (new.base, &new.owner),
        };
        if let Some(mark) = position(base, inputs).and_then(|at| built_upon.get_mut(at)) {
            *mark = true;
        }
        for (name, file) in
            owner.iter().flat_map(|owner| [(&owner.user, "/etc/passwd"), (&owner.group, "/etc/group")])
        {
            let Some(UserRef::Name { from, .. }) = name else { continue };
            if let Some(list) = position(*from, inputs).and_then(|at| selected.get_mut(at)) {
                list.push(Selector { path: file.into(), follow: true, ..Selector::default() });
            }
        }
    }
    for ((dep, selectors), built_upon) in deps.iter_mut().zip(selected).zip(built_upon) {
        if built_upon || selectors.is_empty() {
            continue;
        }
        let mut paths: Vec<String> = selectors.iter().map(|selector| selector.path.clone()).collect();
        paths.sort_by(|a, b| b.cmp(a));
        dep.selector = digest_of(&paths);
        dep.content = Some(distinct(selectors));
    }
}

/// Drops plain paths below other plain paths and orders by path (`dedupeSelectors`).
fn distinct(selectors: Vec<Selector>) -> Vec<Selector> {
    let filtered = |selector: &Selector| {
        selector.wildcard || (!selector.include.is_empty() || !selector.exclude.is_empty())
    };
    let plain = |follow: bool| {
        let of = selectors.iter().filter(|one| !filtered(one) && one.follow == follow);
        let paths = without_children(of.map(|selector| selector.path.clone()).collect());
        paths.into_iter().map(move |path| Selector { path, follow, ..Selector::default() })
    };
    let mut all: Vec<Selector> = plain(false).chain(plain(true)).collect();
    all.extend(selectors.iter().filter(|selector| filtered(selector)).cloned());
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Sorted, each once, and without paths that lie below another (`dedupePaths`).
fn without_children(mut paths: Vec<String>) -> Vec<String> {
    if paths.len() <= 1 {
        return paths;
    }
    paths.sort();
    paths.dedup();
    let mut kept: Vec<String> = Vec::new();
    let mut above: Option<String> = None;
    // Sorted by path with its slash, so that all that lies below a path follows it directly.
    paths.sort_by_cached_key(|path| slashed(path));
    for path in paths {
        if above.as_ref().is_some_and(|above| path.starts_with(above.as_str())) {
            continue;
        }
        above = Some(slashed(&path));
        kept.push(path);
    }
    kept.sort();
    kept
}

fn slashed(path: &str) -> String {
    if path.ends_with('/') { path.to_owned() } else { format!("{path}/") }
}

/// Go's `path.Base`.
fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, name)) => name,
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None if path.is_empty() => ".",
        None => trimmed,
    }
}

fn position(input: Input, inputs: &[Input]) -> Option<usize> {
    inputs.iter().position(|other| *other == input)
}

fn digest_of(paths: &[String]) -> Digest {
    let mut key = KeyWriter::default();
    key.list(paths);
    key.finish()
}

/// Writes values so that no two sequences of them look alike.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyWriter(Hasher);

impl KeyWriter {
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.0.write_str(text);
        self
    }

    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        self.0.write_u64(number);
        self
    }

    pub(crate) fn digest(&mut self, digest: u128) -> &mut Self {
        self.0.write(&digest.to_le_bytes());
        self
    }

    pub(crate) fn key(&mut self, digest: Digest) -> &mut Self {
        self.0.write_digest(digest);
        self
    }

    fn flag(&mut self, flag: bool) -> &mut Self {
        self.number(flag.into())
    }

    fn list(&mut self, list: &[String]) -> &mut Self {
        self.number(list.len() as u64);
        for text in list {
            self.text(text);
        }
        self
    }

    fn platform(&mut self, platform: Option<&Platform>) -> &mut Self {
        match platform {
            Some(platform) => self
                .text(&platform.os)
                .text(&platform.architecture)
                .text(&platform.variant)
                .text(&platform.os_version),
            None => self.text(""),
        }
    }

    /// An input by its place, as the operation's own digest knows it.
    fn input(&mut self, input: Input, inputs: &[Input]) -> &mut Self {
        match (input, position(input, inputs)) {
            (Input::Action(action), _) => self.text("action").number(action as u64),
            (_, Some(at)) => self.text("input").number(at as u64),
            (_, None) => self.text("scratch"),
        }
    }

    fn owner(&mut self, owner: Option<&Owner>, inputs: &[Input]) -> &mut Self {
        let Some(owner) = owner else { return self.text("no owner") };
        for part in [&owner.user, &owner.group] {
            match part {
                None => self.text("none"),
                Some(UserRef::Id(id)) => self.text("id").number((*id).into()),
                Some(UserRef::Name { name, from }) => self.text("name").text(name).input(*from, inputs),
            };
        }
        self
    }

    pub(crate) fn finish(&self) -> Digest {
        self.0.clone().finish()
    }
}
