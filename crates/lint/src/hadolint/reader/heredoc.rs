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

    /// What stands before the line `name`, which is taken too, without white space around it. The first line that begins
    /// with the name has to be the end.
    pub(super) fn heredoc_content(&mut self, name: &str) -> Read<Value> {
        if let Some(after) = self.rest().strip_prefix(name) {
            let ended = after.is_empty() || after.starts_with('\n');
            // hadolint drops a name that stands here for something else.
            self.skip(name.len() + usize::from(after.starts_with('\n')));
            if ended {
                return Ok(Value::default());
            }
        }
        let (start, rest) = (self.at, self.rest());
        let Some(length) = self.find(&format!("\n{name}")) else {
            self.skip(rest.len());
            let ends = [format!("\n{name}\n"), format!("\n{name}")];
            let [whole, last] = &ends;
            return self
                .choice(&[&|cursor: &mut Self| cursor.string(whole), &|cursor: &mut Self| {
                    cursor.string(last)
                }])
                .map(|()| Value::default());
        };
        self.skip(length + 1 + name.len());
        if !self.rest().is_empty() {
            self.label("", |cursor| cursor.char('\n'))?;
        }
        let mut content = Value::default();
        content.push(rest.get(..length).unwrap_or(""), start);
        Ok(content.trimmed())
    }

    /// A heredoc: its content.
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
