//! The command of RUN, CMD, ENTRYPOINT, SHELL: a heredoc, a list, or the rest of the line.

use super::cursor::{Cursor, Read};
use crate::hadolint::step::Arguments;
use crate::hadolint::value::Value;

impl Cursor<'_> {
    pub(super) fn arguments(&mut self) -> Read<Arguments> {
        self.either(
            |cursor| cursor.attempt(Self::heredoc).map(|text| Arguments { text, exec: false }),
            |cursor| {
                cursor.either(
                    |cursor| cursor.attempt(Self::exec_form),
                    |cursor| cursor.attempt(Self::shell_form),
                )
            },
        )
    }

    /// The words of the list with blanks in between.
    fn exec_form(&mut self) -> Read<Arguments> {
        let start = self.at;
        let words = self.brackets(|cursor| cursor.commas(|cursor| cursor.quoted('"')))?;
        let mut text = Value::default();
        for (index, word) in words.into_iter().enumerate() {
            if index > 0 {
                text.push(" ", start);
            }
            text.append(word);
        }
        Ok(Arguments { text, exec: true })
    }

    fn shell_form(&mut self) -> Read<Arguments> {
        let text = self.either(
            |cursor| cursor.attempt(Self::until_heredoc_if_any),
            |cursor| cursor.until_line_end("the shell arguments"),
        )?;
        Ok(Arguments { text, exec: false })
    }

    fn until_heredoc_if_any(&mut self) -> Read<Value> {
        if self.is_loud() || self.instruction_text().contains("<<") {
            return self.until_heredoc();
        }
        self.refuse(String::new)
    }

    /// At least what belongs to the instruction from here on: lines up to one that does not go on.
    fn instruction_text(&self) -> &str {
        let rest = self.rest();
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            let content = line.trim_end_matches(['\n', ' ', '\t']);
            let goes_on =
                content.is_empty() || content.ends_with(self.escape) || content.trim_start().starts_with('#');
            if !goes_on {
                break;
            }
        }
        rest.get(..end).unwrap_or(rest)
    }
}
