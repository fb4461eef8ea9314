use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Edit, Span};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The build fails here.
    Error,
    /// The build works and does something the author hardly wants.
    Warning,
    /// Worth knowing.
    Info,
    /// A matter of taste or a small improvement.
    Hint,
}

/// A second place that belongs to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// A few words on what is there.
    pub message: String,
}

/// A line put at the end of a file, which is made where it is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appended {
    /// Path in the build context.
    pub path: String,
    /// The line, without its line break.
    pub line: String,
}

/// A change that mends what a diagnostic names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What the fix does, as a button says it.
    pub title: String,
    /// Edits of the Dockerfile; they do not overlap.
    pub edits: Vec<Edit>,
    /// Lines for other files, such as `.dockerignore`.
    pub appended: Vec<Appended>,
    /// True when the fix cannot change what the build makes except for the better.
    pub safe: bool,
}

/// A located statement about a text: an error of the build, or a finding of a rule.
///
/// Errors of the Dockerfile language carry BuildKit's own words in `message` and the places BuildKit attaches in
/// `lines`; what we add for the reader stands in `explanation` and `help`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Name of the rule or kind of error, such as `StageNameCasing`; BuildKit's name where it has one.
    pub code: Cow<'static, str>,
    /// The exact characters meant.
    pub span: Span,
    /// BuildKit's places: each a list of line numbers from 1, in the order BuildKit attached them; empty when it
    /// knows no place.
    pub lines: Vec<Vec<u32>>,
    /// What is wrong, in the engine's words where it has them.
    pub message: String,
    /// What is meant and why, in ours; may be empty.
    pub explanation: Cow<'static, str>,
    /// What to write instead; may be empty.
    pub help: Cow<'static, str>,
    /// Other places.
    pub labels: Vec<Label>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
    /// A page about the rule; may be empty.
    pub url: Cow<'static, str>,
}

impl Diagnostic {
    /// A bare diagnostic; the other parts are added with the `with_` methods.
    pub fn new(
        severity: Severity,
        code: impl Into<Cow<'static, str>>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code: code.into(),
            span,
            lines: Vec::new(),
            message: message.into(),
            explanation: Cow::Borrowed(""),
            help: Cow::Borrowed(""),
            labels: Vec::new(),
            fixes: Vec::new(),
            url: Cow::Borrowed(""),
        }
    }

    /// An error; see [`Diagnostic::new`].
    pub fn error(code: impl Into<Cow<'static, str>>, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// A warning; see [`Diagnostic::new`].
    pub fn warning(code: impl Into<Cow<'static, str>>, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    /// With BuildKit's places.
    pub fn with_lines(mut self, lines: Vec<Vec<u32>>) -> Self {
        self.lines = lines;
        self
    }

    /// With what is meant and why.
    pub fn with_explanation(mut self, explanation: impl Into<Cow<'static, str>>) -> Self {
        self.explanation = explanation.into();
        self
    }

    /// With what to write instead.
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = help.into();
        self
    }

    /// With a second place.
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// With a way to mend it.
    pub fn with_fix(mut self, title: impl Into<String>, edits: Vec<Edit>, safe: bool) -> Self {
        self.fixes.push(Fix { title: title.into(), edits, appended: Vec::new(), safe });
        self
    }

    /// With the address of a page about it.
    pub fn with_url(mut self, url: impl Into<Cow<'static, str>>) -> Self {
        self.url = url.into();
        self
    }

    /// True for an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
