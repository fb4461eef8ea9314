//! Processes that live on: the main process of a container, with a clock and signals.
//!
//! The interpreter is that of RUN; what is added here is time. A command that waits lets the clock run; at the moment a
//! signal arrives it reaches the main process alone, as `docker stop` sends it. A shell with a handler runs it once
//! the command it waits for has ended (POSIX 2.11); process 1 without a handler does not notice (`pid_namespaces(7)`).

mod clock;
mod jobs;
mod shell;
mod types;

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_catalog::packages::Tables;
use drydock_plan::Exec;

use super::Request;
use super::arguments::Arg;
use super::io::{Io, Output};
use super::machine::{Machine, Status};
use super::users::Ids;
use crate::{Content, Digest};

pub use types::{Behaviour, Delivery, Ended, Life, Mount, Process, Programs, Reaction};

/// Microseconds.
type Micros = u64;

/// What starting a command takes.
const COMMAND_TIME: Micros = 5_000;

/// As many commands of a container are followed.
const MAX_COMMANDS: u32 = 4_000;

/// The number of a signal that nothing can handle.
const KILL: u8 = 9;

/// Ctrl+C.
const INT: u8 = 2;

/// Process ids of what a container's main process starts, from this on.
const FIRST_CHILD: u32 = 7;

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
    handles_interrupt: bool,
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
    let tables = Tables::default();
    let request = Request {
        exec: &exec,
        root: process.root,
        mounts: &[],
        base: process.base,
        more_commands: process.more_commands,
        input: Digest::default(),
        run: 0,
        step: 0,
        tables: &tables,
    };
    let (uid, gid, groups) = process.ids;
    let home = process.env.iter().find(|(name, _)| name == "HOME").map_or("/", |(_, home)| home);
    let ids = Ids { uid, gid, groups: groups.to_vec(), home: home.into() };
    let mut machine = Machine::new(&request, super::program::first_shell(&exec, Some(&ids)), ids);
    machine.live = Some(Box::new(Live::new(process)));
    machine.run_main(process);
    machine.end_of_life()
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

fn text(content: Content) -> String {
    content.as_bytes().map(String::from_utf8_lossy).unwrap_or_default().into_owned()
}
