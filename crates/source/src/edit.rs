use serde::{Deserialize, Serialize};

use crate::Span;

/// One replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Applies `edits` to `text`; `None` when two overlap or one does not fit the text.
pub fn apply_edits(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        result.push_str(text.get(at..start)?);
        text.get(start..end)?;
        result.push_str(&edit.text);
        at = end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.into() }
    }

    #[test]
    fn edits_apply_in_any_order_and_refuse_overlap() {
        let both = [edit(4, 5, "E"), edit(0, 1, "A")];
        assert_eq!(apply_edits("abcde", &both).as_deref(), Some("AbcdE"));
        assert_eq!(apply_edits("abcde", &[edit(0, 3, ""), edit(2, 4, "")]), None);
        assert_eq!(apply_edits("abc", &[edit(2, 9, "")]), None);
    }
}
