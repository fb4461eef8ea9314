use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Bytes as an estimate: never a bare number. Exact ones have `low == high`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// At least this many bytes.
    pub low: u64,
    /// Most likely.
    pub likely: u64,
    /// At most; `None` when nobody can say.
    pub high: Option<u64>,
    /// Where the figure comes from, as a reader is told ("file given by you", "catalogue, python:3.12-slim, 2026-10-20").
    pub source: Cow<'static, str>,
}

impl Size {
    /// A figure that is certain.
    pub fn exact(bytes: u64, source: impl Into<Cow<'static, str>>) -> Self {
        Self { low: bytes, likely: bytes, high: Some(bytes), source: source.into() }
    }

    /// A figure between two bounds.
    pub fn range(low: u64, likely: u64, high: u64, source: impl Into<Cow<'static, str>>) -> Self {
        Self { low: low.min(likely), likely, high: Some(high.max(likely)), source: source.into() }
    }

    /// Nothing is known but that it is not less than `low`.
    pub fn unknown(low: u64, source: impl Into<Cow<'static, str>>) -> Self {
        Self { low, likely: low, high: None, source: source.into() }
    }

    /// True when low, likely and high are one.
    pub fn is_exact(&self) -> bool {
        self.high == Some(self.low)
    }

    /// True when there is no upper bound.
    pub fn is_unknown(&self) -> bool {
        self.high.is_none()
    }

    /// The sum; unknown when a part is. Keeps the source of the larger part.
    pub fn plus(&self, other: &Size) -> Size {
        let source = if other.likely > self.likely { &other.source } else { &self.source };
        Size {
            low: self.low.saturating_add(other.low),
            likely: self.likely.saturating_add(other.likely),
            high: self.high.zip(other.high).map(|(a, b)| a.saturating_add(b)),
            source: source.clone(),
        }
    }
}
