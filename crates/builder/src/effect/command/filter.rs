//! Commands that sort and choose lines and characters.

use super::super::arguments::Options;
use super::super::glob::named;
use super::super::machine::{Machine, Status};
use super::Call;
use super::lines::PLAIN;

pub(super) fn sort(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = ["reverse", "numeric-sort", "unique", "output:", "ignore-case"];
    let Some(options) = call.options("rnufo:", &long) else { return machine.unknown_flag(call) };
    let (Some(text), status) = machine.texts(call, &options.operands, ("{}", "cannot read: {}")) else {
        return machine.unknown_output(call.io, call.name);
    };
    let status = if status == Status::FAILED { Status::Code(2) } else { status };
    let mut lines: Vec<&str> = text.lines().collect();
    let numeric = options.has(&["n", "numeric-sort"]);
    let fold = options.has(&["f", "ignore-case"]);
    let number = |line: &str| {
        let line = line.trim_start();
        let end =
            line.char_indices().find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || *at == 0 && *c == '-'));
        line.get(..end.map_or(line.len(), |(at, _)| at))
            .and_then(|digits| digits.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    let key = |a: &str, b: &str| {
        let by_key = match (numeric, fold) {
            (true, _) => number(a).total_cmp(&number(b)),
            (false, true) => a.to_ascii_uppercase().cmp(&b.to_ascii_uppercase()),
            (false, false) => a.cmp(b),
        };
        if options.has(&["r", "reverse"]) { by_key.reverse() } else { by_key }
    };
    let unique = options.has(&["u", "unique"]);
    // Lines with equal keys are ordered by their bytes, but not where only one of them is kept.
    lines.sort_by(|a, b| key(a, b).then_with(|| if unique { std::cmp::Ordering::Equal } else { a.cmp(b) }));
    if unique {
        lines.dedup_by(|b, a| key(a, b).is_eq());
    }
    let sorted: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    match options.value(&["o", "output"]) {
        Some(path) => match machine.write_file(path, crate::Content::bytes(sorted.into_bytes())) {
            Ok(()) => status,
            Err(errno) => machine.fail(call, path, errno, PLAIN),
        },
        None => {
            machine.print(call.io, &sorted);
            status
        }
    }
}

pub(super) fn uniq(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("cdui", &["count", "repeated", "unique", "ignore-case"]) else {
        return machine.unknown_flag(call);
    };
    if options.operands.len() > 1 {
        return machine.unknown_flag(call);
    }
    let (Some(text), status) = machine.texts(call, &options.operands, PLAIN) else {
        return machine.unknown_output(call.io, call.name);
    };
    let fold = options.has(&["i", "ignore-case"]);
    let same = |a: &str, b: &str| if fold { a.eq_ignore_ascii_case(b) } else { a == b };
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for line in text.lines() {
        match runs.last_mut() {
            Some((first, count)) if same(first, line) => *count += 1,
            _ => runs.push((line, 1)),
        }
    }
    let (repeated, alone) = (options.has(&["d", "repeated"]), options.has(&["u", "unique"]));
    for (line, count) in
        runs.into_iter().filter(|(_, count)| !(repeated && *count < 2 || alone && *count > 1))
    {
        let count = if options.has(&["c", "count"]) { format!("{count:>7} ") } else { String::new() };
        machine.print(call.io, &format!("{count}{line}\n"));
    }
    status
}

pub(super) fn tr(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = ["delete", "squeeze-repeats", "complement"];
    let Some(options) = Options::read(&call.args, "dscC", &long) else { return machine.unknown_flag(call) };
    let text = match call.io.read_all() {
        super::super::io::Source::Content(content) => content.as_text().map(str::to_owned),
        super::super::io::Source::Random => {
            // Still without end: what reads it decides how much there is.
            machine.send(call.io, 1, &super::super::machine::random_stream());
            return Status::OK;
        }
        super::super::io::Source::Zeros => None,
    };
    let sets: Option<Vec<Vec<char>>> = options.operands.iter().map(|text| set(text)).collect();
    let (Some(text), Some(sets)) = (text, sets) else {
        return machine.unknown_output(call.io, call.name);
    };
    let complement = options.has(&["c", "C", "complement"]);
    let inside = |index: usize, c: char| {
        sets.get(index).is_some_and(|set| set.contains(&c) != (complement && index == 0))
    };
    let delete = options.has(&["d", "delete"]);
    let squeeze = options.has(&["s", "squeeze-repeats"]).then_some(if sets.len() > 1 { 1 } else { 0 });
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for c in text.chars() {
        let mapped = match (delete, inside(0, c), sets.get(1)) {
            (true, true, _) => continue,
            (false, true, Some(to)) => {
                let place = sets[0].iter().position(|from| *from == c).unwrap_or(usize::MAX);
                to.get(place).or(to.last()).copied().unwrap_or(c)
            }
            _ => c,
        };
        if squeeze.is_some_and(|index| inside(index, mapped)) && last == Some(mapped) {
            continue;
        }
        last = Some(mapped);
        out.push(mapped);
    }
    machine.print(call.io, &out);
    Status::OK
}

/// The characters of a set of `tr`: ranges, classes, escapes.
fn set(text: &str) -> Option<Vec<char>> {
    let mut chars: Vec<char> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
            chars.extend((0..128u8).map(char::from).filter(|c| named(name, *c)));
            rest = after;
            continue;
        }
        let (low, used) = character(rest)?;
        rest = &rest[used..];
        match rest.strip_prefix('-').filter(|after| !after.is_empty()) {
            Some(after) => {
                let (high, used) = character(after)?;
                chars.extend((u32::from(low)..=u32::from(high)).filter_map(char::from_u32));
                rest = &after[used..];
            }
            None => chars.push(low),
        }
        if chars.len() > 4096 || c == '[' && rest.contains('*') {
            return None;
        }
    }
    Some(chars)
}

fn character(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    if first != '\\' {
        return Some((first, first.len_utf8()));
    }
    let next = text.chars().nth(1)?;
    let plain = match next {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0'..='7' => {
            let digits: String =
                text.chars().skip(1).take(3).take_while(|c| ('0'..='7').contains(c)).collect();
            return Some((char::from_u32(u32::from_str_radix(&digits, 8).ok()?)?, 1 + digits.len()));
        }
        other => other,
    };
    Some((plain, 1 + next.len_utf8()))
}

pub(super) fn cut(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) =
        call.options("d:f:c:b:sn", &["delimiter:", "fields:", "characters:", "bytes:", "only-delimited"])
    else {
        return machine.unknown_flag(call);
    };
    let (Some(text), status) = machine.texts(call, &options.operands, PLAIN) else {
        return machine.unknown_output(call.io, call.name);
    };
    let delimiter = options.value(&["d", "delimiter"]).unwrap_or("\t");
    let fields = options.value(&["f", "fields"]);
    let list = fields.or(options.value(&["c", "b", "characters", "bytes"])).and_then(ranges);
    let Some(list) = list else { return machine.unknown_flag(call) };
    let wanted = |place: usize| list.iter().any(|(low, high)| (*low..=*high).contains(&(place + 1)));
    for line in text.lines() {
        let chosen = if fields.is_none() {
            line.chars().enumerate().filter(|(place, _)| wanted(*place)).map(|(_, c)| c).collect()
        } else if line.contains(delimiter) {
            let parts = line.split(delimiter).enumerate().filter(|(place, _)| wanted(*place));
            parts.map(|(_, part)| part).collect::<Vec<_>>().join(delimiter)
        } else if options.has(&["s", "only-delimited"]) {
            continue;
        } else {
            line.to_owned()
        };
        machine.print(call.io, &format!("{chosen}\n"));
    }
    status
}

/// `1,3-5,7-` as bounds, from 1.
fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    let bound = |text: &str, open: usize| if text.is_empty() { Some(open) } else { text.parse().ok() };
    text.split(',')
        .map(|part| match part.split_once('-') {
            Some((low, high)) => Some((bound(low, 1)?, bound(high, usize::MAX)?)),
            None => part.parse().ok().map(|place| (place, place)),
        })
        .collect()
}
