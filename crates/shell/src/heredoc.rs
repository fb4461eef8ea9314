use drydock_source::Span;

use crate::parser::Parser;
use crate::word::Builder;
use crate::{Part, PartKind, Quote, Word};

impl Parser<'_> {
    /// The delimiter at the current place, and the content that stands after this line. Returns the content.
    pub(crate) fn heredoc(&mut self, strip: bool) -> Word {
        let start = self.at;
        let delimiter = self.word();
        let quoted =
            delimiter.as_ref().is_some_and(|word| word.parts.iter().any(|part| part.quote != Quote::None));
        let Some(name) = delimiter.as_ref().and_then(Word::literal) else {
            let kind = PartKind::Unknown(self.problem(start, "has a heredoc whose end is not known"));
            let span = Span::new(start, self.at);
            return Word { parts: vec![Part { kind, quote: Quote::None, span }], span };
        };
        let (line_end, from) = match self.heredocs {
            Some((line_end, end)) if line_end >= self.at => (line_end, end),
            _ => {
                let line_end = self.find(b'\n', self.at);
                (line_end, (line_end + 1).min(self.end))
            }
        };
        let (to, after) = self.heredoc_lines(from, &name, strip);
        if to == after {
            self.problem(start, "has a heredoc without its end");
        }
        self.heredocs = Some((line_end, after));
        self.heredoc_content(Span::new(from, to), quoted, strip)
    }

    fn find(&self, byte: u8, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from.min(self.end)..self.end];
        rest.iter().position(|&b| b == byte).map_or(self.end, |at| from + at)
    }

    /// Where the content ends, and where the text goes on behind the delimiter's line.
    fn heredoc_lines(&self, from: usize, name: &str, strip: bool) -> (usize, usize) {
        let mut at = from;
        while at < self.end {
            let end = self.find(b'\n', at);
            let line = self.slice(at, end);
            let line = if strip { line.trim_start_matches('\t') } else { line };
            if line == name {
                return (at, (end + 1).min(self.end));
            }
            at = (end + 1).min(self.end);
        }
        (self.end, self.end)
    }

    fn heredoc_content(&mut self, span: Span, quoted: bool, strip: bool) -> Word {
        let (start, end) = (span.start as usize, span.end as usize);
        let outer = (self.at, self.end, self.heredocs.take());
        (self.at, self.end) = (start, end);
        let mut builder = Builder::new(Quote::Double);
        let mut line_start = true;
        while !self.at_end() {
            let byte = self.peek();
            if strip && line_start && byte == b'\t' {
                self.at += 1;
                continue;
            }
            line_start = byte == b'\n';
            if quoted {
                self.literal_char(&mut builder);
            } else {
                self.quoted_char(&mut builder, b"$`\\");
            }
        }
        (self.at, self.end, self.heredocs) = outer;
        Word { parts: builder.finish(), span }
    }
}
