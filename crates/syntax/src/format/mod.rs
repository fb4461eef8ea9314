//! The formatter: keywords in capitals, one space between words, tidy continuations; never a change of meaning.
//!
//! What is part of a shell command stays as it is, indentation included: BuildKit hands it to the shell, and to the
//! build cache, as it stands. So do heredocs, parser directives, and the triggers of ONBUILD.

mod gap;
mod node;

use drydock_source::{Edit, Span, apply_edits};

use crate::{Tree, parse};

/// `text` formatted; a text with an error at the first level of reading, and one that is not UTF-8, stays as it is.
pub fn format(text: &str) -> String {
    apply_edits(text, &format_edits(&parse(text))).unwrap_or_else(|| text.to_owned())
}

/// The edits that format `tree`; none where it has an error or is not UTF-8.
pub fn format_edits(tree: &Tree) -> Vec<Edit> {
    if tree.bytes.is_some() || tree.diagnostics.iter().any(|diagnostic| diagnostic.is_error()) {
        return Vec::new();
    }
    let mut edits = Edits { text: &tree.text, edits: Vec::new() };
    let mut at = 0;
    for node in &tree.nodes {
        let start = node.span.start as usize;
        let line = tree.text[..start].rfind('\n').map_or(0, |n| n + 1);
        edits.between(at, line.max(at), false);
        // At the very start a byte order mark would lose its meaning as the first character of a keyword.
        if line > 0 || !tree.text[start..].starts_with('\u{FEFF}') {
            edits.delete_blanks(line.max(at), start);
        }
        node::edit(&mut edits, node, tree.escape);
        at = next_line(&tree.text, node.span.end as usize);
    }
    edits.between(at, tree.text.len(), true);
    edits.edits
}

/// Where the line after the one that holds `at` begins.
fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |n| at + n + 1)
}

/// Edits of one text.
struct Edits<'a> {
    text: &'a str,
    edits: Vec<Edit>,
}

impl Edits<'_> {
    /// Puts `new` in the place of the text from `start` to `end`, unless it is there already.
    fn replace(&mut self, start: usize, end: usize, new: &str) {
        let span = Span::new(start, end);
        if span.of(self.text) != new {
            self.edits.push(Edit { span, text: new.into() });
        }
    }

    /// Takes out the text from `start` to `end` when it is nothing but spaces and tabs.
    fn delete_blanks(&mut self, start: usize, end: usize) {
        if gap::is_blank(&self.text[start..end]) {
            self.replace(start, end, "");
        }
    }

    /// Takes out spaces and tabs at the end of the line from `start` to `end`, which holds its line break.
    fn trim_line(&mut self, start: usize, end: usize) {
        let content = self.text[start..end].trim_end_matches(['\r', '\n']);
        let kept = content.trim_end_matches([' ', '\t']);
        // A carriage return would become part of the line break, and what is before it the end of the line.
        if !kept.ends_with('\r') {
            self.replace(start + kept.len(), start + content.len(), "");
        }
    }

    /// Comments and blank lines between instructions, or behind the last one.
    fn between(&mut self, start: usize, end: usize, last: bool) {
        let mut at = start;
        // Where the blank lines at hand begin, and how many edits were before them.
        let mut blank = None;
        for line in self.text[start..end].split_inclusive('\n') {
            let range = (at, at + line.len());
            at = range.1;
            if !gap::is_blank(line.trim_end_matches(['\r', '\n'])) {
                blank = None;
                // White space may be the value of a directive.
                if !line.trim_end().ends_with('=') {
                    self.trim_line(range.0, range.1);
                }
            } else if blank.is_some() {
                self.replace(range.0, range.1, "");
            } else {
                blank = Some((range.0, self.edits.len()));
                self.trim_line(range.0, range.1);
            }
        }
        if last {
            self.end_of_file(blank);
        }
    }

    /// The file ends with one line break and no blank lines; `blank` is where those begin, and the number of edits then.
    fn end_of_file(&mut self, blank: Option<(usize, usize)>) {
        let end = self.text.len();
        let last_line = self.text.rsplit('\n').next().unwrap_or_default().trim_end_matches('\r');
        if let Some((start, edits)) = blank {
            self.edits.truncate(edits);
            self.replace(start, end, "");
        } else if !gap::is_blank(last_line) {
            self.replace(end, end, if self.text.contains("\r\n") { "\r\n" } else { "\n" });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    fn check(before: &str, after: &str) {
        assert_eq!(format(before), after, "of {before:?}");
        assert_eq!(format(after), after, "formatting again");
    }

    #[test]
    fn keywords_are_capitals_and_words_one_space_apart() {
        check("  from   a  as  b\ncopy --from=b   x\ty\n", "FROM a AS b\nCOPY --from=b x y\n");
        check("FROM a\nhealthcheck  none", "FROM a\nHEALTHCHECK NONE\n");
        check("FROM a\nonbuild   run  x \n", "FROM a\nONBUILD run  x \n");
    }

    #[test]
    fn lists_are_tidied() {
        check("FROM a\nCMD  [ \"b\" ,\"c\"  ]\n", "FROM a\nCMD [\"b\", \"c\"]\n");
        check("FROM a\nCMD [\"b\", \\\n  \"c\"]\n", "FROM a\nCMD [\"b\", \\\n  \"c\"]\n");
    }

    #[test]
    fn continuations_are_tidied_outside_commands() {
        check("FROM a\nENV A=1\\\t\n  # why\n\n\tB=2\n", "FROM a\nENV A=1 \\\n    # why\n    B=2\n");
        check(
            "FROM a\nRUN --mount=type=cache,target=/c \\\n  make \\  \n\n      all  \n",
            "FROM a\nRUN --mount=type=cache,target=/c \\\n    make \\\n      all\n",
        );
    }

    #[test]
    fn heredocs_and_shell_commands_stay() {
        check("FROM a\nRUN <<EOF  \n  a  \n\n\n  b\nEOF\n", "FROM a\nRUN <<EOF\n  a  \n\n\n  b\nEOF\n");
        check("FROM a\nRUN a  &&   b\n", "FROM a\nRUN a  &&   b\n");
    }

    #[test]
    fn blank_lines_are_few() {
        check("\n\n# c  \n\n\n\nFROM a\n \n\n\nRUN b\n\n \n", "\n# c\n\nFROM a\n\nRUN b\n");
        check("FROM a\r\n\r\n\r\n", "FROM a\r\n");
        check("FROM a", "FROM a\n");
    }

    #[test]
    fn what_cannot_be_read_stays() {
        check("from a\nENV B\n", "from a\nENV B\n");
    }
}
