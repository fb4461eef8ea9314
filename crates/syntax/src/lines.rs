//! The lines of a text as BuildKit's scanner gives them, and the way back from the joined line to the text.

use std::ops::Range;

use drydock_source::Span;

use crate::text;

/// The longest line that is read, in bytes and without its line break (`bufio.MaxScanTokenSize`).
pub(crate) const MAX_LINE: usize = 65_535;

/// Hands out lines with their line breaks; stops before a line that is too long.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    /// True when it stopped before a line that is too long.
    pub too_long: bool,
}

impl<'a> Lines<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, too_long: false }
    }

    /// Offset of the next line.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Goes on with the line it stopped before, whatever its length.
    pub fn take_long(&mut self) -> Option<Range<usize>> {
        self.too_long = false;
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let len = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |n| n + 1);
        let line = self.at..self.at + len;
        self.at = line.end;
        Some(line)
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let before = self.at;
        let line = self.take_long()?;
        let content = line.len() - usize::from(self.bytes[line.end - 1] == b'\n');
        if content > MAX_LINE {
            self.at = before;
            self.too_long = true;
            return None;
        }
        Some(line)
    }
}

/// `bytes` without the line breaks at its end.
pub(crate) fn trim_newline(bytes: &[u8]) -> &[u8] {
    let len = bytes.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |n| n + 1);
    &bytes[..len]
}

/// True when the first thing on the line that is not white space is `#`.
pub(crate) fn is_comment(line: &[u8]) -> bool {
    line.get(text::leading_space(line)) == Some(&b'#')
}

/// The line without its line continuation, and whether the instruction ends with it.
///
/// The escape character continues a line when only spaces and tabs follow and no other escape character is before it.
pub(crate) fn trim_continuation(line: &[u8], escape: u8) -> (&[u8], bool) {
    let Some(last) = line.iter().rposition(|b| !matches!(b, b' ' | b'\t')) else { return (line, true) };
    if line[last] != escape || (last > 0 && line[last - 1] == escape) {
        return (line, true);
    }
    (&line[..last], false)
}

/// The text as read and as shown: the same unless it is not UTF-8.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub text: &'a str,
    /// Offsets in the bytes of those that are invalid; each is three bytes in `text`.
    pub invalid: &'a [usize],
}

impl View<'_> {
    /// The offset in `text` of an offset in the bytes.
    pub fn at(&self, offset: usize) -> usize {
        offset + 2 * self.invalid.partition_point(|bad| *bad < offset)
    }

    /// The span in `text` of a range of bytes, widened to whole characters.
    pub fn span(&self, range: Range<usize>) -> Span {
        let (mut start, mut end) = (self.at(range.start), self.at(range.end.max(range.start)));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while end < self.text.len() && !self.text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(start, end.min(self.text.len()))
    }
}

/// One instruction's line with its continuations joined.
#[derive(Clone, Debug, Default)]
pub(crate) struct Joined {
    pub bytes: Vec<u8>,
    /// For each part its offset in `bytes` and its offset in the text's bytes.
    pub pieces: Vec<(usize, usize)>,
}

impl Joined {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.pieces.clear();
    }

    pub fn push(&mut self, part: &[u8], offset: usize) {
        if !part.is_empty() || self.pieces.is_empty() {
            self.pieces.push((self.bytes.len(), offset));
            self.bytes.extend_from_slice(part);
        }
    }

    /// Where the byte at `at` was read from.
    fn origin(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.pieces.get(index).map_or(0, |(start, offset)| offset + (at - start))
    }

    /// Where `range` was read from, from its first byte to its last.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = if range.start == 0 { self.origin(0) } else { self.origin(range.start - 1) + 1 };
            return at..at;
        }
        self.origin(range.start)..self.origin(range.end - 1) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_character_continues_a_line_unless_escaped() {
        assert_eq!(trim_continuation(b"a \\ \t", b'\\'), (&b"a "[..], false));
        assert_eq!(trim_continuation(b"a\\\\", b'\\'), (&b"a\\\\"[..], true));
        assert_eq!(trim_continuation(b"\\", b'\\'), (&b""[..], false));
        assert_eq!(trim_continuation(b"", b'\\'), (&b""[..], true));
    }

    #[test]
    fn joined_text_knows_where_it_came_from() {
        let mut joined = Joined::default();
        joined.push(b"RUN a", 10);
        joined.push(b" b", 20);
        assert_eq!(joined.source(4..7), 14..22);
        assert_eq!(joined.source(7..7), 22..22);
    }

    #[test]
    fn a_line_that_is_too_long_stops_the_lines() {
        let text = format!("a\n{}\nb", "x".repeat(MAX_LINE + 1));
        let mut lines = Lines::new(text.as_bytes());
        assert_eq!((lines.next(), lines.next(), lines.too_long), (Some(0..2), None, true));
        assert_eq!(lines.take_long().map(|line| line.len()), Some(MAX_LINE + 2));
        assert_eq!(lines.next().map(|line| line.len()), Some(1));
    }
}
