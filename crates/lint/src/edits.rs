//! Edits that several rules make.

use drydock_source::{Edit, Fix, Span};

use crate::At;

/// The instruction with the line break behind it, where nothing else stands on its lines.
pub(crate) fn whole_lines(text: &str, instruction: Span) -> Span {
    let end = instruction.end as usize;
    let rest = text.get(end..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let line_break = usize::from(rest.get(blank..).is_some_and(|rest| rest.starts_with('\n')));
    Span::new(instruction.start as usize, end + blank + line_break)
}

/// A fix of several edits.
pub(crate) fn fix(title: impl Into<String>, edits: Vec<Edit>, safe: bool) -> Fix {
    Fix { title: title.into(), edits, appended: Vec::new(), safe }
}

/// Puts `text` in the place of `span`.
pub(crate) fn replace(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}

/// Puts `text` at `offset`.
pub(crate) fn insert(offset: usize, text: impl Into<String>) -> Edit {
    replace(Span::at(offset), text)
}

/// Takes an instruction out, its lines included.
pub(crate) fn remove(text: &str, at: At<'_>) -> Edit {
    replace(whole_lines(text, at.instruction.span), "")
}

/// True when nothing stands between two instructions but white space: no comment, no other instruction.
pub(crate) fn adjacent(text: &str, first: Span, second: Span) -> bool {
    text.get(first.end as usize..second.start as usize).is_some_and(|between| between.trim().is_empty())
}
