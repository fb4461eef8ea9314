//! What ShellCheck reads of a text, and what it refuses.

use std::borrow::Cow;

use drydock_shell::Problem;

/// The text as ShellCheck reads it: up to a word or a parenthesis that closes nothing, and not at all when something
/// stays open.
pub(super) fn read(text: &str) -> Option<drydock_shell::Script> {
    // It stops at a carriage return that no line break follows.
    if text.contains('\r') {
        return None;
    }
    let text = &without_prefixes(text);
    let script = drydock_shell::parse(text);
    let Some(first) =
        script.problems.iter().filter(|one| is_refused(one, text)).min_by_key(|one| one.span.start)
    else {
        return Some(script);
    };
    let start = first.span.start as usize;
    let ends: Vec<usize> = match first.message {
        "has an unexpected word here" | "has an unexpected character here" => vec![start],
        "has a parenthesis where none is expected" => {
            text.match_indices('(').map(|(at, _)| at).filter(|at| *at >= start).take(MAX_TRIES).collect()
        }
        _ => return None,
    };
    ends.into_iter().find_map(|end| {
        let before = text.get(..end)?;
        let mut script = drydock_shell::parse(before);
        let read = !script.problems.iter().any(|problem| is_refused(problem, before));
        // What is cut off makes it a text to which nothing can be added.
        script.problems.push(first.clone());
        read.then_some(script)
    })
}

/// The text with blanks in the place of each `time` before a construct and of each `!` within a pipe: they may stand
/// there in bash, and our reading takes them for commands.
fn without_prefixes(text: &str) -> Cow<'_, str> {
    const CONSTRUCTS: [&str; 7] = ["if ", "for ", "while ", "until ", "case ", "{ ", "("];
    let mut found = Cow::Borrowed(text);
    let mut blank = |from: usize, to: usize| found.to_mut().replace_range(from..to, &" ".repeat(to - from));
    for (at, word) in text.match_indices("time ") {
        let rest = text[at + word.len()..].trim_start();
        let rest = rest.strip_prefix("-p ").unwrap_or(rest).trim_start();
        let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "_-./".contains(c));
        if alone && CONSTRUCTS.iter().any(|construct| rest.starts_with(construct)) {
            blank(at, text.len() - rest.len());
        }
    }
    for (at, mark) in text.match_indices(" ! ") {
        if text[..at].trim_end().ends_with('|') && !text[..at].trim_end().ends_with("||") {
            blank(at, at + mark.len());
        }
    }
    found
}

/// How many parentheses are tried, of which some may be quoted.
const MAX_TRIES: usize = 8;

/// False for what ShellCheck reads and our reading does not take apart.
pub(super) fn is_refused(problem: &Problem, text: &str) -> bool {
    let whole = problem.span.of(text);
    match problem.message {
        "nests too deeply" | "has backslashes within backticks" => false,
        "has a `${…}` that is not understood" => !whole.ends_with('}'),
        "has a `$'…'` that is not understood" => !whole.ends_with('\''),
        message => !message.ends_with("not understood"),
    }
}
