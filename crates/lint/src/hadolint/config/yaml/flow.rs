//! `[a, b]` and `{a: b}`, which JSON is a part of.

use drydock_source::Span;

use super::{MAX_DEPTH, Node, Value, unquoted};
use crate::hadolint::ConfigError;

pub(super) struct Flow<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Flow<'_> {
    fn error(&self, message: &str) -> ConfigError {
        ConfigError { span: Span::at(self.at.min(self.text.len())), message: message.to_owned() }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips white space and comments.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let text = rest.trim_start();
            let (skipped, after_blank) = (rest.len() - text.len(), text.len() < rest.len());
            let comment =
                if after_blank && text.starts_with('#') { text.find('\n').unwrap_or(text.len()) } else { 0 };
            self.at += skipped + comment;
            if comment == 0 {
                return;
            }
        }
    }

    /// Where the line ends behind the value; nothing but a comment may follow on it.
    pub(super) fn end(&mut self) -> Result<usize, ConfigError> {
        let line = self.rest().split('\n').next().unwrap_or("");
        let left = line.trim();
        let comment = left.starts_with('#') && line.starts_with([' ', '\t']);
        if left.is_empty() || comment {
            Ok(self.at + line.len())
        } else {
            Err(self.error("expected nothing more on this line"))
        }
    }

    fn takes(&mut self, c: char) -> bool {
        self.blanks();
        let here = self.peek() == Some(c);
        self.at += if here { c.len_utf8() } else { 0 };
        here
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Node, ConfigError> {
        self.blanks();
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(self.error("nests too deeply"));
        }
        let value = match self.peek() {
            Some('[') => self.list(depth)?,
            Some('{') => self.map(depth)?,
            _ => match self.scalar()? {
                (text, false) if matches!(text.as_str(), "" | "~" | "null") => Value::Nothing,
                (text, quoted) => Value::Text(text, quoted),
            },
        };
        Ok(Node { value, span: Span::new(start, self.at) })
    }

    fn list(&mut self, depth: usize) -> Result<Value, ConfigError> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        while !self.takes(']') {
            items.push(self.value(depth + 1)?);
            if !self.takes(',') && self.peek() != Some(']') {
                self.at = start;
                return Err(self.error("this `[` has no `]`"));
            }
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, depth: usize) -> Result<Value, ConfigError> {
        let start = self.at;
        self.at += 1;
        let mut pairs = Vec::new();
        while !self.takes('}') {
            self.blanks();
            let (name, _) = self.scalar()?;
            if !self.takes(':') {
                return Err(self.error("expected a colon and a value"));
            }
            pairs.push((name, self.value(depth + 1)?));
            if !self.takes(',') && self.peek() != Some('}') {
                self.at = start;
                return Err(self.error("this `{` has no `}`"));
            }
        }
        Ok(Value::Map(pairs))
    }

    /// A text, and whether it stands in quotes.
    fn scalar(&mut self) -> Result<(String, bool), ConfigError> {
        let rest = self.rest();
        if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            let mut escaped = false;
            let end = rest.char_indices().skip(1).find(|(_, c)| {
                let ends = *c == quote && !escaped;
                escaped = quote == '"' && *c == '\\' && !escaped;
                ends
            });
            let Some((end, _)) = end else { return Err(self.error("this quote has no end")) };
            let text = unquoted(&rest[1..end], quote);
            self.at += end + 1;
            return Ok((text, true));
        }
        let ends = |(at, c): (usize, char)| {
            ",]}\n".contains(c)
                || (c == ':' && rest[at + 1..].starts_with([' ', '\n']))
                || (c == '#' && rest[..at].ends_with(' '))
        };
        let length = rest.char_indices().find(|one| ends(*one)).map_or(rest.len(), |(at, _)| at);
        let text = rest[..length].trim().to_owned();
        self.at += length;
        Ok((text, false))
    }
}
