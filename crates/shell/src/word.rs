use drydock_source::Span;

use crate::parser::Parser;
use crate::{Part, PartKind, Quote, Word};

/// Gathers characters of one quoting into parts.
pub(crate) struct Builder {
    parts: Vec<Part>,
    text: String,
    start: usize,
    end: usize,
    quote: Quote,
}

impl Builder {
    pub(crate) fn new(quote: Quote) -> Self {
        Builder { parts: Vec::new(), text: String::new(), start: 0, end: 0, quote }
    }

    fn push(&mut self, text: &str, start: usize, end: usize) {
        if self.text.is_empty() {
            self.start = start;
        }
        self.text.push_str(text);
        self.end = end;
    }

    pub(crate) fn part(&mut self, kind: PartKind, start: usize, end: usize) {
        self.flush();
        self.parts.push(Part { kind, quote: self.quote, span: Span::new(start, end) });
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let kind = PartKind::Literal(std::mem::take(&mut self.text));
            self.parts.push(Part { kind, quote: self.quote, span: Span::new(self.start, self.end) });
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.parts
    }
}

/// What ends a word outside quotes.
fn ends_word(byte: u8) -> bool {
    b" \t\r\n;&|()<>".contains(&byte)
}

impl Parser<'_> {
    /// A word at the current place; `None` where none begins.
    pub(crate) fn word(&mut self) -> Option<Word> {
        self.word_until(ends_word)
    }

    /// A word up to a byte that `ends` names; blanks and operators belong to it when `ends` lets them.
    pub(crate) fn word_until(&mut self, ends: fn(u8) -> bool) -> Option<Word> {
        let start = self.at;
        let mut parts = Vec::new();
        let mut plain = Builder::new(Quote::None);
        while !self.at_end() {
            let byte = self.peek();
            let process = matches!(byte, b'<' | b'>') && self.peek_at(1) == b'(' && self.at == start;
            match byte {
                b'<' | b'>' if process => self.process(&mut plain),
                _ if ends(byte) => break,
                b'\\' | b'\'' | b'"' => {
                    plain.flush();
                    parts.append(&mut plain.parts);
                    self.quoted(&mut parts);
                }
                b'$' if matches!(self.peek_at(1), b'\'' | b'"') => {
                    plain.flush();
                    parts.append(&mut plain.parts);
                    self.dollar_quoted(&mut parts);
                }
                b'$' | b'`' => self.dollar(&mut plain),
                _ => self.literal_char(&mut plain),
            }
        }
        parts.append(&mut plain.finish());
        (self.at > start).then(|| Word { parts, span: Span::new(start, self.at) })
    }

    /// One character as it stands.
    pub(crate) fn literal_char(&mut self, into: &mut Builder) {
        let start = self.at;
        self.at += 1;
        while self.at < self.end && !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        into.push(self.slice(start, self.at), start, self.at);
    }

    fn quoted(&mut self, parts: &mut Vec<Part>) {
        match self.peek() {
            b'\\' => self.backslash(parts),
            b'\'' => self.single(parts),
            _ => self.double(parts),
        }
    }

    fn backslash(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        self.at += 1;
        if self.peek() == b'\n' {
            self.at += 1;
            return;
        }
        let mut builder = Builder::new(Quote::Backslash);
        if self.at_end() {
            builder.push("\\", start, self.at);
        } else {
            self.literal_char(&mut builder);
        }
        parts.append(&mut builder.finish());
    }

    fn single(&mut self, parts: &mut Vec<Part>) {
        let start = self.at + 1;
        let rest = &self.text.as_bytes()[start..self.end];
        let length = rest.iter().position(|&b| b == b'\'');
        let end = start + length.unwrap_or(rest.len());
        self.crosses_heredoc(start, end);
        self.at = (end + 1).min(self.end);
        let span = Span::new(start, end);
        let kind = match length {
            Some(_) => PartKind::Literal(self.slice(start, end).to_owned()),
            None => PartKind::Unknown(self.problem(start - 1, "has a quote without its end")),
        };
        parts.push(Part { kind, quote: Quote::Single, span });
    }

    /// A quoted text that runs past a line after which heredocs stand: which comes first is not told apart.
    fn crosses_heredoc(&mut self, start: usize, end: usize) {
        if self.heredocs.is_some_and(|(line_end, _)| (start..end).contains(&line_end)) {
            self.problem(start, "has a quote that runs past a heredoc's line");
        }
    }

    fn double(&mut self, parts: &mut Vec<Part>) {
        let open = self.at;
        self.at += 1;
        let mut builder = Builder::new(Quote::Double);
        while !self.at_end() && self.peek() != b'"' {
            self.quoted_char(&mut builder, b"$`\"\\");
        }
        let mut inner = builder.finish();
        self.crosses_heredoc(open, self.at);
        if self.peek() == b'"' {
            if inner.is_empty() {
                let kind = PartKind::Literal(String::new());
                inner.push(Part { kind, quote: Quote::Double, span: Span::at(self.at) });
            }
            self.at += 1;
        } else {
            let kind = PartKind::Unknown(self.problem(open, "has a quote without its end"));
            inner.push(Part { kind, quote: Quote::Double, span: Span::at(self.at) });
        }
        parts.append(&mut inner);
    }

    /// One character or expansion within double quotes or a heredoc; a backslash quotes those in `escapable`.
    pub(crate) fn quoted_char(&mut self, builder: &mut Builder, escapable: &[u8]) {
        match self.peek() {
            b'\\' if self.peek_at(1) == b'\n' => self.at += 2,
            b'\\' if self.at + 1 < self.end && escapable.contains(&self.peek_at(1)) => {
                let start = self.at;
                builder.push(self.slice(start + 1, start + 2), start, start + 2);
                self.at += 2;
            }
            b'$' | b'`' => self.dollar(builder),
            _ => self.literal_char(builder),
        }
    }

    /// bash's `$'…'` with C's escapes, and `$"…"`, which is `"…"` here.
    fn dollar_quoted(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        self.at += 1;
        if self.peek() == b'"' {
            self.double(parts);
            self.bashism(start);
            return;
        }
        self.at += 1;
        let mut builder = Builder::new(Quote::Single);
        let mut known = true;
        while !self.at_end() && self.peek() != b'\'' {
            if self.peek() != b'\\' {
                self.literal_char(&mut builder);
                continue;
            }
            let plain = match self.peek_at(1) {
                b'n' => "\n",
                b't' => "\t",
                b'r' => "\r",
                b'\\' => "\\",
                b'\'' => "'",
                b'"' => "\"",
                _ => {
                    known = false;
                    ""
                }
            };
            builder.push(plain, self.at, self.at + 2);
            self.at = (self.at + 2).min(self.end);
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
        known &= !self.at_end();
        self.at = (self.at + 1).min(self.end);
        self.bashism(start);
        let text: String = builder.finish().into_iter().map(|part| literal_of(part.kind)).collect();
        let kind = match known {
            true => PartKind::Literal(text),
            false => PartKind::Unknown(self.problem(start, "has a `$'…'` that is not understood")),
        };
        parts.push(Part { kind, quote: Quote::Single, span: Span::new(start, self.at) });
    }
}

fn literal_of(kind: PartKind) -> String {
    match kind {
        PartKind::Literal(text) => text,
        _ => String::new(),
    }
}
