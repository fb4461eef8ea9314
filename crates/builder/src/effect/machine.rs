//! The shell: lists, pipes, branches, loops, functions.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_catalog::Size;
use drydock_catalog::packages::{Table, Tables};
use drydock_plan::BaseImage;
use drydock_shell::{Body, CaseArm, Command, CommandKind, IfArm, Joiner, List, Pipeline, Simple, Word};

use super::io::{Fd, Io, Output, Source};
use super::live::{Live, Tail};
use super::mounts::MountPoint;
use super::users::Ids;
use super::vars::Vars;
use super::{Exit, Request, Seconds, glob};
use crate::timing::{processes, source};
use crate::{Content, Digest, FileSystem};

/// As many commands are followed in one RUN; what runs longer is not understood.
const MAX_COMMANDS: u32 = 20_000;

/// Deepest nesting of commands, functions and substitutions that is followed.
const MAX_NESTING: usize = 100;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Code(u8),
    Unknown,
}

impl Status {
    pub const OK: Status = Status::Code(0);
    pub const FAILED: Status = Status::Code(1);

    pub fn of(success: bool) -> Self {
        if success { Self::OK } else { Self::FAILED }
    }

    pub fn negated(self) -> Self {
        match self {
            Status::Code(code) => Self::of(code != 0),
            Status::Unknown => Status::Unknown,
        }
    }

    pub fn is_failure(self) -> bool {
        matches!(self, Status::Code(code) if code != 0)
    }
}

/// Where the shell goes on after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break(u32),
    Continue(u32),
    Return,
    Exit,
}

/// Which programs stand behind the usual names: their words and exit codes differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Busybox,
    Gnu,
}

/// Which shell reads the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShellKind {
    Ash,
    Dash,
    Bash,
}

/// What belongs to one shell, and is copied for a subshell.
#[derive(Clone, Debug)]
pub(super) struct Shell {
    pub kind: ShellKind,
    /// `$0`.
    pub name: Rc<str>,
    pub vars: Vars,
    pub cwd: String,
    pub functions: BTreeMap<String, Rc<Command>>,
    pub positional: Rc<Vec<String>>,
    pub status: Status,
    pub errexit: bool,
    pub nounset: bool,
    pub pipefail: bool,
    pub noglob: bool,
    pub xtrace: bool,
    /// In a function: the variables as they were when it was called, and the names it calls its own.
    pub locals: Option<Rc<(Vars, Vec<String>)>>,
    pub umask: u32,
    /// Above 0 where a failure is looked at and `set -e` does not act.
    pub tested: u32,
    /// What runs at the end (`trap … EXIT`).
    pub exit_trap: Option<Rc<str>>,
}

/// One RUN being carried out.
pub(super) struct Machine<'a> {
    pub fs: FileSystem,
    /// The file system as the step found it, mounts included.
    pub initial: FileSystem,
    pub mounts: Vec<MountPoint>,
    pub shell: Shell,
    pub ids: Ids,
    pub base: Option<&'a BaseImage>,
    pub input: Digest,
    pub run: u64,
    pub step: u32,
    pub console: Output,
    pub known: bool,
    pub more_commands: bool,
    pub notes: Vec<String>,
    pub extra: Option<Size>,
    pub seconds: Seconds,
    /// Where the largest part of `seconds` is from; empty while only programs start.
    pub time_source: &'static str,
    largest_time: f64,
    /// The package tables that are loaded.
    pub tables: &'a Tables,
    /// Those that were asked for and are not.
    pub missing: Vec<Table>,
    /// Counts what is made up, so that two of a kind differ.
    pub serial: u32,
    /// Directories that an unknown command may have written to: all of them once this is set.
    pub tainted: bool,
    /// What is being built from source.
    pub sources: super::make::Sources,
    /// Set when an expansion ends the shell (`${X:?}`, `set -u`).
    pub fatal: bool,
    /// Status of the last substitution in the words being expanded.
    substitution: Option<Status>,
    commands: u32,
    nesting: usize,
    /// The clock and the signals of a container's process; `None` in a build.
    pub live: Option<Box<Live<'a>>>,
}

impl<'a> Machine<'a> {
    pub fn new(request: &Request<'a>, shell: Shell, ids: Ids) -> Self {
        Machine {
            fs: request.root.clone(),
            initial: request.root.clone(),
            mounts: Vec::new(),
            shell,
            ids,
            base: request.base,
            input: request.input,
            run: request.run,
            step: request.step,
            console: Output::default(),
            known: true,
            more_commands: request.more_commands,
            notes: Vec::new(),
            extra: None,
            seconds: Seconds::default(),
            time_source: "",
            largest_time: 0.0,
            tables: request.tables,
            missing: Vec::new(),
            serial: 0,
            tainted: false,
            sources: super::make::Sources::default(),
            fatal: false,
            substitution: None,
            commands: 0,
            nesting: 0,
            live: None,
        }
    }

    /// Notes that something is not understood. What it may have changed is not known from here on.
    pub fn not_understood(&mut self, what: impl Into<String>) -> Status {
        self.note(what);
        self.known = false;
        self.tainted = true;
        self.more_commands = true;
        Status::Unknown
    }

    /// Notes something the reader is to know.
    pub fn note(&mut self, note: impl Into<String>) {
        const MAX_NOTES: usize = 20;
        let note = note.into();
        if self.notes.len() < MAX_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub fn add_size(&mut self, size: &Size) {
        self.extra = Some(self.extra.as_ref().map_or_else(|| size.clone(), |extra| extra.plus(size)));
    }

    /// Adds the time of a package manager or a build tool, as measured of its kind.
    pub fn add_seconds(&mut self, seconds: Seconds) {
        self.add_time(seconds, source::MEASURED);
    }

    /// Adds a time; `source` says where it is from.
    pub fn add_time(&mut self, seconds: Seconds, source: &'static str) {
        if seconds.likely >= self.largest_time {
            (self.largest_time, self.time_source) = (seconds.likely, source);
        }
        self.seconds = self.seconds.plus(seconds);
    }

    /// The time of everything so far, and where it is from: without a bound where something cannot be followed.
    pub fn time(&self) -> (Seconds, &'static str) {
        let seconds = self.seconds + processes(self.commands);
        match self.tainted {
            true => (seconds.unbounded(), source::UNKNOWN),
            false => (seconds, self.time_source),
        }
    }

    pub fn exit(&self) -> Exit {
        match self.shell.status {
            Status::Code(code) => Exit::Code(code),
            Status::Unknown => Exit::Unknown,
        }
    }

    pub fn body(&mut self, body: &Body, io: &Io) -> Flow {
        let tail = self.tail();
        let mut flow = Flow::Next;
        for (index, list) in body.lists.iter().enumerate() {
            self.set_tail(if index + 1 == body.lists.len() { tail } else { Tail::No });
            flow = self.list(list, io);
            if flow != Flow::Next {
                break;
            }
        }
        self.set_tail(tail);
        flow
    }

    fn list(&mut self, list: &List, io: &Io) -> Flow {
        if list.background {
            return self.background(list, io);
        }
        let last = list.rest.len();
        let tail = self.set_tail(if last > 0 { Tail::No } else { self.tail() });
        let mut flow = self.tested_pipeline(&list.first, io, last > 0);
        for (index, joined) in list.rest.iter().enumerate() {
            if flow != Flow::Next {
                return flow;
            }
            let runs = match (joined.joiner, self.shell.status) {
                // An unknown command is taken to succeed, as a step of a build that works does.
                (Joiner::And, status) => !status.is_failure(),
                (Joiner::Or, status) => status.is_failure(),
            };
            if runs {
                self.set_tail(if index + 1 == last { tail } else { Tail::No });
                flow = self.tested_pipeline(&joined.pipeline, io, index + 1 < last);
            } else if self.shell.status == Status::Unknown && always_succeeds(&joined.pipeline) {
                self.shell.status = Status::OK;
            }
        }
        flow
    }

    /// A command with `&`: a step ends without waiting for it, so how far it gets is not known.
    fn background(&mut self, list: &List, io: &Io) -> Flow {
        let saved = self.shell.clone();
        let list = List { background: false, ..list.clone() };
        if self.live.is_some() {
            self.in_background(|machine| {
                machine.list(&list, io);
            });
            self.shell = Shell { status: Status::OK, ..saved };
            return Flow::Next;
        }
        self.not_understood("a command in the background: how far it gets before the step ends is not known");
        self.list(&list, io);
        self.shell = Shell { status: Status::OK, ..saved };
        Flow::Next
    }

    /// A pipeline; with `tested` a failure is looked at by `&&` or `||`.
    fn tested_pipeline(&mut self, pipeline: &Pipeline, io: &Io, tested: bool) -> Flow {
        let looked_at = u32::from(tested || pipeline.negated);
        self.shell.tested += looked_at;
        let tail = self.tail();
        if pipeline.negated || pipeline.commands.len() > 1 {
            self.keep_shell();
        }
        let flow = self.pipeline(pipeline, io);
        self.set_tail(tail);
        self.shell.tested -= looked_at;
        if pipeline.negated {
            self.shell.status = self.shell.status.negated();
            return flow;
        }
        let stops = self.shell.errexit && self.shell.tested == 0 && self.shell.status.is_failure();
        if stops && flow == Flow::Next && !tested { Flow::Exit } else { flow }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, io: &Io) -> Flow {
        if let [command] = pipeline.commands.as_slice() {
            return self.command(command, io);
        }
        let mut statuses = Vec::new();
        let mut input = io.get(0).cloned().unwrap_or(Fd::Null);
        for (index, command) in pipeline.commands.iter().enumerate() {
            let mut own = io.with(0, input.clone());
            let pipe = Rc::new(RefCell::new(Output::default()));
            if index + 1 < pipeline.commands.len() {
                own.set(1, Fd::Pipe(pipe.clone()));
            }
            statuses.push(self.subshell(|machine| machine.command(command, &own)));
            drop(own);
            input = Fd::input(pipe_source(&pipe.take().finish()));
        }
        let last = statuses.last().copied().unwrap_or(Status::OK);
        self.shell.status = match self.shell.pipefail {
            true => statuses.iter().rev().copied().find(|status| *status != Status::OK).unwrap_or(Status::OK),
            false => last,
        };
        Flow::Next
    }

    /// Runs something in a copy of the shell, which is given up afterwards.
    pub fn subshell(&mut self, run: impl FnOnce(&mut Self) -> Flow) -> Status {
        let saved = self.shell.clone();
        self.shell.exit_trap = None;
        let who = self.fork();
        run(self);
        self.join(who);
        let status = self.shell.status;
        self.shell = saved;
        status
    }

    /// Counts the handling of `bytes`, so that what handles many of them comes to an end as well.
    pub fn charge(&mut self, bytes: usize) {
        const BYTES_OF_A_COMMAND: usize = 4096;
        let commands = u32::try_from(bytes / BYTES_OF_A_COMMAND).unwrap_or(u32::MAX);
        self.commands = self.commands.saturating_add(commands);
    }

    /// Counts a command; false when there have been too many.
    fn count(&mut self) -> bool {
        if self.live.is_some() {
            return self.tick();
        }
        self.commands = self.commands.saturating_add(1);
        if self.commands > MAX_COMMANDS {
            self.shell.status = self.not_understood("the step runs too many commands to be followed");
        }
        self.commands <= MAX_COMMANDS
    }

    fn command(&mut self, command: &Command, io: &Io) -> Flow {
        if !self.count() {
            return Flow::Exit;
        }
        if self.nesting >= MAX_NESTING {
            self.shell.status = self.not_understood("the step nests too deeply to be followed");
            return Flow::Exit;
        }
        self.nesting += 1;
        let flow = self.command_kind(command, io);
        self.nesting -= 1;
        match self.run_handlers(io) {
            Flow::Next => flow,
            ends => ends,
        }
    }

    fn command_kind(&mut self, command: &Command, io: &Io) -> Flow {
        if let CommandKind::Simple(simple) = &command.kind {
            let tail = self.tail();
            if self.shell.kind == ShellKind::Bash && !command.redirects.is_empty() {
                self.keep_shell();
            }
            let flow = self.simple(simple, &command.redirects, io);
            self.set_tail(tail);
            return flow;
        }
        // Only BusyBox's shell lets the last command within a compound take its place.
        if self.shell.kind != ShellKind::Ash {
            self.keep_shell();
        }
        let io = match self.redirect_all(&command.redirects, io) {
            Ok(io) => io,
            Err(status) => {
                self.shell.status = status;
                return Flow::Next;
            }
        };
        let io = &io;
        match &command.kind {
            CommandKind::Simple(_) => Flow::Next,
            CommandKind::Subshell(body) if self.tail() == Tail::Exec => self.body(body, io),
            CommandKind::Subshell(body) => {
                self.shell.status = self.subshell(|machine| machine.body(body, io));
                Flow::Next
            }
            CommandKind::Group(body) => self.body(body, io),
            CommandKind::If { arms, otherwise } => self.if_command(arms, otherwise.as_ref(), io),
            CommandKind::While { until, condition, body } => self.while_command(*until, condition, body, io),
            CommandKind::For { name, words, body } => self.for_command(name, words.as_deref(), body, io),
            CommandKind::Case { word, arms } => self.case_command(word, arms, io),
            CommandKind::Function { name, body } => {
                self.shell.functions.insert(name.clone(), Rc::new(Command::clone(body)));
                self.shell.status = Status::OK;
                Flow::Next
            }
            CommandKind::Unknown(reason) => {
                self.shell.status = self.not_understood(format!("the shell text {reason}"));
                Flow::Next
            }
        }
    }

    fn condition(&mut self, condition: &Body, io: &Io) -> Flow {
        self.shell.tested += 1;
        let tail = self.set_tail(Tail::No);
        let flow = self.body(condition, io);
        self.set_tail(tail);
        self.shell.tested -= 1;
        flow
    }

    fn if_command(&mut self, arms: &[IfArm], otherwise: Option<&Body>, io: &Io) -> Flow {
        for arm in arms {
            let flow = self.condition(&arm.condition, io);
            if flow != Flow::Next {
                return flow;
            }
            match self.shell.status {
                Status::Code(0) => return self.body(&arm.body, io),
                Status::Code(_) => {}
                Status::Unknown => {
                    self.not_understood("which branch of an `if` runs is not known");
                    return Flow::Next;
                }
            }
        }
        self.shell.status = Status::OK;
        otherwise.map_or(Flow::Next, |body| self.body(body, io))
    }

    fn while_command(&mut self, until: bool, condition: &Body, body: &Body, io: &Io) -> Flow {
        let mut status = Status::OK;
        self.set_tail(Tail::No);
        loop {
            let flow = self.condition(condition, io);
            if flow != Flow::Next {
                return flow;
            }
            match self.shell.status {
                Status::Unknown => {
                    self.not_understood("how often a loop runs is not known");
                    return Flow::Next;
                }
                Status::Code(code) if (code == 0) == until => break,
                Status::Code(_) => {}
            }
            if !self.count() {
                return Flow::Exit;
            }
            match after_round(self.body(body, io)) {
                Ok(()) => status = self.shell.status,
                Err(Flow::Next) => break,
                Err(flow) => return flow,
            }
        }
        self.shell.status = status;
        Flow::Next
    }

    fn for_command(&mut self, name: &str, words: Option<&[Word]>, body: &Body, io: &Io) -> Flow {
        let values = match words {
            Some(words) => self.words(words),
            None => self.shell.positional.iter().map(|text| super::arguments::Arg::known(text)).collect(),
        };
        self.shell.status = Status::OK;
        self.set_tail(Tail::No);
        for value in values {
            if !value.is_known() {
                self.shell.status =
                    self.not_understood(format!("the values that `{name}` takes are not known"));
                continue;
            }
            if !self.count() {
                return Flow::Exit;
            }
            self.shell.vars.set(name, Some(&value.text));
            match after_round(self.body(body, io)) {
                Ok(()) => {}
                Err(Flow::Next) => break,
                Err(flow) => return flow,
            }
        }
        Flow::Next
    }

    fn case_command(&mut self, word: &Word, arms: &[CaseArm], io: &Io) -> Flow {
        let subject = self.text(word);
        self.shell.status = Status::OK;
        for arm in arms {
            for pattern in &arm.patterns {
                let (Some(subject), Some(pattern)) = (&subject, self.pattern(pattern)) else {
                    self.shell.status = self.not_understood("which arm of a `case` runs is not known");
                    return Flow::Next;
                };
                if glob::matches(&pattern, subject) {
                    return self.body(&arm.body, io);
                }
            }
        }
        Flow::Next
    }

    fn simple(&mut self, simple: &Simple, redirects: &[drydock_shell::Redirect], io: &Io) -> Flow {
        self.substitution = None;
        let args = self.words(&simple.words);
        let values: Vec<(&str, bool, Option<String>)> = simple
            .assignments
            .iter()
            .map(|assignment| (assignment.name.as_str(), assignment.append, self.text(&assignment.value)))
            .collect();
        if std::mem::take(&mut self.fatal) {
            self.shell.status = Status::Code(if self.shell.kind == ShellKind::Bash { 1 } else { 2 });
            return Flow::Exit;
        }
        let io = match self.redirect_all(redirects, io) {
            Ok(io) => io,
            Err(status) => {
                self.shell.status = status;
                return self.redirect_failed(&args);
            }
        };
        self.trace(&values, &args);
        if args.is_empty() {
            for (name, append, value) in values {
                self.assign(name, append, value);
            }
            self.shell.status = self.substitution.unwrap_or(Status::OK);
            return Flow::Next;
        }
        let flow = self.call_with(values, &args, &io);
        // A built-in that refuses its arguments ends a shell.
        if std::mem::take(&mut self.fatal) { Flow::Exit } else { flow }
    }

    /// A redirection of a special built-in that fails ends a shell (POSIX 2.8.1); that of others is a failure.
    fn redirect_failed(&mut self, args: &[super::arguments::Arg]) -> Flow {
        let special = args.first().is_some_and(|first| {
            [":", ".", "eval", "exec", "exit", "export", "set", "shift", "trap", "unset"]
                .contains(&&*first.text)
        });
        if special && self.shell.kind != ShellKind::Bash { Flow::Exit } else { Flow::Next }
    }

    pub fn assign(&mut self, name: &str, append: bool, value: Option<String>) {
        let value = match (append, value, self.shell.vars.get(name)) {
            (true, Some(value), super::vars::Value::Set(old)) => Some(format!("{old}{value}")),
            (true, _, super::vars::Value::Unknown) => None,
            (_, value, _) => value,
        };
        // A text beyond all bounds is not kept.
        let value = value.filter(|value| value.len() <= super::io::MAX_TEXT);
        self.charge(value.as_ref().map_or(0, String::len));
        self.shell.vars.set(name, value.as_deref());
    }

    /// Calls a command with assignments in front, which last only for it.
    fn call_with(
        &mut self,
        values: Vec<(&str, bool, Option<String>)>,
        args: &[super::arguments::Arg],
        io: &Io,
    ) -> Flow {
        if values.is_empty() {
            return self.call(args, io);
        }
        let before = self.shell.vars.clone();
        let names: Vec<&str> = values.iter().map(|(name, ..)| *name).collect();
        for (name, append, value) in values {
            self.assign(name, append, value);
            self.shell.vars.export(name);
        }
        let flow = self.call(args, io);
        names.iter().for_each(|name| self.shell.vars.restore(name, &before));
        flow
    }

    /// Reads and runs a text in the current shell.
    pub fn script(&mut self, text: &str, io: &Io) -> Flow {
        if self.nesting >= MAX_NESTING {
            self.shell.status = self.not_understood("the step nests too deeply to be followed");
            return Flow::Exit;
        }
        let script = drydock_shell::parse(text);
        if let Some(problem) = script.problems.first() {
            self.not_understood(format!("the shell text {}", problem.message));
        }
        self.nesting += 1;
        let flow = self.body(&script.body, io);
        self.nesting -= 1;
        flow
    }

    /// Calls a function.
    pub fn function(&mut self, body: &Command, args: &[String], io: &Io) -> Flow {
        let saved = std::mem::replace(&mut self.shell.positional, Rc::new(args.to_vec()));
        self.keep_shell();
        let before = (self.shell.vars.clone(), Vec::new());
        let outer = self.shell.locals.replace(Rc::new(before));
        let flow = self.command(body, io);
        if let Some(locals) = std::mem::replace(&mut self.shell.locals, outer) {
            locals.1.iter().for_each(|name| self.shell.vars.restore(name, &locals.0));
        }
        self.shell.positional = saved;
        if flow == Flow::Return { Flow::Next } else { flow }
    }

    /// Keeps the status of a substitution, which is that of a command of assignments only.
    pub fn substituted(&mut self, status: Status) {
        self.substitution = Some(status);
    }

    /// A fingerprint for something that differs with each run.
    pub fn random(&mut self, what: &str) -> Digest {
        self.serial += 1;
        let (run, serial) = (self.run.to_string(), self.serial.to_string());
        super::io::derived(self.input, &["run", &run, &serial, what])
    }
}

/// What to do after a round of a loop: go on, leave it (`Err(Next)`), or leave more.
fn after_round(flow: Flow) -> Result<(), Flow> {
    match flow {
        Flow::Next | Flow::Continue(0 | 1) => Ok(()),
        Flow::Break(0 | 1) => Err(Flow::Next),
        Flow::Break(levels) => Err(Flow::Break(levels - 1)),
        Flow::Continue(levels) => Err(Flow::Continue(levels - 1)),
        Flow::Return | Flow::Exit => Err(flow),
    }
}

fn always_succeeds(pipeline: &Pipeline) -> bool {
    match pipeline.commands.as_slice() {
        [Command { kind: CommandKind::Simple(simple), .. }] => {
            simple.words.len() == 1 && (simple.words[0].is("true") || simple.words[0].is(":"))
        }
        _ => false,
    }
}

/// What a reader of a pipe finds; an endless writer is told by the fingerprint that [`random_stream`] gives.
fn pipe_source(content: &Content) -> Source {
    if content.digest() == random_stream().digest() {
        return Source::Random;
    }
    if content.digest() == zero_stream().digest() {
        return Source::Zeros;
    }
    Source::Content(content.clone())
}

/// Stands for output without end.
pub(super) fn random_stream() -> Content {
    Content::estimated(Size::unknown(0, "endless"), super::io::derived(Digest::default(), &["random stream"]))
}

/// Stands for zero bytes without end.
pub(super) fn zero_stream() -> Content {
    Content::estimated(Size::unknown(0, "endless"), super::io::derived(Digest::default(), &["zero stream"]))
}
