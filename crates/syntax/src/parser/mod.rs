//! The first level of reading: lines to nodes (`parser.Parse`).

mod body;
mod node;

use std::ops::Range;

use drydock_source::{Diagnostic, Edit, Span};

use crate::args::Line;
use crate::directive::{Directives, detect_check, detect_syntax};
use crate::lines::{Joined, Lines, MAX_LINE, View, is_comment, trim_continuation, trim_newline};
use crate::{Directive, LineRange, Node, Tree, Word, text};

/// Reads `text` into a tree; never fails, every problem is in [`Tree::diagnostics`].
pub fn parse(text: &str) -> Tree {
    let view = View { text, invalid: &[] };
    let mut parser = Parser::new(text.as_bytes(), &view);
    parser.run();
    parser.tree(text)
}

/// Reads `bytes`, which need not be UTF-8, into a tree whose text shows what is not as replacement characters.
///
/// Printing the tree gives `bytes` back. Never fails.
pub fn parse_bytes(bytes: &[u8]) -> Tree {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return parse(text);
    }
    let mut invalid = Vec::new();
    let text = text::lossy_owned(bytes, |at| invalid.push(at));
    let view = View { text: &text, invalid: &invalid };
    let mut parser = Parser::new(bytes, &view);
    parser.run();
    Tree { bytes: Some(bytes.into()), ..parser.tree(&text) }
}

struct Parser<'a> {
    bytes: &'a [u8],
    view: &'a View<'a>,
    lines: Lines<'a>,
    /// How many lines are read.
    line: u32,
    escape: u8,
    reader: Directives,
    comments: Vec<String>,
    /// Room for the line at hand.
    joined: Joined,
    bodies: body::Ends,
    directives: Vec<Directive>,
    nodes: Vec<Node>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn new(bytes: &'a [u8], view: &'a View<'a>) -> Self {
        // Most lines are an instruction; room that is not needed is never touched.
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        Self {
            bytes,
            view,
            lines: Lines::new(bytes),
            line: 0,
            escape: b'\\',
            reader: Directives::new("#"),
            comments: Vec::new(),
            joined: Joined::default(),
            bodies: body::Ends::default(),
            directives: Vec::new(),
            nodes: Vec::with_capacity(lines.min(20_000)),
            diagnostics: Vec::new(),
        }
    }

    fn tree(self, text: &str) -> Tree {
        Tree {
            text: text.into(),
            bytes: None,
            syntax: detect_syntax(self.bytes),
            check: detect_check(self.bytes),
            escape: char::from(self.escape),
            directives: self.directives,
            nodes: self.nodes,
            diagnostics: self.diagnostics,
        }
    }

    fn run(&mut self) {
        loop {
            while let Some(line) = self.lines.next() {
                self.line(line);
            }
            if self.nodes.is_empty() && !self.diagnostics.iter().any(Diagnostic::is_error) {
                self.diagnostics.push(no_instructions(self.line));
            }
            if !self.lines.too_long {
                return;
            }
            self.long_line();
        }
    }

    /// BuildKit stops here; the line is read all the same.
    fn long_line(&mut self) {
        let lines = vec![vec![self.line]];
        let Some(line) = self.lines.take_long() else { return };
        let span = self.view.span(line.start..line.start + trim_newline(&self.bytes[line.clone()]).len());
        let message = format!("dockerfile line greater than max allowed size of {MAX_LINE}");
        let error = Diagnostic::error("LineTooLong", span, message)
            .with_lines(lines)
            .with_explanation(
                "A single line of a Dockerfile may not be longer than this, continuations not counted.",
            )
            .with_help("Break the line with a line continuation, or put the text into a file and COPY it.");
        self.diagnostics.push(error);
        self.line(line);
    }

    /// Reads what begins on the line at `range`.
    fn line(&mut self, range: Range<usize>) {
        let mut start = range.start;
        if self.line == 0 && self.bytes[range.clone()].starts_with(b"\xEF\xBB\xBF") {
            start += 3;
        }
        let raw = &self.bytes[start..range.end];
        let token = trim_newline(raw);
        let space = text::leading_space(token);
        let (token, at) = (&token[space..], start + space);
        if is_comment(raw) {
            self.comment(raw, token, at);
            self.line += 1;
            return;
        }
        // A line that is no comment ends the directives.
        let _ = self.reader.read(token);
        self.line += 1;
        let (content, ends) = trim_continuation(token, self.escape);
        if !(ends && content.is_empty()) {
            let mut joined = std::mem::take(&mut self.joined);
            joined.clear();
            joined.push(content, at);
            self.instruction(&mut joined, at, ends);
            self.joined = joined;
        }
    }

    /// A comment: a directive, or kept for the instruction below it.
    fn comment(&mut self, raw: &[u8], token: &[u8], at: usize) {
        match self.reader.read(token) {
            Ok(Some(found)) => {
                let value = at + found.value.start..at + found.value.end;
                self.directive(found.name, value, at..at + token.len());
            }
            Err(name) => {
                let message = format!("only one {name} parser directive can be used");
                let span = self.view.span(at..at + token.len());
                let error = Diagnostic::error("DuplicateDirective", span, message)
                    .with_lines(vec![vec![self.line]])
                    .with_explanation(
                        "A parser directive may stand only once in a file; this one came before.",
                    )
                    .with_help("Remove one of the two lines.");
                self.diagnostics.push(error);
            }
            Ok(None) => {
                // BuildKit cuts off the first byte of the line, be it the hash or the indentation.
                let after = &raw[1..];
                let comment = text::lossy(&after[text::trim_space(after)]).into_owned();
                if comment.is_empty() {
                    self.comments.clear();
                } else {
                    self.comments.push(comment);
                }
            }
        }
    }

    fn directive(&mut self, name: &'static str, value: Range<usize>, whole: Range<usize>) {
        let text = text::lossy(&self.bytes[value.clone()]).into_owned();
        let value = Word { text, span: self.view.span(value) };
        if name == "escape" {
            match value.text.as_str() {
                "`" | "\\" => self.escape = value.text.as_bytes()[0],
                other => {
                    let message = format!("invalid escape token '{other}' does not match ` or \\");
                    let error = Diagnostic::error("InvalidEscape", value.span, message)
                        .with_lines(vec![vec![self.line]])
                        .with_explanation("The escape character can only be a backslash or a backtick.")
                        .with_help("Write # escape=` or leave the line out.");
                    self.diagnostics.push(error);
                }
            }
        }
        let line = self.line + 1;
        self.directives.push(Directive { name: name.into(), value, line, span: self.view.span(whole) });
    }

    /// Reads an instruction whose first line is in `joined` and began at `start`.
    fn instruction(&mut self, joined: &mut Joined, start: usize, mut ends: bool) {
        let first = self.line;
        let mut end = self.lines.offset();
        let mut empty: Vec<Range<usize>> = Vec::new();
        while !ends {
            let Some(range) = self.lines.next() else { break };
            self.line += 1;
            end = range.end;
            let raw = &self.bytes[range.clone()];
            if is_comment(raw) {
                continue;
            }
            let token = trim_newline(raw);
            if text::leading_space(token) == token.len() {
                empty.push(range);
                continue;
            }
            let (content, last) = trim_continuation(token, self.escape);
            joined.push(content, range.start);
            ends = last;
        }
        if !empty.is_empty() {
            let empty = empty.into_iter().map(|range| self.view.span(range)).collect();
            self.diagnostics.push(empty_continuation(joined, empty, self.line));
        }
        self.node(joined, LineRange { first, last: self.line }, start..end);
    }

    /// Makes the node of a joined line and reads its heredocs.
    fn node(&mut self, joined: &Joined, lines: LineRange, range: Range<usize>) {
        let comments = std::mem::take(&mut self.comments);
        let line = Line { joined, view: self.view, escape: self.escape };
        let read = node::read(&line).and_then(|node| Ok((node::markers(&node, &line)?, node)));
        let (markers, mut node) = match read {
            Ok(read) => read,
            Err(problem) => {
                self.diagnostics.push(problem.diagnostic(lines));
                return;
            }
        };
        let mut end = range.end;
        for marker in markers {
            let heredoc = self.heredoc(marker, &node, lines.first);
            end = self.lines.offset();
            node.heredocs.push(heredoc);
        }
        let whole = trim_newline(&self.bytes[range.start..end]).len();
        node.span = self.view.span(range.start..range.start + whole);
        node.lines = LineRange { first: lines.first, last: self.line };
        node.comments = comments;
        self.nodes.push(node);
    }
}

fn no_instructions(line: u32) -> Diagnostic {
    Diagnostic::error("NoInstructions", Span::at(0), "file with no instructions")
        .with_lines(vec![vec![line]])
        .with_explanation(
            "A Dockerfile needs at least one instruction; comments and blank lines do not count.",
        )
        .with_help("Begin with the image to build on, such as FROM alpine.")
}

/// The warning about the blank lines `empty` in an instruction that ends on `line`.
fn empty_continuation(joined: &Joined, empty: Vec<Span>, line: u32) -> Diagnostic {
    let message = format!("Empty continuation line found in: {}", text::lossy(&joined.bytes));
    let span = empty.first().copied().unwrap_or_default();
    let edits = empty.into_iter().map(|span| Edit { span, text: String::new() }).collect();
    Diagnostic::warning("NoEmptyContinuation", span, message)
        .with_lines(vec![vec![line]])
        .with_explanation(
            "The line before ends in a line continuation, so the instruction goes on; blank lines in it are skipped, \
             which will be an error one day.",
        )
        .with_help("Remove the blank line, or put a # on it.")
        .with_fix("Remove the blank lines", edits, true)
        .with_url("https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/")
}
