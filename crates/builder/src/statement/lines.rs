//! Where statements stand in a text, and the words they are made of.

use drydock_source::Span;
use drydock_syntax::{Node, Tree};

use super::read::KEYS;

/// What the text of the comment begins with, in any case, before a colon.
pub(super) const MARK: &str = "drydock";

/// A comment line that states something.
#[derive(Debug)]
pub(super) struct Line {
    /// The line without its line break.
    pub span: Span,
    /// What stands behind the mark.
    pub body: Span,
    /// False where the colon was forgotten.
    pub colon: bool,
    /// The instruction it belongs to, by its place in [`Tree::nodes`]; `None` at the end of the text.
    pub node: Option<usize>,
}

/// One word of a statement.
#[derive(Debug)]
pub(super) struct Item<'t> {
    pub span: Span,
    /// The word before `=`; the whole word where it has none.
    pub key: &'t str,
    /// The value without its quotes; `None` where there is no `=`.
    pub value: Option<&'t str>,
    /// The value as it stands in the text.
    pub value_span: Span,
}

/// The lines with statements, in order. A line above something that cannot be read as an instruction is left out.
pub(super) fn lines(tree: &Tree) -> Vec<Line> {
    let text: &str = &tree.text;
    let mut found: Vec<Line> = Vec::new();
    // Saves the walk over nearly every text; the first letter may be a capital.
    if !text.contains(&MARK[1..]) {
        return found;
    }
    let mut nodes = tree.nodes.iter().enumerate().peekable();
    // Lines above the instruction that comes next.
    let mut pending = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        while nodes
            .next_if(|(_, node)| (node.span.end as usize) <= start && node.span.start as usize != start)
            .is_some()
        {}
        let inside = nodes.peek().filter(|(_, node)| (node.span.start as usize) < at);
        let statement = statement(line, start);
        match (inside, statement) {
            (None, Some(line)) => {
                pending += 1;
                found.push(line);
            }
            (None, None) if is_comment_or_blank(line) => {}
            (None, None) => {
                found.truncate(found.len() - pending);
                pending = 0;
            }
            (Some((place, node)), statement) => {
                let above = found.len() - pending;
                found.iter_mut().skip(above).for_each(|line| line.node = Some(*place));
                pending = 0;
                let continued =
                    statement.filter(|_| (node.span.start as usize) < start && !in_heredoc(node, start));
                found.extend(continued.map(|line| Line { node: Some(*place), ..line }));
            }
        }
    }
    found
}

fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\t']);
    line.trim_end().is_empty() || line.starts_with('#')
}

fn in_heredoc(node: &Node, offset: usize) -> bool {
    node.heredocs.iter().any(|heredoc| {
        (heredoc.span.start as usize) <= offset && offset < heredoc.close.end.max(heredoc.span.end) as usize
    })
}

fn statement(line: &str, start: usize) -> Option<Line> {
    let whole = line.trim_end_matches(['\n', '\r']);
    let text = whole.trim_start_matches(['\u{feff}', ' ', '\t']).strip_prefix('#')?;
    let (mark, rest) = text.trim_start_matches([' ', '\t', '#']).split_at_checked(MARK.len())?;
    let colon = rest.starts_with(':');
    let body = rest.strip_prefix(':').unwrap_or(rest);
    let states =
        || body.split_whitespace().next().is_some_and(|word| KEYS.iter().any(|(key, ..)| begins(word, key)));
    if !mark.eq_ignore_ascii_case(MARK) || !colon && !states() {
        return None;
    }
    let end = start + whole.len();
    let span = Span::new(end - whole.trim_start_matches(['\u{feff}', ' ', '\t']).len(), end);
    Some(Line { span, body: Span::new(end - body.len(), end), colon, node: None })
}

fn begins(word: &str, key: &str) -> bool {
    word.strip_prefix(key).is_some_and(|rest| rest.starts_with('='))
}

/// The words of `body`, which is a piece of `text`.
pub(super) fn items(text: &str, body: Span) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = body.of(text);
    loop {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() {
            return items;
        }
        let start = body.end as usize - trimmed.len();
        let length = word_length(trimmed);
        let (word, tail) = trimmed.split_at_checked(length).unwrap_or((trimmed, ""));
        rest = tail;
        let span = Span::new(start, start + word.len());
        items.push(match word.split_once('=') {
            Some((key, value)) => Item {
                span,
                key,
                value: Some(
                    value
                        .strip_prefix('"')
                        .map_or(value, |quoted| quoted.strip_suffix('"').unwrap_or(quoted)),
                ),
                value_span: Span::new(start + key.len() + 1, start + word.len()),
            },
            None => Item { span, key: word, value: None, value_span: span },
        });
    }
}

/// Up to the next white space that is not in double quotes.
fn word_length(text: &str) -> usize {
    let mut quoted = false;
    let ends = |c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    };
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(text: &str) -> Vec<(String, Option<String>)> {
        let tree = drydock_syntax::parse(text);
        let keyword =
            |node: usize| tree.nodes[node].args.first().map(|arg| arg.text.clone()).unwrap_or_default();
        lines(&tree)
            .into_iter()
            .map(|line| (line.body.of(text).trim().to_owned(), line.node.map(keyword)))
            .collect()
    }

    #[test]
    fn a_line_belongs_to_the_instruction_below_or_around_it() {
        type Bound<'a> = &'a [(&'a str, Option<&'a str>)];
        let cases: [(&str, Bound<'_>); 10] = [
            ("# drydock: a=1\nFROM x\n", &[("a=1", Some("x"))]),
            (
                "FROM x\n#drydock:a=1\n\n# other\n\n  # drydock: b=2\nUSER u\n",
                &[("a=1", Some("u")), ("b=2", Some("u"))],
            ),
            ("FROM x\r\n# drydock: a=1\r\nUSER u\r\n", &[("a=1", Some("u"))]),
            ("FROM x\nUSER u\n# drydock: a=1\n", &[("a=1", None)]),
            ("FROM x\nRUN a \\\n  # drydock: a=1\n  b\nUSER u\n", &[("a=1", Some("a   b"))]),
            ("FROM x\nRUN <<E\n# drydock: a=1\nE\nUSER u\n", &[]),
            ("FROM x\nRUN <<E\nls\nE\n# drydock: a=1\nUSER u", &[("a=1", Some("u"))]),
            ("FROM x\n# drydock a=1\n# Drydock: \nUSER u", &[("", Some("u"))]),
            ("\u{feff}# drydock: a=1\nFROM x", &[("a=1", Some("x"))]),
            // What is below cannot be read: the statement waits for it.
            ("FROM x\n# drydock: a=1\nENV A\nUSER u\n", &[]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(body, arg)| ((*body).to_owned(), arg.map(str::to_owned))).collect();
            assert_eq!(bound(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_have_their_places() {
        let text = r#"x size=1MB  file="/a b" =  loose"#;
        let items = items(text, Span::new(1, text.len()));
        let shown: Vec<_> = items
            .iter()
            .map(|item| (item.span.of(text), item.key, item.value, item.value_span.of(text)))
            .collect();
        assert_eq!(
            shown,
            [
                ("size=1MB", "size", Some("1MB"), "1MB"),
                (r#"file="/a b""#, "file", Some("/a b"), r#""/a b""#),
                ("=", "", Some(""), ""),
                ("loose", "loose", None, "loose"),
            ]
        );
    }
}
