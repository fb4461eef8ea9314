//! The expansion itself: a machine with a stack of its own, so that nested `${a:-${b:-…` cannot exhaust ours, and one
//! output that every level writes to, so that the cost stays linear.

use std::collections::BTreeSet;

use super::{Environment, ExpandError, Expanded, MAX_LENGTH, Options, pattern};
use crate::text;
use crate::unicode::{is_digit, is_letter};

/// Expands `source`; the list of words is only made with `split`.
pub(super) fn run(
    source: &str,
    env: &dyn Environment,
    options: Options,
    split: bool,
) -> Result<(Expanded, Vec<String>), ExpandError> {
    let mut machine = Machine {
        // Go's scanner drops a byte order mark at the very start.
        rest: source.strip_prefix('\u{FEFF}').unwrap_or(source),
        env,
        options,
        raw_escapes: options.raw_escapes,
        out: String::with_capacity(source.len()),
        frames: Vec::new(),
        words: split.then(Words::default),
        matched: BTreeSet::new(),
        unmatched: BTreeSet::new(),
    };
    match machine.process() {
        Ok(()) => {
            let words = machine.words.map(Words::finish).unwrap_or_default();
            let Machine { out: word, matched, unmatched, .. } = machine;
            Ok((Expanded { word, matched, unmatched }, words))
        }
        Err(message) => {
            let message = format!("failed to process {}: {}", text::quote(source), machine.blame(message));
            Err(ExpandError { message, matched: machine.matched, unmatched: machine.unmatched })
        }
    }
}

/// The words of the outermost level.
#[derive(Default)]
struct Words {
    current: String,
    done: Vec<String>,
    inside: bool,
}

impl Words {
    fn add(&mut self, c: char) {
        if !c.is_whitespace() {
            self.add_raw(c);
        } else if self.inside && !self.current.is_empty() {
            self.done.push(std::mem::take(&mut self.current));
            self.inside = false;
        }
    }

    fn add_raw(&mut self, c: char) {
        self.current.push(c);
        self.inside = true;
    }

    fn add_raw_str(&mut self, text: &str) {
        self.current.push_str(text);
        self.inside = true;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.current.is_empty() {
            self.done.push(self.current);
        }
        self.done
    }
}

/// Something open that has to be closed.
enum Frame {
    /// A double quote; its text begins at `start` of the output.
    Quote { start: usize },
    /// `${name` with a modifier; its word is being read.
    Brace(Brace),
}

/// A `${name…}` with a modifier whose word is being read.
struct Brace {
    name: String,
    /// The modifier as written, such as `:-`; `/` for a replacement.
    modifier: String,
    /// True for `${name//…}`.
    all: bool,
    /// Where the whole substitution begins in the output.
    start: usize,
    /// Where its word, or the part being read, begins in the output.
    word: usize,
    /// The pattern of a replacement once it is read.
    pattern: Option<String>,
    /// The name is unset and such names are to be left: the text is kept as it comes.
    keep: bool,
    /// What to put back at the end.
    outer_raw_escapes: bool,
}

impl Brace {
    fn stop(&self) -> char {
        if self.modifier == "/" && self.pattern.is_none() { '/' } else { '}' }
    }
}

struct Machine<'a> {
    rest: &'a str,
    env: &'a dyn Environment,
    options: Options,
    raw_escapes: bool,
    out: String,
    frames: Vec<Frame>,
    words: Option<Words>,
    matched: BTreeSet<String>,
    unmatched: BTreeSet<String>,
}

type Step = Result<(), String>;

impl<'a> Machine<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// At the end of the text every open brace rewrites the error; the outermost has the last word.
    fn blame(&self, message: String) -> String {
        let outermost = self.frames.iter().find_map(|frame| match frame {
            Frame::Brace(brace) => Some(brace.stop()),
            Frame::Quote { .. } => None,
        });
        match outermost {
            Some('/') if self.rest.is_empty() => "syntax error: missing '/' in ${}".into(),
            Some(_) if self.rest.is_empty() => "syntax error: missing '}'".into(),
            _ => message,
        }
    }

    /// The list of words, while the outermost level is read.
    fn words(&mut self) -> Option<&mut Words> {
        if self.frames.is_empty() { self.words.as_mut() } else { None }
    }

    fn process(&mut self) -> Step {
        loop {
            let Some(c) = self.peek() else { return self.end() };
            match self.frames.last() {
                Some(Frame::Quote { .. }) => self.quoted(c)?,
                Some(Frame::Brace(brace)) if brace.stop() == c => self.close()?,
                _ => self.plain(c)?,
            }
            if self.out.len() > MAX_LENGTH {
                return Err(format!("the result is longer than {MAX_LENGTH} bytes"));
            }
        }
    }

    fn end(&self) -> Step {
        match self.frames.last() {
            None => Ok(()),
            Some(Frame::Quote { .. }) => {
                Err("unexpected end of statement while looking for matching double-quote".into())
            }
            Some(Frame::Brace(brace)) => {
                Err(format!("unexpected end of statement while looking for matching {}", brace.stop()))
            }
        }
    }

    /// One step outside double quotes.
    fn plain(&mut self, c: char) -> Step {
        match c {
            '$' => return self.dollar(),
            '<' => self.less_than(),
            '\'' if !self.options.skip_process_quotes => return self.single_quote(),
            '"' if !self.options.skip_process_quotes => {
                self.next();
                let start = self.out.len();
                if self.options.raw_quotes {
                    self.out.push(c);
                }
                self.frames.push(Frame::Quote { start });
            }
            _ => {
                self.next();
                if c == self.options.escape {
                    self.escaped();
                } else {
                    self.out.push(c);
                    if let Some(words) = self.words() {
                        words.add(c);
                    }
                }
            }
        }
        Ok(())
    }

    /// What follows an escape character outside quotes; at the end of the text the escape character is dropped.
    fn escaped(&mut self) {
        let escape = self.options.escape;
        let kept = self.raw_escapes.then_some(escape);
        let next = self.next();
        for c in kept.into_iter().chain(next) {
            self.out.push(c);
            if let Some(words) = self.words() {
                words.add_raw(c);
            }
        }
    }

    /// `<`, or `<<` with the white space after it, which belongs to the same word.
    fn less_than(&mut self) {
        let start = self.out.len();
        self.next();
        self.out.push('<');
        if self.peek() == Some('<') {
            self.next();
            self.out.push('<');
            while let Some(c @ ('\t' | '\r' | ' ')) = self.peek() {
                self.next();
                self.out.push(c);
            }
        }
        self.deliver_raw(start);
    }

    fn single_quote(&mut self) -> Step {
        let start = self.out.len();
        self.next();
        let Some(end) = self.rest.find('\'') else {
            self.rest = "";
            return Err("unexpected end of statement while looking for matching single-quote".into());
        };
        let (inside, rest) = self.rest.split_at(end);
        let quote = if self.options.raw_quotes { "'" } else { "" };
        self.out.extend([quote, inside, quote]);
        self.rest = &rest[1..];
        self.deliver_raw(start);
        Ok(())
    }

    /// One step inside double quotes.
    fn quoted(&mut self, c: char) -> Step {
        match c {
            '"' => {
                self.next();
                if self.options.raw_quotes {
                    self.out.push(c);
                }
                if let Some(Frame::Quote { start }) = self.frames.pop() {
                    self.deliver_raw(start);
                }
            }
            '$' => return self.dollar(),
            _ if c == self.options.escape => {
                self.next();
                if self.raw_escapes {
                    self.out.push(c);
                }
                match self.peek() {
                    None => {}
                    Some(next) if matches!(next, '"' | '$') || next == c => {
                        self.next();
                        self.out.push(next);
                    }
                    // With `raw_escapes` it stands there twice, as in BuildKit.
                    Some(_) => self.out.push(c),
                }
            }
            _ => {
                self.next();
                self.out.push(c);
            }
        }
        Ok(())
    }

    /// Gives the output from `start` on to the current word as it stands.
    fn deliver_raw(&mut self, start: usize) {
        if self.frames.is_empty()
            && let Some(words) = &mut self.words
        {
            words.add_raw_str(&self.out[start..]);
        }
    }

    /// Gives the output from `start` on to the words, split at white space: it is the value of a variable.
    fn deliver(&mut self, start: usize) {
        if self.frames.is_empty()
            && let Some(words) = &mut self.words
        {
            self.out[start..].chars().for_each(|c| words.add(c));
        }
    }

    fn lookup(&mut self, name: &str) -> Option<&'a str> {
        let value = self.env.get(name);
        let names = if value.is_some() { &mut self.matched } else { &mut self.unmatched };
        if !names.contains(name) {
            names.insert(name.into());
        }
        value
    }

    fn dollar(&mut self) -> Step {
        let start = self.out.len();
        self.next();
        if self.peek() == Some('{') {
            self.next();
            return self.brace(start);
        }
        let name = self.name();
        if name.is_empty() {
            self.out.push('$');
        } else {
            match self.lookup(name) {
                Some(value) => self.out.push_str(value),
                None if self.options.skip_unset_env => self.out.extend(["$", name]),
                None => {}
            }
        }
        self.deliver(start);
        Ok(())
    }

    /// A name, a number, or one of the shell's special parameters.
    fn name(&mut self) -> &'a str {
        let rest = self.rest;
        let len = match rest.chars().next() {
            Some(c) if is_digit(c) => rest.find(|c| !is_digit(c)).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c| !(is_letter(c) || is_digit(c) || c == '_')).unwrap_or(rest.len()),
        };
        let (name, rest) = rest.split_at(len);
        self.rest = rest;
        name
    }

    /// What follows `${`.
    fn brace(&mut self, start: usize) -> Step {
        match self.peek() {
            None => return Err("syntax error: missing '}'".into()),
            Some('{' | '}' | ':') => return Err("syntax error: bad substitution".into()),
            Some(_) => {}
        }
        let name = self.name();
        let mut modifier = String::new();
        let unsupported = |modifier: &str| Err(format!("unsupported modifier ({modifier}) in substitution"));
        match self.read_into(&mut modifier) {
            Some('}') => {
                match self.lookup(name) {
                    Some(value) => self.out.push_str(value),
                    None if self.options.skip_unset_env => self.out.extend(["${", name, "}"]),
                    None => {}
                }
                self.deliver(start);
                return Ok(());
            }
            Some(':') => {
                if let Some('#' | '%') = self.read_into(&mut modifier) {
                    return unsupported(&modifier);
                }
            }
            Some('+' | '-' | '?' | '#' | '%' | '/') => {}
            _ => return unsupported(&modifier),
        }
        self.open(name, modifier, start);
        Ok(())
    }

    /// Reads one character and puts it behind `modifier`; the end of the text is U+FFFD there.
    fn read_into(&mut self, modifier: &mut String) -> Option<char> {
        let c = self.next();
        modifier.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        c
    }

    fn open(&mut self, name: &str, modifier: String, start: usize) {
        let all = modifier == "/" && self.peek() == Some('/');
        if all {
            self.next();
        }
        let keep = self.options.skip_unset_env && self.env.get(name).is_none();
        if keep {
            self.out.extend(["${", name, &modifier]);
        }
        let outer_raw_escapes = self.raw_escapes;
        self.raw_escapes = matches!(modifier.as_str(), "#" | "%" | "/");
        if let Some(words) = &mut self.words {
            // Both levels share one buffer in BuildKit: the word so far is lost.
            words.current.clear();
        }
        self.frames.push(Frame::Brace(Brace {
            name: name.into(),
            modifier,
            all,
            start,
            word: self.out.len(),
            pattern: None,
            keep,
            outer_raw_escapes,
        }));
    }

    /// The end of a word inside braces.
    fn close(&mut self) -> Step {
        self.next();
        if let Some(Frame::Brace(brace)) = self.frames.last_mut()
            && brace.stop() == '/'
        {
            brace.pattern = Some(self.out[brace.word..].into());
            if brace.keep {
                self.out.push('/');
            } else {
                self.out.truncate(brace.word);
            }
            brace.word = self.out.len();
            return Ok(());
        }
        let Some(Frame::Brace(brace)) = self.frames.pop() else { return Ok(()) };
        self.raw_escapes = brace.outer_raw_escapes;
        self.substitute(&brace)?;
        self.deliver(brace.start);
        Ok(())
    }

    /// Replaces the word at the end of the output by what the substitution gives.
    fn substitute(&mut self, brace: &Brace) -> Step {
        let value = self.lookup(&brace.name);
        if brace.keep {
            self.out.push('}');
            return Ok(());
        }
        let empty_counts = brace.modifier.starts_with(':');
        let given = value.filter(|value| !(empty_counts && value.is_empty()));
        let word = &self.out[brace.word..];
        let result = match brace.modifier.trim_start_matches(':') {
            "-" if given.is_none() => return Ok(()),
            "+" if given.is_some() => return Ok(()),
            "-" | "?" if given.is_some() => given.unwrap_or_default().to_owned(),
            "+" => String::new(),
            "?" => {
                let why = match value {
                    _ if !word.is_empty() => word,
                    None => "is not allowed to be unset",
                    Some(_) => "is not allowed to be empty",
                };
                return Err(format!("{}: {why}", brace.name));
            }
            trim @ ("#" | "%") => {
                let (word, greedy) = match word.strip_prefix(trim) {
                    Some(word) => (word, true),
                    None => (word, false),
                };
                let value = value.unwrap_or_default();
                if trim == "#" {
                    pattern::trim_prefix(word, value, greedy)?
                } else {
                    pattern::trim_suffix(word, value, greedy)?
                }
            }
            // `:/` is no replacement.
            "/" if brace.modifier == "/" => {
                let pattern = brace.pattern.as_deref().unwrap_or_default();
                pattern::replace(pattern, word, value.unwrap_or_default(), brace.all)?
            }
            _ => return Err(format!("unsupported modifier ({}) in substitution", brace.modifier)),
        };
        self.out.truncate(brace.word);
        self.out.push_str(&result);
        Ok(())
    }
}
