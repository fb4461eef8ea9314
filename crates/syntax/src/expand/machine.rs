//! The expansion itself: a machine with a stack of its own, so that nested `${a:-${b:-…` cannot exhaust ours, and one
//! output that every level writes to, so that the cost stays linear.

mod substitution;
mod words;

use std::collections::BTreeSet;

use super::effort::Effort;
use super::{Environment, ExpandError, Expanded, MAX_LENGTH, Options};
use crate::text;
use substitution::Brace;
use words::Words;

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
        effort: Effort::new(),
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

/// Something open that has to be closed.
enum Frame {
    /// A double quote; its text begins at `start` of the output.
    Quote { start: usize },
    /// `${name` with a modifier; its word is being read.
    Brace(Brace),
}

struct Machine<'a> {
    rest: &'a str,
    env: &'a dyn Environment,
    options: Options,
    raw_escapes: bool,
    effort: Effort,
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
}
