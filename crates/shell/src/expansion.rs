use crate::parser::{MAX_DEPTH, Parser, Stop};
use crate::word::Builder;
use crate::{Body, Expansion, Operator, PartKind, Word};

impl Parser<'_> {
    /// `$…` or a pair of backticks at the current place.
    pub(crate) fn dollar(&mut self, into: &mut Builder) {
        let start = self.at;
        if self.depth >= MAX_DEPTH {
            self.at = self.end;
            let kind = PartKind::Unknown(self.problem(start, "nests too deeply"));
            return into.part(kind, start, self.at);
        }
        self.depth += 1;
        let kind = self.dollar_kind();
        self.depth -= 1;
        match kind {
            Some(kind) => into.part(kind, start, self.at),
            None => {
                self.at = start;
                self.literal_char(into);
            }
        }
    }

    /// The expansion here; `None` for a `$` that stands for itself.
    fn dollar_kind(&mut self) -> Option<PartKind> {
        if self.peek() == b'`' {
            return Some(self.backticks());
        }
        let start = self.at;
        self.at += 1;
        match self.peek() {
            b'{' => Some(self.braces(start)),
            b'(' => Some(self.parens(start)),
            byte if b"@*#?-$!0123456789".contains(&byte) => {
                self.at += 1;
                let name = char::from(byte).to_string();
                Some(PartKind::Variable(Expansion { name, operator: None, braces: false }))
            }
            _ => {
                let name = self.name();
                let known = !name.is_empty();
                known.then_some(PartKind::Variable(Expansion { name, operator: None, braces: false }))
            }
        }
    }

    fn parens(&mut self, start: usize) -> PartKind {
        if self.starts_with("((")
            && let Some(end) = self.arithmetic_end(self.at + 2)
        {
            let text = self.slice(self.at + 2, end).to_owned();
            self.at = end + 2;
            return PartKind::Arithmetic(text);
        }
        match self.nested() {
            Some(body) => PartKind::Command(body),
            None => PartKind::Unknown(self.problem(start, "has a `$(` without its `)`")),
        }
    }

    /// `(…)` at the current place, parentheses included.
    fn nested(&mut self) -> Option<Body> {
        self.at += 1;
        let body = self.body(Stop { paren: true, ..Stop::default() });
        let closed = self.peek() == b')';
        self.at = (self.at + usize::from(closed)).min(self.end);
        closed.then_some(body)
    }

    /// Where the `))` stands that closes what began before `from`; `None` when the parentheses do not pair so.
    pub(crate) fn arithmetic_end(&self, from: usize) -> Option<usize> {
        let mut open = 0usize;
        let bytes = &self.text.as_bytes()[..self.end];
        for at in from..bytes.len() {
            match bytes[at] {
                b'(' => open += 1,
                b')' if open > 0 => open -= 1,
                b')' => return (bytes.get(at + 1) == Some(&b')')).then_some(at),
                _ => {}
            }
        }
        None
    }

    /// `<(…)` or `>(…)`.
    pub(crate) fn process(&mut self, into: &mut Builder) {
        let start = self.at;
        self.at += 1;
        let kind = if self.depth >= MAX_DEPTH {
            self.at = self.end;
            PartKind::Unknown(self.problem(start, "nests too deeply"))
        } else {
            self.depth += 1;
            let body = self.nested();
            self.depth -= 1;
            match body {
                Some(body) => PartKind::Process(body),
                None => PartKind::Unknown(self.problem(start, "has a `(` without its `)`")),
            }
        };
        self.bashism(start);
        into.part(kind, start, self.at);
    }

    fn backticks(&mut self) -> PartKind {
        let start = self.at;
        let bytes = &self.text.as_bytes()[..self.end];
        let mut close = start + 1;
        let mut escaped = false;
        while close < bytes.len() && bytes[close] != b'`' {
            escaped |= bytes[close] == b'\\' && bytes.get(close + 1).is_some_and(|b| b"\\`$\"".contains(b));
            close += if bytes[close] == b'\\' { 2 } else { 1 };
        }
        if close >= bytes.len() {
            self.at = self.end;
            return PartKind::Unknown(self.problem(start, "has a backtick without its end"));
        }
        if escaped {
            self.at = close + 1;
            return PartKind::Unknown(self.problem(start, "has backslashes within backticks"));
        }
        let outer = (self.end, self.heredocs.take());
        (self.at, self.end) = (start + 1, close);
        let body = self.body(Stop::default());
        (self.end, self.heredocs) = outer;
        self.at = close + 1;
        PartKind::Command(body)
    }

    /// `${…}`, the `$` passed.
    fn braces(&mut self, start: usize) -> PartKind {
        self.at += 1;
        let length = self.peek() == b'#' && self.peek_at(1) != b'}';
        if length {
            self.at += 1;
        }
        let name = self.parameter();
        let operator = if length { Some(Operator::Length) } else { self.operator() };
        let other = operator == Some(Operator::Other);
        if other {
            self.skip_braces();
        }
        if name.is_empty() || self.peek() != b'}' {
            self.skip_braces();
            self.at = (self.at + 1).min(self.end);
            return PartKind::Unknown(self.problem(start, "has a `${…}` that is not understood"));
        }
        self.at += 1;
        if other {
            self.bashism(start);
        }
        PartKind::Variable(Expansion { name, operator, braces: true })
    }

    fn parameter(&mut self) -> String {
        let byte = self.peek();
        if b"@*#?-$!".contains(&byte) && byte != 0 {
            self.at += 1;
            return char::from(byte).to_string();
        }
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at > start { self.slice(start, self.at).to_owned() } else { self.name() }
    }

    fn operator(&mut self) -> Option<Operator> {
        if self.peek() == b'}' {
            return None;
        }
        let colon = self.peek() == b':';
        let kind = self.peek_at(usize::from(colon));
        if !b"-=?+#%".contains(&kind) || (colon && matches!(kind, b'#' | b'%')) {
            return Some(Operator::Other);
        }
        self.at += 1 + usize::from(colon);
        let longest = matches!(kind, b'#' | b'%') && self.peek() == kind;
        if longest {
            self.at += 1;
        }
        let word = self.word_until(|byte| byte == b'}').unwrap_or_else(|| self.empty_word());
        Some(match kind {
            b'-' => Operator::Default { colon, word },
            b'=' => Operator::Assign { colon, word },
            b'?' => Operator::Error { colon, word },
            b'+' => Operator::Alternative { colon, word },
            b'#' => Operator::RemovePrefix { longest, pattern: word },
            _ => Operator::RemoveSuffix { longest, pattern: word },
        })
    }

    fn empty_word(&self) -> Word {
        Word { parts: Vec::new(), span: drydock_source::Span::at(self.at) }
    }

    /// Moves to the `}` that closes what is open, without taking it.
    fn skip_braces(&mut self) {
        let mut open = 0usize;
        let bytes = &self.text.as_bytes()[..self.end];
        while self.at < bytes.len() {
            match bytes[self.at] {
                b'{' => open += 1,
                b'}' if open == 0 => return,
                b'}' => open -= 1,
                b'\\' => self.at += 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.end;
    }
}
