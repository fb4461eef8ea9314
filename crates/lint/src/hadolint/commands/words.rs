//! Words as texts.

use drydock_shell::{CommandKind, List, Part, PartKind, Quote, Word};

/// False where two words stand side by side, as they do in commands: parentheses are then those of a subshell.
pub(super) fn is_arithmetic(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "_-/.\"'".contains(c);
    let words: Vec<&str> = text.split_whitespace().collect();
    let side_by_side = |two: &[&str]| {
        two[0].ends_with(char::is_alphanumeric) && two[1].starts_with(inner) && two[1].len() > 1
    };
    !words.windows(2).any(side_by_side)
}

/// True for the name of a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

pub(super) fn starts_with_dash(word: &Word) -> bool {
    matches!(word.parts.first().map(|part| &part.kind), Some(PartKind::Literal(text)) if text.starts_with('-'))
}

/// The name of a command, when it is known without running anything.
pub(super) fn name(word: &Word) -> Option<String> {
    let open = |part: &Part| match &part.kind {
        PartKind::Literal(text) => {
            part.quote == Quote::None && (text.contains(['*', '?']) || !braces(text).is_empty())
        }
        _ => false,
    };
    let name = word.literal()?;
    (!word.parts.iter().any(open)).then(|| name.into_owned())
}

/// The word that names what `name` runs, when it is a command that runs another.
pub(super) fn effective<'a>(name: &str, args: &'a [Word]) -> Option<&'a Word> {
    match name {
        "busybox" | "builtin" | "command" | "run" => args.first().filter(|word| !starts_with_dash(word)),
        "exec" => {
            let mut args = args.iter();
            loop {
                let word = args.next()?;
                match self::name(word).as_deref() {
                    Some("-a") => drop(args.next()),
                    Some("--") => return args.next(),
                    Some(flag) if flag.starts_with('-') => {}
                    _ => return Some(word),
                }
            }
        }
        _ => None,
    }
}

/// The word without quotes. Substitutions stand as hadolint writes them, `${…}`; what expands to several words is left
/// out.
pub(super) fn text(word: &Word, source: &str) -> String {
    let mut all = String::new();
    for part in &word.parts {
        let raw = part.span.of(source);
        match &part.kind {
            PartKind::Literal(_) if raw.starts_with("$'") => {
                all.push_str(raw.trim_start_matches("$'").trim_end_matches('\''));
            }
            PartKind::Literal(text) if part.quote == Quote::None => push_bare(text, &mut all),
            PartKind::Literal(text) => all.push_str(text),
            PartKind::Variable(_) => {
                let inner = raw.trim_start_matches('$').trim_start_matches('{').trim_end_matches('}');
                all.extend(["${", &inner.replace(['"', '\''], ""), "}"]);
            }
            PartKind::Command(_) if raw.starts_with('`') => all.push_str("${VAR}"),
            PartKind::Command(body) => {
                all.push_str("${");
                body.lists.iter().for_each(|list| push_command(list, source, &mut all));
                all.push('}');
            }
            PartKind::Arithmetic(_) => all.push_str("${VAR}"),
            PartKind::Process(_) | PartKind::Unknown(_) => {}
        }
    }
    all
}

/// The words of a list that is one plain command, with nothing between them.
fn push_command(list: &List, source: &str, all: &mut String) {
    let [command] = list.first.commands.as_slice() else { return };
    if let CommandKind::Simple(simple) = &command.kind
        && list.rest.is_empty()
    {
        simple.words.iter().for_each(|word| all.push_str(&text(word, source)));
    }
}

/// Text outside quotes, without `{a,b}` and `{1..3}`.
fn push_bare(text: &str, all: &mut String) {
    let mut from = 0;
    for (start, end) in braces(text) {
        all.push_str(&text[from..start]);
        from = end;
    }
    all.push_str(&text[from..]);
}

/// True when the text begins with braces that stand for several words.
pub(super) fn begins_with_braces(text: &str) -> bool {
    braces(text).first().is_some_and(|(start, _)| *start == 0)
}

/// The outer pairs of braces that stand for several words, in order.
fn braces(text: &str) -> Vec<(usize, usize)> {
    if !text.contains('{') {
        return Vec::new();
    }
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        let several = byte == b',' || text.as_bytes()[at..].starts_with(b"..");
        match (byte, open.last_mut()) {
            (b'{', _) => open.push((at, false)),
            (b'}', Some((start, true))) => {
                while found.last().is_some_and(|(inner, _)| inner > start) {
                    found.pop();
                }
                found.push((*start, at + 1));
                open.pop();
            }
            (b'}', Some(_)) => drop(open.pop()),
            (_, Some((_, marked))) if several => *marked = true,
            _ => {}
        }
    }
    found
}
