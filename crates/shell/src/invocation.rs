use std::borrow::Cow;

use drydock_source::Span;

use crate::{CommandKind, Found, Part, PartKind, Quote, Script, Simple, Word};

/// A program that is called: its name and its arguments, the words that only prepare the call left out.
#[derive(Clone, Debug)]
pub struct Invocation<'a> {
    /// The name as written, a path included.
    pub name: Cow<'a, str>,
    /// Where the name stands.
    pub name_span: Span,
    /// What follows it.
    pub args: &'a [Word],
    /// Names of the wrappers in front (`sudo`, `env`, …), outermost first.
    pub wrappers: Vec<&'static str>,
}

/// A flag of an invocation: `--name`, `--name=value`, or one letter of `-xyz`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Without dashes and value.
    pub name: String,
    /// After `=`.
    pub value: Option<String>,
    /// The argument it stands in.
    pub span: Span,
}

/// Commands that call the command in their arguments, with those of their flags that take a value.
const WRAPPERS: [(&str, &[&str]); 16] = [
    ("sudo", &["-u", "-g", "-p", "-C", "-h", "-r", "-t", "-U", "--user", "--group"]),
    ("env", &["-u", "-C", "-S", "--unset", "--chdir"]),
    ("exec", &["-a"]),
    ("command", &[]),
    ("builtin", &[]),
    ("nohup", &[]),
    ("time", &["-f", "-o"]),
    ("nice", &["-n", "--adjustment"]),
    ("ionice", &["-c", "-n", "--class", "--classdata"]),
    ("timeout", &["-k", "-s", "--kill-after", "--signal"]),
    ("stdbuf", &["-i", "-o", "-e"]),
    ("setsid", &[]),
    ("eatmydata", &[]),
    ("doas", &["-u", "-C"]),
    ("gosu", &[]),
    ("su-exec", &[]),
];

/// Wrappers whose first plain argument is their own: a time, a user.
const WITH_OPERAND: [&str; 3] = ["timeout", "gosu", "su-exec"];

impl<'a> Invocation<'a> {
    /// What a simple command calls; `None` without a word, or where the name is not known before it runs.
    pub fn of(simple: &'a Simple) -> Option<Invocation<'a>> {
        let mut words = simple.words.as_slice();
        let mut wrappers = Vec::new();
        loop {
            let (first, args) = words.split_first()?;
            let name = first.literal()?;
            match inner(&name, args) {
                Some((wrapper, rest)) if !rest.is_empty() => {
                    wrappers.push(wrapper);
                    words = rest;
                }
                _ => return Some(Invocation { name, name_span: first.span, args, wrappers }),
            }
        }
    }

    /// The name without its directory.
    pub fn base_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or("")
    }

    /// Flags in order, up to `--`. Whether the next argument belongs to a flag is for the caller to know.
    pub fn flags(&self) -> Vec<Flag> {
        let mut flags = Vec::new();
        for arg in self.args {
            let text = leading_literal(arg);
            if text == "--" && arg.parts.len() == 1 {
                break;
            }
            push_flags(&text, arg.span, &mut flags);
        }
        flags
    }

    /// True when it has the flag `name` (one letter, or a long name).
    pub fn has_flag(&self, name: &str) -> bool {
        self.flags().iter().any(|flag| flag.name == name)
    }

    /// Arguments that are no flags; all of them after `--`.
    pub fn operands(&self) -> impl Iterator<Item = &'a Word> + use<'a> {
        let mut plain = false;
        self.args.iter().filter(move |arg| {
            let text = leading_literal(arg);
            if !plain && text == "--" {
                plain = true;
                return false;
            }
            plain || text == "-" || !text.starts_with('-')
        })
    }
}

/// The wrapper and the words it calls.
fn inner<'a>(name: &str, args: &'a [Word]) -> Option<(&'static str, &'a [Word])> {
    let base = name.rsplit('/').next().unwrap_or(name);
    let &(wrapper, valued) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == base)?;
    let mut rest = args;
    let mut operands = usize::from(WITH_OPERAND.contains(&wrapper));
    while let Some((first, more)) = rest.split_first() {
        let text = leading_literal(first);
        let flag = text.len() > 1 && text.starts_with('-');
        if flag && wrapper == "command" && text.contains(['v', 'V']) {
            return None;
        }
        if flag {
            let skip = usize::from(valued.contains(&&*text)).min(more.len());
            rest = &more[skip..];
            if text == "--" {
                break;
            }
        } else if matches!(wrapper, "env" | "sudo" | "doas") && is_assignment(&text) {
            rest = more;
        } else if operands > 0 {
            operands -= 1;
            rest = more;
        } else {
            break;
        }
    }
    Some((wrapper, rest))
}

fn is_assignment(text: &str) -> bool {
    let name = text.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The literal text before the first expansion.
fn leading_literal(word: &Word) -> Cow<'_, str> {
    if let Some(text) = word.literal() {
        return text;
    }
    let literals = word.parts.iter().map_while(|part| match &part.kind {
        PartKind::Literal(text) => Some(text.as_str()),
        _ => None,
    });
    Cow::Owned(literals.collect())
}

fn push_flags(text: &str, span: Span, flags: &mut Vec<Flag>) {
    if let Some(long) = text.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        flags.push(Flag { name: name.to_owned(), value, span });
    } else if let Some(letters) = text.strip_prefix('-') {
        let names = letters.chars().map(|letter| Flag { name: letter.to_string(), value: None, span });
        flags.extend(names);
    }
}

/// What every simple command of `script` calls, in order, with the place it stands at.
pub fn invocations(script: &Script) -> Vec<(Found<'_>, Invocation<'_>)> {
    let found = script.commands();
    found.into_iter().filter_map(|found| Some((found, Invocation::of(found.simple)?))).collect()
}

/// A command in exec form as the script that does the same: one simple command of plain words. `spans` are where the
/// words stand, as far as they are known.
pub fn exec_form(words: &[String], spans: &[Span]) -> Script {
    let word = |(index, text): (usize, &String)| {
        let span = spans.get(index).copied().unwrap_or_default();
        Word { parts: vec![Part { kind: PartKind::Literal(text.clone()), quote: Quote::Single, span }], span }
    };
    let words: Vec<Word> = words.iter().enumerate().map(word).collect();
    let span = words.iter().map(|word| word.span).reduce(Span::cover).unwrap_or_default();
    let command = crate::Command {
        kind: CommandKind::Simple(Simple { assignments: Vec::new(), words }),
        redirects: Vec::new(),
        span,
    };
    let first = crate::Pipeline { negated: false, commands: vec![command], span };
    let list = crate::List { first, rest: Vec::new(), background: false, span };
    Script { body: crate::Body { lists: vec![list], span }, ..Script::default() }
}
