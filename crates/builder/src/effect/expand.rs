//! Expansion of words: variables, substitutions, splitting, patterns.

use std::cell::RefCell;
use std::rc::Rc;

use drydock_shell::{Expansion, Operator, Part, PartKind, Quote, Word};

use super::arguments::Arg;
use super::glob;
use super::io::{Fd, Io, Output};
use super::live::Tail;
use super::machine::{Machine, ShellKind, Status};
use super::vars::Value;
use crate::split;

/// Fields while a word is expanded: the text, and the same as a pattern.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
    /// True when an unquoted pattern character is in it.
    glob: bool,
    /// True when it stands even if it is empty.
    quoted: bool,
    unknown: bool,
}

impl Field {
    fn push_quoted(&mut self, text: &str) {
        self.text.push_str(text);
        self.pattern.push_str(&glob::quote(text));
        self.quoted = true;
    }

    fn push_plain(&mut self, text: &str) {
        self.text.push_str(text);
        // A backslash that came out of an expansion quotes nothing.
        for c in text.chars() {
            if c == '\\' {
                self.pattern.push('\\');
            }
            self.pattern.push(c);
        }
        self.glob |= text.contains(['*', '?', '[']);
    }

    /// True when it may stand for paths; a `[` that nothing closes, as the command's, is itself.
    fn is_pattern(&self) -> bool {
        let closed = || self.text.split_once('[').is_some_and(|(_, rest)| rest.contains(']'));
        self.glob && (self.text.contains(['*', '?']) || closed())
    }
}

impl Machine<'_> {
    /// The arguments that `words` expand to.
    pub fn words(&mut self, words: &[Word]) -> Vec<Arg> {
        let mut args = Vec::new();
        for word in words {
            if self.shell.kind == ShellKind::Bash && has_braces(word) {
                for word in braces(word) {
                    self.word(&word, &mut args);
                }
            } else {
                self.word(word, &mut args);
            }
        }
        args
    }

    fn word(&mut self, word: &Word, args: &mut Vec<Arg>) {
        let mut fields = vec![Field::default()];
        for (index, part) in word.parts.iter().enumerate() {
            self.part(part, index == 0, &mut fields);
        }
        for field in fields {
            if field.unknown {
                args.push(Arg::unknown(&field.text));
            } else if field.is_pattern() && !self.shell.noglob {
                self.paths(&field, args);
            } else if field.quoted || !field.text.is_empty() {
                args.push(Arg::known(&field.text));
            }
        }
    }

    fn part(&mut self, part: &Part, first: bool, fields: &mut Vec<Field>) {
        let quoted = part.quote != Quote::None;
        match &part.kind {
            PartKind::Literal(text) if quoted => last(fields).push_quoted(text),
            PartKind::Literal(text) => {
                let text = if first { self.tilde(text) } else { text.clone() };
                last(fields).push_plain(&text);
            }
            PartKind::Variable(expansion) if is_all(expansion) => {
                self.all_positional(expansion, quoted, fields)
            }
            PartKind::Variable(expansion) => {
                let value = self.variable(expansion);
                self.push_value(value, quoted, fields);
            }
            PartKind::Command(body) => {
                let value = self.substitute(body);
                self.push_value(value, quoted, fields);
            }
            PartKind::Arithmetic(text) => {
                let value = self.arithmetic(text);
                self.push_value(value, quoted, fields);
            }
            PartKind::Process(_) => {
                self.not_understood("a process substitution");
                last(fields).unknown = true;
            }
            PartKind::Unknown(reason) => {
                self.not_understood(format!("the shell text {reason}"));
                last(fields).unknown = true;
            }
        }
    }

    /// Adds an expanded value, split at blanks when it is not quoted.
    fn push_value(&mut self, value: Option<String>, quoted: bool, fields: &mut Vec<Field>) {
        let Some(value) = value else {
            last(fields).unknown = true;
            return;
        };
        if quoted {
            return last(fields).push_quoted(&value);
        }
        let separators = match self.shell.vars.get("IFS") {
            Value::Set(ifs) => ifs,
            Value::Unset => " \t\n".into(),
            Value::Unknown => {
                last(fields).unknown = true;
                return;
            }
        };
        for (index, piece) in value.split(|c| separators.contains(c)).enumerate() {
            if index > 0 && (last(fields).quoted || !last(fields).text.is_empty()) {
                fields.push(Field::default());
            }
            last(fields).push_plain(piece);
        }
    }

    fn all_positional(&mut self, expansion: &Expansion, quoted: bool, fields: &mut Vec<Field>) {
        let values = self.shell.positional.clone();
        if quoted && expansion.name == "*" {
            return last(fields).push_quoted(&values.join(" "));
        }
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                fields.push(Field::default());
            }
            match quoted {
                true => last(fields).push_quoted(value),
                false => self.push_value(Some(value.clone()), false, fields),
            }
        }
    }

    fn tilde(&self, text: &str) -> String {
        match text.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                format!("{}{rest}", self.shell.vars.text("HOME"))
            }
            _ => text.to_owned(),
        }
    }

    /// The word as one text, without splitting and patterns; `None` when it is not known.
    pub fn text(&mut self, word: &Word) -> Option<String> {
        self.joined(word).map(|field| field.text)
    }

    /// The word as a pattern.
    pub fn pattern(&mut self, word: &Word) -> Option<String> {
        self.joined(word).map(|field| field.pattern)
    }

    fn joined(&mut self, word: &Word) -> Option<Field> {
        let mut whole = Field::default();
        for (index, part) in word.parts.iter().enumerate() {
            let mut fields = vec![Field::default()];
            match &part.kind {
                PartKind::Literal(_) => {
                    self.part(part, index == 0, &mut fields);
                }
                PartKind::Variable(expansion) if is_all(expansion) => {
                    last(&mut fields).push_plain(&self.shell.positional.join(" "));
                }
                // Not split: as if in double quotes, but for its pattern characters.
                _ => {
                    self.part(&Part { quote: Quote::Double, ..part.clone() }, false, &mut fields);
                    if part.quote == Quote::None {
                        let text = std::mem::take(&mut last(&mut fields).text);
                        let unknown = last(&mut fields).unknown;
                        fields = vec![Field { unknown, ..Field::default() }];
                        last(&mut fields).push_plain(&text);
                    }
                }
            }
            for field in fields {
                if field.unknown {
                    return None;
                }
                whole.text.push_str(&field.text);
                whole.pattern.push_str(&field.pattern);
            }
        }
        Some(whole)
    }

    /// What a command writes, without the line ends at its end.
    fn substitute(&mut self, body: &drydock_shell::Body) -> Option<String> {
        let pipe = Rc::new(RefCell::new(Output::default()));
        let io = Io::console().with(1, Fd::Pipe(pipe.clone()));
        let status = self.subshell(|machine| {
            let tail = machine.set_tail(Tail::No);
            let flow = machine.body(body, &io);
            machine.set_tail(tail);
            flow
        });
        self.substituted(status);
        drop(io);
        let content = pipe.take().finish();
        self.charge(content.as_bytes().map_or(0, <[u8]>::len));
        let text = content.as_text()?;
        Some(text.trim_end_matches('\n').to_owned())
    }

    fn variable(&mut self, expansion: &Expansion) -> Option<String> {
        let value = self.parameter(&expansion.name);
        let set = |colon: bool| match &value {
            Value::Set(text) => !(colon && text.is_empty()),
            _ => false,
        };
        if value == Value::Unknown {
            return None;
        }
        let text = match &value {
            Value::Set(text) => text.to_string(),
            _ => String::new(),
        };
        match &expansion.operator {
            None => {
                if value == Value::Unset && self.shell.nounset {
                    self.unset_variable(&expansion.name, "parameter not set");
                    return None;
                }
                Some(text)
            }
            Some(Operator::Length) => Some(text.chars().count().to_string()),
            Some(Operator::Default { colon, word }) => {
                if set(*colon) {
                    Some(text)
                } else {
                    self.text(word)
                }
            }
            Some(Operator::Assign { colon, word }) => {
                if set(*colon) {
                    return Some(text);
                }
                let value = self.text(word);
                self.shell.vars.set(&expansion.name, value.as_deref());
                value
            }
            Some(Operator::Error { colon, word }) => {
                if set(*colon) {
                    return Some(text);
                }
                let words = self.text(word).filter(|words| !words.is_empty());
                let usual = if *colon { "parameter not set or null" } else { "parameter not set" };
                self.unset_variable(&expansion.name, words.as_deref().unwrap_or(usual));
                None
            }
            Some(Operator::Alternative { colon, word }) => {
                if set(*colon) {
                    self.text(word)
                } else {
                    Some(String::new())
                }
            }
            Some(Operator::RemovePrefix { longest, pattern }) => {
                let pattern = self.pattern(pattern)?;
                Some(remove_prefix(&text, &pattern, *longest))
            }
            Some(Operator::RemoveSuffix { longest, pattern }) => {
                let pattern = self.pattern(pattern)?;
                Some(remove_suffix(&text, &pattern, *longest))
            }
            Some(Operator::Other) => {
                self.not_understood(format!("`${{{}…}}` as bash has it", expansion.name));
                None
            }
        }
    }

    /// Ends the shell for a variable that must be set.
    fn unset_variable(&mut self, name: &str, words: &str) {
        let words = if self.shell.kind == ShellKind::Bash {
            words.replace("parameter not set", "unbound variable")
        } else {
            words.to_owned()
        };
        self.complain(&self.own_io(), &format!("{name}: {words}"));
        self.note(format!("`{name}` is not set, which ends the shell here"));
        self.fatal = true;
    }

    fn parameter(&self, name: &str) -> Value {
        let number = |number: usize| Value::Set(number.to_string().as_str().into());
        match name {
            "#" => number(self.shell.positional.len()),
            "?" => match self.shell.status {
                Status::Code(code) => number(usize::from(code)),
                Status::Unknown => Value::Unknown,
            },
            // The shell of a step is the first process of its container.
            "$" => number(self.pid() as usize),
            "!" if self.last_job().is_some() => number(self.last_job().unwrap_or_default() as usize),
            "!" | "-" => Value::Unknown,
            "0" => Value::Set(self.shell.name.clone()),
            "@" | "*" => Value::Set(self.shell.positional.join(" ").as_str().into()),
            _ => match name.parse::<usize>() {
                Ok(place) => self
                    .shell
                    .positional
                    .get(place.wrapping_sub(1))
                    .map_or(Value::Unset, |text| Value::Set(text.as_str().into())),
                Err(_) => self.shell.vars.get(name),
            },
        }
    }

    /// The paths that a pattern matches, in byte order; the pattern itself when there are none.
    fn paths(&mut self, field: &Field, args: &mut Vec<Arg>) {
        let before = args.len();
        let mut maybe_more = false;
        let absolute = field.pattern.starts_with('/');
        let mut found = vec![if absolute { "/".to_owned() } else { String::new() }];
        let parts: Vec<&str> = field.pattern.split('/').filter(|part| !part.is_empty()).collect();
        for (index, part) in parts.iter().enumerate() {
            let only_dirs = index + 1 < parts.len() || field.pattern.ends_with('/');
            let mut next = Vec::new();
            for prefix in found {
                maybe_more |= self.expand_part(&prefix, part, only_dirs, &mut next);
            }
            found = next;
        }
        let slash = if field.pattern.ends_with('/') { "/" } else { "" };
        args.extend(found.into_iter().map(|path| Arg::known(&format!("{path}{slash}"))));
        if maybe_more || self.tainted {
            args.push(Arg::maybe_more(&field.text));
        } else if args.len() == before {
            args.push(Arg::known(&field.text));
        }
    }

    /// Adds what `part` matches in `prefix`; true when there may be more.
    fn expand_part(&self, prefix: &str, part: &str, only_dirs: bool, next: &mut Vec<String>) -> bool {
        let dir = self.absolute(if prefix.is_empty() { "." } else { prefix });
        let resolved = self.fs.resolve(&dir, true);
        let Some(listed) = resolved.as_ref().ok().and_then(|found| found.node).and_then(|node| node.as_dir())
        else {
            return resolved.is_ok_and(|found| found.unknown);
        };
        if !part.contains(['*', '?', '[']) {
            let name = unquote(part);
            let there = name == ".." || name == "." || listed.get(&name).is_some();
            if there {
                next.push(format!("{prefix}{name}{}", if only_dirs { "/" } else { "" }));
            }
            return !there && listed.opaque;
        }
        for (name, node) in listed.iter() {
            let hidden = name.starts_with('.') && !part.starts_with('.');
            if hidden || !glob::matches(part, name) {
                continue;
            }
            let path = format!("{prefix}{name}");
            let is_dir = node.is_dir()
                || node.as_symlink().is_some()
                    && self.fs.follow(&self.absolute(&path)).is_some_and(|node| node.is_dir());
            match only_dirs {
                true if is_dir => next.push(format!("{path}/")),
                true => {}
                false => next.push(path),
            }
        }
        listed.opaque
    }

    /// `path` below the working directory when it is relative; symbolic links and `..` are left in it.
    pub fn absolute(&self, path: &str) -> String {
        match path.starts_with('/') {
            true => path.to_owned(),
            false => format!("{}/{path}", self.shell.cwd.trim_end_matches('/')),
        }
    }
}

fn last(fields: &mut Vec<Field>) -> &mut Field {
    if fields.is_empty() {
        fields.push(Field::default());
    }
    let at = fields.len() - 1;
    &mut fields[at]
}

fn is_all(expansion: &Expansion) -> bool {
    expansion.operator.is_none() && (expansion.name == "@" || expansion.name == "*")
}

fn unquote(pattern: &str) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    text
}

/// Ends of the pieces to try, shortest first.
fn boundaries(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// Longer values are left as they are: each boundary is tried.
const MAX_TRIED: usize = 4096;

fn remove_prefix(text: &str, pattern: &str, longest: bool) -> String {
    let mut ends = boundaries(text);
    if ends.len() > MAX_TRIED {
        return text.to_owned();
    }
    if longest {
        ends.reverse();
    }
    let end = ends.into_iter().find(|end| glob::matches(pattern, &text[..*end])).unwrap_or(0);
    text[end..].to_owned()
}

fn remove_suffix(text: &str, pattern: &str, longest: bool) -> String {
    let mut starts = boundaries(text);
    if starts.len() > MAX_TRIED {
        return text.to_owned();
    }
    if !longest {
        starts.reverse();
    }
    let start =
        starts.into_iter().find(|start| glob::matches(pattern, &text[*start..])).unwrap_or(text.len());
    text[..start].to_owned()
}

fn has_braces(word: &Word) -> bool {
    word.parts.iter().any(|part| match &part.kind {
        PartKind::Literal(text) => part.quote == Quote::None && text.contains('{') && text.contains(','),
        _ => false,
    })
}

/// bash's `a{b,c}d`, within one literal part; anything else stays as it is.
fn braces(word: &Word) -> Vec<Word> {
    const MAX_WORDS: usize = 256;
    let mut done = Vec::new();
    let mut todo = vec![word.clone()];
    while let Some(word) = todo.pop() {
        match expand_first_brace(&word) {
            Some(words) if done.len() + todo.len() + words.len() <= MAX_WORDS => {
                todo.extend(words.into_iter().rev())
            }
            _ => done.push(word),
        }
    }
    done
}

fn expand_first_brace(word: &Word) -> Option<Vec<Word>> {
    for (index, part) in word.parts.iter().enumerate() {
        let PartKind::Literal(text) = &part.kind else { continue };
        if part.quote != Quote::None {
            continue;
        }
        let Some((start, end, commas)) = find_brace(text) else { continue };
        let mut words = Vec::new();
        let mut from = start + 1;
        for to in commas.into_iter().chain([end]) {
            let mut copy = word.clone();
            let replaced = format!("{}{}{}", &text[..start], &text[from..to], &text[end + 1..]);
            copy.parts[index].kind = PartKind::Literal(replaced);
            words.push(copy);
            from = to + 1;
        }
        return Some(words);
    }
    None
}

/// The first `{…,…}`: its ends and the commas that belong to it.
fn find_brace(text: &str) -> Option<(usize, usize, Vec<usize>)> {
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open.push((at, Vec::new())),
            b',' => {
                if let Some((_, commas)) = open.last_mut() {
                    commas.push(at);
                }
            }
            b'}' => {
                let (start, commas) = open.pop()?;
                if !commas.is_empty() {
                    return Some((start, at, commas));
                }
            }
            _ => {}
        }
    }
    None
}

/// The directory part of a written path, for messages.
pub(super) fn base_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    split(path).1
}
