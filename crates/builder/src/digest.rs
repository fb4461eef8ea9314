use std::fmt;

use serde::{Deserialize, Serialize};

/// A 128-bit fingerprint of content. Not cryptographic: it tells things apart that nobody shaped to collide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub u64, pub u64);

impl Digest {
    /// The fingerprint of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::new();
        hasher.write(bytes);
        hasher.finish()
    }

    /// The fingerprint that is printed as `text`; `None` when it is no such text.
    pub fn parse(text: &str) -> Option<Self> {
        let (high, low) =
            text.split_at_checked(16).filter(|_| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let half = |half: &str| u64::from_str_radix(half, 16).ok().filter(|_| half.len() == 16);
        Some(Self(half(high)?, half(low)?))
    }

    /// The fingerprint of `count` times the byte `fill`, at no cost in memory.
    pub fn of_fill(fill: u8, count: u64) -> Self {
        let chunk = [fill; 4096];
        let mut hasher = Hasher::new();
        for _ in 0..count / 4096 {
            hasher.write(&chunk);
        }
        hasher.write(&chunk[..(count % 4096) as usize]);
        hasher.finish()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.0, self.1)
    }
}

const C1: u64 = 0x87c3_7b91_1142_53d5;
const C2: u64 = 0x4cf5_ad43_2745_937f;

/// Makes a [`Digest`] of bytes that come in pieces (MurmurHash3, x64, 128 bits). The cut into pieces does not matter.
#[derive(Clone, Debug)]
pub struct Hasher {
    state: (u64, u64),
    block: [u8; 16],
    filled: usize,
    length: u64,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Hasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self { state: (0x9e37_79b9, 0x7f4a_7c15), block: [0; 16], filled: 0, length: 0 }
    }

    /// Adds bytes.
    pub fn write(&mut self, mut bytes: &[u8]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if self.filled > 0 {
            let take = bytes.len().min(16 - self.filled);
            self.block[self.filled..self.filled + take].copy_from_slice(&bytes[..take]);
            self.filled += take;
            bytes = &bytes[take..];
            if self.filled < 16 {
                return;
            }
            self.mix(self.block);
            self.filled = 0;
        }
        let mut blocks = bytes.chunks_exact(16);
        for chunk in &mut blocks {
            let mut block = [0; 16];
            block.copy_from_slice(chunk);
            self.mix(block);
        }
        let rest = blocks.remainder();
        self.block[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// Adds a number.
    pub fn write_u64(&mut self, value: u64) {
        self.write(&value.to_le_bytes());
    }

    /// Adds a text with its length, so that texts that follow one another cannot run together.
    pub fn write_str(&mut self, text: &str) {
        self.write_u64(text.len() as u64);
        self.write(text.as_bytes());
    }

    /// Adds a fingerprint.
    pub fn write_digest(&mut self, digest: Digest) {
        self.write_u64(digest.0);
        self.write_u64(digest.1);
    }

    /// The fingerprint of everything added.
    pub fn finish(mut self) -> Digest {
        if self.filled > 0 {
            self.block[self.filled..].fill(0);
            self.mix(self.block);
        }
        let (mut a, mut b) = (self.state.0 ^ self.length, self.state.1 ^ self.length);
        a = a.wrapping_add(b);
        b = b.wrapping_add(a);
        a = avalanche(a);
        b = avalanche(b);
        a = a.wrapping_add(b);
        Digest(a, b.wrapping_add(a))
    }

    fn mix(&mut self, block: [u8; 16]) {
        let [low, high] = halves(block);
        let (mut a, mut b) = self.state;
        a ^= low.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
        a = a.rotate_left(27).wrapping_add(b).wrapping_mul(5).wrapping_add(0x52dc_e729);
        b ^= high.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
        b = b.rotate_left(31).wrapping_add(a).wrapping_mul(5).wrapping_add(0x3849_5ab5);
        self.state = (a, b);
    }
}

fn halves(block: [u8; 16]) -> [u64; 2] {
    let value = u128::from_le_bytes(block);
    [value as u64, (value >> 64) as u64]
}

fn avalanche(mut value: u64) -> u64 {
    value ^= value >> 33;
    value = value.wrapping_mul(0xff51_afd7_ed55_8ccd);
    value ^= value >> 33;
    value = value.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    value ^ (value >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_into_pieces_does_not_matter() {
        let bytes: Vec<u8> = (0..=255).collect();
        let whole = Digest::of(&bytes);
        for cut in [1, 3, 15, 16, 17, 100] {
            let mut hasher = Hasher::new();
            bytes.chunks(cut).for_each(|chunk| hasher.write(chunk));
            assert_eq!(hasher.finish(), whole, "pieces of {cut}");
        }
    }

    #[test]
    fn fill_is_the_same_as_its_bytes() {
        for count in [0, 1, 16, 4096, 10_000] {
            assert_eq!(Digest::of_fill(b'x', count), Digest::of(&vec![b'x'; count as usize]));
        }
    }

    #[test]
    fn length_counts() {
        assert_ne!(Digest::of(b""), Digest::of(b"\0"));
        assert_ne!(Digest::of(b"\0"), Digest::of(b"\0\0"));
    }
}
