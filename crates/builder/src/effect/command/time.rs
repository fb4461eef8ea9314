//! Commands about time.

use super::super::Seconds;
use super::super::machine::{Machine, Status};
use super::Call;
use crate::Content;

/// `date` prints a text of known length that differs with each run.
pub(super) fn date(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut format = None;
    for arg in &call.args {
        match arg.strip_prefix('+') {
            Some(text) => format = Some(text),
            None if matches!(arg.as_str(), "-u" | "--utc") => {}
            None => return machine.unknown_output(call.io, "date"),
        }
    }
    let length = match format {
        // `Mon Nov 23 08:29:25 UTC 2026`.
        None => Some(28),
        Some(format) => formatted_length(format),
    };
    let Some(length) = length else { return machine.unknown_output(call.io, "date") };
    let fixed = format.is_some_and(|format| !format.contains('%'));
    let content = match (fixed, format) {
        (true, Some(text)) => Content::bytes(format!("{text}\n").into_bytes()),
        _ => {
            machine.note("`date` prints another text with each run");
            Content::known(length + 1, machine.random("date"))
        }
    };
    machine.send(call.io, 1, &content);
    Status::OK
}

/// Length of a formatted time; `None` for what varies in length.
fn formatted_length(format: &str) -> Option<u64> {
    let mut length = 0;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            length += c.len_utf8() as u64;
            continue;
        }
        length += match chars.next()? {
            'Y' | 'G' => 4,
            'm' | 'd' | 'H' | 'M' | 'S' | 'y' | 'I' | 'e' | 'k' | 'l' | 'C' | 'V' | 'U' | 'W' | 'g' | 'p' => {
                2
            }
            'j' | 'a' | 'b' | 'h' | 'Z' => 3,
            'F' => 10,
            'T' => 8,
            'R' | 'z' => 5,
            'D' => 8,
            's' => 10,
            'N' => 9,
            'u' | 'w' | 'n' | 't' | '%' => 1,
            'c' => 24,
            _ => return None,
        };
    }
    Some(length)
}

pub(super) fn sleep(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut total = 0.0;
    if !call.busybox() && call.args.iter().any(|arg| arg == "infinity" || arg == "inf") {
        machine.pass_time(None);
        return Status::OK;
    }
    for arg in &call.args {
        let end = arg.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(arg.len());
        let (number, unit) = arg.split_at(end);
        let scale = match unit {
            "" | "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86400.0,
            _ => 0.0,
        };
        match number.parse::<f64>() {
            Ok(number) if scale > 0.0 => total += number * scale,
            _ => {
                let words = if call.busybox() { "invalid number" } else { "invalid time interval" };
                machine.error(call.io, &format!("sleep: {words} '{arg}'"));
                return Status::FAILED;
            }
        }
    }
    machine.add_time(Seconds::exact(total), "the time the command asks for");
    machine.pass_time(Some(total));
    Status::OK
}
