//! The pairs of ENV and LABEL.

use super::cursor::{Cursor, Read};
use super::words::is_blank;
use crate::hadolint::step::Pair;
use crate::hadolint::value::Value;

impl Cursor<'_> {
    pub(super) fn pairs(&mut self) -> Read<Vec<Pair>> {
        self.ended1(|cursor| cursor.label("a key value pair (key=value)", Self::pair), Self::space1)
    }

    fn pair(&mut self) -> Read<Pair> {
        let name = self.single(|c| c != '=')?;
        let value = self.either(
            |cursor| {
                cursor.char('=')?;
                cursor.single(|c| !is_blank(c))
            },
            |cursor| {
                cursor.space1()?;
                cursor.until_line_end("value")
            },
        )?;
        Ok(Pair { name, value })
    }

    /// Texts with and without quotes, one behind the other.
    fn single(&mut self, accepts: impl Fn(char) -> bool + Copy) -> Read<Value> {
        let parts = self.many(|cursor| {
            cursor.choice(&[
                &|cursor: &mut Self| {
                    cursor.label("a string inside double quotes", |cursor| cursor.quoted('"'))
                },
                &|cursor: &mut Self| {
                    cursor.label("a string inside single quotes", |cursor| cursor.quoted('\''))
                },
                &|cursor: &mut Self| cursor.label("a string with no quotes", |cursor| cursor.bare(accepts)),
            ])
        })?;
        Ok(Value::joined(parts))
    }

    fn bare(&mut self, accepts: impl Fn(char) -> bool + Copy) -> Read<Value> {
        let value = self.escaped(&[' ', '\t'], |c| accepts(c) && c != '"' && c != '\'')?;
        match value.text.chars().next() {
            None => self.refuse(|| "a non empty string".to_owned()),
            Some(quote @ ('\'' | '"')) => self.refuse(|| {
                let name = if quote == '"' { "double" } else { "single" };
                format!("unexpected end of {name} quoted string {} (unmatched quote)", value.text)
            }),
            Some(_) => Ok(value),
        }
    }
}
