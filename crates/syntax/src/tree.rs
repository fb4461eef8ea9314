use std::rc::Rc;

use drydock_source::{Diagnostic, Span};
use serde::Serialize;

/// First and last line, from 1, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LineRange {
    /// First line.
    pub first: u32,
    /// Last line.
    pub last: u32,
}

impl LineRange {
    /// Every line of the range, as BuildKit lists a place.
    pub fn all(self) -> Vec<u32> {
        (self.first..=self.last).collect()
    }
}

/// A piece of text with the place it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The text, continuations joined; quotes and escapes as BuildKit leaves them at this level.
    pub text: String,
    /// From its first to its last character in the source.
    pub span: Span,
}

/// A parser directive at the top of the file (`# escape=`, `# syntax=`, `# check=`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Lower-case name.
    pub name: String,
    /// Value, trimmed.
    pub value: Word,
    /// The line it stands on, from 1.
    pub line: u32,
    /// The whole comment line, without its line break.
    pub span: Span,
}

/// The body of one heredoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// Delimiter without quotes.
    pub name: String,
    /// Number before `<<`; 0 when there is none.
    pub fd: u64,
    /// False when the delimiter was quoted.
    pub expand: bool,
    /// True for `<<-`: leading tabs are dropped when the content is used.
    pub chomp: bool,
    /// Raw content, each line with its line break.
    pub content: String,
    /// The body's bytes, without the line of the closing delimiter.
    pub span: Span,
    /// The line of the closing delimiter, or empty at the end of the text where it is missing.
    pub close: Span,
}

/// One instruction as the first level of reading sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The keyword as written.
    pub keyword: Word,
    /// First line of the keyword to the last line of continuations and heredocs.
    pub lines: LineRange,
    /// The same in bytes, without the final line break.
    pub span: Span,
    /// The joined line: continuations and their comments taken out, heredoc bodies left out.
    pub original: String,
    /// For each joined piece of `original`: its offset there and its offset in the text, ascending.
    pub pieces: Vec<(u32, u32)>,
    /// Flags as written, such as `--from=build`.
    pub flags: Vec<Word>,
    /// The words; for ENV and LABEL they come in threes (name, value, `=` or empty for the old form).
    pub args: Vec<Word>,
    /// True when the arguments were read as a JSON list.
    pub json: bool,
    /// For ONBUILD the instruction behind it.
    pub child: Option<Box<Node>>,
    /// Comments attached from directly above, without `#` and outer white space.
    pub comments: Vec<String>,
    /// Heredoc bodies in order.
    pub heredocs: Vec<Heredoc>,
}

/// What the detection of a directive finds, which follows other rules than the directives of the tree: it also reads a
/// shebang line over and, for `syntax`, finds `// syntax=…` and `{"syntax": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The value up to its first space.
    pub value: String,
    /// The whole value.
    pub cmdline: String,
    /// The line it stands on, from 1; 0 for the JSON form on the first line.
    pub line: u32,
}

/// A whole Dockerfile at the first level.
///
/// `text` is the very text that was read, so printing it gives the input back; the nodes are a view over it.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The text read.
    pub text: Rc<str>,
    /// `\` or a backtick.
    pub escape: char,
    /// The bytes read, where they are not UTF-8 and `text` shows them with replacement characters.
    pub bytes: Option<Rc<[u8]>>,
    /// The frontend asked for by a `syntax` directive (`parser.DetectSyntax`).
    pub syntax: Option<Detected>,
    /// The rules asked for by a `check` directive (`parser.ParseDirective`).
    pub check: Option<Detected>,
    /// Parser directives in order.
    pub directives: Vec<Directive>,
    /// Instructions in order; one that cannot be read is left out and stands in `diagnostics`.
    pub nodes: Vec<Node>,
    /// Errors and warnings of this level; the first error is the one BuildKit stops at.
    pub diagnostics: Vec<Diagnostic>,
}

impl Tree {
    /// The bytes that were read.
    pub fn print(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }
}

impl Node {
    /// The joined line without outer white space, as BuildKit keeps it with an instruction.
    pub fn source(&self) -> &str {
        self.original.trim()
    }

    /// The place in the text of the byte at `offset` of `original`.
    pub fn source_offset(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|(at, _)| *at as usize <= offset).saturating_sub(1);
        self.pieces.get(index).map_or(0, |(at, source)| *source as usize + offset - *at as usize)
    }

    /// The place in the text of a range of `original`, from its first byte to its last.
    pub fn source_span(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.source_offset(range.start);
        let end = if range.is_empty() { start } else { self.source_offset(range.end - 1) + 1 };
        Span::new(start, end)
    }
}
