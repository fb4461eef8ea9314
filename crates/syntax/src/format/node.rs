//! One instruction.

use drydock_source::Span;

use super::{Edits, gap};
use crate::args::Form;
use crate::{Node, Word, instruction, text};

/// Formats `node`.
pub(super) fn edit(edits: &mut Edits<'_>, node: &Node, escape: char) {
    let start = node.span.start as usize;
    // Bodies of heredocs stay, and so does the end of a trigger, which goes into the image as it is.
    let end = node.heredocs.first().map_or(node.span.end, |heredoc| heredoc.span.start) as usize;
    let keeps_end = node.child.is_some();
    let mut done = start;
    if let Some(spec) = instruction::spec(&node.keyword.text) {
        let words = words(node, spec.form, edits.text, end);
        upper(edits, &node.keyword, spec.name);
        for pair in words.windows(2) {
            let (gap_start, gap_end) = (pair[0].end as usize, pair[1].start as usize);
            if gap_start < done || gap_end < gap_start {
                continue;
            }
            if let Some(tidy) = gap::tidy(&edits.text[gap_start..gap_end], escape) {
                lines(edits, done, gap_start, true);
                edits.replace(gap_start, gap_end, &tidy);
                done = gap_end;
            }
            fold(edits, node, spec.form, pair[1]);
        }
        if node.json {
            list(edits, node, spec.form, end);
        }
    }
    lines(edits, done, end, keeps_end);
}

/// The places of what blanks part, in order.
fn words(node: &Node, form: Form, text: &str, end: usize) -> Vec<Span> {
    let mut words: Vec<Span> = vec![node.keyword.span];
    words.extend(node.flags.iter().map(|flag| flag.span));
    let args = node.args.iter().map(|word| word.span);
    match form {
        Form::Instruction => words.extend(node.child.iter().map(|child| child.span)),
        Form::Pairs => {
            for three in node.args.chunks(3) {
                let [name, value, equals] = three else { continue };
                match equals.text.as_str() {
                    "" => words.extend([name.span, value.span]),
                    _ => words.push(name.span.cover(value.span)),
                }
            }
        }
        _ if node.json => {
            words.extend(args.take(usize::from(form == Form::Healthcheck)));
            let from = words.last().map_or(0, |last| last.end as usize);
            let bracket = text.get(from..end).and_then(|rest| rest.find('['));
            words.extend(bracket.map(|at| Span::new(from + at, end)));
        }
        _ => words.extend(args),
    }
    words
}

/// Writes a word of the language in capitals, unless it is broken over lines.
fn upper(edits: &mut Edits<'_>, word: &Word, name: &str) {
    if word.span.of(edits.text) == word.text {
        edits.replace(word.span.start as usize, word.span.end as usize, name);
    }
}

/// The same for the words that FROM and HEALTHCHECK have besides their keywords, when `span` is one.
fn fold(edits: &mut Edits<'_>, node: &Node, form: Form, span: Span) {
    let is_from = node.keyword.text.eq_ignore_ascii_case("FROM");
    match node.args.as_slice() {
        [_, word, _] if is_from && word.span == span && text::equal_fold(&word.text, "as") => {
            upper(edits, word, "AS");
        }
        [word, ..] if form == Form::Healthcheck && word.span == span => {
            let name = text::upper(&word.text);
            if matches!(name.as_str(), "CMD" | "NONE") {
                upper(edits, word, &name);
            }
        }
        _ => {}
    }
}

/// The inside of a JSON list on one line.
fn list(edits: &mut Edits<'_>, node: &Node, form: Form, end: usize) {
    let members = node.args.get(usize::from(form == Form::Healthcheck)..).unwrap_or_default();
    let (Some(first), Some(last)) = (members.first(), members.last()) else { return };
    let (start, stop) = (first.span.start as usize, last.span.end as usize);
    let Some(bracket) = edits.text[..start].rfind('[') else { return };
    let Some(close) = edits.text[stop..end].find(']').map(|at| stop + at) else { return };
    if edits.text[bracket..close].contains('\n') {
        return;
    }
    edits.replace(bracket, start, "[\"");
    for pair in members.windows(2) {
        edits.replace(pair[0].span.end as usize, pair[1].span.start as usize, "\", \"");
    }
    edits.replace(stop, close + 1, "\"]");
}

/// Lines that stay but for white space at their ends and blank lines among them; with `keep` the last one stays whole.
fn lines(edits: &mut Edits<'_>, start: usize, end: usize, keep: bool) {
    let mut at = start;
    for line in edits.text[start..end].split_inclusive('\n') {
        let (from, to) = (at, at + line.len());
        at = to;
        if from > start && gap::is_blank(line.trim_end_matches(['\r', '\n'])) {
            // The line break of the last line is behind the instruction.
            let to = if line.ends_with('\n') { to } else { super::next_line(edits.text, to) };
            edits.replace(from, to, "");
        } else if !(keep && to == end) {
            edits.trim_line(from, to);
        }
    }
}
