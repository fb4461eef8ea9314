//! Stating by hand: the edits of a text that state something about a step, or take it back.

use std::fmt;

use drydock_source::{Edit, Span};
use drydock_syntax::{Node, Tree, parse};

use super::lines::{Item, Line, items, lines};
use super::read::check;

/// What is to be stated about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementChange<'a> {
    /// `size`, `compressed`, `time` or `os`; `file` for a path.
    pub key: &'a str,
    /// The path, for `file`; a directory ends in a slash.
    pub path: &'a str,
    /// The value as one writes it (`120MB`, `20-40s`), for `file` its size, which may be empty; `None` takes back what
    /// is stated.
    pub value: Option<&'a str>,
}

/// Why something cannot be stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementError {
    /// There is no instruction at that place.
    NoInstruction,
    /// The value or the path is none, or the instruction has nothing of the kind: what is wrong, and what to write.
    Invalid {
        /// What is wrong.
        message: String,
        /// What to write instead.
        help: String,
    },
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoInstruction => f.write_str("there is no instruction here"),
            Self::Invalid { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for StatementError {}

/// The edits of `text` after which `change` is stated about the instruction that begins at byte `step`. What is stated
/// already is replaced where it stands; else it goes into a line above the instruction.
///
/// # Errors
/// When there is no instruction, or the change states nothing about it.
pub fn statement_edits(
    text: &str,
    step: u32,
    change: StatementChange<'_>,
) -> Result<Vec<Edit>, StatementError> {
    let tree = parse(text);
    let place = tree.nodes.iter().position(|node| node.span.start == step);
    let place = place.ok_or(StatementError::NoInstruction)?;
    let Some(node) = tree.nodes.get(place) else { return Err(StatementError::NoInstruction) };
    validate(node, change)?;
    let lines = lines(&tree).into_iter().filter(|line| line.node == Some(place)).collect();
    let editor = Editor { text, tree: &tree, node, lines };
    Ok(match change.value {
        Some(value) => editor.set(change, value),
        None => editor.remove(change, None),
    })
}

fn validate(node: &Node, change: StatementChange<'_>) -> Result<(), StatementError> {
    let one = |key: &str, value: &str| {
        let item = Item { span: Span::at(0), key, value: Some(value), value_span: Span::at(0) };
        match check(node, &item, value) {
            Ok(()) if value.contains(['"', '\n', '\r']) => Err(StatementError::Invalid {
                message: "quotes and line breaks cannot be written in a statement".into(),
                help: "Leave them out.".into(),
            }),
            Ok(()) => Ok(()),
            Err(fault) => {
                Err(StatementError::Invalid { message: fault.message, help: fault.help.to_owned() })
            }
        }
    };
    match (change.key, change.value) {
        (_, None) => Ok(()),
        ("file", Some("")) => one("file", change.path),
        ("file", Some(size)) => one("file", change.path).and_then(|()| one("size", size)),
        (key, Some(value)) => one(key, value),
    }
}

struct Editor<'t> {
    text: &'t str,
    tree: &'t Tree,
    node: &'t Node,
    /// The statements of the instruction.
    lines: Vec<Line>,
}

impl Editor<'_> {
    fn set(&self, change: StatementChange<'_>, value: &str) -> Vec<Edit> {
        let words = self.words(change);
        // Of a file the value is its size, which may not be there yet.
        let (key, anchor) = match change.key {
            "file" => ("size", words.iter().rev().find(|word| word.1.key == "file")),
            key => (key, None),
        };
        let Some((line, last)) = words.iter().rev().find(|word| word.1.key == key) else {
            return match anchor {
                Some((_, file)) if !value.is_empty() => {
                    vec![insert(file.span.end, format!(" size={}", quoted(value)))]
                }
                Some(_) => Vec::new(),
                None => vec![self.add(change, value)],
            };
        };
        if change.key == "file" && value.is_empty() {
            return vec![self.cut(line, last.span)];
        }
        let mut edits = match change.key {
            "file" => Vec::new(),
            _ => self.remove(change, Some(last.span)),
        };
        edits.push(Edit { span: last.value_span, text: quoted(value) });
        edits
    }

    /// Takes out all words that state `change`, but for the one at `keep`.
    fn remove(&self, change: StatementChange<'_>, keep: Option<Span>) -> Vec<Edit> {
        let words = self.words(change);
        let words: Vec<_> = words.iter().filter(|word| Some(word.1.span) != keep).collect();
        let mut edits = Vec::new();
        for line in &self.lines {
            let out: Vec<Span> =
                words.iter().filter(|word| word.0.span == line.span).map(|word| word.1.span).collect();
            if out.is_empty() {
                continue;
            }
            if out.len() == items(self.text, line.body).len() {
                edits.push(Edit { span: self.whole_line(line), text: String::new() });
            } else {
                edits.extend(out.into_iter().map(|span| self.cut(line, span)));
            }
        }
        edits
    }

    /// The words that state what `change` is about, each with its line.
    fn words(&self, change: StatementChange<'_>) -> Vec<(&Line, Item<'_>)> {
        let mut words = Vec::new();
        for line in &self.lines {
            let mut path = None;
            for item in items(self.text, line.body) {
                let Some(value) = item.value else { continue };
                if item.key == "file" {
                    path = Some(value);
                }
                let matches = match change.key {
                    "file" => path == Some(change.path) && matches!(item.key, "file" | "size"),
                    "size" => item.key == "size" && path.is_none(),
                    key => item.key == key,
                };
                if matches {
                    words.push((line, item));
                }
            }
        }
        words
    }

    /// States it anew: at the end of a line above the instruction, or in a line of its own.
    fn add(&self, change: StatementChange<'_>, value: &str) -> Edit {
        let is_file = change.key == "file";
        let words = match (is_file, value) {
            (true, "") => format!("file={}", quoted(change.path)),
            (true, size) => format!("file={} size={}", quoted(change.path), quoted(size)),
            (false, value) => format!("{}={}", change.key, quoted(value)),
        };
        let about_step = |line: &&Line| items(self.text, line.body).iter().all(|item| item.key != "file");
        let above = |line: &&Line| line.span.end <= self.node.span.start && line.colon;
        match self.lines.iter().filter(above).rfind(about_step).filter(|_| !is_file) {
            Some(line) => {
                let end = line.body.start as usize + line.body.of(self.text).trim_end().len();
                insert(end as u32, format!(" {words}"))
            }
            None => self.new_line(&words),
        }
    }

    fn new_line(&self, words: &str) -> Edit {
        let before = self.text.get(..self.node.span.start as usize).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let indent = before.get(start..).unwrap_or_default();
        let start = start + if indent.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let indent = indent.trim_start_matches('\u{feff}');
        let newline = if self.tree.text.contains("\r\n") { "\r\n" } else { "\n" };
        insert(start as u32, format!("{indent}# drydock: {words}{newline}"))
    }

    /// Takes a word out of a line, with the space before it.
    fn cut(&self, line: &Line, word: Span) -> Edit {
        let before = Span { start: line.body.start, end: word.start }.of(self.text);
        let start = line.body.start as usize + before.trim_end().len();
        Edit { span: Span::new(start, word.end as usize), text: String::new() }
    }

    /// A line from the first byte of its indentation to its line break.
    fn whole_line(&self, line: &Line) -> Span {
        let start = self.text.get(..line.span.start as usize).unwrap_or_default();
        let start = start.trim_end_matches([' ', '\t']).len();
        let rest = self.text.get(line.span.end as usize..).unwrap_or_default();
        let newline =
            ["\r\n", "\n"].into_iter().find(|newline| rest.starts_with(newline)).map_or(0, str::len);
        Span::new(start, line.span.end as usize + newline)
    }
}

fn insert(at: u32, text: String) -> Edit {
    Edit { span: Span::at(at as usize), text }
}

fn quoted(value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use drydock_source::apply_edits;

    use super::*;
    use crate::statement::Statements;

    fn edited(text: &str, step: &str, key: &str, path: &str, value: Option<&str>) -> String {
        let at = text.find(step).unwrap_or_else(|| panic!("{step} in {text}")) as u32;
        let edits = statement_edits(text, at, StatementChange { key, path, value });
        apply_edits(text, &edits.unwrap_or_else(|error| panic!("{text}: {error}"))).expect("edits that fit")
    }

    #[test]
    fn a_statement_is_set_replaced_and_taken_back() {
        let cases: [(&str, &str, &str, Option<&str>, &str); 22] = [
            ("FROM x\nRUN a\n", "size", "", Some("1MB"), "FROM x\n# drydock: size=1MB\nRUN a\n"),
            ("FROM x\r\n\tRUN a", "time", "", Some("3s"), "FROM x\r\n\t# drydock: time=3s\r\n\tRUN a"),
            (
                "FROM x\n# drydock: size=1MB\nRUN a\n",
                "size",
                "",
                Some("2MB"),
                "FROM x\n# drydock: size=2MB\nRUN a\n",
            ),
            (
                "F x\n# drydock: size=1MB  \nRUN a\n",
                "time",
                "",
                Some("3s"),
                "F x\n# drydock: size=1MB time=3s  \nRUN a\n",
            ),
            ("F x\n# drydock:\nRUN a\n", "time", "", Some("3s"), "F x\n# drydock: time=3s\nRUN a\n"),
            (
                "F x\n# drydock: size=1MB time=3s\nRUN a\n",
                "size",
                "",
                None,
                "F x\n# drydock: time=3s\nRUN a\n",
            ),
            (
                "F x\n# drydock: size=1MB time=3s\nRUN a\n",
                "time",
                "",
                None,
                "F x\n# drydock: size=1MB\nRUN a\n",
            ),
            ("F x\n  # drydock: size=1MB\nRUN a\n", "size", "", None, "F x\nRUN a\n"),
            (
                "F x\n# drydock: size=1MB\n# drydock: size=2MB\nRUN a\n",
                "size",
                "",
                Some("3MB"),
                "F x\n# drydock: size=3MB\nRUN a\n",
            ),
            ("F x\n# drydock: size=1MB size=2MB\nRUN a\n", "size", "", None, "F x\nRUN a\n"),
            (
                "F x\nRUN a \\\n  # drydock: time=1s\n  b\n",
                "time",
                "",
                Some("2s"),
                "F x\nRUN a \\\n  # drydock: time=2s\n  b\n",
            ),
            ("F x\nRUN a \\\n  # drydock: time=1s\n  b\n", "time", "", None, "F x\nRUN a \\\n  b\n"),
            (
                "F x\nRUN a \\\n  # drydock: time=1s\n  b\n",
                "size",
                "",
                Some("1MB"),
                "F x\n# drydock: size=1MB\nRUN a \\\n  # drydock: time=1s\n  b\n",
            ),
            ("F x\nRUN a\n", "file", "/s", Some("1MB"), "F x\n# drydock: file=/s size=1MB\nRUN a\n"),
            ("F x\nRUN a\n", "file", "/s t", Some(""), "F x\n# drydock: file=\"/s t\"\nRUN a\n"),
            (
                "F x\n# drydock: file=/s size=1MB\nRUN a\n",
                "file",
                "/s",
                Some("2MB"),
                "F x\n# drydock: file=/s size=2MB\nRUN a\n",
            ),
            (
                "F x\n# drydock: file=/s\nRUN a\n",
                "file",
                "/s",
                Some("2MB"),
                "F x\n# drydock: file=/s size=2MB\nRUN a\n",
            ),
            (
                "F x\n# drydock: file=/s size=1MB\nRUN a\n",
                "file",
                "/s",
                Some(""),
                "F x\n# drydock: file=/s\nRUN a\n",
            ),
            (
                "F x\n# drydock: size=9MB file=/s size=1MB\nRUN a\n",
                "file",
                "/s",
                None,
                "F x\n# drydock: size=9MB\nRUN a\n",
            ),
            (
                "F x\n# drydock: file=/s size=1MB\nRUN a\n",
                "file",
                "/t",
                Some("2MB"),
                "F x\n# drydock: file=/s size=1MB\n# drydock: file=/t size=2MB\nRUN a\n",
            ),
            (
                "F x\n# drydock: file=/s size=1MB\nRUN a\n",
                "size",
                "",
                Some("2MB"),
                "F x\n# drydock: file=/s size=1MB\n# drydock: size=2MB\nRUN a\n",
            ),
            ("F x\nRUN a\n", "size", "", None, "F x\nRUN a\n"),
        ];
        for (text, key, path, value, expected) in cases {
            let text = text.replace("F x", "FROM x");
            let after = edited(&text, "RUN", key, path, value);
            assert_eq!(after, expected.replace("F x", "FROM x"), "{text:?} {key} {value:?}");
            let stated = Statements::read(&parse(&after));
            assert!(value.is_none() || stated.diagnostics.is_empty(), "{after:?}: {:?}", stated.diagnostics);
        }
    }

    #[test]
    fn a_line_above_the_first_instruction_stands_below_the_directives() {
        let text = "# syntax=docker/dockerfile:1\nFROM x\n";
        let after = edited(text, "FROM", "os", "", Some("debian-12"));
        assert_eq!(after, "# syntax=docker/dockerfile:1\n# drydock: os=debian-12\nFROM x\n");
        assert_eq!(parse(&after).directives.len(), 1);
        let bom = "\u{feff}FROM x\n";
        assert_eq!(edited(bom, "FROM", "size", "", Some("1MB")), "\u{feff}# drydock: size=1MB\nFROM x\n");
    }

    #[test]
    fn what_cannot_be_stated_is_refused() {
        let text = "FROM x\nRUN a\nUSER u\n";
        let change = |key, value| StatementChange { key, path: "/a", value: Some(value) };
        for (at, key, value) in
            [(7, "size", "lots"), (7, "os", "x"), (13, "size", "1MB"), (7, "file", "x"), (7, "x", "y")]
        {
            let error = statement_edits(text, at, change(key, value)).expect_err(key);
            assert!(matches!(error, StatementError::Invalid { .. }), "{key}: {error}");
        }
        assert_eq!(statement_edits(text, 3, change("size", "1MB")), Err(StatementError::NoInstruction));
    }
}
