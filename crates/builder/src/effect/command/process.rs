//! Commands about other processes. In a build nothing but the step itself runs, so they say little there.

use super::super::machine::{Machine, ShellKind, Status};
use super::Call;
use crate::Signal;

/// `wait [PID…]`.
pub(super) fn wait(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    machine.wait(&call.args)
}

/// `mount` without arguments.
pub(super) fn mount(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    match machine.mount_table().filter(|_| call.args.is_empty()) {
        Some(table) => {
            machine.print(call.io, &table);
            Status::OK
        }
        None => machine.not_understood("what `mount` does is not followed"),
    }
}

/// `kill [-s SIGNAL | -SIGNAL] PID…`.
pub(super) fn kill(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if machine.live.is_none() {
        return machine.not_understood("what `kill` does is not followed");
    }
    let (name, pids) = match call.args.as_slice() {
        [flag, name, pids @ ..] if flag == "-s" => (name.as_str(), pids),
        [flag, ..] if flag == "-l" => return machine.unknown_output(call.io, "kill"),
        [dashes, pids @ ..] if dashes == "--" => ("TERM", pids),
        [flag, pids @ ..] if flag.starts_with('-') && flag.len() > 1 => {
            (flag.get(1..).unwrap_or_default(), pids)
        }
        pids => ("TERM", pids),
    };
    let signal = match (name, Signal::parse(name)) {
        ("0", _) => 0,
        (_, Some(signal)) => signal.0,
        (_, None) => {
            let words = match machine.shell.kind {
                ShellKind::Ash => format!("bad signal name '{name}'"),
                ShellKind::Dash => format!("kill: invalid signal number or name: {name}"),
                ShellKind::Bash => format!("kill: {name}: invalid signal specification"),
            };
            complain(machine, call, &words);
            return Status::FAILED;
        }
    };
    let mut status = Status::OK;
    for pid in pids {
        if pid.parse().is_ok_and(|pid| machine.kill(pid, signal)) {
            continue;
        }
        let words = match machine.shell.kind {
            ShellKind::Ash => format!("can't kill pid {pid}: No such process"),
            ShellKind::Dash => "kill: No such process".to_owned(),
            ShellKind::Bash => format!("kill: ({pid}) - No such process"),
        };
        complain(machine, call, &words);
        status = Status::FAILED;
    }
    status
}

/// BusyBox's `kill` speaks by the name it was started with, without its path.
fn complain(machine: &mut Machine<'_>, call: &Call<'_>, words: &str) {
    if machine.shell.kind == ShellKind::Ash {
        let name = crate::split(&machine.shell.name).1.to_owned();
        machine.error(call.io, &format!("{name}: {words}"));
    } else {
        machine.complain(call.io, words);
    }
}
