use drydock_builder::{
    Content, Delivery, Ended, FileSystem, Life, Metadata, Mount, Node, Process, Programs, Reaction, Signal,
    Time, live,
};
use drydock_plan::Config;
use serde::Serialize;

use crate::environment::CONTAINER_ID;
use crate::health::{CheckResult, HealthCheck, HealthTimeline};
use crate::programs::KnownPrograms;
use crate::{Engine, ImageFiles, RunRequest, Start, join_words};

/// When the signal of `docker stop` comes, in microseconds after the start.
const STOP_AT: u64 = 1_000_000;

/// What a container is asked to do besides starting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: it runs to its end.
    Run,
    /// `docker stop`.
    Stop,
    /// `docker kill --signal`.
    Kill(Signal),
}

/// How `docker stop` ends a container.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stop {
    /// The signal: `SIGTERM`.
    pub signal: String,
    /// Exit code of the container; `None` when nobody can say.
    pub exit: Option<i32>,
    /// Seconds it takes.
    pub seconds: f64,
    /// Who gets the signal and what follows, in a sentence or two.
    pub sentence: String,
}

/// A container: how it starts, what it does and how it ends.
#[derive(Clone, Debug)]
pub struct Container {
    /// How it starts.
    pub start: Start,
    /// True with `--init`.
    pub init: bool,
    /// What becomes of its process; `None` where it does not start.
    pub life: Option<Life>,
}

/// Runs a container. `programs` tells of programs that this crate does not know.
pub fn run(
    config: &Config,
    request: &RunRequest,
    files: &ImageFiles,
    engine: Engine,
    order: Order,
    programs: Option<&dyn Programs>,
) -> Container {
    let start = Start::new(config, request, files, engine);
    let stop_timeout = u64::try_from(start.stop_timeout).unwrap_or(u64::MAX / 2_000_000);
    let delivery = match order {
        Order::Run => None,
        Order::Stop => Some(Delivery {
            at: STOP_AT,
            signal: start.stop_signal.0,
            grace: Some(stop_timeout.saturating_mul(1_000_000)),
        }),
        Order::Kill(signal) => Some(Delivery { at: STOP_AT, signal: signal.0, grace: None }),
    };
    let life = start.live(config, request, files, delivery, programs);
    Container { start, init: request.init, life }
}

impl Start {
    fn live(
        &self,
        config: &Config,
        request: &RunRequest,
        files: &ImageFiles,
        delivery: Option<Delivery>,
        programs: Option<&dyn Programs>,
    ) -> Option<Life> {
        let program = self.program.as_ref().filter(|_| self.failure.is_none())?;
        let mut fs = self.prepared(files);
        let mounts = mounts(config, request);
        mounted(&mut fs, request, &mounts);
        let known = KnownPrograms { fs: &fs, cwd: &self.workdir, more: programs };
        Some(live(&Process {
            path: &program.path,
            argv: &program.argv,
            env: &self.env,
            cwd: &self.workdir,
            ids: (self.user.uid, self.user.gid, &self.user.groups),
            root: &fs,
            base: files.base.as_deref(),
            more_commands: files.more_commands,
            first: !request.init,
            hostname: hostname(request),
            mounts: &mounts,
            read_only: request.read_only,
            delivery,
            programs: &known,
        }))
    }

    /// The image's files as the container finds them: with its working directory, and where Podman adds a user that
    /// `/etc/passwd` does not have, with that.
    fn prepared(&self, files: &ImageFiles) -> FileSystem {
        let mut fs = files.fs.clone();
        if fs.follow(&self.workdir).is_none() {
            let template = Node::dir(Metadata::new(0o755, Time::Build));
            // Where the path cannot be, the process has been refused already.
            let _ = fs.mkdir_all(&self.workdir, &template);
        }
        if self.engine == Engine::Podman && self.user.name.is_empty() {
            let uid = self.user.uid;
            let entry = format!("{uid}:*:{uid}:{}:container user:{}:/bin/sh\n", self.user.gid, self.workdir);
            let passwd = files.text("/etc/passwd").map(|text| format!("{text}{entry}"));
            if let Some(passwd) = passwd {
                let content = Content::bytes(passwd.into_bytes());
                let _ = fs.insert("/etc/passwd", Node::file(content, Metadata::new(0o644, Time::Build)));
            }
        }
        if self.engine == Engine::Podman && self.user.group.is_empty() {
            let entry = format!("{gid}:x:{gid}:\n", gid = self.user.gid);
            if let Some(group) = files.text("/etc/group").map(|text| format!("{text}{entry}")) {
                let content = Content::bytes(group.into_bytes());
                let _ = fs.insert("/etc/group", Node::file(content, Metadata::new(0o644, Time::Build)));
            }
        }
        fs
    }
}

/// Mounts appear: a volume with what the image has there, a tmpfs empty, a folder of the host with nobody knows what.
fn mounted(fs: &mut FileSystem, request: &RunRequest, mounts: &[Mount]) {
    for mount in mounts {
        let memory = request.tmpfs.contains(&mount.path);
        let folder = request.volumes.iter().find(|volume| volume.target == mount.path);
        let folder = folder.is_some_and(|volume| volume.source.starts_with(['/', '.', '~']));
        let mode = if memory { 0o1777 } else { 0o755 };
        let dir = Node::dir(Metadata::new(mode, Time::Build)).with_opaque(folder);
        if memory || folder || fs.follow(&mount.path).is_none() {
            // A path that cannot be is not followed further: Docker refuses it, for reasons of the host.
            let _ = fs.insert(&mount.path, dir);
        }
    }
}

fn hostname(request: &RunRequest) -> &str {
    if request.hostname.is_empty() { CONTAINER_ID } else { &request.hostname }
}

/// Paths that are mounts of their own: VOLUME, `-v`, `--mount`, `--tmpfs`.
fn mounts(config: &Config, request: &RunRequest) -> Vec<Mount> {
    let volumes = config.volumes.keys().map(|path| Mount { path: path.clone(), read_only: false });
    let given = request
        .volumes
        .iter()
        .map(|volume| Mount { path: volume.target.clone(), read_only: volume.read_only });
    let memory = request.tmpfs.iter().map(|path| Mount { path: path.clone(), read_only: false });
    let mut mounts: Vec<Mount> = volumes.chain(given).chain(memory).collect();
    mounts.dedup_by(|a, b| a.path == b.path);
    mounts
}

impl Container {
    /// Exit code of the container; `None` while it runs, and where nobody can say.
    pub fn exit(&self) -> Option<i32> {
        if let Some(failure) = &self.start.failure {
            return Some(failure.exit);
        }
        match self.life.as_ref()?.ended {
            Ended::Exit(code) => Some(i32::from(code)),
            Ended::Signal(number) => Some(Signal(number).exit_code()),
            Ended::Running | Ended::Unknown => None,
        }
    }

    /// The command line of process 1, at the moment of the signal where one came.
    pub fn pid1(&self) -> Vec<String> {
        let main = self.life.iter().flat_map(|life| life.command_line.iter().cloned());
        let init: &[&str] = match (self.init, self.start.engine) {
            (false, _) => &[],
            (true, Engine::Docker) => &["/sbin/docker-init", "--"],
            (true, Engine::Podman) => &["/run/podman-init", "--"],
        };
        init.iter().map(|word| (*word).to_owned()).chain(main).collect()
    }

    /// How `docker stop` ends it; `None` where it does not start. Only of a container that ran with [`Order::Stop`].
    pub fn stop(&self) -> Option<Stop> {
        let life = self.life.as_ref()?;
        Some(Stop {
            signal: self.start.stop_signal.to_string(),
            exit: self.exit(),
            seconds: life.seconds,
            sentence: self.stop_sentence(life),
        })
    }

    fn stop_sentence(&self, life: &Life) -> String {
        let signal = self.start.stop_signal;
        let timeout = self.start.stop_timeout;
        let shown = |words: &[String]| format!("`{}`", short(&join_words(words.iter().map(String::as_str))));
        let main = shown(&life.command_line);
        let exit = self.exit().map_or(String::new(), |code| format!(" (exit code {code})"));
        if !life.signalled {
            return match life.ended {
                Ended::Running => format!("{main} runs on"),
                _ => format!("It ends by itself before anyone stops it{exit}"),
            };
        }
        if signal == Signal::KILL {
            return format!("`docker stop` sends SIGKILL, which nothing can handle: all ends at once{exit}");
        }
        let killed = format!("`docker stop` waits {timeout} s, then SIGKILL ends all{exit}");
        if self.init {
            return match life.ended {
                Ended::Signal(9) => format!(
                    "The init is PID 1 and passes {signal} on to {main}, which does not end: {killed}"
                ),
                _ => format!("The init is PID 1 and passes {signal} on to {main}, which ends{exit}"),
            };
        }
        if life.ended != Ended::Signal(9) {
            return format!("{main} is PID 1 and has a handler for {signal}: it ends by itself{exit}");
        }
        if life.shell_waits && life.handles.contains(&signal.0) {
            let waited = shown(&life.waited_for);
            return format!(
                "{main} is PID 1 and has a handler for {signal}, but a shell runs it only once {waited} has ended: {killed}"
            );
        }
        if life.shell_waits {
            let waited = match life.waited_for == life.command_line {
                true => String::new(),
                false => format!(" and does not pass it on to {}", shown(&life.waited_for)),
            };
            return format!(
                "{signal} reaches only PID 1, {main}: a shell without a handler, which ignores it{waited}. {killed}"
            );
        }
        match life.reaction {
            Some(Reaction::None) => format!(
                "{main} is PID 1 and has no handler for {signal}; as PID 1 it does not die of it either. {killed}"
            ),
            _ => format!(
                "{main} is PID 1 and gets {signal}. If it has a handler, it ends as that says; else {killed}",
            ),
        }
    }
}

/// A command line that fits into a sentence.
fn short(line: &str) -> String {
    const MAX: usize = 60;
    let one_line = line.replace('\n', " ");
    match one_line.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", one_line.get(..end).unwrap_or_default()),
        None => one_line,
    }
}

/// The health of a container over `seconds`; without states where it has no check or does not start.
pub fn health(
    config: &Config,
    request: &RunRequest,
    files: &ImageFiles,
    seconds: i64,
    programs: Option<&dyn Programs>,
) -> HealthTimeline {
    let Some(check) = HealthCheck::of(config, request) else { return HealthTimeline::default() };
    // A check is a process of its own in the same container, so it starts as `docker exec` starts one.
    let inner = Config { entrypoint: None, cmd: Some(check.command.clone()), ..config.clone() };
    let asked = RunRequest { entrypoint: None, args: Vec::new(), init: false, ..request.clone() };
    let mut files = files.clone();
    let mut assumed = false;
    let mut always: Option<CheckResult> = None;
    let timeline = check.timeline(seconds, || {
        if let Some(result) = &always {
            return result.clone();
        }
        let container = run(&inner, &asked, &files, Engine::Docker, Order::Run, programs);
        match (&container.start.exec_error, &container.life) {
            (Some(error), _) => CheckResult {
                exit: -1,
                output: format!(
                    "OCI runtime exec failed: exec failed: unable to start container process: {error}: unknown"
                ),
                time: 0,
            },
            (None, Some(life)) => {
                let changed = !files.fs.same(&life.fs);
                files.fs = life.fs.clone();
                // What a program that is not followed asks a server that is not there to ask.
                let passed = !life.known && matches!(life.ended, Ended::Running | Ended::Unknown);
                assumed |= passed;
                let result = if passed { CheckResult::default() } else { ended(life, container.exit()) };
                // A check that leaves the files as they were ends like this each time.
                always = (!changed).then(|| result.clone());
                result
            }
            (None, None) => CheckResult { exit: -1, output: String::new(), time: 0 },
        }
    });
    HealthTimeline { assumed, ..timeline }
}

/// How a check ended whose process is followed to its end.
fn ended(life: &Life, exit: Option<i32>) -> CheckResult {
    let time = match life.ended {
        Ended::Running => i64::MAX,
        _ => (life.seconds * 1e9) as i64,
    };
    CheckResult { exit: exit.unwrap_or_default(), output: format!("{}{}", life.stdout, life.stderr), time }
}
