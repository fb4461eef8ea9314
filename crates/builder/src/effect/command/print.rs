//! Commands that print what their arguments say.

use drydock_catalog::Size;

use super::super::io::derived;
use super::super::machine::{Machine, ShellKind, Status, random_stream};
use super::Call;
use crate::Content;

/// `echo`: ash and bash read escapes after `-e` only, dash always.
pub(super) fn echo(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if call.all.iter().any(|arg| !arg.is_known()) {
        return unknown_text(machine, call);
    }
    let dash = machine.shell.kind == ShellKind::Dash && !call.busybox();
    let mut rest = call.args.as_slice();
    let (mut newline, mut escapes) = (true, dash);
    while let [flag, more @ ..] = rest {
        let letters = flag.strip_prefix('-').unwrap_or("");
        let known = if dash {
            flag == "-n"
        } else {
            !letters.is_empty() && letters.chars().all(|c| "neE".contains(c))
        };
        if !known {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = dash,
            }
        }
        rest = more;
    }
    let text = rest.join(" ");
    let mut bytes = Vec::new();
    if escapes {
        newline &= unescape(&text, (true, !dash), &mut bytes);
    } else {
        bytes.extend_from_slice(text.as_bytes());
    }
    if newline {
        bytes.push(b'\n');
    }
    machine.print_to(call.io, 1, &bytes);
    Status::OK
}

/// Text with a part nobody knows.
fn unknown_text(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let known: usize = call.args.iter().map(|arg| arg.len() + 1).sum();
    let what = call.args.join(" ");
    machine.serial += 1;
    let identity = derived(machine.input, &["text", &what, &machine.serial.to_string()]);
    let size = Size::range(
        known as u64,
        known as u64 + 20,
        known as u64 + 4096,
        "text with a part that is not known",
    );
    let content = Content::estimated(size, identity);
    machine.send(call.io, 1, &content);
    machine.known = false;
    machine.note(format!("what `{}` prints is not known in full", call.name));
    Status::OK
}

/// Adds `text` with its escapes read; false after `\c`, which ends the output. In `echo` octal numbers begin with 0.
fn unescape(text: &str, (octal_zero, hex): (bool, bool), bytes: &mut Vec<u8>) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let after = &rest[at + 1..];
        let Some(letter) = after.chars().next() else {
            bytes.push(b'\\');
            return true;
        };
        let mut used = letter.len_utf8();
        match letter {
            'n' => bytes.push(b'\n'),
            't' => bytes.push(b'\t'),
            'r' => bytes.push(b'\r'),
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'f' => bytes.push(12),
            'v' => bytes.push(11),
            'e' => bytes.push(27),
            '\\' => bytes.push(b'\\'),
            'c' => return false,
            '0'..='7' if letter == '0' || !octal_zero => {
                let limit = if letter == '0' && octal_zero { 4 } else { 3 };
                let digits: String =
                    after.chars().take(limit).take_while(|c| ('0'..='7').contains(c)).collect();
                bytes.push(u32::from_str_radix(&digits, 8).unwrap_or(0) as u8);
                used = digits.len();
            }
            'x' if hex => {
                let digits: String =
                    after.chars().skip(1).take(2).take_while(char::is_ascii_hexdigit).collect();
                match u8::from_str_radix(&digits, 16) {
                    Ok(byte) => bytes.push(byte),
                    Err(_) => bytes.extend_from_slice(b"\\x"),
                }
                used = 1 + digits.len();
            }
            _ => {
                bytes.push(b'\\');
                used = 0;
            }
        }
        rest = after.get(used..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    true
}

pub(super) fn printf(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if call.all.iter().any(|arg| !arg.is_known()) {
        return unknown_text(machine, call);
    }
    let args = call.args.strip_prefix(&["--".to_owned()]).unwrap_or(&call.args);
    let Some((format, values)) = args.split_first() else {
        machine.error(call.io, "printf: usage: printf format [arguments]");
        return Status::Code(2);
    };
    // dash knows no hexadecimal escapes.
    let hex = machine.shell.kind != ShellKind::Dash || call.busybox();
    let mut bytes = Vec::new();
    let mut values = values.iter().map(String::as_str);
    let mut left = values.len();
    loop {
        let Some(finished) = format_once(format, &mut values, &mut bytes, hex) else {
            return machine.unknown_flag(call);
        };
        // The format is used again as long as it takes arguments.
        if finished || values.len() == 0 || values.len() == left {
            break;
        }
        left = values.len();
    }
    machine.print_to(call.io, 1, &bytes);
    Status::OK
}

/// Goes through the format once; true after `\c`, `None` for a conversion that is not known.
fn format_once<'v>(
    format: &str,
    values: &mut impl Iterator<Item = &'v str>,
    bytes: &mut Vec<u8>,
    hex: bool,
) -> Option<bool> {
    let mut rest = format;
    loop {
        let Some(at) = rest.find('%') else {
            return Some(!unescape(rest, (false, hex), bytes));
        };
        if !unescape(&rest[..at], (false, hex), bytes) {
            return Some(true);
        }
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !"-+ #0123456789.".contains(c))?;
        let (flags, conversion) = (&after[..end], after[end..].chars().next()?);
        rest = &after[end + conversion.len_utf8()..];
        if conversion == '%' {
            bytes.push(b'%');
            continue;
        }
        let value = values.next().unwrap_or("");
        let mut converted = Vec::new();
        match conversion {
            's' => converted.extend_from_slice(value.as_bytes()),
            'b' => {
                unescape(value, (true, hex), &mut converted);
            }
            'c' => converted.extend(value.chars().next().map(String::from).unwrap_or_default().into_bytes()),
            'd' | 'i' | 'u' => converted.extend(integer(value)?.to_string().into_bytes()),
            'x' => converted.extend(format!("{:x}", integer(value)?).into_bytes()),
            'X' => converted.extend(format!("{:X}", integer(value)?).into_bytes()),
            'o' => converted.extend(format!("{:o}", integer(value)?).into_bytes()),
            _ => return None,
        }
        pad(converted, flags, conversion, bytes)?;
    }
}

fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(quoted) = text.strip_prefix(['\'', '"']) {
        return quoted.chars().next().map(|c| i64::from(u32::from(c)));
    }
    if text.is_empty() { Some(0) } else { text.parse().ok() }
}

fn pad(mut text: Vec<u8>, flags: &str, conversion: char, bytes: &mut Vec<u8>) -> Option<()> {
    const MAX_WIDTH: usize = 4096;
    let (flags, precision) = match flags.split_once('.') {
        Some((flags, precision)) => (flags, Some(precision.parse::<usize>().unwrap_or(0))),
        None => (flags, None),
    };
    match precision {
        Some(length) if matches!(conversion, 's' | 'b') => text.truncate(length),
        Some(_) => return None,
        None => {}
    }
    let digits = flags.trim_start_matches(['-', '+', ' ', '#', '0']);
    let signs = &flags[..flags.len() - digits.len()];
    if signs.contains(['+', '#']) || signs.contains(' ') {
        return None;
    }
    let width = if digits.is_empty() {
        0
    } else {
        digits.parse::<usize>().ok().filter(|width| *width <= MAX_WIDTH)?
    };
    let missing = width.saturating_sub(text.len());
    let zero = signs.contains('0') && !signs.contains('-') && !matches!(conversion, 's' | 'b' | 'c');
    if signs.contains('-') {
        bytes.extend(text);
        bytes.extend(std::iter::repeat_n(b' ', missing));
    } else if zero && text.first() == Some(&b'-') {
        bytes.push(b'-');
        bytes.extend(std::iter::repeat_n(b'0', missing));
        bytes.extend(&text[1..]);
    } else {
        bytes.extend(std::iter::repeat_n(if zero { b'0' } else { b' ' }, missing));
        bytes.extend(text);
    }
    Some(())
}

pub(super) fn pwd(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let cwd = machine.shell.cwd.clone();
    let path = match machine.fs.resolve(&cwd, true) {
        Ok(resolved) if call.args.iter().any(|arg| arg == "-P") => resolved.path,
        _ => cwd,
    };
    machine.print(call.io, &format!("{path}\n"));
    Status::OK
}

pub(super) fn seq(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    const MAX_NUMBERS: i64 = 200_000;
    let mut args: Vec<&str> = call.args.iter().map(String::as_str).collect();
    let mut separator = "\n".to_owned();
    let mut wide = false;
    loop {
        match args.as_slice() {
            ["-w", ..] => {
                wide = true;
                args.remove(0);
            }
            ["-s", text, ..] => {
                separator = (*text).to_owned();
                args.drain(..2);
            }
            _ => break,
        }
    }
    let numbers: Option<Vec<i64>> = args.iter().map(|text| text.parse().ok()).collect();
    let (first, step, last) = match numbers.as_deref() {
        Some([last]) => (1, 1, *last),
        Some([first, last]) => (*first, 1, *last),
        Some([first, step, last]) if *step != 0 => (*first, *step, *last),
        _ => return machine.unknown_flag(call),
    };
    if (last.saturating_sub(first) / step).abs() > MAX_NUMBERS {
        return machine.unknown_output(call.io, "seq");
    }
    let mut values = Vec::new();
    let mut value = first;
    while if step > 0 { value <= last } else { value >= last } {
        values.push(value.to_string());
        let Some(next) = value.checked_add(step) else { break };
        value = next;
    }
    let width = if wide { values.iter().map(String::len).max().unwrap_or(0) } else { 0 };
    let padded: Vec<String> = values.iter().map(|text| format!("{text:0>width$}")).collect();
    if !padded.is_empty() {
        machine.print(call.io, &format!("{}\n", padded.join(&separator)));
    }
    Status::OK
}

/// `yes` ends only with its reader.
pub(super) fn yes(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    machine.send(call.io, 1, &random_stream());
    Status::OK
}

pub(super) fn basename(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let (Some(path), suffix) = (call.args.first(), call.args.get(1)) else {
        return machine.unknown_flag(call);
    };
    if path.starts_with('-') {
        return machine.unknown_flag(call);
    }
    let trimmed = path.trim_end_matches('/');
    let name = if trimmed.is_empty() { "/" } else { trimmed.rsplit('/').next().unwrap_or(trimmed) };
    let name = suffix
        .and_then(|suffix| name.strip_suffix(suffix.as_str()))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name);
    machine.print(call.io, &format!("{name}\n"));
    Status::OK
}

pub(super) fn dirname(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    for path in &call.args {
        let trimmed = path.trim_end_matches('/');
        let dir = match trimmed.rsplit_once('/') {
            _ if trimmed.is_empty() && !path.is_empty() => "/",
            Some(("", _)) => "/",
            Some((dir, _)) => dir.trim_end_matches('/'),
            None => ".",
        };
        machine.print(call.io, &format!("{dir}\n"));
    }
    Status::of(!call.args.is_empty())
}

/// `expr` with two numbers or two texts.
pub(super) fn expr(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let args: Vec<&str> = call.args.iter().map(String::as_str).collect();
    let text = match args.as_slice() {
        [one] => (*one).to_owned(),
        [left, "=", right] => i64::from(left == right).to_string(),
        [left, "!=", right] => i64::from(left != right).to_string(),
        [left, operator, right] => {
            let (Ok(left), Ok(right)) = (left.parse::<i64>(), right.parse::<i64>()) else {
                return machine.unknown_flag(call);
            };
            let value = match *operator {
                "+" => left.checked_add(right),
                "-" => left.checked_sub(right),
                "*" => left.checked_mul(right),
                "/" => left.checked_div(right),
                "%" => left.checked_rem(right),
                "<" => Some(i64::from(left < right)),
                ">" => Some(i64::from(left > right)),
                "<=" => Some(i64::from(left <= right)),
                ">=" => Some(i64::from(left >= right)),
                _ => None,
            };
            let Some(value) = value else { return machine.unknown_flag(call) };
            value.to_string()
        }
        _ => return machine.unknown_flag(call),
    };
    machine.print(call.io, &format!("{text}\n"));
    Status::of(text != "0" && !text.is_empty())
}
