//! How long a build takes: each operation begins when all it stands on is there.

use std::ops::Add;

/// A time estimate in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seconds {
    /// At least.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// At most; infinite when nobody can say.
    pub high: f64,
}

impl Seconds {
    /// No time at all.
    pub const ZERO: Seconds = Seconds { low: 0.0, likely: 0.0, high: 0.0 };

    /// An estimate between two bounds.
    pub fn range(low: f64, likely: f64, high: f64) -> Self {
        Self { low: low.min(likely), likely, high: high.max(likely) }
    }

    /// The same, of which nobody can say how long it may be.
    pub fn unbounded(self) -> Self {
        Self { high: f64::INFINITY, ..self }
    }

    /// A time that is certain.
    pub fn exact(seconds: f64) -> Self {
        Self { low: seconds, likely: seconds, high: seconds }
    }

    /// One after the other.
    pub fn plus(self, other: Seconds) -> Self {
        self + other
    }

    /// The later of two, bound by bound.
    pub fn max(self, other: Seconds) -> Seconds {
        Seconds {
            low: self.low.max(other.low),
            likely: self.likely.max(other.likely),
            high: self.high.max(other.high),
        }
    }

    /// The time between two, never less than none.
    pub fn since(self, earlier: Seconds) -> Seconds {
        let less = |a: f64, b: f64| if a.is_infinite() { a } else { (a - b).max(0.0) };
        Seconds {
            low: less(self.low, earlier.low),
            likely: less(self.likely, earlier.likely),
            high: less(self.high, earlier.high),
        }
    }
}

impl Add for Seconds {
    type Output = Seconds;

    fn add(self, other: Seconds) -> Seconds {
        Seconds {
            low: self.low + other.low,
            likely: self.likely + other.likely,
            high: self.high + other.high,
        }
    }
}

/// Bytes a second over a home line: 20 Mbit/s at worst, 100 likely, 1000 at best.
const NETWORK: (f64, f64, f64) = (2.5e6, 12.5e6, 125e6);
/// Bytes a second that unpacking a gzip layer makes: one core, as `gzip -d` does.
const UNPACK: (f64, f64, f64) = (60e6, 120e6, 250e6);
/// Bytes a second of copying files on a disk like an SSD.
const COPY: (f64, f64, f64) = (100e6, 400e6, 1500e6);
/// Seconds an operation needs for its snapshot and its mounts: recorded builds print 0.0 to 0.1 s for a small one.
const SNAPSHOT: Seconds = Seconds { low: 0.01, likely: 0.03, high: 0.1 };
/// Seconds a container needs to start and stop besides.
const START: Seconds = Seconds { low: 0.05, likely: 0.1, high: 0.3 };

/// Seconds a server needs to answer.
const ANSWER: Seconds = Seconds { low: 0.05, likely: 0.3, high: 3.0 };

fn at(bytes: u64, speed: (f64, f64, f64)) -> Seconds {
    let bytes = bytes as f64;
    Seconds { low: bytes / speed.2, likely: bytes / speed.1, high: bytes / speed.0 }
}

/// Pulling and unpacking an image.
pub(crate) fn pull(compressed: u64, unpacked: u64) -> Seconds {
    at(compressed, NETWORK) + at(unpacked, UNPACK)
}

/// Fetching a file of so many bytes; without an upper bound where nobody knows how many.
pub(crate) fn download(low: u64, likely: u64, high: Option<u64>) -> Seconds {
    let bounds = (at(low, NETWORK).low, at(likely, NETWORK).likely);
    let high = high.map_or(f64::INFINITY, |high| at(high, NETWORK).high);
    ANSWER + Seconds::range(bounds.0, bounds.1, high)
}

/// Sending the context to the builder, which is on the same machine.
pub(crate) fn transfer(bytes: u64) -> Seconds {
    SNAPSHOT + at(bytes, COPY)
}

/// Writing `bytes` in `files` files.
pub(crate) fn copy(bytes: u64, files: u64) -> Seconds {
    let each = files as f64;
    SNAPSHOT + at(bytes, COPY) + Seconds { low: each * 2e-5, likely: each * 5e-5, high: each * 2e-3 }
}

/// What a RUN takes besides its commands.
pub(crate) fn container() -> Seconds {
    SNAPSHOT + START
}

/// Starting `count` programs.
pub(crate) fn processes(count: u32) -> Seconds {
    let each = f64::from(count);
    Seconds { low: each * 3e-4, likely: each * 1e-3, high: each * 5e-3 }
}

/// Where a time is from, as a reader is told.
pub(crate) mod source {
    /// Of an image.
    pub const PULL: &str =
        "estimate: pulled over a line of 20 Mbit/s to 1 Gbit/s (likely 100 Mbit/s), unpacked by one core";
    /// Of the context.
    pub const TRANSFER: &str = "estimate: sent to a builder on the same machine";
    /// Of COPY and ADD.
    pub const COPY: &str = "estimate: so many bytes and files written to a disk like an SSD";
    /// Of a RUN that only does what is understood.
    pub const COMMANDS: &str = "estimate: a container's start, its programs, and the files they write";
    /// Of package managers and build tools.
    pub const MEASURED: &str = "estimate: such installs as measured on 2 cores, up to several times longer on a busy machine or a slow line";
    /// Of what nobody can tell.
    pub const UNKNOWN: &str = "not known: a command that cannot be followed";
    /// Of a URL.
    pub const DOWNLOAD: &str = "not known: a download whose size nobody states";
}
