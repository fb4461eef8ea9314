//! Heredocs, as hadolint's parser takes them: RUN's is the script, others are read over.

use super::cursor::{Cursor, Read};
use crate::hadolint::value::Value;

impl Cursor<'_> {
    /// `<<NAME`, with what may redirect it; the name.
    pub(super) fn heredoc_marker(&mut self) -> Read<String> {
        self.string("<<")?;
        self.take_while("dash", |c| c == '-');
        let name = self.either(
            |cursor| cursor.attempt(|cursor| cursor.literal('"')),
            |cursor| {
                cursor.either(
                    |cursor| cursor.attempt(|cursor| cursor.literal('\'')),
                    |cursor| cursor.until_white(),
                )
            },
        )?;
        self.optional(|cursor| {
            cursor.choice(&[
                &|cursor: &mut Self| cursor.string("|"),
                &|cursor: &mut Self| cursor.string(">"),
                &|cursor: &mut Self| cursor.string(">>"),
            ])?;
            cursor.blanks();
            cursor.until_line_end("heredoc path")
        })?;
        Ok(name.text)
    }

    /// Everything before the next white space, which is taken too.
    fn until_white(&mut self) -> Read<Value> {
        let start = self.at;
        loop {
            let end = self.at;
            let white = self
                .optional(|cursor| cursor.label("white space", |cursor| cursor.one(char::is_whitespace)))?;
            if white.is_some() {
                let mut name = Value::default();
                name.push(self.text.get(start..end).unwrap_or(""), start);
                return Ok(name);
            }
            self.one(|_| true)?;
        }
    }

    /// What stands before the line `name`, which is taken too, without white space around it.
    pub(super) fn heredoc_content(&mut self, name: &str) -> Read<Value> {
        let start = self.at;
        let rest = self.rest();
        if let Some(after) = rest.strip_prefix(name)
            && (after.is_empty() || after.starts_with('\n'))
        {
            self.skip(name.len() + usize::from(!after.is_empty()));
            return Ok(Value::default());
        }
        let Some((length, whole)) = heredoc_end(rest, name) else {
            return self.unended(name);
        };
        self.skip(whole);
        let mut content = Value::default();
        content.push(rest.get(..length).unwrap_or(""), start);
        Ok(content.trimmed())
    }

    /// The failure of a heredoc that has no end.
    fn unended<T>(&mut self, name: &str) -> Read<T> {
        self.skip(self.rest().len());
        self.string(&format!("\n{name}\n"))?;
        self.string(&format!("\n{name}"))?;
        self.one(|_| true)?;
        self.refuse(|| "unterminated heredoc".to_owned())
    }

    /// `parser`, which ends with a heredoc.
    pub(super) fn heredoc(&mut self) -> Read<Value> {
        let name = self.heredoc_marker()?;
        self.heredoc_content(&name)
    }

    /// The line up to its heredoc, which is read over.
    pub(super) fn until_heredoc(&mut self) -> Read<Value> {
        let mut value = Value::default();
        while self.optional(Self::heredoc)?.is_none() {
            let start = self.at;
            let part = self.either(Self::continuation_value, |cursor| {
                cursor.one(|c| c != '\n')?;
                Ok(cursor.since(start))
            })?;
            value.append(part);
        }
        Ok(value.trimmed())
    }
}

/// The length of what stands before the line `name`, and the length with that line and its line break.
fn heredoc_end(text: &str, name: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find('\n')?;
        let after = text.get(at + 1..)?.strip_prefix(name);
        match after {
            Some("") => return Some((at, text.len())),
            Some(after) if after.starts_with('\n') => return Some((at, at + 1 + name.len() + 1)),
            _ => from = at + 1,
        }
    }
}
