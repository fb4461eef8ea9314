use crate::Span;

/// A place as people read it: both numbers start at one; `column` counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// Finds lines by offset and offsets by line, in one text.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Reads `text` once; a line ends after `\n`.
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1);
        Self { starts: std::iter::once(0).chain(breaks).collect(), len: text.len() as u32 }
    }

    /// How many lines there are; a text that ends in `\n` has an empty last line.
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line, from 1, that holds the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// The bytes of `line` (from 1) with its line break; empty at the end of the text for a line that is not there.
    pub fn span(&self, line: u32) -> Span {
        let at = |n: u32| self.starts.get(n as usize).copied().unwrap_or(self.len);
        if line == 0 { Span::at(0) } else { Span { start: at(line - 1), end: at(line) } }
    }

    /// The bytes from the first byte of line `first` to the last byte of line `last`, without the final line break.
    pub fn range(&self, text: &str, first: u32, last: u32) -> Span {
        let whole = self.span(first).cover(self.span(last.max(first)));
        let trimmed = whole.of(text).trim_end_matches(['\n', '\r']).len();
        Span::new(whole.start as usize, whole.start as usize + trimmed)
    }

    /// Line and column of `offset` in `text`, the text this index was made from.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.span(line).start;
        let column = Span { start, end: offset.max(start) }.of(text).chars().count() as u32 + 1;
        Position { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_offsets_agree() {
        let text = "ab\nçd\n";
        let index = LineIndex::new(text);
        assert_eq!(index.count(), 3);
        assert_eq!((index.line(0), index.line(2), index.line(3), index.line(7)), (1, 1, 2, 3));
        assert_eq!(index.span(2).of(text), "çd\n");
        assert_eq!(index.range(text, 1, 2).of(text), "ab\nçd");
        assert_eq!(index.position(text, 5), Position { line: 2, column: 2 });
        assert_eq!(index.span(9), Span::at(7));
    }
}
