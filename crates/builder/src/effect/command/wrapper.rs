//! Commands that run the command in their arguments.

use super::super::arguments::Arg;
use super::super::io::Source;
use super::super::machine::{Machine, Status};
use super::{Call, identity};

/// Flags of a wrapper that take a value.
fn valued(name: &str) -> &'static [&'static str] {
    match name {
        "sudo" | "doas" => &["-u", "-g", "--user", "--group"],
        "env" => &["-u", "-C", "--unset", "--chdir"],
        "nice" => &["-n", "--adjustment"],
        "ionice" => &["-c", "-n"],
        "timeout" => &["-k", "-s", "--kill-after", "--signal"],
        "stdbuf" => &["-i", "-o", "-e"],
        "time" => &["-f", "-o"],
        _ => &[],
    }
}

pub(super) fn run(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut rest = call.all;
    let mut operands = usize::from(matches!(call.name, "timeout" | "gosu" | "su-exec"));
    let saved = machine.shell.vars.clone();
    if matches!(call.name, "chroot") {
        return machine.not_understood("what runs in another root is not followed");
    }
    while let [first, more @ ..] = rest {
        let text = first.text.clone();
        if call.name == "env" && matches!(&*text, "-i" | "-" | "--ignore-environment") {
            machine.shell.vars = Default::default();
            rest = more;
        } else if text.starts_with('-') && text.len() > 1 {
            let skip = usize::from(valued(call.name).contains(&&*text));
            if call.name == "env" && skip == 1 && text.contains(['u']) {
                more.iter().take(1).for_each(|name| machine.shell.vars.unset(&name.text));
            } else if call.name == "env" && text.contains(['C', 'S']) {
                return machine.unknown_flag(call);
            }
            rest = more.get(skip..).unwrap_or_default();
        } else if matches!(call.name, "env" | "sudo" | "doas") && text.contains('=') {
            let (name, value) = text.split_once('=').unwrap_or((&text, ""));
            machine.shell.vars.set(name, first.is_known().then_some(value));
            machine.shell.vars.export(name);
            rest = more;
        } else if operands > 0 {
            operands -= 1;
            rest = more;
        } else {
            break;
        }
    }
    let status = if rest.is_empty() {
        if call.name == "env" { identity::printenv(machine, call) } else { Status::OK }
    } else if matches!(call.name, "gosu" | "su-exec" | "sudo" | "doas") && machine.ids.uid != 0 {
        machine.not_understood("a command as another user is not followed")
    } else {
        machine.external(rest, call.io);
        machine.shell.status
    };
    machine.shell.vars = saved;
    status
}

pub(super) fn xargs(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let (mut rest, mut per_call, mut null, mut replace, mut no_run) =
        (call.args.as_slice(), usize::MAX, false, None, false);
    while let [flag, more @ ..] = rest {
        rest = more;
        match flag.as_str() {
            "-0" | "--null" => null = true,
            "-r" | "--no-run-if-empty" => no_run = true,
            "-t" => {}
            "-n" | "-I" | "-P" => {
                let Some((value, more)) = rest.split_first() else { return machine.unknown_flag(call) };
                rest = more;
                match flag.as_str() {
                    "-n" => per_call = value.parse().unwrap_or(usize::MAX).max(1),
                    "-I" => replace = Some(value.clone()),
                    _ => {}
                }
            }
            _ if flag.starts_with('-') => {
                match flag.strip_prefix("-n").and_then(|number| number.parse().ok()) {
                    Some(number) => per_call = number,
                    None => return machine.unknown_flag(call),
                }
            }
            _ => {
                rest = &call.args[call.args.len() - more.len() - 1..];
                break;
            }
        }
    }
    let Source::Content(content) = call.io.read_all() else { return machine.unknown_flag(call) };
    let Some(text) = content.as_text() else {
        return machine.not_understood("what `xargs` reads is not known");
    };
    if !null && text.contains(['\'', '"', '\\']) {
        return machine.not_understood("quotes that `xargs` reads are not followed");
    }
    let items: Vec<&str> = match (null, &replace) {
        (true, _) => text.split('\0').filter(|item| !item.is_empty()).collect(),
        (false, Some(_)) => text.lines().map(str::trim_start).filter(|line| !line.is_empty()).collect(),
        (false, None) => text.split_whitespace().collect(),
    };
    if items.is_empty() && (no_run || replace.is_some()) {
        return Status::OK;
    }
    let echo = ["echo".to_owned()];
    let command = if rest.is_empty() { &echo } else { rest };
    let mut status = Status::OK;
    let per_call = if replace.is_some() { 1 } else { per_call };
    let empty: [&[&str]; 1] = [&[]];
    let batches: Vec<&[&str]> =
        if items.is_empty() { empty.to_vec() } else { items.chunks(per_call.min(items.len())).collect() };
    for batch in batches {
        let args: Vec<Arg> = match &replace {
            Some(mark) => {
                command.iter().map(|word| Arg::known(&word.replace(mark.as_str(), batch[0]))).collect()
            }
            None => command
                .iter()
                .map(|word| Arg::known(word))
                .chain(batch.iter().map(|item| Arg::known(item)))
                .collect(),
        };
        machine.external(&args, call.io);
        match machine.shell.status {
            Status::Code(0) => {}
            Status::Code(127) => status = Status::Code(127),
            Status::Code(_) => status = Status::Code(123),
            Status::Unknown => status = super::worse(status, Status::Unknown),
        }
    }
    status
}
