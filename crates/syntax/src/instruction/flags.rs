//! The flags of instructions (`instructions/bflag.go`).

use drydock_source::Span;

use crate::problem::Problem;
use crate::suggest::{nearest, with_suggestion};
use crate::{Node, Word, text};

/// How often a flag may stand and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlagKind {
    /// `true` or `false`; alone it is true.
    Bool,
    /// One value.
    One,
    /// A value each time it stands.
    Many,
}

/// A flag that an instruction knows.
pub(crate) struct FlagSpec {
    /// Name without dashes.
    pub name: &'static str,
    pub kind: FlagKind,
}

impl FlagSpec {
    pub const fn bool(name: &'static str) -> Self {
        Self { name, kind: FlagKind::Bool }
    }

    pub const fn one(name: &'static str) -> Self {
        Self { name, kind: FlagKind::One }
    }

    pub const fn many(name: &'static str) -> Self {
        Self { name, kind: FlagKind::Many }
    }
}

/// The flags of one instruction, read and checked.
#[derive(Default)]
pub(crate) struct Flags {
    given: Vec<(&'static str, Word)>,
}

impl Flags {
    /// Reads the flags of `node`, of which the instruction knows `specs`.
    pub fn read(node: &Node, specs: &[FlagSpec], text: &str) -> Result<Self, Problem> {
        let mut flags = Self::default();
        for word in &node.flags {
            let (name, value) = parts(word, text);
            let Some(spec) = specs.iter().find(|spec| spec.name == name.text) else {
                return Err(unknown(&name, specs, &node.keyword.text));
            };
            if spec.kind != FlagKind::Many && flags.has(spec.name) {
                return Err(duplicate(word, &name));
            }
            let value = match (spec.kind, value) {
                (FlagKind::Bool, value) => boolean(&name, value)?,
                (_, Some(value)) => value,
                (_, None) => return Err(no_value(&name, word.span)),
            };
            flags.given.push((spec.name, value));
        }
        Ok(flags)
    }

    fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| *given == name)
    }

    /// The value of a flag that stands at most once; empty when it is not given.
    pub fn one(&self, name: &str) -> Word {
        self.many(name).next().unwrap_or_default()
    }

    /// The values of a flag in order.
    pub fn many<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Word> + 'a {
        self.given.iter().filter(move |(given, _)| *given == name).map(|(_, value)| value.clone())
    }

    /// The value of a boolean flag, when given.
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.has(name).then(|| self.one(name).text == "true")
    }

    /// Names of the flags given, each once, in order.
    pub fn used(&self) -> Vec<String> {
        let mut used: Vec<String> = Vec::new();
        for (name, _) in &self.given {
            if !used.iter().any(|one| one == name) {
                used.push((*name).into());
            }
        }
        used
    }
}

/// Name without dashes and value of a flag, each with its place; quotes belong to the place of the value.
fn parts(word: &Word, text: &str) -> (Word, Option<Word>) {
    let source = word.span.of(text);
    let start = word.span.start as usize;
    let equals = source.find('=').map_or(source.len(), |at| at);
    let name = word.text.split('=').next().unwrap_or_default();
    let name_span = Span::new((start + 2).min(start + equals), start + equals);
    let name = Word { text: name.strip_prefix("--").unwrap_or(name).into(), span: name_span };
    let value = word.text.split_once('=').map(|(_, value)| Word {
        text: value.into(),
        span: Span::new(start + (equals + 1).min(source.len()), word.span.end as usize),
    });
    (name, value)
}

fn boolean(name: &Word, value: Option<Word>) -> Result<Word, Problem> {
    let Some(value) = value else { return Ok(Word { text: "true".into(), span: name.span }) };
    match text::lower(&value.text).as_str() {
        "" => Err(no_value(name, value.span)),
        known @ ("true" | "false") => Ok(Word { text: known.into(), span: value.span }),
        _ => {
            let flag = &name.text;
            let message = format!("expecting boolean value for flag --{flag}, not: {}", value.text);
            Err(Problem::new("BadFlagValue", value.span, message)
                .because("The flag switches something on or off.")
                .help(format!(
                    "Write --{flag} or --{flag}=true to switch it on, --{flag}=false to switch it off."
                ))
                .fix(format!("Write --{flag}=true"), value.span, "true"))
        }
    }
}

fn unknown(name: &Word, specs: &[FlagSpec], keyword: &str) -> Problem {
    let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
    let near = nearest(&name.text, &names);
    let message = with_suggestion(format!("unknown flag: --{}", name.text), near);
    let keyword = text::upper(keyword);
    let known = names.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join(", ");
    let because = match names.as_slice() {
        [] => format!("{keyword} has no flags, and words at its start that begin with -- are read as flags."),
        _ => format!("The flags of {keyword} are {known}."),
    };
    let help = match near {
        Some(near) => format!("Write --{near}."),
        None => format!("If --{} is meant for the text itself, put a lone -- before it.", name.text),
    };
    let problem = Problem::new("UnknownFlag", name.span, message).because(because).help(help);
    match near {
        Some(near) => problem.fix(format!("Change to --{near}"), name.span, near),
        None => problem,
    }
}

fn duplicate(word: &Word, name: &Word) -> Problem {
    Problem::new("DuplicateFlag", word.span, format!("duplicate flag specified: --{}", name.text))
        .because("This flag takes one value, and it was given before.")
        .help("Remove one of the two.")
}

fn no_value(name: &Word, span: Span) -> Problem {
    let flag = &name.text;
    Problem::new("MissingFlagValue", span, format!("missing a value on flag: --{flag}"))
        .because("The value belongs to the flag, behind an equals sign and without a space.")
        .help(format!("Write --{flag}=value."))
}
