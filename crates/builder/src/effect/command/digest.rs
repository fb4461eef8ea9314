//! `sha256sum` and its kin.

use super::super::io::{Source, derived};
use super::super::machine::{Machine, Status};
use super::lines::CANNOT_OPEN;
use super::{Call, worse};
use crate::Content;

pub(super) fn run(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("bctsw", &["check", "binary", "text", "status", "quiet", "strict"])
    else {
        return machine.unknown_flag(call);
    };
    if options.has(&["c", "check"]) {
        machine.note(format!("what `{}` checks is taken to be what was meant", call.name));
        machine.known = false;
        return Status::Unknown;
    }
    if call.name == "cksum" {
        return machine.unknown_flag(call);
    }
    let length = match call.name {
        "md5sum" => 32,
        "sha1sum" => 40,
        "sha512sum" => 128,
        _ => 64,
    };
    let stdin = ["-".to_owned()];
    let paths = if options.operands.is_empty() { &stdin } else { options.operands.as_slice() };
    let mut status = Status::OK;
    for path in paths {
        let content = match machine.operand(call, path) {
            Ok(Source::Content(content)) => content,
            Ok(_) => return machine.unknown_flag(call),
            Err(errno) => {
                status = worse(status, machine.fail(call, path, errno, CANNOT_OPEN));
                continue;
            }
        };
        let bytes = content.as_bytes().filter(|bytes| bytes.len() <= 1 << 20);
        match (call.name, bytes) {
            ("sha256sum", Some(bytes)) => machine.print(call.io, &format!("{}  {path}\n", sha256(bytes))),
            _ => {
                // Its length is known, and it follows from the content.
                let identity = derived(content.digest(), &[call.name, path]);
                let line = Content::known(length + 3 + path.len() as u64, identity);
                machine.send(call.io, 1, &line);
            }
        }
    }
    status
}

const ROUNDS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// SHA-256 (FIPS 180-4) in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    let mut state: [u32; 8] =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if padded.len() - bytes.len() < 9 {
        padded.resize(padded.len() + 64, 0);
    }
    let bits = (bytes.len() as u64 * 8).to_be_bytes();
    let end = padded.len();
    padded[end - 8..].copy_from_slice(&bits);
    padded.chunks_exact(64).for_each(|block| round(&mut state, block));
    state.iter().map(|word| format!("{word:08x}")).collect()
}

fn round(state: &mut [u32; 8], block: &[u8]) {
    let mut words = [0u32; 64];
    for (word, four) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = four.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    }
    for at in 16..64 {
        let (a, b) = (words[at - 15], words[at - 2]);
        let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
        let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
        words[at] = words[at - 16].wrapping_add(s0).wrapping_add(words[at - 7]).wrapping_add(s1);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for at in 0..64 {
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let first = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(ROUNDS[at]).wrapping_add(words[at]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(s0.wrapping_add(majority)));
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *old = old.wrapping_add(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_known_texts() {
        let cases = [
            (String::new(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc".into(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("a".repeat(55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            ("a".repeat(56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            ("a".repeat(119), "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
        ];
        for (text, digest) in cases {
            assert_eq!(sha256(text.as_bytes()), digest, "{} bytes", text.len());
        }
    }
}
