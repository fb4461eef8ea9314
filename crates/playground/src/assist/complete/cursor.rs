//! Where in an instruction a place is, told from the text before it alone: what is typed there may be half a word.

use drydock_source::Span;
use drydock_syntax::{lower, upper};

use crate::assist::hover::variable_start;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place<'t> {
    /// The keyword.
    Keyword,
    /// The name of a directive.
    Directive,
    /// The name of a variable.
    Variable {
        /// True behind `${`.
        brace: bool,
    },
    /// The name of a flag.
    Flag,
    /// The value of a flag.
    FlagValue { flag: String, typed: &'t str },
    /// The name of an option of a mount.
    MountKey { mount: &'t str },
    /// The value of an option of a mount.
    MountValue { mount: &'t str, key: String, typed: &'t str },
    /// A word behind the flags.
    Word { index: usize, typed: &'t str },
}

/// A place in an instruction.
pub(super) struct Cursor<'t> {
    /// Keyword in upper case; that behind ONBUILD where there is one.
    pub keyword: String,
    /// What a choice replaces.
    pub span: Span,
    pub place: Place<'t>,
    /// True when the character before calls for a choice.
    pub opened: bool,
    /// True behind ONBUILD.
    pub trigger: bool,
    /// True in the exec form.
    pub json: bool,
    /// The words before the place, behind the keyword.
    pub words: Vec<&'t str>,
}

impl<'t> Cursor<'t> {
    /// Reads the text before `at`; `None` where nothing is to be chosen, as in comments.
    pub fn read(text: &'t str, at: usize, escape: char) -> Option<Self> {
        let before = text.get(..at)?;
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let own = before.get(line..)?;
        if let Some(comment) = own.trim_start().strip_prefix('#') {
            return directive(before.get(..line)?, comment, at);
        }
        let source = before.get(start_of_instruction(before, line, escape)..)?;
        let mut words = words(source, escape);
        let typed = words.pop().unwrap_or_default();
        let mut keyword = words.first().map(|word| upper(word)).unwrap_or_default();
        let mut rest = words.get(1..).unwrap_or_default().to_vec();
        let trigger = keyword == "ONBUILD";
        if trigger {
            keyword = rest.first().map(|word| upper(word)).unwrap_or_default();
            rest = rest.get(1..).unwrap_or_default().to_vec();
        }
        let span = |typed: &str| Span::new(at - typed.len(), at);
        let mut cursor = Self {
            keyword,
            span: span(typed),
            place: Place::Keyword,
            opened: false,
            trigger,
            json: false,
            words: rest,
        };
        if cursor.keyword.is_empty() {
            return Some(cursor);
        }
        let json = cursor.operands().next().unwrap_or(typed).starts_with('[');
        cursor.json = json;
        cursor.place = cursor.place(typed, escape);
        let replaced = match &cursor.place {
            Place::Variable { .. } => name_behind(typed),
            Place::FlagValue { typed, .. } | Place::MountValue { typed, .. } => typed,
            Place::MountKey { .. } => typed.rsplit([',', '=']).next().unwrap_or(typed),
            _ => typed,
        };
        cursor.opened = replaced.len() < typed.len();
        cursor.span = span(replaced);
        Some(cursor)
    }

    /// The words before the place that are no flags.
    pub fn operands(&self) -> impl Iterator<Item = &'t str> {
        self.words.iter().copied().skip_while(|word| word.starts_with("--"))
    }

    /// The value of a flag that stands before the place.
    pub fn flag(&self, name: &str) -> Option<&'t str> {
        let flags = self.words.iter().take_while(|word| word.starts_with("--"));
        flags
            .filter_map(|word| word.strip_prefix("--")?.split_once('='))
            .find(|(flag, _)| *flag == name)
            .map(|(_, value)| value)
    }

    fn place(&self, typed: &'t str, escape: char) -> Place<'t> {
        let exec = self.json
            && matches!(self.keyword.as_str(), "RUN" | "CMD" | "ENTRYPOINT" | "SHELL" | "HEALTHCHECK");
        if let Some(start) = variable_start(typed, escape).filter(|_| !exec) {
            return Place::Variable { brace: typed.get(start..).is_some_and(|text| text.starts_with("${")) };
        }
        let index = self.operands().count();
        if index > 0 || !typed.starts_with('-') {
            return Place::Word { index, typed };
        }
        let Some((flag, value)) = typed.split_once('=') else { return Place::Flag };
        let flag = lower(flag.trim_start_matches('-'));
        if flag != "mount" {
            return Place::FlagValue { flag, typed: value };
        }
        let field = value.rsplit(',').next().unwrap_or(value);
        match field.split_once('=') {
            None => Place::MountKey { mount: value.strip_suffix(field).unwrap_or(value) },
            Some((key, typed)) => Place::MountValue {
                mount: value.strip_suffix(field).unwrap_or(value),
                key: lower(key),
                typed,
            },
        }
    }
}

/// The name of a directive behind `#`, where one can stand: above everything but directives.
fn directive<'t>(above: &str, comment: &'t str, at: usize) -> Option<Cursor<'t>> {
    let name = comment.trim_start();
    let only = above.lines().all(|line| line.trim_start().starts_with('#') && line.contains('='));
    if !only || !name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    Some(Cursor {
        keyword: String::new(),
        span: Span::new(at - name.len(), at),
        place: Place::Directive,
        opened: true,
        trigger: false,
        json: false,
        words: Vec::new(),
    })
}

/// Where the instruction begins that goes on in the line that starts at `line`.
fn start_of_instruction(text: &str, line: usize, escape: char) -> usize {
    let mut start = line;
    let mut above = text.get(..line).unwrap_or_default();
    while let Some(rest) = above.strip_suffix('\n') {
        let begin = rest.rfind('\n').map_or(0, |newline| newline + 1);
        let own = rest.get(begin..).unwrap_or_default().trim();
        if !own.starts_with('#') {
            if !own.ends_with(escape) {
                break;
            }
            start = begin;
        }
        above = text.get(..begin).unwrap_or_default();
    }
    start
}

/// The words of `source`; the last one is what is typed, empty behind a space.
fn words(source: &str, escape: char) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    // Comment lines between the lines of an instruction are no part of it.
    let is_comment = |at: usize| {
        source.get(at..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('#'))
    };
    let mut comment = false;
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' {
            comment = is_comment(at + 1);
        } else if comment {
            continue;
        }
        let joins = c == escape && chars.peek().is_none_or(|(_, next)| matches!(next, '\n' | '\r'));
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c.is_whitespace() || joins => {
                words.extend(start.take().and_then(|start: usize| source.get(start..at)));
                continue;
            }
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
        start.get_or_insert(at);
    }
    words.push(start.and_then(|start| source.get(start..)).unwrap_or_default());
    words
}

/// What of `typed` is the name of the variable at its end.
fn name_behind(typed: &str) -> &str {
    typed.rfind('$').and_then(|at| typed.get(at + 1..)).map_or("", |name| name.trim_start_matches('{'))
}
