//! Commands that encode and compress. Base64 is exact; of what is compressed only a range of sizes is known.

use drydock_catalog::Size;

use super::super::io::{Source, derived};
use super::super::machine::{Machine, Status};
use super::{Call, lines::PLAIN, worse};
use crate::Content;

pub(super) fn run(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    match call.name {
        "base64" => base64(machine, call),
        "gzip" | "bzip2" | "xz" => compress(machine, call),
        _ => machine.unknown_flag(call),
    }
}

fn base64(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("dw:", &["decode", "wrap:"]) else { return machine.unknown_flag(call) };
    let (Some(text), status) = machine.texts(call, &options.operands, PLAIN) else {
        return machine.unknown_output(call.io, call.name);
    };
    if options.has(&["d", "decode"]) {
        match decode(&text) {
            Some(bytes) => machine.print_to(call.io, 1, &bytes),
            None => return machine.unknown_output(call.io, call.name),
        }
        return status;
    }
    let wrap = options.value(&["w", "wrap"]).map_or(Some(76), |text| text.parse().ok());
    let Some(wrap) = wrap else { return machine.unknown_flag(call) };
    let encoded = encode(text.as_bytes());
    let wrapped: String = match wrap {
        0 => encoded,
        width => {
            let lines: Vec<&str> = (0..encoded.len())
                .step_by(width)
                .map(|at| &encoded[at..(at + width).min(encoded.len())])
                .collect();
            lines.iter().flat_map(|line| [line, "\n"]).collect()
        }
    };
    machine.print(call.io, &wrapped);
    status
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// `gzip FILE…` puts a smaller file in its place; as a filter it passes a smaller text on.
fn compress(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("cfkqv0123456789n", &["stdout", "keep", "force", "best", "fast"]) else {
        return machine.unknown_flag(call);
    };
    let suffix = match call.name {
        "gzip" => ".gz",
        "bzip2" => ".bz2",
        _ => ".xz",
    };
    let name = call.name;
    let smaller = |content: &Content| {
        let all = content.len();
        let size = Size::range(
            20,
            all * 35 / 100 + 20,
            all + all / 100 + 100,
            "compressed: between nearly nothing and no gain",
        );
        Content::estimated(size, derived(content.digest(), &[name]))
    };
    if options.operands.is_empty() || options.has(&["c", "stdout"]) {
        let content = match options.operands.first() {
            None => call.io.read_all(),
            Some(path) => match machine.read_source(path) {
                Ok(source) => source,
                Err(errno) => return machine.fail(call, path, errno, PLAIN),
            },
        };
        let Source::Content(content) = content else { return machine.unknown_flag(call) };
        machine.send(call.io, 1, &smaller(&content));
        return Status::OK;
    }
    let mut status = Status::OK;
    for path in &options.operands {
        let done = machine.stat(path, true).and_then(|(resolved, node)| {
            let content = smaller(&node.as_file().ok_or(super::super::files::Errno::IsADirectory)?.content);
            machine.writable_dir(&resolved)?;
            machine.put(&format!("{resolved}{suffix}"), crate::Node::file(content, node.metadata))?;
            if !options.has(&["k", "keep"]) {
                machine.fs.remove(&resolved);
            }
            Ok(())
        });
        if let Err(errno) = done {
            status = worse(status, machine.fail(call, path, errno, PLAIN));
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_both_ways() {
        for (plain, encoded) in
            [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("hello\n", "aGVsbG8K")]
        {
            assert_eq!(encode(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded).unwrap(), plain.as_bytes());
        }
    }
}
