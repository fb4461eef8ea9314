//! Commands that pass text on: all of it, its beginning, its end, its counts.

use drydock_catalog::Size;

use super::super::arguments::Options;
use super::super::files::Errno;
use super::super::io::{Fd, Source, derived, zeros};
use super::super::machine::{Machine, Status, random_stream, zero_stream};
use super::{Call, worse};
use crate::{Content, ContentKind};

impl Machine<'_> {
    /// What an operand of a filter reads: standard input for `-`.
    pub(super) fn operand(&mut self, call: &Call<'_>, path: &str) -> Result<Source, Errno> {
        if path == "-" { Ok(call.io.read_all()) } else { self.read_source(path) }
    }

    /// The text of all operands one after the other, with errors told; `None` when it is not known.
    pub(super) fn texts(
        &mut self,
        call: &Call<'_>,
        paths: &[String],
        words: (&str, &str),
    ) -> (Option<String>, Status) {
        let stdin = ["-".to_owned()];
        let paths = if paths.is_empty() { &stdin } else { paths };
        let mut text = Some(String::new());
        let mut status = Status::OK;
        for path in paths {
            match self.operand(call, path) {
                Ok(Source::Content(content)) => {
                    text = text.zip(content.as_text()).map(|(all, more)| all + more);
                }
                Ok(_) => text = None,
                Err(errno) => status = worse(status, self.fail(call, path, errno, words)),
            }
        }
        (text, status)
    }
}

pub(super) const CANNOT_OPEN: (&str, &str) = ("can't open '{}'", "{}");
pub(super) const PLAIN: (&str, &str) = ("{}", "{}");

pub(super) fn cat(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("u", &[]) else {
        return numbered(machine, call);
    };
    let stdin = ["-".to_owned()];
    let paths = if options.operands.is_empty() { &stdin } else { options.operands.as_slice() };
    let mut status = Status::OK;
    for path in paths {
        match machine.operand(call, path) {
            Ok(Source::Content(content)) => machine.send(call.io, 1, &content),
            Ok(Source::Zeros) => machine.send(call.io, 1, &zero_stream()),
            Ok(Source::Random) => machine.send(call.io, 1, &random_stream()),
            Err(Errno::IsADirectory) if call.busybox() => {
                machine.error(call.io, "cat: read error: Is a directory");
                status = Status::FAILED;
            }
            Err(errno) => status = worse(status, machine.fail(call, path, errno, CANNOT_OPEN)),
        }
    }
    status
}

/// `cat -n`.
fn numbered(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("n", &["number"]) else { return machine.unknown_flag(call) };
    let (Some(text), status) = machine.texts(call, &options.operands, CANNOT_OPEN) else {
        return machine.unknown_output(call.io, call.name);
    };
    let lines: String = text
        .split_inclusive('\n')
        .enumerate()
        .map(|(index, line)| format!("{:6}\t{line}", index + 1))
        .collect();
    machine.print(call.io, &lines);
    status
}

/// How much `head` or `tail` takes.
struct Amount {
    number: u64,
    bytes: bool,
    /// `head -n -5` or `tail -n +5`.
    turned: bool,
}

fn amount(options: &Options, sign: char) -> Option<Amount> {
    let bytes = options.has(&["c", "bytes"]);
    let text = options.value(&["c", "bytes", "n", "lines"]).unwrap_or("10");
    let turned = text.starts_with(sign);
    let digits = text.trim_start_matches(['-', '+']);
    Some(Amount { number: scaled(digits)?, bytes, turned })
}

/// A number with one of the suffixes of `head`, `dd` and their kin.
pub(super) fn scaled(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    let scale: u64 = match suffix {
        "" | "c" => 1,
        "w" => 2,
        "b" => 512,
        "kB" | "KB" => 1000,
        "k" | "K" | "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "m" | "M" | "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "g" | "G" | "GiB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(scale)
}

/// `head -20` and `tail -20` as `-n 20`.
fn old_style(args: &[String]) -> Vec<String> {
    let number = |arg: &String| {
        arg.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut args = args.to_vec();
    if let Some(first) = args.first_mut().filter(|first| number(first)) {
        *first = format!("-n{}", &first[1..]);
    }
    args
}

pub(super) fn head(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    ends(machine, call, '-')
}

pub(super) fn tail(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let follows = |arg: &&String| matches!(arg.as_str(), "-f" | "-F" | "--follow");
    let Some(flag) = call.args.iter().find(follows).filter(|_| machine.live.is_some()) else {
        return ends(machine, call, '+');
    };
    let args = call.args.iter().filter(|arg| *arg != flag).cloned().collect();
    let status = ends(machine, &Call { args, ..*call }, '+');
    machine.pass_time(None);
    status
}

fn ends(machine: &mut Machine<'_>, call: &Call<'_>, sign: char) -> Status {
    let long = ["bytes:", "lines:", "quiet", "silent", "verbose"];
    let options = Options::read(&old_style(&call.args), "n:c:qv", &long);
    let Some((options, amount)) =
        options.and_then(|options| amount(&options, sign).map(|amount| (options, amount)))
    else {
        return machine.unknown_flag(call);
    };
    let stdin = ["-".to_owned()];
    let paths = if options.operands.is_empty() { &stdin } else { options.operands.as_slice() };
    let titles =
        (paths.len() > 1 || options.has(&["v", "verbose"])) && !options.has(&["q", "quiet", "silent"]);
    let mut status = Status::OK;
    let mut printed = false;
    for path in paths {
        match machine.operand(call, path) {
            Ok(source) => {
                if titles {
                    let name = if path == "-" { "standard input" } else { path };
                    machine.print(call.io, &format!("{}==> {name} <==\n", if printed { "\n" } else { "" }));
                }
                printed = true;
                let piece = if sign == '-' {
                    beginning(machine, &source, &amount)
                } else {
                    end(machine, &source, &amount)
                };
                machine.send(call.io, 1, &piece);
            }
            Err(errno) => {
                let words = match (sign, call.busybox()) {
                    ('-', true) => PLAIN,
                    ('+', true) => CANNOT_OPEN,
                    _ => ("", "cannot open '{}' for reading"),
                };
                status = worse(status, machine.fail(call, path, errno, words));
            }
        }
    }
    if !printed && sign == '+' && call.busybox() {
        machine.error(call.io, "tail: no files");
    }
    status
}

fn beginning(machine: &mut Machine<'_>, source: &Source, amount: &Amount) -> Content {
    let content = match source {
        Source::Zeros if amount.bytes && !amount.turned => return zeros(amount.number),
        Source::Random if amount.bytes && !amount.turned => {
            machine.note("random bytes differ with each run");
            return Content::known(amount.number, machine.random("bytes"));
        }
        Source::Zeros | Source::Random => return unknown_part(machine, "head"),
        Source::Content(content) => content,
    };
    let Some(bytes) = content.as_bytes() else {
        return part_of(content, amount, "head");
    };
    let cut = match (amount.bytes, amount.turned) {
        (true, false) => amount.number.min(bytes.len() as u64) as usize,
        (true, true) => bytes.len().saturating_sub(amount.number as usize),
        (false, false) => line_end(bytes, amount.number),
        (false, true) => line_end(bytes, lines_of(bytes).saturating_sub(amount.number)),
    };
    Content::bytes(&bytes[..cut])
}

fn end(machine: &mut Machine<'_>, source: &Source, amount: &Amount) -> Content {
    let Source::Content(content) = source else { return unknown_part(machine, "tail") };
    let Some(bytes) = content.as_bytes() else {
        return part_of(content, amount, "tail");
    };
    let cut = match (amount.bytes, amount.turned) {
        (true, false) => bytes.len().saturating_sub(amount.number as usize),
        (true, true) => (amount.number.saturating_sub(1) as usize).min(bytes.len()),
        (false, false) => line_end(bytes, lines_of(bytes).saturating_sub(amount.number)),
        (false, true) => line_end(bytes, amount.number.saturating_sub(1)),
    };
    Content::bytes(&bytes[cut..])
}

/// Number of lines, one without an end included.
fn lines_of(bytes: &[u8]) -> u64 {
    bytes.split_inclusive(|b| *b == b'\n').count() as u64
}

/// Where line number `count` ends.
fn line_end(bytes: &[u8], count: u64) -> usize {
    bytes
        .split_inclusive(|b| *b == b'\n')
        .take(usize::try_from(count).unwrap_or(usize::MAX))
        .map(<[u8]>::len)
        .sum()
}

fn unknown_part(machine: &mut Machine<'_>, name: &str) -> Content {
    machine.known = false;
    machine.unknown_content(name)
}

/// A part of bytes that are not held: its size is known where bytes are counted.
fn part_of(content: &Content, amount: &Amount, name: &str) -> Content {
    let what = format!("{name} {} {} {}", amount.number, amount.bytes, amount.turned);
    let identity = derived(content.digest(), &[&what]);
    match content.kind() {
        ContentKind::Known { size, .. } if amount.bytes && !amount.turned => {
            let taken = amount.number.min(*size);
            if taken == *size { content.clone() } else { Content::known(taken, identity) }
        }
        _ => {
            let all = content.size("a part of it");
            let size = Size {
                low: 0,
                likely: all.likely.min(amount.number.saturating_mul(if amount.bytes { 1 } else { 40 })),
                ..all
            };
            Content::estimated(size, identity)
        }
    }
}

/// `tac`, `rev`, `nl`.
pub(super) fn reorder(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    if call.name == "nl" || call.args.iter().any(|arg| arg.starts_with('-') && arg != "-") {
        return machine.unknown_output(call.io, call.name);
    }
    let (Some(text), status) = machine.texts(call, &call.args, PLAIN) else {
        return machine.unknown_output(call.io, call.name);
    };
    let lines = text.split_inclusive('\n');
    let text: String = match call.name {
        "tac" => lines.rev().collect(),
        _ => lines
            .map(|line| {
                let body = line.strip_suffix('\n');
                let turned: String = body.unwrap_or(line).chars().rev().collect();
                if body.is_some() { turned + "\n" } else { turned }
            })
            .collect(),
    };
    machine.print(call.io, &text);
    status
}

/// Lines, words, bytes of one operand.
type Counts = [u64; 4];

pub(super) fn wc(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let long = ["lines", "words", "bytes", "chars", "max-line-length"];
    let Some(options) = call.options("lwcmL", &long) else { return machine.unknown_flag(call) };
    if options.has(&["L", "max-line-length"]) {
        return machine.unknown_flag(call);
    }
    let mut wanted: Vec<usize> = [["l", "lines"], ["w", "words"], ["m", "chars"], ["c", "bytes"]]
        .iter()
        .enumerate()
        .filter(|(_, names)| options.has(&names[..]))
        .map(|(index, _)| index)
        .collect();
    if wanted.is_empty() {
        wanted = vec![0, 1, 3];
    }
    let stdin = options.operands.is_empty();
    let paths = if stdin { vec!["-".to_owned()] } else { options.operands.clone() };
    let mut rows: Vec<(Result<Counts, Errno>, Option<String>)> = Vec::new();
    for path in &paths {
        let counted = match machine.operand(call, path) {
            Ok(source) => match counts(&source, &wanted) {
                Some(counts) => Ok(counts),
                None => return machine.unknown_output(call.io, call.name),
            },
            Err(errno) => Err(errno),
        };
        rows.push((counted, (!stdin).then(|| path.clone())));
    }
    let mut total = Counts::default();
    for counts in rows.iter().filter_map(|(counts, _)| counts.as_ref().ok()) {
        total.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    if paths.len() > 1 {
        rows.push((Ok(total), Some("total".to_owned())));
    }
    let width = width(call, total, &wanted, paths.len(), stdin);
    let mut status = Status::OK;
    for (counts, name) in rows {
        let counts = match counts {
            Ok(counts) => counts,
            Err(errno) => {
                status = worse(status, machine.fail(call, &name.unwrap_or_default(), errno, PLAIN));
                continue;
            }
        };
        let columns: Vec<String> =
            wanted.iter().map(|column| format!("{:>width$}", counts[*column])).collect();
        let name = name.map(|name| format!(" {name}")).unwrap_or_default();
        machine.print(call.io, &format!("{}{name}\n", columns.join(" ")));
    }
    status
}

/// busybox pads to nine places but for a single number; coreutils to the digits of the bytes in all.
fn width(call: &Call<'_>, total: Counts, wanted: &[usize], paths: usize, stdin: bool) -> usize {
    if wanted.len() == 1 && paths == 1 {
        1
    } else if call.busybox() {
        9
    } else if stdin && !call.io.reads_file() {
        7
    } else {
        total[3].to_string().len()
    }
}

fn counts(source: &Source, wanted: &[usize]) -> Option<Counts> {
    let Source::Content(content) = source else { return None };
    match content.as_bytes() {
        Some(bytes) => {
            let lines = bytes.iter().filter(|b| **b == b'\n').count();
            let words =
                bytes.split(|b| b.is_ascii_whitespace() || *b == 11).filter(|word| !word.is_empty()).count();
            let chars = String::from_utf8_lossy(bytes).chars().count();
            Some([lines as u64, words as u64, chars as u64, bytes.len() as u64])
        }
        None => match content.kind() {
            ContentKind::Known { size, .. } if wanted == [3] => Some([0, 0, 0, *size]),
            _ => None,
        },
    }
}

pub(super) fn tee(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("ai", &["append"]) else { return machine.unknown_flag(call) };
    let content = match call.io.read_all() {
        Source::Content(content) => content,
        Source::Zeros | Source::Random => return machine.unknown_output(call.io, call.name),
    };
    let mut status = Status::OK;
    for path in &options.operands {
        match machine.open_to_write(path, options.has(&["a", "append"])) {
            Ok(Fd::File(path)) => {
                let io = call.io.with(1, Fd::File(path));
                machine.send(&io, 1, &content);
            }
            Ok(Fd::Console) => machine.send(call.io, 1, &content),
            Ok(_) => {}
            Err(errno) => status = worse(status, machine.fail(call, path, errno, PLAIN)),
        }
    }
    machine.send(call.io, 1, &content);
    status
}
