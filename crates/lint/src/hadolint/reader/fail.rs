//! Why the text cannot be read on, in the words of hadolint's parser: the farthest place that was reached, what stands
//! there, and what could have stood there.

use std::borrow::Cow;

/// Something that stands in a text or could.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// These very characters.
    Text(Cow<'static, str>),
    /// Something with a name.
    Label(Cow<'static, str>),
    /// The end of the text.
    End,
}

impl Item {
    pub(super) fn char(c: char) -> Item {
        Item::Text(c.to_string().into())
    }

    fn shown(&self) -> String {
        match self {
            Item::Text(text) => quoted(text),
            Item::Label(name) => name.to_string(),
            Item::End => "end of input".to_owned(),
        }
    }
}

/// A place that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fail {
    /// Offset of the place.
    pub(super) at: usize,
    /// What stands there.
    pub(super) unexpected: Option<Item>,
    /// What could have stood there; in any order, repeated items count once.
    pub(super) expected: Vec<Item>,
    /// Sentences that say it outright; where there are any, the two above are not shown.
    pub(super) outright: Vec<String>,
}

impl Fail {
    /// Of two failures the one that came farther; of equally far ones both.
    pub(super) fn merge(mut self, mut other: Fail) -> Fail {
        if self.at != other.at {
            return if self.at < other.at { other } else { self };
        }
        match (self.outright.is_empty(), other.outright.is_empty()) {
            (false, true) => self,
            (true, false) => other,
            (false, false) => {
                self.outright.append(&mut other.outright);
                self
            }
            (true, true) => {
                self.unexpected = self.unexpected.max(other.unexpected);
                self.expected.append(&mut other.expected);
                self
            }
        }
    }

    /// The message, without a line break at its end.
    pub(super) fn message(mut self) -> String {
        if !self.outright.is_empty() {
            self.outright.sort();
            self.outright.dedup();
            return self.outright.join("\n");
        }
        let mut expected: Vec<String> = self.expected.iter().map(Item::shown).collect();
        expected.sort();
        expected.dedup();
        let lines = [
            self.unexpected.map(|item| format!("unexpected {}", item.shown())),
            (!expected.is_empty()).then(|| format!("expecting {}", any_of(&expected))),
        ];
        let lines: Vec<String> = lines.into_iter().flatten().collect();
        if lines.is_empty() { "unknown parse error".to_owned() } else { lines.join("\n") }
    }
}

fn any_of(items: &[String]) -> String {
    match items {
        [one] => one.clone(),
        [one, two] => format!("{one} or {two}"),
        [most @ .., last] => format!("{}, or {last}", most.join(", ")),
        [] => String::new(),
    }
}

/// The text in quotes; characters that cannot be seen by their names.
fn quoted(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => name_of(one).map_or_else(|| format!("'{one}'"), str::to_owned),
        _ if text == "\r\n" => "crlf newline".to_owned(),
        _ => {
            let named = |c: char| name_of(c).filter(|_| c != ' ');
            let shown =
                text.chars().map(|c| named(c).map_or_else(|| c.to_string(), |name| format!("<{name}>")));
            format!("\"{}\"", shown.collect::<String>())
        }
    }
}

fn name_of(c: char) -> Option<&'static str> {
    Some(match c {
        '\0' => "null",
        '\u{7}' => "bell",
        '\u{8}' => "backspace",
        '\t' => "tab",
        '\n' => "newline",
        '\u{b}' => "vertical tab",
        '\u{c}' => "form feed",
        '\r' => "carriage return",
        '\u{1b}' => "escape",
        ' ' => "space",
        '\u{7f}' => "delete",
        '\u{a0}' => "non-breaking space",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_lists_what_could_stand_there() {
        let fail = Fail {
            unexpected: Some(Item::char('\n')),
            expected: vec![Item::End, Item::Label("RUN".into()), Item::char('#'), Item::End],
            ..Fail::default()
        };
        assert_eq!(fail.message(), "unexpected newline\nexpecting '#', RUN, or end of input");
        assert_eq!(quoted("a\tb"), "\"a<tab>b\"");
    }

    #[test]
    fn the_farther_failure_counts() {
        let outright = |at, text: &str| Fail { at, outright: vec![text.into()], ..Fail::default() };
        assert_eq!(outright(1, "a").merge(outright(2, "b")).message(), "b");
        assert_eq!(
            Fail { at: 2, expected: vec![Item::End], ..Fail::default() }.merge(outright(2, "b")).message(),
            "b"
        );
    }
}
