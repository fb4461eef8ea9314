//! Finding and starting programs: the step's own process, and those that a shell calls.

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_plan::{BaseImage, Exec};

use super::arguments::{Arg, Knowledge};
use super::io::{Io, Source};
use super::machine::{Flavour, Flow, Machine, Shell, ShellKind, Status};
use super::users::Ids;
use super::vars::{Value, Vars};
use super::{Outcome, Request, artifact, command, package};
use crate::{ContentKind, Node, join, split};

/// Search path of a process that has none (BuildKit's `system.DefaultPathEnvUnix`).
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Commands for which the table of base images says whether they are there.
const LISTED_TOOLS: [&str; 25] = [
    "sh", "bash", "curl", "wget", "git", "gcc", "make", "python3", "pip", "node", "npm", "yarn", "go",
    "cargo", "java", "mvn", "apt-get", "apk", "dnf", "useradd", "adduser", "tar", "unzip", "gzip", "xz",
];

/// What a command's name leads to.
enum Program {
    /// A program at this path; the node where it is listed.
    At(String, Option<Rc<Node>>),
    Missing,
    Denied,
}

/// Carries out a RUN.
pub(super) fn run(request: &Request<'_>) -> Outcome {
    let exec = request.exec;
    let ids = Ids::of(&exec.user, request.root);
    let mut machine = Machine::new(request, first_shell(exec, ids.as_ref()), ids.clone().unwrap_or_default());
    machine.mount_all(&exec.mounts, request.mounts, &exec.hostname);
    if ids.is_none() {
        machine.unknown_user(&exec.user);
    } else {
        machine.start(&exec.args);
    }
    machine.finish(exec)
}

/// The state that the step's process starts with. runc sets HOME where the environment has none.
pub(super) fn first_shell(exec: &Exec, ids: Option<&Ids>) -> Shell {
    let mut vars = Vars::of(&exec.env);
    if exec.env.value("HOME").is_none() {
        vars.set("HOME", Some(ids.map_or("/root", |ids| ids.home.as_str())));
        vars.export("HOME");
    }
    for (name, value) in exec.secret_env.iter().map(|secret| (secret.name.as_str(), None)) {
        vars.set(name, value);
        vars.export(name);
    }
    Shell {
        kind: ShellKind::Ash,
        name: "sh".into(),
        vars,
        cwd: if exec.cwd.is_empty() { "/".to_owned() } else { exec.cwd.to_string() },
        functions: BTreeMap::new(),
        positional: Rc::default(),
        status: Status::OK,
        errexit: false,
        nounset: false,
        pipefail: false,
        noglob: false,
        xtrace: false,
        locals: None,
        umask: 0o022,
        tested: 0,
        exit_trap: None,
    }
}

impl Machine<'_> {
    fn unknown_user(&mut self, user: &str) {
        let known = self.fs.resolve("/etc/passwd", true).is_ok_and(|found| !found.unknown);
        if known {
            self.note(format!("unable to find user {user}: no matching entries in passwd file"));
            self.shell.status = Status::FAILED;
        } else {
            self.shell.status =
                self.not_understood(format!("whether the user `{user}` is there is not known"));
        }
    }

    /// Starts the step's process.
    fn start(&mut self, args: &[String]) {
        let io = Io::console();
        let args: Vec<Arg> = args.iter().map(|arg| Arg::known(arg)).collect();
        let Some(first) = args.first() else { return };
        let message = match self.find(&first.text) {
            Program::At(path, node) => {
                let flow = self.program(&path, node.as_ref(), &args, &io);
                debug_assert!(matches!(flow, Flow::Next | Flow::Exit | Flow::Return));
                return;
            }
            Program::Missing if first.text.contains('/') => {
                format!("exec: \"{0}\": stat {0}: no such file or directory", first.text)
            }
            Program::Missing => format!("exec: \"{}\": executable file not found in $PATH", first.text),
            Program::Denied => format!("exec: \"{}\": permission denied", first.text),
        };
        self.error(&io, &format!("runc run failed: unable to start container process: {message}"));
        self.shell.status = Status::FAILED;
    }

    fn finish(mut self, exec: &Exec) -> Outcome {
        let mounts = self.unmount_all(exec.mounts.len());
        if self.tainted {
            self.mark_opaque(&exec.cwd);
        }
        let (seconds, time_source) = self.time();
        let console = std::mem::take(&mut self.console).finish();
        Outcome {
            exit: self.exit(),
            output: console.as_bytes().map(String::from_utf8_lossy).unwrap_or_default().into_owned(),
            fs: self.fs,
            mounts,
            known: self.known,
            followed: !self.tainted,
            more_commands: self.more_commands,
            notes: self.notes,
            extra: self.extra,
            seconds,
            time_source,
            missing: self.missing,
        }
    }

    /// Marks the directories that a command we cannot follow may have written to: the nearest ones first, and no more
    /// than a bounded number of them.
    fn mark_opaque(&mut self, cwd: &str) {
        const MAX_DIRS: usize = 500;
        let mut todo = std::collections::VecDeque::from([cwd.to_owned(), "/".to_owned()]);
        let mut seen = 0;
        while let Some(path) = todo.pop_front() {
            let Some(node) = self.fs.get(&path).cloned() else { continue };
            let Some(dir) = node.as_dir() else { continue };
            for (name, child) in dir.iter() {
                if child.is_dir() && &**name != "node_modules" && &**name != ".git" {
                    todo.push_back(join(&path, name));
                }
            }
            if !dir.opaque && self.fs.insert(&path, Node::clone(&node).with_opaque(true)).is_err() {
                return;
            }
            seen += 1;
            if seen > MAX_DIRS {
                return;
            }
        }
    }

    /// What `name` leads to, as `execvp` finds it.
    fn find(&self, name: &str) -> Program {
        if name.contains('/') {
            return self.at_path(name);
        }
        let path = match self.shell.vars.get("PATH") {
            Value::Set(path) => path,
            Value::Unset | Value::Unknown => DEFAULT_PATH.into(),
        };
        let mut unknown = None;
        let mut denied = false;
        for dir in path.split(':') {
            let dir = if dir.is_empty() { "." } else { dir };
            match self.at_path(&format!("{}/{name}", dir.trim_end_matches('/'))) {
                Program::At(path, Some(node)) => return Program::At(path, Some(node)),
                Program::At(path, None) => unknown = unknown.or(Some(path)),
                Program::Denied => denied = true,
                Program::Missing => {}
            }
        }
        match unknown {
            Some(path) if self.may_have(name) => Program::At(path, None),
            _ if denied => Program::Denied,
            _ if self.tainted || self.more_commands && unknown.is_some() => {
                Program::At(format!("/usr/bin/{name}"), None)
            }
            _ => Program::Missing,
        }
    }

    fn at_path(&self, written: &str) -> Program {
        match self.stat(written, true) {
            Ok((_, node)) if node.is_dir() => Program::Denied,
            Ok((path, node)) if self.may(&node, super::files::Access::Execute) => {
                Program::At(path, Some(node))
            }
            Ok(_) | Err(super::files::Errno::Denied) => Program::Denied,
            Err(super::files::Errno::Unknown) => {
                let name = split(written).1;
                if self.may_have(name) { Program::At(written.to_owned(), None) } else { Program::Missing }
            }
            Err(_) => Program::Missing,
        }
    }

    /// False when the catalogue knows that the base image lacks the command, and no step since may have brought it.
    fn may_have(&self, name: &str) -> bool {
        if self.more_commands {
            return true;
        }
        let Some(base) = self.base else { return true };
        if name == "sh" && base.has_shell == Some(false) {
            return false;
        }
        let unknown = base.tools.is_empty() && base.has_shell.is_none();
        unknown || base.tools.iter().any(|tool| tool == name) || !LISTED_TOOLS.contains(&name)
    }

    /// Runs a command of a shell: a function, a built-in, or a program.
    pub fn call(&mut self, args: &[Arg], io: &Io) -> Flow {
        let Some(first) = args.first() else { return Flow::Next };
        if first.knowledge != Knowledge::Known {
            self.shell.status = self.not_understood("which command runs is not known");
            return Flow::Next;
        }
        let name = first.text.clone();
        if let Some(body) = self.shell.functions.get(&*name).cloned() {
            let Some(texts) = self.known_texts(&args[1..]) else {
                self.shell.status = self.not_understood(format!("the arguments of `{name}` are not known"));
                return Flow::Next;
            };
            return self.function(&body, &texts, io);
        }
        let tail = self.tail();
        if matches!(&*name, "eval" | "." | "source") {
            self.keep_shell();
        }
        let special = command::special(self, &name, args, io);
        self.set_tail(tail);
        if let Some(flow) = special {
            return flow;
        }
        if command::is_builtin(&name) && !(&*name == "[[" && self.shell.kind == ShellKind::Dash) {
            self.shell.status = command::run(self, &name, &args[1..], io, self.flavour_of_shell());
            return Flow::Next;
        }
        self.external(args, io)
    }

    /// Runs a program by its name.
    pub fn external(&mut self, args: &[Arg], io: &Io) -> Flow {
        let Some(first) = args.first() else { return Flow::Next };
        let name = first.text.clone();
        match self.find(&name) {
            Program::At(path, node) => {
                let shell = self.shell.clone();
                let outer = self.enter(args);
                self.program(&path, node.as_ref(), args, io);
                self.leave(outer);
                self.shell = Shell { status: self.shell.status, ..shell };
            }
            Program::Missing => {
                let words = match (self.shell.kind, name.contains('/')) {
                    (ShellKind::Bash, false) => "command not found",
                    (ShellKind::Bash, true) => "No such file or directory",
                    _ => "not found",
                };
                self.complain(io, &format!("{name}: {words}"));
                self.shell.status = Status::Code(127);
            }
            Program::Denied => {
                self.complain(io, &format!("{name}: Permission denied"));
                self.shell.status = Status::Code(126);
            }
        }
        Flow::Next
    }

    /// Where a command of this name is found: `None` when nobody can say, `Some(None)` when it is nowhere.
    pub fn where_is(&self, name: &str) -> Option<Option<String>> {
        match self.find(name) {
            Program::At(_, Some(_)) => Some(Some(self.found_at(name))),
            Program::At(..) => None,
            Program::Missing | Program::Denied => Some(None),
        }
    }

    /// The path that `name` is found by, its links not followed.
    pub fn found_at(&self, name: &str) -> String {
        let path = self.shell.vars.text("PATH");
        let path = if path.is_empty() { DEFAULT_PATH.into() } else { path };
        let mut places = path.split(':').map(|dir| join(dir, name));
        let found = places.find(|place| matches!(self.at_path(place), Program::At(_, Some(_))));
        found.filter(|_| !name.contains('/')).unwrap_or_else(|| name.to_owned())
    }

    fn known_texts(&self, args: &[Arg]) -> Option<Vec<String>> {
        args.iter().map(|arg| arg.is_known().then(|| arg.text.to_string())).collect()
    }

    fn flavour_of_shell(&self) -> Flavour {
        if self.shell.kind == ShellKind::Ash { Flavour::Busybox } else { Flavour::Gnu }
    }

    /// Runs what stands at `path`, called by the name `args[0]`.
    pub fn program(&mut self, path: &str, node: Option<&Rc<Node>>, args: &[Arg], io: &Io) -> Flow {
        let Some((first, rest)) = args.split_first() else { return Flow::Next };
        let bytes = node.and_then(|node| node.as_file()).map(|file| file.content.kind());
        if let Some(ContentKind::Bytes(bytes)) = bytes {
            let text = String::from_utf8_lossy(bytes).into_owned();
            return self.script_file(path, &text, rest, io);
        }
        let busybox = split(path).1 == "busybox" || self.is_applet(split(&first.text).1);
        let mut name = split(&first.text).1.to_owned();
        let mut rest = rest;
        if name == "busybox" {
            let Some((applet, more)) = rest.split_first() else { return Flow::Next };
            name = applet.text.to_string();
            rest = more;
        }
        let flavour = if busybox { Flavour::Busybox } else { Flavour::Gnu };
        if let Some(kind) = shell_kind(&name, path) {
            return self.shell_program(kind, &first.text, rest, io);
        }
        let system = ["/bin/", "/sbin/", "/usr/"].iter().any(|dir| path.starts_with(dir));
        if (system || node.is_none()) && command::is_known(&name) {
            self.shell.status = command::run(self, &name, rest, io, flavour);
            return Flow::Next;
        }
        let called = if name == split(&first.text).1 { first.text.to_string() } else { name };
        self.shell.status = self.unfollowed(&called, path, rest, io);
        Flow::Next
    }

    /// True when a system of BusyBox has the command `name` from it, and no package has put another in its place.
    fn is_applet(&self, name: &str) -> bool {
        let brought = |package: &str| package::apk_has(self, package);
        let package = match name {
            "tar" | "sed" | "grep" => name,
            "find" | "xargs" => "findutils",
            "adduser" | "addgroup" | "deluser" | "delgroup" => "",
            _ => "coreutils",
        };
        self.is_busybox_system() && !brought(package)
    }

    pub fn is_busybox_system(&self) -> bool {
        self.base.is_some_and(|base: &BaseImage| base.package_manager == "apk")
            || self.fs.get("/bin/busybox").is_some()
    }

    /// A package manager, a build tool, or something that is not followed at all.
    /// It was called by the name `called`, which may be a path.
    fn unfollowed(&mut self, called: &str, path: &str, args: &[Arg], io: &Io) -> Status {
        let name = split(called).1;
        if let Some(status) = self.live_program(name, path, args, io) {
            return status;
        }
        if let Some(status) = package::run(self, called, path, args, io) {
            return status;
        }
        if let Some(status) = artifact::run(self, name, args, io) {
            return status;
        }
        let what = if name.contains('/') || path.starts_with("/usr") || path.starts_with("/bin") {
            name
        } else {
            path
        };
        let written = self.unknown_content(name);
        self.send(io, 1, &written);
        self.not_understood(format!("what `{what}` does is not followed"))
    }

    /// A file that is run as a program: a script of a shell, or of another interpreter.
    fn script_file(&mut self, path: &str, text: &str, args: &[Arg], io: &Io) -> Flow {
        let first_line = text.lines().next().unwrap_or("");
        let words: Vec<&str> =
            first_line.strip_prefix("#!").map(|line| line.split_whitespace().collect()).unwrap_or_default();
        let words = match words.as_slice() {
            [env, "-S", rest @ ..] | [env, rest @ ..] if env.ends_with("/env") => rest,
            all => all,
        };
        let Some((interpreter, flags)) = words.split_first() else {
            if first_line.starts_with("#!") || text.contains('\0') {
                self.shell.status = self.not_understood(format!("what `{path}` does is not followed"));
                return Flow::Next;
            }
            // Without a first line that names one, a shell reads it itself.
            return self.run_shell(self.shell.kind, path, text, args, io);
        };
        let argv = words.iter().map(|word| (*word).to_owned()).chain([path.to_owned()]);
        self.became(argv.chain(args.iter().map(|arg| arg.text.to_string())).collect());
        let Some(kind) = shell_kind(split(interpreter).1, interpreter) else {
            if self.live.is_some() {
                let args: Vec<Arg> = [Arg::known(path)].into_iter().chain(args.iter().cloned()).collect();
                self.shell.status = self.unfollowed(interpreter, interpreter, &args, io);
                return Flow::Next;
            }
            self.shell.status = self
                .not_understood(format!("`{path}` is a program for {interpreter}, which is not followed"));
            return Flow::Next;
        };
        if let Program::Missing = self.find(interpreter) {
            self.complain(io, &format!("{path}: not found"));
            self.shell.status = Status::Code(127);
            return Flow::Next;
        }
        let saved = self.shell.errexit;
        self.begin_shell(kind, None);
        self.shell.errexit = flags.iter().any(|flag| flag.starts_with('-') && flag.contains('e'));
        let flow = self.run_shell(kind, path, text, args, io);
        self.shell.errexit = saved;
        flow
    }

    /// `sh`, `bash` and their kin with flags: `-c TEXT`, `-e`, `-o pipefail`, a file.
    fn shell_program(&mut self, kind: ShellKind, name: &str, args: &[Arg], io: &Io) -> Flow {
        let Some(texts) = self.known_texts(args) else {
            self.shell.status = self.not_understood(format!("the arguments of `{name}` are not known"));
            return Flow::Next;
        };
        let saved = self.shell.clone();
        self.shell.functions.clear();
        (self.shell.errexit, self.shell.nounset, self.shell.pipefail) = (false, false, false);
        (self.shell.noglob, self.shell.xtrace, self.shell.tested) = (false, false, 0);
        let mut rest = texts.as_slice();
        let mut command = false;
        while let [flag, more @ ..] = rest {
            let letters = match flag.strip_prefix(['-', '+']) {
                Some(letters) if flag != "-" && !flag.starts_with("--") => letters,
                Some(_) if flag.starts_with("--") && flag != "--" => {
                    rest = more;
                    continue;
                }
                _ => break,
            };
            rest = more;
            command |= flag.starts_with('-') && letters.contains('c');
            if letters.contains('o') {
                let Some((option, more)) = rest.split_first() else { break };
                self.option(option, flag.starts_with('-'));
                rest = more;
            }
            letters.chars().for_each(|letter| self.option_letter(letter, flag.starts_with('-')));
        }
        if rest.first().is_some_and(|word| word == "--") {
            rest = &rest[1..];
        }
        let flow = self.shell_text(kind, name, command, rest, io);
        self.shell = Shell { status: self.shell.status, ..saved };
        flow
    }

    fn shell_text(&mut self, kind: ShellKind, name: &str, command: bool, rest: &[String], io: &Io) -> Flow {
        let args = |texts: &[String]| -> Vec<Arg> { texts.iter().map(|text| Arg::known(text)).collect() };
        match rest.split_first() {
            Some((text, more)) if command => {
                let zero = more.first().map_or(name, String::as_str).to_owned();
                self.begin_shell(kind, Some(text));
                self.run_shell(kind, &zero, text, &args(more.get(1..).unwrap_or_default()), io)
            }
            Some((file, more)) => {
                match self.read_file(file).map(|content| content.as_text().map(str::to_owned)) {
                    Ok(Some(text)) => {
                        self.begin_shell(kind, None);
                        self.run_shell(kind, file, &text, &args(more), io)
                    }
                    Ok(None) => {
                        self.shell.status = self.not_understood(format!("what `{file}` does is not known"));
                        Flow::Next
                    }
                    Err(errno) => {
                        let message = match kind {
                            ShellKind::Ash => format!("can't open '{file}': {}", errno.words()),
                            ShellKind::Dash => format!("0: cannot open {file}: {}", errno.words()),
                            ShellKind::Bash => format!("{file}: {}", errno.words()),
                        };
                        self.print_to(io, 2, format!("{name}: {message}\n").as_bytes());
                        self.shell.status = Status::Code(if kind == ShellKind::Bash { 127 } else { 2 });
                        Flow::Next
                    }
                }
            }
            None if command => {
                let message = match kind {
                    ShellKind::Ash => "-c requires an argument",
                    ShellKind::Dash => "0: -c requires an argument",
                    ShellKind::Bash => "-c: option requires an argument",
                };
                self.print_to(io, 2, format!("{name}: {message}\n").as_bytes());
                self.shell.status = Status::Code(2);
                Flow::Next
            }
            None => match io.read_all() {
                Source::Content(content) => match content.as_text().map(str::to_owned) {
                    Some(text) => self.run_shell(kind, name, &text, &[], io),
                    None => {
                        self.shell.status = self.not_understood("a script whose text is not known");
                        Flow::Next
                    }
                },
                _ => Flow::Next,
            },
        }
    }

    /// Runs a text in a shell of its own.
    fn run_shell(&mut self, kind: ShellKind, name: &str, text: &str, args: &[Arg], io: &Io) -> Flow {
        let Some(texts) = self.known_texts(args) else {
            self.shell.status = self.not_understood(format!("the arguments of `{name}` are not known"));
            return Flow::Next;
        };
        let saved = self.shell.clone();
        self.shell.kind = kind;
        self.shell.name = name.into();
        self.shell.positional = Rc::new(texts);
        self.shell.status = Status::OK;
        self.shell.vars = self.shell.vars.only_exported();
        self.shell.functions.clear();
        self.shell.locals = None;
        let cwd = self.shell.cwd.clone();
        // dash keeps no count of its depth.
        let set = [("PWD", cwd.as_str()), ("SHLVL", "1")];
        for (name, value) in set.into_iter().take(if kind == ShellKind::Dash { 1 } else { 2 }) {
            if self.shell.vars.get(name) == Value::Unset || name == "PWD" {
                self.shell.vars.set(name, Some(value));
                self.shell.vars.export(name);
            }
        }
        self.script(text, io);
        self.run_exit_trap(io);
        self.shell = Shell { status: self.shell.status, ..saved };
        Flow::Next
    }

    fn run_exit_trap(&mut self, io: &Io) {
        if let Some(text) = self.shell.exit_trap.take() {
            let status = self.shell.status;
            self.script(&text, io);
            self.shell.status = status;
        }
    }

    /// `set -o NAME`.
    pub fn option(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.shell.errexit = on,
            "nounset" => self.shell.nounset = on,
            "pipefail" => self.shell.pipefail = on,
            "noglob" => self.shell.noglob = on,
            "xtrace" => self.shell.xtrace = on,
            _ => {}
        }
    }

    /// `set -LETTER`.
    pub fn option_letter(&mut self, letter: char, on: bool) {
        match letter {
            'e' => self.shell.errexit = on,
            'u' => self.shell.nounset = on,
            'f' => self.shell.noglob = on,
            'x' => self.shell.xtrace = on,
            _ => {}
        }
    }
}

/// The shell that a program's name and place tell.
fn shell_kind(name: &str, path: &str) -> Option<ShellKind> {
    if !matches!(name, "sh" | "ash" | "dash" | "bash") {
        return None;
    }
    Some(match split(path).1 {
        "busybox" | "ash" => ShellKind::Ash,
        "bash" => ShellKind::Bash,
        "dash" => ShellKind::Dash,
        _ if name == "bash" => ShellKind::Bash,
        _ if name == "ash" => ShellKind::Ash,
        _ => ShellKind::Dash,
    })
}
