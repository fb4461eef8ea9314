use drydock_source::Span;

use crate::parser::Parser;
use crate::{Part, PartKind, Quote, Redirect, RedirectOp, Word};

/// Operators, the longer first, each with whether only bash has it.
const OPERATORS: [(&str, RedirectOp, bool); 12] = [
    ("&>>", RedirectOp::BothAppend, true),
    ("&>", RedirectOp::Both, true),
    ("<<<", RedirectOp::HereString, true),
    ("<<-", RedirectOp::Heredoc, false),
    ("<<", RedirectOp::Heredoc, false),
    ("<>", RedirectOp::ReadWrite, false),
    ("<&", RedirectOp::DupIn, false),
    (">>", RedirectOp::Append, false),
    (">|", RedirectOp::Clobber, false),
    (">&", RedirectOp::DupOut, false),
    ("<", RedirectOp::Read, false),
    (">", RedirectOp::Write, false),
];

/// `2>&1`, as `|&` has it built in.
pub(crate) fn stderr_to_stdout(at: usize) -> Redirect {
    let span = Span::new(at, at + 2);
    let kind = PartKind::Literal("1".to_owned());
    let target = Word { parts: vec![Part { kind, quote: Quote::None, span }], span };
    Redirect { fd: Some(2), op: RedirectOp::DupOut, target, span }
}

impl Parser<'_> {
    /// A redirection at the current place.
    pub(crate) fn redirect(&mut self) -> Option<Redirect> {
        let start = self.at;
        let digits =
            self.text.as_bytes()[start..self.end].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        self.at += digits;
        // `<(` and `>(` are words.
        let process = digits == 0 && matches!(self.peek(), b'<' | b'>') && self.peek_at(1) == b'(';
        let found = OPERATORS.iter().find(|(text, ..)| self.starts_with(text));
        let Some(&(text, op, bash)) =
            found.filter(|(text, ..)| !process && (digits == 0 || !text.starts_with('&')))
        else {
            self.at = start;
            return None;
        };
        let fd = self.slice(start, self.at).parse().ok();
        self.at += text.len();
        if bash {
            self.bashism(start);
        }
        self.blanks_only();
        let target = match op {
            RedirectOp::Heredoc => self.heredoc(text == "<<-"),
            _ => self.word().unwrap_or_else(|| self.missing_target(start)),
        };
        Some(Redirect { fd, op, target, span: Span::new(start, self.at) })
    }

    fn missing_target(&mut self, start: usize) -> Word {
        let kind = PartKind::Unknown(self.problem(start, "has a redirection without a file"));
        let span = Span::at(self.at);
        Word { parts: vec![Part { kind, quote: Quote::None, span }], span }
    }

    fn blanks_only(&mut self) {
        while matches!(self.peek(), b' ' | b'\t') || self.starts_with("\\\n") {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
    }
}
