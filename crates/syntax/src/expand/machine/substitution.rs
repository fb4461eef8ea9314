//! `$name` and `${name…}`.

use super::{Frame, Machine, Step};
use crate::expand::pattern;
use crate::unicode::{is_digit, is_letter};

/// A `${name…}` with a modifier whose word is being read.
pub(super) struct Brace {
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
    /// What ends the part being read.
    pub(super) fn stop(&self) -> char {
        if self.modifier == "/" && self.pattern.is_none() { '/' } else { '}' }
    }
}

impl<'a> Machine<'a> {
    fn lookup(&mut self, name: &str) -> Option<&'a str> {
        let value = self.env.get(name);
        let names = if value.is_some() { &mut self.matched } else { &mut self.unmatched };
        if !names.contains(name) {
            names.insert(name.into());
        }
        value
    }

    pub(super) fn dollar(&mut self) -> Step {
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
    pub(super) fn close(&mut self) -> Step {
        self.next();
        if let Some(Frame::Brace(brace)) = self.frames.last_mut()
            && brace.stop() == '/'
        {
            self.effort.spend(self.out.len() - brace.word)?;
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
                    pattern::trim_prefix(word, value, greedy, &mut self.effort)?
                } else {
                    pattern::trim_suffix(word, value, greedy, &mut self.effort)?
                }
            }
            // `:/` is no replacement.
            "/" if brace.modifier == "/" => {
                let pattern = brace.pattern.as_deref().unwrap_or_default();
                let value = value.unwrap_or_default();
                pattern::replace(pattern, word, value, brace.all, &mut self.effort)?
            }
            _ => return Err(format!("unsupported modifier ({}) in substitution", brace.modifier)),
        };
        self.effort.spend(self.out.len() - brace.word + result.len())?;
        self.out.truncate(brace.word);
        self.out.push_str(&result);
        Ok(())
    }
}
