use std::ops::Range;

use drydock_source::Span;

/// A text put together from pieces of the file: line continuations are gone, comments in between too.
#[derive(Clone, Debug, Default)]
pub struct Value {
    /// The text.
    pub text: String,
    /// For each piece its offset in `text` and in the file, ascending.
    pieces: Vec<(u32, u32)>,
}

impl Value {
    /// Adds `text`, which stands at `at` in the file.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.pieces.push((self.text.len() as u32, at as u32));
            self.text.push_str(text);
        }
    }

    /// Adds another value.
    pub(super) fn append(&mut self, other: Value) {
        let before = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.into_iter().map(|(at, source)| (at + before, source)));
    }

    /// Several values as one.
    pub(super) fn joined(parts: impl IntoIterator<Item = Value>) -> Value {
        let mut all = Value::default();
        parts.into_iter().for_each(|part| all.append(part));
        all
    }

    /// Without white space around it.
    pub(super) fn trimmed(self) -> Value {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(start..start + self.text.trim().len())
    }

    /// A part of it.
    pub(super) fn part(&self, range: Range<usize>) -> Value {
        let mut part = Value::default();
        let ends = self.pieces.iter().skip(1).map(|(at, _)| *at as usize).chain([self.text.len()]);
        for (&(at, source), end) in self.pieces.iter().zip(ends) {
            let (from, to) = ((at as usize).max(range.start), end.min(range.end));
            if from < to {
                part.push(self.text.get(from..to).unwrap_or(""), source as usize + from - at as usize);
            }
        }
        part
    }

    /// Where the byte at `offset` stands in the file.
    fn place(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|(at, _)| *at as usize <= offset).saturating_sub(1);
        self.pieces.get(index).map_or(0, |(at, source)| *source as usize + offset - *at as usize)
    }

    /// The place in the file of a range of the text, from its first byte to its last.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.place(range.start);
        if range.is_empty() { Span::at(start) } else { Span::new(start, self.place(range.end - 1) + 1) }
    }

    /// The place of all of it.
    pub(super) fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// The text without quotes around it.
    pub(super) fn unquoted(&self) -> &str {
        self.text.trim_matches(['"', '\''])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_knows_where_it_came_from() {
        let mut value = Value::default();
        value.push(" ab", 10);
        value.push(" ", 13);
        value.push("cd ", 20);
        assert_eq!((value.span(1..6), value.whole()), (Span::new(11, 22), Span::new(10, 23)));
        let trimmed = value.trimmed();
        assert_eq!((trimmed.text.as_str(), trimmed.whole()), ("ab cd", Span::new(11, 22)));
    }
}
