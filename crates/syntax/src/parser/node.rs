//! One joined line to a node (`parser.newNodeFromLine`).

use std::ops::Range;

use crate::args::{Args, Form, Line};
use crate::heredoc::{self, Marker};
use crate::instruction::{self, Spec};
use crate::problem::Problem;
use crate::{Node, Word, split};

/// Instructions behind instructions (`ONBUILD ONBUILD …`) are kept to this depth; it is an error beyond the first.
const MAX_NESTING: usize = 8;

/// Keyword, flags and arguments of one instruction.
struct Parts {
    whole: Range<usize>,
    keyword: Range<usize>,
    spec: Option<&'static Spec>,
    flags: Vec<Word>,
    args: Range<usize>,
}

/// The node of `line`, without lines, comments and heredocs.
pub(super) fn read(line: &Line<'_>) -> Result<Node, Problem> {
    let mut levels = vec![parts(line, 0..line.bytes().len())];
    while let Some(last) = levels.last()
        && last.spec.is_some_and(|spec| spec.form == Form::Instruction)
        && !last.args.is_empty()
    {
        let inner = parts(line, last.args.clone());
        if levels.len() > MAX_NESTING {
            levels.pop();
        }
        levels.push(inner);
    }
    let mut node: Option<Node> = None;
    while let Some(parts) = levels.pop() {
        let args = match parts.spec {
            Some(spec) => line.args(spec.form, spec.name, parts.args.clone())?,
            // The arguments of what is no instruction are left unread: they are one empty word.
            None => Args { words: vec![line.word(parts.args.start..parts.args.start)], json: false },
        };
        node = Some(make(line, parts, args, node));
    }
    node.ok_or_else(|| Problem::new("NoInstructions", line.span(0..0), "file with no instructions"))
}

fn parts(line: &Line<'_>, whole: Range<usize>) -> Parts {
    let (keyword, rest) = split::keyword(&line.bytes()[whole.clone()]);
    let keyword = whole.start + keyword.start..whole.start + keyword.end;
    let rest = whole.start + rest.start..whole.start + rest.end;
    let (flags, args) = split::flags(line.bytes(), rest, line.escape);
    let flags = flags.into_iter().map(|flag| Word { text: flag.text, span: line.span(flag.range) });
    let spec = instruction::spec(&line.text(keyword.clone()));
    Parts { whole, keyword, spec, flags: flags.collect(), args }
}

fn make(line: &Line<'_>, parts: Parts, args: Args, child: Option<Node>) -> Node {
    Node {
        keyword: line.word(parts.keyword),
        lines: crate::LineRange::default(),
        span: line.span(parts.whole.clone()),
        pieces: line.pieces(parts.whole.start),
        original: line.text(parts.whole),
        flags: parts.flags,
        args: args.words,
        json: args.json,
        child: child.map(Box::new),
        comments: Vec::new(),
        heredocs: Vec::new(),
    }
}

/// The heredocs that `node`, read from `line`, announces.
pub(super) fn markers(node: &Node, line: &Line<'_>) -> Result<Vec<Marker>, Problem> {
    let inner = node.child.as_deref().unwrap_or(node);
    let spec = instruction::spec(&inner.keyword.text);
    let may = spec.is_some_and(|spec| spec.heredocs) && !inner.json;
    if !may || !line.bytes().windows(2).any(|pair| pair == b"<<") {
        return Ok(Vec::new());
    }
    heredoc::markers(&line.text(0..line.bytes().len())).map_err(|message| {
        Problem::new("BadHeredoc", line.span(0..line.bytes().len()), message)
            .because("What follows << is the heredoc's delimiter, and it cannot be read.")
            .help("Use a plain word for the delimiter, such as <<EOF.")
    })
}
