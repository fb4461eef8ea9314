//! `dd`.

use super::super::io::{Fd, Source, zeros};
use super::super::machine::{Machine, Status};
use super::Call;
use super::lines::scaled;
use crate::{Content, ContentKind};

pub(super) fn dd(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let (mut input, mut output) = (None, None);
    let (mut block, mut count, mut skip, mut append) = (512u64, None, 0u64, false);
    for arg in &call.args {
        let Some((key, value)) = arg.split_once('=') else { return machine.unknown_flag(call) };
        let number = scaled(value);
        match (key, number) {
            ("if", _) => input = Some(value),
            ("of", _) => output = Some(value),
            ("bs" | "ibs", Some(number)) => block = number,
            ("count", Some(number)) => count = Some(number),
            ("skip", Some(number)) => skip = number,
            ("obs", Some(_)) | ("status", _) => {}
            ("conv", _) => append |= value.contains("notrunc"),
            ("oflag", _) if value == "append" => append = true,
            _ => return machine.unknown_flag(call),
        }
    }
    let source = match input {
        Some(path) => match machine.read_source(path) {
            Ok(source) => source,
            Err(errno) => return machine.fail(call, path, errno, ("can't open '{}'", "failed to open '{}'")),
        },
        None => call.io.read_all(),
    };
    let Some(content) = taken(machine, &source, block, count, skip) else {
        return machine.unknown_flag(call);
    };
    match output {
        Some(_) if append => return machine.unknown_flag(call),
        Some(path) => match machine.open_to_write(path, false) {
            Ok(fd @ Fd::File(_)) => machine.send(&call.io.with(1, fd), 1, &content),
            Ok(Fd::Console) => machine.send(call.io, 1, &content),
            Ok(_) => {}
            Err(errno) => return machine.fail(call, path, errno, ("can't open '{}'", "failed to open '{}'")),
        },
        None => machine.send(call.io, 1, &content),
    }
    Status::OK
}

/// What is copied; `None` when it has no end or is not known.
fn taken(
    machine: &mut Machine<'_>,
    source: &Source,
    block: u64,
    count: Option<u64>,
    skip: u64,
) -> Option<Content> {
    let bytes = match count {
        Some(count) => Some(block.checked_mul(count)?),
        None => None,
    };
    match source {
        Source::Zeros => bytes.map(zeros),
        Source::Random => {
            let size = bytes?;
            machine.note("random bytes differ with each run");
            Some(Content::known(size, machine.random("dd")))
        }
        Source::Content(content) => {
            let from = block.checked_mul(skip)?;
            match (content.as_bytes(), content.kind()) {
                (Some(all), _) => {
                    let from = usize::try_from(from).unwrap_or(usize::MAX).min(all.len());
                    let length =
                        bytes.map_or(usize::MAX, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
                    Some(Content::bytes(&all[from..from.saturating_add(length).min(all.len())]))
                }
                (None, _) if from == 0 && bytes.is_none() => Some(content.clone()),
                (None, ContentKind::Known { size, identity }) => {
                    let left = size.saturating_sub(from);
                    let length = bytes.map_or(left, |bytes| bytes.min(left));
                    let what = format!("{from} {length}");
                    Some(Content::known(length, super::super::io::derived(*identity, &["part", &what])))
                }
                _ => None,
            }
        }
    }
}
