//! Reads a Dockerfile as hadolint's own parser does, which differs from BuildKit's: what it does not take is DL1000.

mod arguments;
mod copy;
mod cursor;
mod expose;
mod fail;
mod from;
mod healthcheck;
mod heredoc;
mod instruction;
mod pairs;
mod run;
mod words;

use drydock_source::Span;

use self::cursor::{Cursor, Read};
use self::fail::Fail;
use super::step::{Kind, Step};

/// Why hadolint cannot read a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Offset of the place.
    pub at: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1; a tab goes on to the next multiple of eight.
    pub column: u32,
    /// In the words of its parser.
    pub message: String,
}

/// The instructions of `text`, which has neither a byte order mark nor carriage returns before line breaks; with what
/// stopped hadolint, if anything did. Where it stopped the reading goes on at the next of `starts`, offsets at which
/// an instruction begins.
pub(super) fn read(text: &str, starts: &[usize]) -> (Vec<Step>, Option<ParseError>) {
    let escape = escape_character(text);
    let mut reader = Reader { text, escape, lines: 1, counted: 0, steps: Vec::new() };
    let mut stopped = false;
    let mut next = Some(0);
    while let Some(start) = next {
        next = reader.read_from(start).and_then(|from| {
            stopped = true;
            starts.get(starts.partition_point(|start| *start < from)).copied()
        });
    }
    (reader.steps, stopped.then(|| error(text, escape)))
}

struct Reader<'a> {
    text: &'a str,
    escape: char,
    /// Number of the line at `counted`.
    lines: u32,
    counted: usize,
    steps: Vec<Step>,
}

impl Reader<'_> {
    /// Reads instructions; where one cannot be read, the offset from which to look for the next.
    fn read_from(&mut self, start: usize) -> Option<usize> {
        let mut cursor = Cursor::new(self.text, self.escape, false);
        cursor.at = start;
        cursor.take_while("", is_white);
        while !cursor.rest().is_empty() {
            let begin = cursor.at;
            let Ok(kind) = cursor.instruction() else { return Some(begin + 1) };
            let span = Span::new(begin, cursor.at);
            let ended = end_of_instruction(&mut cursor);
            let line = self.line(begin);
            self.steps.push(Step { line, span, kind, script: None });
            if ended.is_err() {
                return Some(cursor.at);
            }
        }
        None
    }

    fn line(&mut self, at: usize) -> u32 {
        let skipped = self.text.get(self.counted..at).unwrap_or("");
        self.lines += skipped.bytes().filter(|byte| *byte == b'\n').count() as u32;
        self.counted = at;
        self.lines
    }
}

fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn end_of_instruction(cursor: &mut Cursor<'_>) -> Read<()> {
    cursor.label("a new line followed by the next instruction", |cursor| {
        cursor.either(Cursor::line_end, Cursor::end)
    })
}

/// Reads once more, this time for the message.
fn error(text: &str, escape: char) -> ParseError {
    let mut cursor = Cursor::new(text, escape, true);
    cursor.take_while("whitespaces", is_white);
    let read = cursor
        .many(|cursor| {
            cursor.instruction()?;
            end_of_instruction(cursor)
        })
        .and_then(|_| cursor.end());
    let fail = read.err().unwrap_or_else(|| Fail { at: text.len(), ..Fail::default() });
    let at = fail.at;
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
    let in_line = before.rsplit('\n').next().unwrap_or("");
    let column = in_line
        .chars()
        .fold(1, |column, c| if c == '\t' { column + 8 - (column - 1) % 8 } else { column + 1 });
    ParseError { at: at as u32, line, column, message: fail.message() }
}

/// The character that the directives at the top choose, else the backslash.
fn escape_character(text: &str) -> char {
    const USUAL: char = '\\';
    for line in text.split('\n') {
        let mut cursor = Cursor::new(line, USUAL, false);
        cursor.take_while("", is_white);
        let read = cursor.comment_or_directive();
        match read {
            Ok(Kind::Directive { escape }) if cursor.rest().is_empty() => match escape {
                Some(escape) => return escape,
                None => continue,
            },
            _ => return USUAL,
        }
    }
    USUAL
}
