//! Processes that live on: the main process of a container, with a clock and signals.
//!
//! The interpreter is that of RUN; what is added here is time. A command that waits lets the clock run; at the moment a
//! signal arrives it reaches the main process alone, as `docker stop` sends it. A shell with a handler runs it once
//! the command it waits for has ended (POSIX 2.11); process 1 without a handler does not notice (`pid_namespaces(7)`).

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_plan::{BaseImage, Exec};

use super::Request;
use super::arguments::Arg;
use super::io::{Io, Output};
use super::machine::{Flow, Machine, ShellKind, Status};
use super::users::Ids;
use crate::{Content, Digest, FileSystem, Node};

/// Microseconds.
type Micros = u64;

/// What starting a command takes.
const COMMAND_TIME: Micros = 5_000;

/// As many commands of a container are followed.
const MAX_COMMANDS: u32 = 4_000;

/// The number of a signal that nothing can handle.
const KILL: u8 = 9;

/// Process ids of what a container's main process starts, from this on.
const FIRST_CHILD: u32 = 7;

/// A signal from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// When, in microseconds after the start.
    pub at: Micros,
    /// Its number.
    pub signal: u8,
    /// After how many microseconds SIGKILL follows; `None` when it does not.
    pub grace: Option<Micros>,
}

/// What a program does with a signal that would end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// It has no handler.
    None,
    /// Its handler ends it with this exit code.
    Ends(u8),
    /// Nobody can say; it is taken to have no handler.
    Unknown,
}

/// What a program does that the interpreter does not carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Prints this and ends.
    Ends {
        /// Standard output.
        stdout: String,
        /// Exit code.
        exit: u8,
    },
    /// Ends by becoming this program, as start scripts do.
    Becomes(Vec<String>),
    /// Runs until it is stopped.
    Runs(Reaction),
}

/// What is known of programs beyond the commands that the interpreter carries out.
pub trait Programs {
    /// What the program `argv` does, whose file is `node` where that is known, on `signal`; `None` when nothing is
    /// known of it.
    fn behaviour(&self, argv: &[String], node: Option<&Node>, signal: Option<u8>) -> Option<Behaviour>;
}

/// A volume, a bind mount or a tmpfs of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it is.
    pub path: String,
    /// True when it cannot be written.
    pub read_only: bool,
}

/// The main process of a container, ready to run.
pub struct Process<'a> {
    /// Path of the executable.
    pub path: &'a str,
    /// Its arguments, the first the name it was called by.
    pub argv: &'a [String],
    /// Environment.
    pub env: &'a [(String, String)],
    /// Working directory.
    pub cwd: &'a str,
    /// User id, group id and additional groups.
    pub ids: (u32, u32, &'a [u32]),
    /// The file system it starts with.
    pub root: &'a FileSystem,
    /// The image the last stage stands on, where there is one.
    pub base: Option<&'a BaseImage>,
    /// True when steps of the build may have added commands that `base` does not list.
    pub more_commands: bool,
    /// True when it is process 1; false where an init stands in front.
    pub first: bool,
    /// Name of the host.
    pub hostname: &'a str,
    /// What is mounted besides the root.
    pub mounts: &'a [Mount],
    /// True when nothing may be written outside of the mounts.
    pub read_only: bool,
    /// The signal that comes, if one does.
    pub delivery: Option<Delivery>,
    /// What is known of programs.
    pub programs: &'a dyn Programs,
}

/// How the main process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself, or by a handler of its own.
    Exit(u8),
    /// Of a signal.
    Signal(u8),
    /// It runs on.
    Running,
    /// Nobody can say with what code.
    Unknown,
}

/// What became of the main process.
#[derive(Clone, Debug)]
pub struct Life {
    /// What it and its children printed.
    pub stdout: String,
    /// The same of standard error.
    pub stderr: String,
    /// How it ended.
    pub ended: Ended,
    /// Seconds from its start, or from the signal when one came, to its end.
    pub seconds: f64,
    /// Its command line when the signal came, or at its end.
    pub command_line: Vec<String>,
    /// True when a signal from outside came before its end.
    pub signalled: bool,
    /// True when it was a shell then that waited for another process.
    pub shell_waits: bool,
    /// The signals it had handlers for then.
    pub handles: Vec<u8>,
    /// The command it waited for, or was itself, when the signal came.
    pub waited_for: Vec<String>,
    /// What the program that it was makes of the signal.
    pub reaction: Option<Reaction>,
    /// The file system after it.
    pub fs: FileSystem,
    /// False when something it does is not understood.
    pub known: bool,
    /// What is to be said about it.
    pub notes: Vec<String>,
}

/// What a command runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// The main process itself.
    Main,
    /// A process that the main one waits for.
    Child,
    /// A process that nobody waits for.
    Background,
}

/// Whether what runs next is the last thing its shell does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// More follows.
    No,
    /// It is the last, and the shell stays to wait for it.
    Last,
    /// It is the last, and a shell that can replaces itself with it.
    Exec,
}

struct Job {
    pid: u32,
    /// `None` when it runs on for ever.
    ends: Option<Micros>,
    status: Status,
}

/// What belongs to a living process.
pub(super) struct Live<'a> {
    programs: &'a dyn Programs,
    delivery: Option<Delivery>,
    first: bool,
    now: Micros,
    commands: u32,
    delivered: bool,
    pub ended: Option<Ended>,
    pub who: Who,
    pub tail: Tail,
    /// The main process: its command line, its handlers (an empty text ignores), what has come and was not handled.
    command_line: Vec<String>,
    is_shell: bool,
    /// Set for the one program that `exec` starts.
    exec: bool,
    traps: BTreeMap<u8, Rc<str>>,
    pending: Vec<u8>,
    /// What is waited for, or run, right now.
    current: Vec<String>,
    snapshot: Option<Snapshot>,
    jobs: Vec<Job>,
    next_pid: u32,
    stderr: Output,
    hostname: &'a str,
    mounts: &'a [Mount],
    read_only: bool,
}

#[derive(Clone)]
struct Snapshot {
    command_line: Vec<String>,
    shell_waits: bool,
    handles: Vec<u8>,
    waited_for: Vec<String>,
    reaction: Option<Reaction>,
}

/// Runs the main process of a container until it ends, or until nothing more happens.
pub fn live(process: &Process<'_>) -> Life {
    let mut env = drydock_plan::Env::default();
    process.env.iter().for_each(|(name, value)| env.set(name, value));
    let exec = Exec { args: process.argv.into(), env, cwd: process.cwd.into(), ..Exec::default() };
    let request = Request {
        exec: &exec,
        root: process.root,
        mounts: &[],
        base: process.base,
        more_commands: process.more_commands,
        input: Digest::default(),
        run: 0,
        step: 0,
        comments: &[],
    };
    let (uid, gid, groups) = process.ids;
    let home = process.env.iter().find(|(name, _)| name == "HOME").map_or("/", |(_, home)| home);
    let ids = Ids { uid, gid, groups: groups.to_vec(), home: home.into() };
    let mut machine = Machine::new(&request, super::program::first_shell(&exec, Some(&ids)), ids);
    machine.live = Some(Box::new(Live::new(process)));
    machine.run_main(process);
    machine.end_of_life()
}

impl<'a> Live<'a> {
    fn new(process: &Process<'a>) -> Self {
        Live {
            programs: process.programs,
            delivery: process.delivery,
            first: process.first,
            now: 0,
            commands: 0,
            delivered: false,
            ended: None,
            who: Who::Main,
            tail: Tail::Exec,
            command_line: process.argv.to_vec(),
            is_shell: false,
            exec: false,
            traps: BTreeMap::new(),
            pending: Vec::new(),
            current: process.argv.to_vec(),
            snapshot: None,
            jobs: Vec::new(),
            next_pid: FIRST_CHILD,
            stderr: Output::default(),
            hostname: process.hostname,
            mounts: process.mounts,
            read_only: process.read_only,
        }
    }

    /// Lets `span` pass, or for ever; what arrives meanwhile is delivered. False once the main process has ended.
    fn pass(&mut self, span: Option<Micros>, awaits_signal: bool) -> bool {
        if self.ended.is_some() {
            return false;
        }
        if self.who == Who::Background {
            match span {
                Some(span) => self.now = self.now.saturating_add(span),
                None => self.ended = Some(Ended::Running),
            }
            return self.ended.is_none();
        }
        let end = span.map(|span| self.now.saturating_add(span));
        while let Some((at, signal)) = self.next_event().filter(|(at, _)| end.is_none_or(|end| *at <= end)) {
            self.now = self.now.max(at);
            self.deliver(signal);
            if self.ended.is_some() {
                return false;
            }
            if awaits_signal && !self.pending.is_empty() {
                return true;
            }
        }
        match end {
            Some(end) => self.now = end,
            None => self.ended = Some(Ended::Running),
        }
        self.ended.is_none()
    }

    fn next_event(&self) -> Option<(Micros, u8)> {
        let delivery = self.delivery?;
        match (self.delivered, delivery.grace) {
            (false, _) => Some((delivery.at, delivery.signal)),
            (true, Some(grace)) => Some((delivery.at.saturating_add(grace), KILL)),
            (true, None) => None,
        }
    }

    /// A signal from outside reaches the main process.
    fn deliver(&mut self, signal: u8) {
        if !self.delivered {
            self.delivered = true;
            self.take_snapshot(signal);
        }
        if signal == KILL {
            self.ended = Some(Ended::Signal(KILL));
            return;
        }
        self.receive(signal);
    }

    /// The main process gets a signal it may handle.
    fn receive(&mut self, signal: u8) {
        if self.is_shell {
            match self.traps.get(&signal).map(|action| action.is_empty()) {
                Some(true) => {}
                Some(false) => self.pending.push(signal),
                None if self.first || !ends_by_default(signal) => {}
                None => self.ended = Some(Ended::Signal(signal)),
            }
            return;
        }
        if self.traps.contains_key(&signal) {
            return;
        }
        match self.reaction(signal) {
            Some(Reaction::Ends(code)) => self.ended = Some(Ended::Exit(code)),
            _ if self.first || !ends_by_default(signal) => {}
            _ => self.ended = Some(Ended::Signal(signal)),
        }
    }

    fn reaction(&self, signal: u8) -> Option<Reaction> {
        match self.programs.behaviour(&self.command_line, None, Some(signal)) {
            Some(Behaviour::Runs(reaction)) => Some(reaction),
            _ => None,
        }
    }

    fn take_snapshot(&mut self, signal: u8) {
        if self.snapshot.is_none() {
            self.snapshot = Some(Snapshot {
                command_line: self.command_line.clone(),
                shell_waits: self.is_shell,
                handles: self
                    .traps
                    .iter()
                    .filter(|(_, action)| !action.is_empty())
                    .map(|(n, _)| *n)
                    .collect(),
                waited_for: self.current.clone(),
                reaction: if self.is_shell { None } else { self.reaction(signal) },
            });
        }
    }
}

/// True for signals that end a process which says nothing about them.
fn ends_by_default(signal: u8) -> bool {
    !matches!(signal, 17..=23 | 28)
}

impl<'a> Machine<'a> {
    fn run_main(&mut self, process: &Process<'a>) {
        let io = Io::terminal();
        let args: Vec<Arg> = process.argv.iter().map(|arg| Arg::known(arg)).collect();
        let node = self.fs.follow(process.path).cloned();
        self.program(process.path, node.as_ref(), &args, &io);
        self.run_exit_of_main();
    }

    fn run_exit_of_main(&mut self) {
        let status = self.shell.status;
        let Some(live) = self.live.as_mut() else { return };
        if live.ended.is_none() {
            live.ended = Some(match status {
                Status::Code(code) => Ended::Exit(code),
                Status::Unknown => Ended::Unknown,
            });
        }
    }

    fn end_of_life(mut self) -> Life {
        let stdout = text(std::mem::take(&mut self.console).finish());
        let (fs, known, notes) = (self.fs.clone(), self.known, std::mem::take(&mut self.notes));
        let Some(mut live) = self.live.take() else {
            return Life::nothing(fs);
        };
        live.take_snapshot(live.delivery.map_or(15, |delivery| delivery.signal));
        let begin = live.delivery.filter(|_| live.delivered).map_or(0, |delivery| delivery.at);
        let seconds = live.now.saturating_sub(begin) as f64 / 1e6;
        let snapshot = live.snapshot.clone();
        let snapshot = snapshot.as_ref();
        Life {
            stdout,
            stderr: text(std::mem::take(&mut live.stderr).finish()),
            ended: live.ended.unwrap_or(Ended::Unknown),
            seconds,
            command_line: snapshot.map(|then| then.command_line.clone()).unwrap_or_default(),
            signalled: live.delivered,
            shell_waits: snapshot.is_some_and(|then| then.shell_waits),
            handles: snapshot.map(|then| then.handles.clone()).unwrap_or_default(),
            waited_for: snapshot.map(|then| then.waited_for.clone()).unwrap_or_default(),
            reaction: snapshot.and_then(|then| then.reaction),
            fs,
            known,
            notes,
        }
    }
}

/// What [`Machine::enter`] changes, to be put back.
pub(super) struct Outer {
    who: Who,
    tail: Tail,
    current: Vec<String>,
    replaced: bool,
}

/// Programs that start another and wait for it; other wrappers become what they start.
const WAITERS: [&str; 4] = ["time", "sudo", "doas", "xargs"];

impl<'a> Machine<'a> {
    /// Counts a command of a living process; false once nothing runs any more.
    pub fn tick(&mut self) -> bool {
        let Some(live) = self.live.as_mut() else { return true };
        live.commands += 1;
        if live.commands > MAX_COMMANDS && live.ended.is_none() {
            live.ended = Some(Ended::Running);
        }
        live.pass(Some(COMMAND_TIME), false)
    }

    /// Lets time pass: seconds, or for ever.
    pub fn pass_time(&mut self, seconds: Option<f64>) {
        let micros = seconds.map(|seconds| (seconds.max(0.0) * 1e6) as Micros);
        if let Some(live) = self.live.as_mut() {
            live.pass(micros, false);
        }
    }

    /// Runs the handlers of what has come, in the main shell.
    pub fn run_handlers(&mut self, io: &Io) -> Flow {
        loop {
            let Some(live) = self.live.as_mut() else { return Flow::Next };
            if live.who != Who::Main || live.ended.is_some() || live.pending.is_empty() {
                return Flow::Next;
            }
            let signal = live.pending.remove(0);
            let Some(action) = live.traps.get(&signal).cloned() else { continue };
            let (status, tail) = (self.shell.status, self.set_tail(Tail::No));
            let flow = self.script(&action, io);
            self.set_tail(tail);
            if flow != Flow::Next {
                return flow;
            }
            self.shell.status = status;
        }
    }

    /// Whether what runs now is the last thing its shell does.
    pub fn tail(&self) -> Tail {
        self.live.as_ref().map_or(Tail::No, |live| live.tail)
    }

    /// Sets it; gives what it was.
    pub fn set_tail(&mut self, tail: Tail) -> Tail {
        self.live.as_mut().map_or(Tail::No, |live| std::mem::replace(&mut live.tail, tail))
    }

    /// From here on the shell cannot be replaced, though it may be the last thing it does.
    pub fn keep_shell(&mut self) -> Tail {
        let tail = self.tail();
        if tail == Tail::Exec {
            self.set_tail(Tail::Last);
        }
        tail
    }

    /// A shell begins to read a text: of `-c` or of a file. Only the first is ever replaced by its last command, by
    /// the shells that do that at all: BusyBox's where no line end follows, bash; not dash.
    pub fn begin_shell(&mut self, kind: ShellKind, text: Option<&str>) {
        let Some(live) = self.live.as_mut() else { return };
        if live.who == Who::Main {
            live.is_shell = true;
        }
        let replaces = match (kind, text) {
            (ShellKind::Ash, Some(text)) => !text.ends_with('\n'),
            (ShellKind::Bash, Some(_)) => true,
            _ => false,
        };
        live.tail = match live.tail {
            Tail::Exec | Tail::Last if live.who == Who::Main && replaces => Tail::Exec,
            Tail::Exec | Tail::Last => Tail::Last,
            Tail::No => Tail::No,
        };
    }

    /// A program is started by the shell: in its place where it is the last thing it does, or with `exec`.
    pub fn enter(&mut self, args: &[Arg]) -> Option<Outer> {
        let kind = self.shell.kind;
        let at_exit = self.shell.exit_trap.is_some();
        // BusyBox's `timeout` becomes the program and leaves the watch to a child; coreutils' waits.
        let gnu = !self.is_busybox_system();
        let live = self.live.as_mut()?;
        let argv: Vec<String> = args.iter().map(|arg| arg.text.to_string()).collect();
        let exec = std::mem::take(&mut live.exec);
        let handlers = at_exit || live.traps.values().any(|action| !action.is_empty());
        let replaced = live.who == Who::Main
            && if live.is_shell {
                exec || (live.tail == Tail::Exec && kind != ShellKind::Dash && !handlers)
            } else {
                let name = live.current.first().map_or("", |name| crate::split(name).1);
                !(WAITERS.contains(&name) || gnu && name == "timeout")
            };
        let outer = Outer { who: live.who, tail: live.tail, current: live.current.clone(), replaced };
        live.current = argv;
        if replaced {
            live.command_line = live.current.clone();
            live.is_shell = false;
            live.traps.retain(|_, action| action.is_empty());
        } else if live.who == Who::Main {
            live.who = Who::Child;
        }
        Some(outer)
    }

    /// The program has ended; where it had taken the main process's place, that has ended too.
    pub fn leave(&mut self, outer: Option<Outer>) {
        let Some(outer) = outer else { return };
        if outer.replaced {
            self.run_exit_of_main();
        }
        if let Some(live) = self.live.as_mut() {
            (live.who, live.tail, live.current) = (outer.who, outer.tail, outer.current);
        }
    }

    /// The kernel runs `argv` for a script that was called.
    pub fn became(&mut self, argv: Vec<String>) {
        if let Some(live) = self.live.as_mut() {
            if live.who == Who::Main {
                live.command_line = argv.clone();
            }
            live.current = argv;
        }
    }

    /// A part of the shell runs in a process of its own; gives who ran before.
    pub fn fork(&mut self) -> Who {
        let Some(live) = self.live.as_mut() else { return Who::Main };
        let who = live.who;
        if who == Who::Main {
            live.who = Who::Child;
        }
        who
    }

    /// Ends what [`Machine::fork`] began.
    pub fn join(&mut self, who: Who) {
        if let Some(live) = self.live.as_mut() {
            live.who = who;
        }
    }

    /// Runs something that nobody waits for, from now on; `false` where there is no clock.
    pub fn in_background(&mut self, run: impl FnOnce(&mut Self)) -> bool {
        let Some(live) = self.live.as_mut() else { return false };
        let (now, who, tail) = (live.now, live.who, live.tail);
        (live.who, live.tail) = (Who::Background, Tail::Last);
        run(self);
        let status = self.shell.status;
        let Some(live) = self.live.as_mut() else { return false };
        let pid = live.next_pid;
        live.next_pid += 1;
        // In the background nothing but running on for ever ends a life.
        let ends = if live.ended.take().is_some() { None } else { Some(live.now) };
        live.jobs.push(Job { pid, ends, status });
        (live.now, live.who, live.tail) = (now, who, tail);
        true
    }

    /// `wait`: until all jobs have ended, or those named; a signal with a handler ends it too.
    pub fn wait(&mut self, pids: &[String]) -> Status {
        let Some(live) = self.live.as_mut() else { return Status::OK };
        let named = |job: &&Job| pids.is_empty() || pids.contains(&job.pid.to_string());
        let mut status = Status::OK;
        let mut until = Some(live.now);
        for job in live.jobs.iter().filter(named) {
            until = until.zip(job.ends).map(|(until, ends)| until.max(ends));
            if !pids.is_empty() {
                status = job.status;
            }
        }
        let span = until.map(|until| until.saturating_sub(live.now));
        let who = live.who;
        live.current = vec!["wait".into()];
        live.pass(span, who == Who::Main);
        match live.pending.first() {
            Some(signal) => Status::Code(128 + *signal),
            None => status,
        }
    }

    /// `$$`.
    pub fn pid(&self) -> u32 {
        self.live.as_ref().map_or(1, |live| live.main_pid())
    }

    /// `$!`.
    pub fn last_job(&self) -> Option<u32> {
        self.live.as_ref().and_then(|live| live.jobs.last()).map(|job| job.pid)
    }

    /// `kill`: a signal for a process of the container.
    pub fn kill(&mut self, pid: u32, signal: u8) -> bool {
        let Some(live) = self.live.as_mut() else { return false };
        if pid == live.main_pid() {
            match (signal, live.first) {
                (0, _) => {}
                // Not even SIGKILL reaches process 1 from within.
                (KILL, true) => {}
                (KILL, false) => live.ended = Some(Ended::Signal(KILL)),
                _ => live.receive(signal),
            }
            return true;
        }
        let now = live.now;
        let Some(job) =
            live.jobs.iter_mut().find(|job| job.pid == pid && job.ends.is_none_or(|ends| ends > now))
        else {
            return false;
        };
        if signal != 0 && ends_by_default(signal) {
            job.ends = Some(now);
            job.status = Status::Code(128 + signal);
        }
        true
    }

    /// `trap ACTION SIGNAL`: `None` brings the default back.
    pub fn set_handler(&mut self, signal: u8, action: Option<&str>) {
        let Some(live) = self.live.as_mut().filter(|live| live.who == Who::Main) else { return };
        match action {
            Some(action) => drop(live.traps.insert(signal, action.into())),
            None => drop(live.traps.remove(&signal)),
        }
    }

    /// What a program does that is not followed: what is known of it, else that it runs on where it is the last thing
    /// its shell does, and succeeds at once where more follows.
    pub fn live_program(&mut self, name: &str, path: &str, args: &[Arg], io: &Io) -> Option<Status> {
        let argv: Vec<String> =
            [name.to_owned()].into_iter().chain(args.iter().map(|arg| arg.text.to_string())).collect();
        let node = self.fs.follow(path).cloned();
        let live = self.live.as_mut()?;
        // Called by its own name where it was found by it.
        let shown = live.current.first().cloned().unwrap_or_else(|| name.to_owned());
        let argv: Vec<String> = [shown].into_iter().chain(argv.into_iter().skip(1)).collect();
        match live.programs.behaviour(&argv, node.as_deref(), None) {
            Some(Behaviour::Ends { stdout, exit }) => {
                self.print(io, &stdout);
                return Some(Status::Code(exit));
            }
            Some(Behaviour::Becomes(next)) => {
                let next: Vec<Arg> = next.iter().map(|word| Arg::known(word)).collect();
                self.external(&next, io);
                return Some(self.shell.status);
            }
            Some(Behaviour::Runs(_)) => {}
            None if live.tail == Tail::No && live.who != Who::Background => {
                self.note(format!("`{name}` is taken to succeed: what it does is not followed"));
                self.known = false;
                return Some(Status::OK);
            }
            None => {
                self.note(format!("`{name}` is taken to run until it is stopped"));
                self.known = false;
            }
        }
        self.pass_time(None);
        Some(Status::Unknown)
    }

    /// Name of the host of a living process.
    pub fn hostname(&self) -> Option<&'a str> {
        self.live.as_ref().map(|live| live.hostname)
    }

    /// `mount` in a container: the root, what the engine always mounts, and its volumes.
    pub fn mount_table(&self) -> Option<String> {
        let live = self.live.as_ref()?;
        let mut table = String::from(
            "overlay on / type overlay (rw,relatime)\nproc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\n\
             tmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)\n\
             sysfs on /sys type sysfs (ro,nosuid,nodev,noexec,relatime)\n",
        );
        let engine = ["/etc/resolv.conf", "/etc/hostname", "/etc/hosts"];
        for path in engine.into_iter().chain(live.mounts.iter().map(|mount| mount.path.as_str())) {
            table.push_str(&format!("/dev/sda1 on {path} type ext4 (rw,relatime)\n"));
        }
        Some(table)
    }

    /// True where a living process may not write to `path`.
    pub fn is_read_only(&self, path: &str) -> bool {
        let Some(live) = self.live.as_ref() else { return false };
        let below = |mount: &&Mount| {
            path == mount.path || path.strip_prefix(&mount.path).is_some_and(|rest| rest.starts_with('/'))
        };
        let mount = live.mounts.iter().filter(below).max_by_key(|mount| mount.path.len());
        let engine = ["/dev", "/proc", "/sys"].iter().any(|dir| path.starts_with(dir));
        mount.map_or(live.read_only && !engine, |mount| mount.read_only)
    }

    /// Writes to standard error, where that is apart.
    pub fn push_error(&mut self, content: &Content) {
        match self.live.as_mut() {
            Some(live) => live.stderr.push(content),
            None => self.console.push(content),
        }
    }

    /// What `set -x` prints of a command, in a container; the output of a build does without.
    pub fn trace(&mut self, assignments: &[(&str, bool, Option<String>)], args: &[Arg]) {
        if !self.shell.xtrace || self.live.is_none() {
            return;
        }
        let kind = self.shell.kind;
        let quoted = |text: &str| trace_quoted(kind, text);
        let set = |(name, append, value): &(&str, bool, Option<String>)| {
            let sign = if *append { "+=" } else { "=" };
            format!("{name}{sign}{}", quoted(value.as_deref().unwrap_or_default()))
        };
        let words = assignments.iter().map(set).chain(args.iter().map(|arg| quoted(&arg.text)));
        let line = format!("+ {}", words.collect::<Vec<_>>().join(" "));
        self.error(&Io::terminal(), &line);
    }

    /// The next program takes the shell's place.
    pub fn will_exec(&mut self) {
        if let Some(live) = self.live.as_mut() {
            live.exec = true;
        }
    }
}

impl Live<'_> {
    fn main_pid(&self) -> u32 {
        if self.first { 1 } else { FIRST_CHILD }
    }
}

impl Life {
    fn nothing(fs: FileSystem) -> Self {
        Life {
            stdout: String::new(),
            stderr: String::new(),
            ended: Ended::Unknown,
            seconds: 0.0,
            command_line: Vec::new(),
            signalled: false,
            shell_waits: false,
            handles: Vec::new(),
            waited_for: Vec::new(),
            reaction: None,
            fs,
            known: false,
            notes: Vec::new(),
        }
    }
}

/// A word as the shells print it for `set -x`: dash as it is, the others in quotes where a shell would need them.
fn trace_quoted(kind: ShellKind, text: &str) -> String {
    let plain = |c: char| matches!(c, '+'..=':' | '@'..='Z' | ']' | '^' | '_' | 'a'..='z');
    let needs = match kind {
        ShellKind::Dash => false,
        ShellKind::Ash => !text.chars().all(plain),
        ShellKind::Bash => {
            text.is_empty()
                || text.contains(|c: char| c.is_whitespace() || "|&;()<>*?[]!{}`'\"$\\#~^".contains(c))
        }
    };
    if needs { format!("'{}'", text.replace('\'', "'\\''")) } else { text.to_owned() }
}

fn text(content: Content) -> String {
    content.as_bytes().map(String::from_utf8_lossy).unwrap_or_default().into_owned()
}
