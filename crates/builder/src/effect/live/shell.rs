//! What a shell does as a process: who it starts, what takes its place, the handlers it runs.

use super::{Behaviour, COMMAND_TIME, Ended, MAX_COMMANDS, Micros, Tail, Who};
use crate::effect::arguments::Arg;
use crate::effect::io::Io;
use crate::effect::machine::{Flow, Machine, ShellKind, Status};

/// What [`Machine::enter`] changes, to be put back.
pub(in crate::effect) struct Outer {
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
            let Some(action) = live.traps.get(&signal).cloned() else {
                self.shell.status = Status::Code(128 + signal);
                return Flow::Exit;
            };
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
            live.handles_interrupt = kind != ShellKind::Bash;
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

    /// Where the shell's own words go when nothing of it is redirected.
    pub fn own_io(&self) -> Io {
        if self.live.is_some() { Io::terminal() } else { Io::console() }
    }

    /// The next program takes the shell's place.
    pub fn will_exec(&mut self) {
        if let Some(live) = self.live.as_mut() {
            live.exec = true;
        }
    }

    /// What `set -x` prints of a command, in a container; the output of a build does without.
    pub fn trace(&mut self, assignments: &[(&str, bool, Option<String>)], args: &[Arg]) {
        if !self.shell.xtrace {
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
