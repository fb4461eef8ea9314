//! Commands in exec form and in shell form.

use drydock_source::Span;
use drydock_syntax::{Node, upper};

use super::{Hover, json, plain, step};
use crate::assist::reading::Reading;
use crate::assist::words;

/// What RUN, CMD, ENTRYPOINT, SHELL or the CMD of HEALTHCHECK run, by the place `at`.
pub(super) fn hover(reading: &Reading<'_>, node: &Node, at: usize) -> Option<Hover> {
    let name = upper(&node.keyword.text);
    if node.json {
        return exec(reading, node, &name, at);
    }
    if let Some(operator) = operator(reading.text(), at) {
        return Some(operator);
    }
    let words = node.args.iter().filter(|word| !word.span.is_empty());
    let span = words.map(|word| word.span).reduce(Span::cover)?;
    if !span.touches(at) {
        return None;
    }
    let command = node.args.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let shell = step(reading, node).map(|step| step.state.shell.to_vec()).unwrap_or_default();
    let argv: Vec<String> = shell.iter().cloned().chain([command]).collect();
    let more = match name.as_str() {
        "CMD" => {
            "In a container the shell is PID 1 where it does not replace itself, and then signals may not reach the program."
        }
        "ENTRYPOINT" => {
            "CMD and the arguments of `docker run` are ignored behind it, and signals may not reach the program."
        }
        "RUN" => "Variables, `&&`, pipes and patterns work. Each RUN is a shell of its own.",
        _ => "",
    };
    let hover =
        plain(span, "shell form", "The text is handed to a shell, which reads it and runs what it says.")
            .say(more);
    Some(hover.fact("runs", json(&argv)))
}

fn exec(reading: &Reading<'_>, node: &Node, name: &str, at: usize) -> Option<Hover> {
    let words: Vec<&str> = node.args.iter().map(|word| word.text.as_str()).collect();
    let at_word = node.args.iter().position(|word| word.span.touches(at));
    let span = match at_word {
        Some(index) => node.args.get(index)?.span,
        None => node
            .args
            .iter()
            .map(|word| word.span)
            .reduce(Span::cover)
            .filter(|span| at + 2 > span.start as usize)?,
    };
    let says = match name {
        "SHELL" => "The words that stand before each command in shell form from here on.",
        "CMD" => {
            "The program is started as it stands, word by word, without a shell: no variables, no `&&`, and signals reach it. Behind an ENTRYPOINT these are its default arguments."
        }
        _ => {
            "The program is started as it stands, word by word, without a shell: no variables, no `&&`, and signals reach it."
        }
    };
    let hover = plain(span, "exec form", says);
    let hover = match at_word {
        Some(0) => hover.fact("this word", "the program"),
        Some(index) => hover.fact("this word", format!("argument {index}")),
        None => hover,
    };
    let _ = reading;
    Some(hover.fact("runs", json(&words)))
}

/// The operator of the shell at `at`.
fn operator(text: &str, at: usize) -> Option<Hover> {
    let is = |c: char| "&|;<>".contains(c);
    let before = text.get(..at)?.chars().rev().take_while(|c| is(*c)).count();
    let after = text.get(at..)?.chars().take_while(|c| is(*c)).count();
    if before + after == 0 {
        return None;
    }
    let (mut start, mut end) = (at - before, at + after);
    let sign = text.get(start..end)?;
    if sign.starts_with('>') && text.get(..start)?.ends_with('2') {
        start -= 1;
    }
    if sign.ends_with(">&") && text.get(end..)?.starts_with('1') {
        end += 1;
    }
    let span = Span::new(start, end);
    Some(plain(span, span.of(text), words::meaning(words::OPERATORS, span.of(text))?))
}
