//! What is wrong with one instruction, before it becomes a diagnostic with BuildKit's prefix and lines.

use std::borrow::Cow;

use drydock_source::{Diagnostic, Edit, Fix, Span};

use crate::LineRange;

/// An error of one instruction; `message` is BuildKit's.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub code: &'static str,
    pub message: String,
    pub span: Span,
    explanation: Cow<'static, str>,
    help: Cow<'static, str>,
    fixes: Vec<Fix>,
}

impl Problem {
    pub fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        let (explanation, help) = (Cow::Borrowed(""), Cow::Borrowed(""));
        Self { code, message: message.into(), span, explanation, help, fixes: Vec::new() }
    }

    /// With what is meant and why.
    pub fn because(mut self, explanation: impl Into<Cow<'static, str>>) -> Self {
        self.explanation = explanation.into();
        self
    }

    /// With what to write instead.
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = help.into();
        self
    }

    /// With an edit that mends it.
    pub fn fix(mut self, title: String, span: Span, text: &str) -> Self {
        let edits = vec![Edit { span, text: text.into() }];
        self.fixes.push(Fix { title, edits, appended: Vec::new(), safe: false });
        self
    }

    /// The diagnostic at `lines`.
    pub fn diagnostic(self, lines: LineRange) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, self.span, self.message).with_lines(vec![lines.all()]);
        Diagnostic { fixes: self.fixes, ..diagnostic.with_explanation(self.explanation).with_help(self.help) }
    }
}
