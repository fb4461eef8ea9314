//! Built-ins that act on the shell itself.

use std::rc::Rc;

use super::super::arguments::{Arg, Knowledge};
use super::super::files::Errno;
use super::super::io::Io;
use super::super::machine::{Flow, Machine, ShellKind, Status};
use crate::Signal;

/// Carries out a special built-in; `None` when `name` is none.
pub(super) fn special(machine: &mut Machine<'_>, name: &str, args: &[Arg], io: &Io) -> Option<Flow> {
    let rest = args.get(1..).unwrap_or_default();
    if !matches!(
        name,
        "." | "source"
            | "eval"
            | "exec"
            | "exit"
            | "return"
            | "break"
            | "continue"
            | "export"
            | "readonly"
            | "local"
            | "unset"
            | "set"
            | "shift"
            | "cd"
            | "read"
            | "trap"
            | "umask"
            | "command"
            | "type"
            | "builtin"
            | "declare"
            | "typeset"
            | "alias"
            | "unalias"
            | "shopt"
            | "getopts"
            | "let"
            | "pushd"
            | "popd"
    ) {
        return None;
    }
    let mut texts: Vec<String> = rest.iter().map(|arg| arg.text.to_string()).collect();
    let unknown = rest.iter().any(|arg| arg.knowledge != Knowledge::Known);
    let takes_unknown = matches!(
        name,
        "export" | "readonly" | "local" | "declare" | "typeset" | "exec" | "command" | "builtin"
    );
    if unknown && !takes_unknown {
        machine.shell.status = machine.not_understood(format!("the arguments of `{name}` are not known"));
        return Some(Flow::Next);
    }
    let flow = match name {
        "exit" | "return" => {
            if let Some(code) = texts.first() {
                machine.shell.status = end_status(machine, name, code, io);
            }
            return Some(if name == "exit" { Flow::Exit } else { Flow::Return });
        }
        "break" | "continue" => {
            let levels = texts.first().and_then(|text| text.parse().ok()).unwrap_or(1);
            machine.shell.status = Status::OK;
            return Some(if name == "break" { Flow::Break(levels) } else { Flow::Continue(levels) });
        }
        "eval" => machine.script(&texts.join(" "), io),
        "." | "source" => source(machine, &texts, io),
        "exec" => return Some(exec(machine, rest, io)),
        "command" | "builtin" => command(machine, rest, io),
        "type" => which(machine, &texts, io, name),
        _ => {
            machine.shell.status = match name {
                "export" | "readonly" | "local" | "declare" | "typeset" => declare(machine, name, rest, io),
                "unset" => {
                    unset(machine, &texts);
                    Status::OK
                }
                "set" => set(machine, &texts),
                "shift" => shift(machine, &texts),
                "cd" => cd(machine, &texts, io),
                "read" => read(machine, &texts, io),
                "trap" => trap(machine, &texts),
                "umask" => umask(machine, &texts, io),
                "shopt" | "alias" | "unalias" if texts.iter().all(|text| text.starts_with('-')) => Status::OK,
                _ => machine.not_understood(format!("what `{name}` does is not followed")),
            };
            Flow::Next
        }
    };
    texts.clear();
    Some(flow)
}

/// The status that `exit CODE` and `return CODE` ask for; Ash and Dash take no sign.
fn end_status(machine: &mut Machine<'_>, name: &str, code: &str, io: &Io) -> Status {
    let kind = machine.shell.kind;
    match code.parse::<i32>() {
        Ok(code) if code >= 0 || kind == ShellKind::Bash => Status::Code(code as u8),
        _ => {
            let message = match kind {
                ShellKind::Ash => format!("{name}: line 0: Illegal number: {code}"),
                ShellKind::Dash => format!("{name}: Illegal number: {code}"),
                ShellKind::Bash => format!("{name}: {code}: numeric argument required"),
            };
            machine.complain(io, &message);
            Status::Code(2)
        }
    }
}

fn source(machine: &mut Machine<'_>, args: &[String], io: &Io) -> Flow {
    let Some(file) = args.first() else { return Flow::Next };
    match machine.read_file(file).map(|content| content.as_text().map(str::to_owned)) {
        Ok(Some(text)) => match machine.script(&text, io) {
            Flow::Return => Flow::Next,
            flow => flow,
        },
        Ok(None) | Err(Errno::Unknown) => {
            machine.shell.vars.may_hold_more();
            machine.shell.status = machine.not_understood(format!("what `{file}` holds is not known"));
            Flow::Next
        }
        Err(errno) => {
            let (words, code, flow) = match machine.shell.kind {
                ShellKind::Ash => {
                    (format!(".: line 0: can't open '{file}': {}", errno.words()), 2, Flow::Exit)
                }
                ShellKind::Dash => (format!(".: cannot open {file}: No such file"), 2, Flow::Exit),
                ShellKind::Bash => (format!("{file}: {}", errno.words()), 1, Flow::Next),
            };
            machine.complain(io, &words);
            machine.shell.status = Status::Code(code);
            flow
        }
    }
}

/// `exec` with a command ends the shell with it; without one its redirections last, which is not followed.
fn exec(machine: &mut Machine<'_>, args: &[Arg], io: &Io) -> Flow {
    if args.is_empty() {
        machine.shell.status = machine.not_understood("redirections that last for the rest of the shell");
        return Flow::Next;
    }
    machine.will_exec();
    machine.external(args, io);
    Flow::Exit
}

fn command(machine: &mut Machine<'_>, args: &[Arg], io: &Io) -> Flow {
    match args.first().map(|arg| arg.text.clone()).as_deref() {
        Some("-v" | "-V") => {
            let texts: Vec<String> = args.iter().skip(1).map(|arg| arg.text.to_string()).collect();
            which(machine, &texts, io, "command")
        }
        Some("-p") => command(machine, args.get(1..).unwrap_or_default(), io),
        Some(_) => {
            let functions = std::mem::take(&mut machine.shell.functions);
            let flow = machine.call(args, io);
            machine.shell.functions = functions;
            flow
        }
        None => Flow::Next,
    }
}

/// `command -v` and `type`.
fn which(machine: &mut Machine<'_>, names: &[String], io: &Io, command: &str) -> Flow {
    let mut status = Status::OK;
    for name in names.iter().filter(|name| !name.starts_with('-')) {
        let builtin = super::is_builtin(name) || machine.shell.functions.contains_key(name);
        let place = if builtin { Some(Some(name.clone())) } else { machine.where_is(name) };
        match place {
            Some(Some(path)) if command == "type" && builtin => {
                machine.print(io, &format!("{path} is a shell builtin\n"))
            }
            Some(Some(path)) if command == "type" => machine.print(io, &format!("{name} is {path}\n")),
            Some(Some(path)) => machine.print(io, &format!("{path}\n")),
            Some(None) => {
                if command == "type" {
                    machine.print(io, &format!("{name}: not found\n"));
                }
                status = Status::Code(if machine.shell.kind == ShellKind::Bash { 1 } else { 127 });
            }
            None => status = machine.unknown_output(io, command),
        }
    }
    machine.shell.status = status;
    Flow::Next
}

fn declare(machine: &mut Machine<'_>, name: &str, args: &[Arg], io: &Io) -> Status {
    if args.is_empty() || args.iter().any(|arg| arg.text.starts_with("-p")) {
        return machine.unknown_output(io, name);
    }
    if name == "local" && machine.shell.locals.is_none() {
        let words = match machine.shell.kind {
            ShellKind::Ash => "local: line 0: not in a function",
            ShellKind::Dash => "local: not in a function",
            ShellKind::Bash => "local: can only be used in a function",
        };
        machine.complain(io, words);
        machine.fatal = machine.shell.kind != ShellKind::Bash;
        return Status::Code(if machine.shell.kind == ShellKind::Bash { 1 } else { 2 });
    }
    for arg in args {
        if arg.text.starts_with('-') {
            if !matches!(&*arg.text, "-r" | "-x" | "-g") {
                return machine.not_understood(format!("`{name} {}` is not followed", arg.text));
            }
            continue;
        }
        let (variable, value) = match arg.text.split_once('=') {
            Some((variable, value)) => (variable, Some(value)),
            None => (&*arg.text, None),
        };
        if name == "local"
            && let Some(locals) = &mut machine.shell.locals
        {
            Rc::make_mut(locals).1.push(variable.to_owned());
        }
        if value.is_some() || !arg.is_known() {
            machine.shell.vars.set(variable, value.filter(|_| arg.is_known()));
        }
        if name == "export" {
            machine.shell.vars.export(variable);
        }
    }
    Status::OK
}

fn unset(machine: &mut Machine<'_>, args: &[String]) {
    for name in args.iter().filter(|name| !name.starts_with('-')) {
        if args.first().is_some_and(|flag| flag == "-f") {
            machine.shell.functions.remove(name);
        } else {
            machine.shell.vars.unset(name);
        }
    }
}

fn set(machine: &mut Machine<'_>, args: &[String]) -> Status {
    let mut rest = args;
    while let [flag, more @ ..] = rest {
        if flag == "--" || flag == "-" {
            machine.shell.positional = Rc::new(more.to_vec());
            return Status::OK;
        }
        let on = flag.starts_with('-');
        let Some(letters) = flag.strip_prefix(['-', '+']) else {
            machine.shell.positional = Rc::new(rest.to_vec());
            return Status::OK;
        };
        rest = more;
        for letter in letters.chars() {
            match (letter, rest.split_first()) {
                ('o', Some((option, more))) => {
                    let known = machine.shell.kind != ShellKind::Dash || option != "pipefail";
                    if !known {
                        return illegal_option(machine);
                    }
                    machine.option(option, on);
                    rest = more;
                }
                ('n', _) => return machine.not_understood("`set -n` is not followed"),
                // What `-x` prints on standard error is left out.
                _ => machine.option_letter(letter, on),
            }
        }
    }
    Status::OK
}

/// dash has no `pipefail` (before 0.5.13) and ends a shell that asks for it.
fn illegal_option(machine: &mut Machine<'_>) -> Status {
    let io = Io::console();
    machine.complain(&io, "set: Illegal option -o pipefail");
    machine.fatal = true;
    Status::Code(2)
}

fn shift(machine: &mut Machine<'_>, args: &[String]) -> Status {
    let count = args.first().and_then(|text| text.parse().ok()).unwrap_or(1usize);
    let values = &machine.shell.positional;
    match values.get(count..) {
        Some(rest) => {
            machine.shell.positional = Rc::new(rest.to_vec());
            Status::OK
        }
        None => Status::FAILED,
    }
}

fn cd(machine: &mut Machine<'_>, args: &[String], io: &Io) -> Status {
    let operand = args.iter().find(|arg| !matches!(arg.as_str(), "-P" | "-L" | "--"));
    let target = match operand.map(String::as_str) {
        None => machine.shell.vars.text("HOME").to_string(),
        Some("-") => {
            let old = machine.shell.vars.text("OLDPWD").to_string();
            machine.print(io, &format!("{old}\n"));
            old
        }
        Some(target) => target.to_owned(),
    };
    if target.is_empty() {
        return Status::OK;
    }
    // Without -P the shell takes `..` back lexically.
    let path = match args.iter().any(|arg| arg == "-P") {
        true => target.clone(),
        false => crate::clean(&machine.absolute(&target)),
    };
    let errno = match machine.stat(&path, true) {
        Ok((_, node)) if node.is_dir() => {
            if machine.may(&node, super::super::files::Access::Execute) {
                return change_dir(machine, &path);
            }
            super::super::files::Errno::Denied
        }
        Ok(_) => super::super::files::Errno::NotADirectory,
        Err(super::super::files::Errno::Unknown) => {
            machine.note(format!("whether `{target}` is there is not known; it is taken to be"));
            return change_dir(machine, &path);
        }
        Err(errno) => errno,
    };
    let words = match machine.shell.kind {
        ShellKind::Ash => format!("cd: line 0: can't cd to {target}: {}", errno.words()),
        ShellKind::Dash => format!("cd: can't cd to {target}"),
        ShellKind::Bash => format!("cd: {target}: {}", errno.words()),
    };
    machine.complain(io, &words);
    Status::Code(if machine.shell.kind == ShellKind::Bash { 1 } else { 2 })
}

fn change_dir(machine: &mut Machine<'_>, path: &str) -> Status {
    let path = crate::clean(&machine.absolute(path));
    let old = std::mem::replace(&mut machine.shell.cwd, path.clone());
    for (name, value) in [("OLDPWD", old.as_str()), ("PWD", path.as_str())] {
        machine.shell.vars.set(name, Some(value));
    }
    Status::OK
}

fn read(machine: &mut Machine<'_>, args: &[String], io: &Io) -> Status {
    let names: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    if args.iter().any(|arg| arg.starts_with('-') && arg != "-r") {
        return machine.not_understood("`read` with these flags is not followed");
    }
    let raw = args.iter().any(|arg| arg == "-r");
    let (line, complete) = match io.read_line() {
        Ok(Some((line, _))) if line.contains('\\') && !raw => {
            return machine.not_understood("`read` without -r of a line with backslashes is not followed");
        }
        Ok(Some((line, complete))) => (line, complete),
        Ok(None) => (String::new(), false),
        Err(()) => {
            names.iter().for_each(|name| machine.shell.vars.set(name, None));
            return machine.not_understood("what `read` reads is not known");
        }
    };
    let ifs = match machine.shell.vars.get("IFS") {
        super::super::vars::Value::Set(ifs) => ifs,
        _ => " \t\n".into(),
    };
    let mut rest = line.trim_matches(|c: char| ifs.contains(c) && c.is_whitespace());
    for (index, name) in names.iter().enumerate() {
        let field = if index + 1 == names.len() {
            std::mem::take(&mut rest)
        } else {
            let end = rest.find(|c| ifs.contains(c)).unwrap_or(rest.len());
            let (field, after) = rest.split_at(end);
            let skipped = after.chars().next().map_or(0, char::len_utf8);
            rest = after
                .get(skipped..)
                .unwrap_or("")
                .trim_start_matches(|c: char| ifs.contains(c) && c.is_whitespace());
            field
        };
        machine.shell.vars.set(name, Some(field));
    }
    Status::of(complete)
}

fn trap(machine: &mut Machine<'_>, args: &[String]) -> Status {
    let (action, signals) = match args {
        [dashes, action, signals @ ..] if dashes == "--" => (action, signals),
        [action, signals @ ..] => (action, signals),
        [] => return Status::OK,
    };
    for signal in signals.iter().filter_map(|name| Signal::parse(name)) {
        machine.set_handler(signal.0, Some(action.as_str()).filter(|action| *action != "-"));
    }
    if let [action, signals @ ..] = args
        && signals.iter().any(|signal| signal == "EXIT" || signal == "0")
    {
        machine.shell.exit_trap = match action.as_str() {
            "-" | "" => None,
            text => Some(text.into()),
        };
    }
    Status::OK
}

fn umask(machine: &mut Machine<'_>, args: &[String], io: &Io) -> Status {
    match args.first() {
        None => {
            let text = format!("{:04o}\n", machine.shell.umask);
            machine.print(io, &text);
            Status::OK
        }
        Some(text) => match u32::from_str_radix(text, 8) {
            Ok(mask) => {
                machine.shell.umask = mask & 0o777;
                Status::OK
            }
            Err(_) => machine.not_understood("`umask` with letters is not followed"),
        },
    }
}
