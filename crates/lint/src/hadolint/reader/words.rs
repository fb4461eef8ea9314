//! White space, line continuations, quotes and heredocs, as hadolint's parser takes them.

use super::cursor::{Cursor, Read, Way};
use super::fail::Item;
use crate::hadolint::value::Value;

pub(super) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

impl Cursor<'_> {
    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> Value {
        let mut value = Value::default();
        value.push(self.text.get(start..self.at).unwrap_or(""), start);
        value
    }

    /// One blank for what was read since `start` when it held any, else nothing.
    fn blank(start: usize, found: bool) -> Value {
        let mut value = Value::default();
        if found {
            value.push(" ", start);
        }
        value
    }

    pub(super) fn blanks(&mut self) {
        self.take_while("spaces", is_blank);
    }

    fn blanks1(&mut self) -> Read<bool> {
        self.take_while1("at least one space", is_blank).map(|_| true)
    }

    fn newlines(&mut self) -> Read<()> {
        self.take_while1("", |c| c == '\n').map(|_| ())
    }

    pub(super) fn comment(&mut self) -> Read<Value> {
        self.char('#')?;
        let start = self.at;
        self.take_while("", |c| c != '\n');
        Ok(self.since(start))
    }

    /// Line continuations with the comment lines behind them; true when the line that follows is indented.
    fn continuation(&mut self) -> Read<bool> {
        let one = |cursor: &mut Self| {
            cursor.attempt(|cursor| {
                cursor.char(cursor.escape)?;
                cursor.blanks();
                cursor.newlines()
            })?;
            cursor.many(|cursor| {
                cursor.attempt(|cursor| {
                    cursor.blanks();
                    cursor.comment()?;
                    cursor.newlines()
                })
            })?;
            cursor.either(Self::blanks1, |_| Ok(false))
        };
        let first = one(self)?;
        let more = self.many(one)?;
        Ok(first || more.contains(&true))
    }

    pub(super) fn continuation_value(&mut self) -> Read<Value> {
        let start = self.at;
        let found = self.continuation()?;
        Ok(Self::blank(start, found))
    }

    fn any_space(&mut self) -> Read<bool> {
        let found = self.many(|cursor| cursor.choice(&[&Self::blanks1, &Self::continuation]))?;
        Ok(found.contains(&true))
    }

    /// Blanks and line continuations, perhaps none.
    pub(super) fn space(&mut self) -> Read<()> {
        self.any_space().map(|_| ())
    }

    /// As [`Cursor::space`], with at least one blank.
    pub(super) fn space1(&mut self) -> Read<()> {
        if self.any_space()? { Ok(()) } else { self.refuse(|| "missing whitespace".to_owned()) }
    }

    /// What parts one instruction from the next.
    pub(super) fn line_end(&mut self) -> Read<()> {
        self.label("end of line", |cursor| {
            let one = |cursor: &mut Self| {
                cursor.choice(&[&|cursor| cursor.blanks1().map(|_| ()), &Self::newlines, &|cursor| {
                    cursor.continuation().map(|_| ())
                }])
            };
            one(cursor)?;
            cursor.many(one).map(|_| ())
        })
    }

    /// A keyword, in any case, and the white space behind it.
    pub(super) fn keyword(&mut self, name: &str) -> Read<()> {
        self.label(name, |cursor| {
            cursor.string_any_case(name)?;
            cursor.space1()
        })
    }

    /// Everything up to the end of the line, which is not empty.
    pub(super) fn until_line_end(&mut self, name: &'static str) -> Read<Value> {
        let parts = self.many(|cursor| {
            cursor.choice(&[
                &Self::continuation_value,
                &|cursor| {
                    let start = cursor.at;
                    let escape = cursor.escape;
                    cursor.take_while1(name, |c| c != '\n' && c != escape)?;
                    Ok(cursor.since(start))
                },
                &|cursor| {
                    let start = cursor.at;
                    let escape = cursor.escape;
                    cursor.take_while1("", |c| c == escape)?;
                    let value = cursor.since(start);
                    cursor.unless(|cursor| cursor.char('\n'))?;
                    Ok(value)
                },
            ])
        })?;
        let value = Value::joined(parts);
        if value.text.is_empty() { self.refuse(|| format!("expecting {name}")) } else { Ok(value) }
    }

    /// A word that ends at white space or where `ends` says; not empty.
    pub(super) fn word(&mut self, name: &'static str, ends: impl Fn(char) -> bool + Copy) -> Read<Value> {
        let parts = self.many(|cursor| {
            cursor.choice(&[
                &Self::continuation_value,
                &|cursor| {
                    let start = cursor.at;
                    let escape = cursor.escape;
                    cursor.take_while1(name, |c| !(is_blank(c) || c == '\n' || c == escape || ends(c)))?;
                    Ok(cursor.since(start))
                },
                &|cursor| {
                    let start = cursor.at;
                    let escape = cursor.escape;
                    cursor.take_while1("", |c| c == escape && !ends(c))?;
                    let value = cursor.since(start);
                    cursor.unless(|cursor| cursor.char('\n'))?;
                    Ok(value)
                },
            ])
        })?;
        if parts.is_empty() { self.refuse(|| format!("expecting {name}")) } else { Ok(Value::joined(parts)) }
    }

    /// Text within quotes or of words, in which the escape character lets one of `special` stand for itself; it ends
    /// before one of `special`, at the end of the line, and where `accepts` refuses.
    pub(super) fn escaped(&mut self, special: &[char], accepts: impl Fn(char) -> bool + Copy) -> Read<Value> {
        let quote = |cursor: &mut Self| {
            let start = cursor.at;
            let chars: Vec<_> = special.iter().map(|c| move |cursor: &mut Self| cursor.char(*c)).collect();
            let chars: Vec<Way<'_, '_, ()>> = chars.iter().map(|one| one as _).collect();
            cursor.choice(&chars)?;
            Ok(cursor.since(start))
        };
        let plain = |cursor: &mut Self| {
            let one = |cursor: &mut Self| {
                cursor.choice(&[&Self::continuation_value, &|cursor| {
                    let (start, escape) = (cursor.at, cursor.escape);
                    let fits = |c: char| c != escape && c != '\n' && !special.contains(&c) && accepts(c);
                    cursor.take_while1("", fits)?;
                    Ok(cursor.since(start))
                }])
            };
            let mut value = one(cursor)?;
            cursor.many(one)?.into_iter().for_each(|more| value.append(more));
            Ok(value)
        };
        let lone = |cursor: &mut Self| {
            cursor.attempt(|cursor| {
                let (start, escape) = (cursor.at, cursor.escape);
                cursor.take_while1("", |c| c == escape)?;
                let value = cursor.since(start);
                cursor.unless(quote)?;
                Ok(value)
            })
        };
        let pair = |cursor: &mut Self| {
            cursor.string(&cursor.escape.to_string())?;
            quote(cursor)
        };
        Ok(Value::joined(self.many(|cursor| cursor.choice(&[&plain, &lone, &pair]))?))
    }

    /// A text in quotes, in which the escape character and line continuations count.
    pub(super) fn quoted(&mut self, quote: char) -> Read<Value> {
        self.char(quote)?;
        let value = self.escaped(&[quote], |_| true)?;
        self.char(quote)?;
        Ok(value)
    }

    /// A text in quotes with the escapes of Haskell's texts, which hadolint takes here.
    pub(super) fn literal(&mut self, quote: char) -> Read<Value> {
        self.char(quote)?;
        let mut value = Value::default();
        loop {
            if self.optional(|cursor| cursor.char(quote))?.is_some() {
                return Ok(value);
            }
            let start = self.at;
            let c = self.literal_char()?;
            value.push(c.encode_utf8(&mut [0; 4]), start);
        }
    }

    /// One character, or an escape for one.
    pub(super) fn literal_char(&mut self) -> Read<char> {
        self.label("literal character", |cursor| {
            if cursor.peek() != Some('\\') {
                return cursor.one(|_| true);
            }
            // What an escape stands for matters to no rule but that of the escape character itself.
            let rest = cursor.rest().get(1..).unwrap_or("");
            match literal_escape(rest) {
                Some((c, length)) => {
                    cursor.skip(1 + length);
                    Ok(c)
                }
                None => cursor.unexpected(Item::char('\\')),
            }
        })
    }

    /// `parser` between `[` and `]`.
    pub(super) fn brackets<T>(&mut self, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.symbol("[")?;
        self.space()?;
        let value = parser(self)?;
        self.space()?;
        self.symbol("]")?;
        Ok(value)
    }

    fn symbol(&mut self, text: &str) -> Read<()> {
        self.string(text)?;
        self.space()
    }

    /// `parser` as often as it goes, parted by commas.
    pub(super) fn commas<T>(&mut self, parser: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        self.parted(
            |cursor| {
                let value = parser(cursor)?;
                cursor.space()?;
                Ok(value)
            },
            |cursor| cursor.symbol(","),
        )
    }

    /// A whole number.
    pub(super) fn natural(&mut self) -> Read<u128> {
        self.label("positive number", |cursor| {
            cursor.label("integer", |cursor| {
                let digits = cursor.take_while1("digit", |c| c.is_ascii_digit())?;
                // Beyond this no number is told from another.
                Ok(digits.parse().unwrap_or(u128::MAX))
            })
        })
    }
}

/// The character that the text behind a backslash stands for, and the length of that text.
fn literal_escape(rest: &str) -> Option<(char, usize)> {
    const PLAIN: [(char, char); 10] = [
        ('n', '\n'),
        ('t', '\t'),
        ('r', '\r'),
        ('a', '\u{7}'),
        ('b', '\u{8}'),
        ('f', '\u{c}'),
        ('v', '\u{b}'),
        ('\\', '\\'),
        ('"', '"'),
        ('\'', '\''),
    ];
    let first = rest.chars().next()?;
    if let Some((_, c)) = PLAIN.iter().find(|(name, _)| *name == first) {
        return Some((*c, first.len_utf8()));
    }
    let (radix, skip) = match first {
        'x' | 'X' => (16, 1),
        'o' | 'O' => (8, 1),
        '0'..='9' => (10, 0),
        _ => return None,
    };
    let digits = rest.get(skip..)?;
    // The parser looks no farther than ten characters, the backslash among them.
    let length = digits.chars().take(9 - skip).take_while(|c| c.is_digit(radix)).count();
    let number = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    Some((char::from_u32(number)?, skip + length))
}
