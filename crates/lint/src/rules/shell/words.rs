//! What the shell rules ask of a text in common.

use std::collections::HashSet;

use drydock_shell::{Command, CommandKind, Part, PartKind, Quote, Simple, Word, visit_commands};
use drydock_source::Span;

use crate::finding::{Context, Found};
use crate::script::{Dialect, ShellText};

/// Unquoted pieces of the words that the shell splits: arguments of commands and names of files they are redirected to.
/// Left out are places where nothing is split: assignments, `[[ … ]]`, `case`, the list of `for`.
pub(super) fn split_parts<'t>(text: &'t ShellText<'_>) -> Vec<(&'t Simple, &'t Part)> {
    let mut parts = Vec::new();
    each_simple(text, &mut |command, simple| {
        if simple.words.first().is_some_and(|word| word.is("[[")) {
            return;
        }
        let assigns = simple.words.first().is_some_and(|word| {
            word.literal()
                .is_some_and(|name| ["export", "local", "declare", "typeset", "readonly"].contains(&&*name))
        });
        let targets =
            command.redirects.iter().map(|redirect| &redirect.target).filter(|word| plain_target(word));
        let words = simple.words.iter().filter(|word| !(assigns && is_assignment(word)));
        for part in words.chain(targets).flat_map(|word| &word.parts) {
            if part.quote == Quote::None {
                parts.push((simple, part));
            }
        }
    });
    parts
}

/// False for the content of a heredoc, in which nothing is split.
fn plain_target(word: &Word) -> bool {
    word.parts.len() <= 1
}

fn is_assignment(word: &Word) -> bool {
    matches!(word.parts.first().map(|part| &part.kind), Some(PartKind::Literal(text)) if text.contains('='))
}

/// Adds a finding with `message` at what `find` picks of the simple commands of RUN, where `sh` runs them.
pub(super) fn not_for_sh(
    context: &mut Context<'_>,
    message: &str,
    find: impl Fn(&Command, &Simple) -> Option<Span>,
) {
    for text in context.shell_texts().iter().filter(|text| text.is_run() && text.dialect == Dialect::Posix) {
        let mut spans = Vec::new();
        each_simple(text, &mut |command, simple| spans.extend(find(command, simple)));
        for span in spans {
            context.add(Found::within(text.at.instruction, text.span(span), message.to_owned()));
        }
    }
}

/// Calls `see` with every simple command.
pub(super) fn each_simple<'t>(text: &'t ShellText<'_>, see: &mut dyn FnMut(&'t Command, &'t Simple)) {
    visit_commands(&text.script.body, &mut |command| {
        if let CommandKind::Simple(simple) = &command.kind {
            see(command, simple);
        }
    });
}

/// True when the shell ends at the first command that fails: by its options, or because the text sets it.
pub(super) fn exits_on_error(text: &ShellText<'_>) -> bool {
    let mut set = text.options.errexit;
    each_simple(text, &mut |_, simple| {
        set |= sets(simple, 'e', "errexit");
    });
    set
}

/// True for a `set` with the option, as a letter or by its name.
pub(super) fn sets(simple: &Simple, letter: char, name: &str) -> bool {
    let mut words = simple.words.iter().map(|word| word.literal());
    if words.next().flatten().as_deref() != Some("set") {
        return false;
    }
    let args: Vec<_> = words.flatten().collect();
    let letters =
        args.iter().any(|arg| arg.starts_with('-') && !arg.starts_with("--") && arg.contains(letter));
    letters || args.windows(2).any(|two| two[0].starts_with('-') && two[0].ends_with('o') && two[1] == name)
}

/// Variables of which the value cannot fall apart: given one plain word by the text, or by ENV and ARG.
pub(super) fn one_word(text: &ShellText<'_>) -> HashSet<String> {
    let mut plain = HashSet::new();
    let mut others = HashSet::new();
    visit_commands(&text.script.body, &mut |command| match &command.kind {
        CommandKind::Simple(simple) => {
            for assignment in &simple.assignments {
                let known = assignment.value.literal().is_some_and(|value| is_plain(&value));
                let set = if known && !assignment.append { &mut plain } else { &mut others };
                set.insert(assignment.name.clone());
            }
        }
        CommandKind::For { name, words: Some(words), .. } => {
            let known = words
                .iter()
                .all(|word| !word.has_glob() && word.literal().is_some_and(|value| is_plain(&value)));
            let set = if known { &mut plain } else { &mut others };
            set.insert(name.clone());
        }
        _ => {}
    });
    plain.retain(|name| !others.contains(name));
    plain
}

/// No white space and nothing that a shell matches with file names; not empty.
pub(super) fn is_plain(value: &str) -> bool {
    !value.is_empty() && !value.contains([' ', '\t', '\n', '*', '?', '['])
}
