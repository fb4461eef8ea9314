//! Heredoc bodies.

use std::collections::HashMap;

use drydock_source::Diagnostic;

use super::Parser;
use crate::heredoc::Marker;
use crate::lines::{Lines, trim_newline};
use crate::{Heredoc, LineRange, Node, instruction, text};

/// Where bodies can end: made once a body does not, so that each further one costs a look-up and not a walk to the end.
#[derive(Default)]
pub(super) struct Ends(Option<Index>);

struct Index {
    /// The last offset at which a line stands, without its line break.
    plain: HashMap<Vec<u8>, usize>,
    /// The same without leading tabs.
    chomped: HashMap<Vec<u8>, usize>,
}

impl Ends {
    /// False when a body that begins at `from` surely has no end.
    fn possible(&self, marker: &Marker, from: usize) -> bool {
        let Some(index) = &self.0 else { return true };
        let ends = if marker.chomp { &index.chomped } else { &index.plain };
        ends.get(marker.name.as_bytes()).is_some_and(|last| *last >= from)
    }
}

impl Parser<'_> {
    /// Reads the body that `marker` announces; one that does not end stops before the next line that looks like an
    /// instruction.
    pub(super) fn heredoc(&mut self, marker: Marker, node: &Node, first: u32) -> Heredoc {
        let start = self.lines.offset();
        let (lines, line) = (self.lines.clone(), self.line);
        if self.bodies.possible(&marker, start)
            && let Some((end, close)) = self.body_end(&marker)
        {
            return self.body(marker, start..end, end..close);
        }
        if self.bodies.0.is_none() {
            self.bodies.0 = Some(self.index(lines.clone()));
        }
        // BuildKit lists every line to the end of the file; for an error it never gets to, the instruction's are enough.
        self.unterminated(&marker, node, LineRange { first, last: self.line });
        // A line that is too long is reported when it is reached again.
        (self.lines, self.line) = (lines, line);
        let end = self.guess_end();
        self.body(marker, start..end, end..end)
    }

    /// The start and the end of the line that ends the body.
    fn body_end(&mut self, marker: &Marker) -> Option<(usize, usize)> {
        for range in self.lines.by_ref() {
            self.line += 1;
            if delimiter(&self.bytes[range.clone()], marker.chomp) == marker.name.as_bytes() {
                let close = range.start + trim_newline(&self.bytes[range.clone()]).len();
                return Some((range.start, close));
            }
        }
        None
    }

    fn body(&self, marker: Marker, body: std::ops::Range<usize>, close: std::ops::Range<usize>) -> Heredoc {
        let content = text::lossy(&self.bytes[body.clone()]).into_owned();
        let Marker { name, fd, expand, chomp } = marker;
        let (span, close) = (self.view.span(body), self.view.span(close));
        Heredoc { name, fd, expand, chomp, content, span, close }
    }

    fn index(&self, lines: Lines<'_>) -> Index {
        let mut index = Index { plain: HashMap::new(), chomped: HashMap::new() };
        for range in lines {
            let line = &self.bytes[range.clone()];
            index.plain.insert(delimiter(line, false).into(), range.start);
            index.chomped.insert(delimiter(line, true).into(), range.start);
        }
        index
    }

    fn unterminated(&mut self, marker: &Marker, node: &Node, lines: LineRange) {
        // The place of the marker is not kept with its word: the first `<<` of the instruction stands for it.
        let span =
            node.args.iter().find(|word| word.text.contains("<<")).map_or(node.keyword.span, |w| w.span);
        let error = Diagnostic::error("UnterminatedHeredoc", span, "unterminated heredoc")
            .with_lines(vec![lines.all()])
            .with_explanation(format!(
                "The heredoc ends with a line that holds {} and nothing else, and there is none below.",
                marker.name
            ))
            .with_help(format!("Add a line with only {} behind the text.", marker.name));
        self.diagnostics.push(error);
    }

    /// Goes on to the next line that looks like an instruction: a known keyword in capitals at its very start.
    fn guess_end(&mut self) -> usize {
        loop {
            let (lines, line, end) = (self.lines.clone(), self.line, self.lines.offset());
            let Some(range) = self.lines.next() else { return end };
            self.line += 1;
            let content = &self.bytes[range];
            let len = content.iter().position(|b| !b.is_ascii_uppercase()).unwrap_or(content.len());
            let follows = content.get(len).is_some_and(|b| text::is_blank(*b));
            if follows && instruction::is_keyword(&content[..len]) {
                (self.lines, self.line) = (lines, line);
                return end;
            }
        }
    }
}

/// What `line` would have to be to end a body.
fn delimiter(line: &[u8], chomp: bool) -> &[u8] {
    let line = trim_newline(line);
    let tabs = if chomp { line.iter().take_while(|b| **b == b'\t').count() } else { 0 };
    &line[tabs..]
}
