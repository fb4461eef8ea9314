//! Variables with their value at the place where they stand.

use drydock_source::Span;
use drydock_syntax::{Node, upper};

use super::{Hover, plain};
use crate::assist::reading::Reading;
use crate::assist::words;

/// Who replaces a variable, and when.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// The builder, while it reads the instruction.
    Builder,
    /// A shell, while the image is built.
    BuildShell,
    /// A shell in the container.
    ContainerShell,
    /// Nobody: the exec form.
    Nobody,
}

/// A variable as it stands in the text.
struct Use<'t> {
    name: &'t str,
    /// What follows the name in braces: `:-default`.
    modifier: &'t str,
    span: Span,
}

/// The variable at `at`, if one stands there.
pub(super) fn hover(reading: &Reading<'_>, node: &Node, at: usize) -> Option<Hover> {
    let text = reading.text();
    let found = at_place(text, node.span.start as usize, at, reading.tree.escape)?;
    let who = who(node);
    let title = found.span.of(text);
    if who == Who::Nobody {
        let says =
            "The exec form starts the program without a shell, so this stays as it is: nobody replaces it.";
        return Some(plain(found.span, title, says));
    }
    if is_quoted(text.get(node.span.start as usize..found.span.start as usize)?, reading.tree.escape) {
        return Some(plain(found.span, title, "In single quotes a variable stays as it is."));
    }
    let hover = value(reading, &found, who);
    let hover = hover.say(modifier(&found)).say(words::meaning(words::VARIABLES, found.name).unwrap_or(""));
    let mut expansions =
        reading.plan.stages.iter().flat_map(|stage| &stage.steps).flat_map(|step| &step.expansions);
    let word = expansions.rfind(|one| one.span.touches(at) && one.span != found.span);
    Some(match word.filter(|_| who == Who::Builder) {
        Some(word) => hover.fact("the word becomes", word.value.clone()),
        None => hover,
    })
}

fn value(reading: &Reading<'_>, found: &Use<'_>, who: Who) -> Hover {
    let at = found.span.start as usize;
    let variables = reading.variables(at);
    let known = variables.into_iter().find(|one| one.name == found.name);
    let title = found.span.of(reading.text());
    let hover = |text: &str| Hover { text: Vec::new(), ..plain(found.span, title, "") }.say(text);
    match (known, who) {
        (Some(known), Who::ContainerShell) if known.arg => hover(
            "A build argument, and those are gone when the container runs: its shell finds nothing here.",
        )
        .fact("at build time", known.value)
        .say(format!("Write `ENV {0}=${0}` to keep it.", found.name)),
        (Some(known), _) => {
            let kind = if known.arg { "A build argument." } else { "An environment variable." };
            let shell = match who {
                Who::BuildShell => " RUN leaves it to the shell, which has this value.",
                Who::ContainerShell => {
                    " It is left to the shell in the container; `docker run -e` can set another value."
                }
                _ => "",
            };
            let value = if known.value.is_empty() { "nothing: it is empty".into() } else { known.value };
            hover(&format!("{kind}{shell}"))
                .fact("value here", value)
                .fact("set by", reading.origin(found.name, at))
        }
        (None, Who::BuildShell) => {
            hover("Not set by ENV or ARG here. The command may set it itself; else it is nothing.")
        }
        (None, Who::ContainerShell) => {
            hover("Not set by ENV here. The container may be given it (`docker run -e`); else it is nothing.")
        }
        (None, _) if found.modifier.starts_with([':', '-', '+', '?']) => hover("Not set here."),
        (None, _) => hover(&unset(reading, found.name, at)),
    }
}

/// Why a variable has no value for the builder.
fn unset(reading: &Reading<'_>, name: &str, at: usize) -> String {
    let global = reading.plan.globals.get(name).is_some();
    if reading.state_before(at).is_some() && global {
        return format!(
            "Not set in this stage. It is set before the first FROM: write `ARG {name}` here to take it over."
        );
    }
    if reading.state_before(at).is_none() {
        return "Not set: a FROM line sees only what ARG sets before the first FROM.".into();
    }
    "Not set here: it becomes nothing.".into()
}

/// What stands behind the name in braces, in words.
fn modifier(found: &Use<'_>) -> String {
    let (colon, rest) = match found.modifier.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, found.modifier),
    };
    let empty = if colon { "is not set or is empty" } else { "is not set" };
    let name = found.name;
    let mut chars = rest.chars();
    match chars.next() {
        Some('-') => format!("`{}` stands in when {name} {empty}.", chars.as_str()),
        Some('+') if colon => format!("`{}` when {name} has a value, else nothing.", chars.as_str()),
        Some('+') => format!("`{}` when {name} is set, else nothing.", chars.as_str()),
        Some('?') => format!("The build fails when {name} {empty}."),
        Some('#') => "Without what matches the pattern at its beginning.".into(),
        Some('%') => "Without what matches the pattern at its end.".into(),
        Some('/') => "With what matches the pattern replaced.".into(),
        _ => String::new(),
    }
}

fn who(node: &Node) -> Who {
    let health_none = node.args.first().is_some_and(|word| word.text.eq_ignore_ascii_case("none"));
    match upper(&node.keyword.text).as_str() {
        "RUN" | "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "SHELL" if node.json => Who::Nobody,
        "RUN" => Who::BuildShell,
        "CMD" | "ENTRYPOINT" => Who::ContainerShell,
        "HEALTHCHECK" if !health_none => Who::ContainerShell,
        _ => Who::Builder,
    }
}

/// The variable that holds `at` in the text behind `from`, where its instruction begins.
fn at_place(text: &str, from: usize, at: usize, escape: char) -> Option<Use<'_>> {
    let line = text.get(from..at)?.rfind('\n').map_or(from, |newline| from + newline + 1);
    // A caret right before the `$` means what follows it.
    let until = (at + 1).min(text.len());
    let before = text.get(line..until).or_else(|| text.get(line..at))?;
    let mut starts = before.match_indices('$').map(|(found, _)| line + found).collect::<Vec<_>>();
    starts.reverse();
    starts.into_iter().filter(|start| !is_escaped(text, line, *start, escape)).find_map(|start| {
        let found = read(text, start)?;
        found.span.touches(at).then_some(found)
    })
}

fn is_escaped(text: &str, line: usize, at: usize, escape: char) -> bool {
    let before = text.get(line..at).unwrap_or_default();
    before.chars().rev().take_while(|c| *c == escape).count() % 2 == 1
}

/// Where in `typed`, the beginning of a word, a variable begins whose name goes on to its end.
pub(in crate::assist) fn variable_start(typed: &str, escape: char) -> Option<usize> {
    let start = typed.rfind('$')?;
    let name = typed.get(start + 1..)?;
    let name = name.strip_prefix('{').unwrap_or(name);
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (is_name && !is_escaped(typed, 0, start, escape)).then_some(start)
}

/// The variable that begins at `start`.
fn read(text: &str, start: usize) -> Option<Use<'_>> {
    let rest = text.get(start + 1..)?;
    let name = |text: &str| text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    if let Some(inner) = rest.strip_prefix('{') {
        let length = name(inner);
        let close = closing(inner)?;
        let (found, modifier) = (inner.get(..length)?, inner.get(length..close)?);
        let span = Span::new(start, start + 2 + close + 1);
        return (length > 0).then_some(Use { name: found, modifier, span });
    }
    let length = name(rest);
    let digit = rest.starts_with(|c: char| c.is_ascii_digit());
    (length > 0 && !digit).then(|| Use {
        name: &rest[..length],
        modifier: "",
        span: Span::new(start, start + 1 + length),
    })
}

/// Where the brace closes that opens right before `inner`, in the same line.
fn closing(inner: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

/// True when a single quote is open at the end of `before`.
fn is_quoted(before: &str, escape: char) -> bool {
    let (mut single, mut double) = (false, false);
    let mut chars = before.chars();
    while let Some(c) = chars.next() {
        match c {
            c if c == escape && !single => {
                chars.next();
            }
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            _ => {}
        }
    }
    single
}
