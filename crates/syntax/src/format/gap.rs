//! What stands between two words of an instruction: blanks, continuations, comments.

const INDENT: &str = "    ";

/// True for nothing but spaces and tabs.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\t'))
}

/// The tidy form of the gap `text`: one space, or a continuation with the comments in it; `None` where it holds anything
/// else and has to stay.
pub(super) fn tidy(text: &str, escape: char) -> Option<String> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let last = lines.pop().filter(|last| is_blank(last))?;
    if lines.is_empty() {
        return (!last.is_empty()).then(|| " ".to_owned());
    }
    let line_break = if lines[0].ends_with('\r') { "\r\n" } else { "\n" };
    let mut tidy = format!(" {escape}{line_break}");
    for (number, line) in lines.iter().enumerate() {
        let line = line.trim_matches([' ', '\t', '\r']);
        if line.starts_with('#') && number > 0 {
            tidy.extend([INDENT, line, line_break]);
        } else if !(line.strip_prefix(escape) == Some("") || (line.is_empty() && number > 0)) {
            return None;
        }
    }
    tidy.push_str(INDENT);
    Some(tidy)
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn gaps_become_a_space_or_a_continuation() {
        assert_eq!(tidy(" \t ", '\\').as_deref(), Some(" "));
        assert_eq!(
            tidy("\\ \n\n # a \n\\\n b".trim_end_matches('b'), '\\').as_deref(),
            Some(" \\\n    # a\n    ")
        );
        assert_eq!(tidy("", '\\'), None);
        assert_eq!(tidy(" -- ", '\\'), None);
        assert_eq!(tidy("\u{3000}", '\\'), None);
    }
}
