//! Reading with alternatives: where several ways to go on fail, the failure that came farthest is told, with everything
//! that could have stood there.
//!
//! A parser that fails behind its start has decided: no alternative is tried ([`Cursor::attempt`] takes that back). What
//! a parser would have taken too at the place where it ended (the hints) belongs to what could have stood there.

use std::collections::HashMap;

use super::fail::{Fail, Item};

/// A piece of the text, or why there is none.
pub(super) type Read<T> = Result<T, Fail>;

/// A way to go on.
pub(super) type Way<'w, 'a, T> = &'w dyn Fn(&mut Cursor<'a>) -> Read<T>;

/// A place in the text.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    /// The escape character.
    pub(super) escape: char,
    /// False while nobody asks for messages: most texts can be read, and gathering what could stand somewhere costs.
    loud: bool,
    hints: Vec<Item>,
    /// Texts that were looked for and do not stand behind an offset, so that none is looked for twice.
    absent: HashMap<String, usize>,
    /// How many ONBUILDs stand around what is read.
    pub(super) depth: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, escape: char, loud: bool) -> Self {
        Cursor { text, at: 0, escape, loud, hints: Vec::new(), absent: HashMap::new(), depth: 0 }
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Where `text` stands next, counted from here.
    pub(super) fn find(&mut self, text: &str) -> Option<usize> {
        if self.absent.get(text).is_some_and(|from| *from <= self.at) {
            return None;
        }
        let found = self.rest().find(text);
        if found.is_none() {
            self.absent.insert(text.to_owned(), self.at);
        }
        found
    }

    /// True when failures are to be told in full.
    pub(super) fn is_loud(&self) -> bool {
        self.loud
    }

    fn item(&self, item: impl FnOnce() -> Item) -> Vec<Item> {
        if self.loud { vec![item()] } else { Vec::new() }
    }

    /// What stands here, up to `length` characters.
    fn here(&self, length: usize) -> Option<Item> {
        if !self.loud {
            return None;
        }
        let text: String = self.rest().chars().take(length).collect();
        Some(if text.is_empty() { Item::End } else { Item::Text(text.into()) })
    }

    fn fail<T>(&mut self, unexpected: Option<Item>, mut expected: Vec<Item>) -> Read<T> {
        expected.append(&mut self.hints.clone());
        Err(Fail { at: self.at, unexpected, expected, outright: Vec::new() })
    }

    /// Fails with a sentence.
    pub(super) fn refuse<T>(&self, sentence: impl FnOnce() -> String) -> Read<T> {
        let outright = vec![if self.loud { sentence() } else { String::new() }];
        Err(Fail { at: self.at, outright, ..Fail::default() })
    }

    /// Fails with `item` here.
    pub(super) fn unexpected<T>(&mut self, item: Item) -> Read<T> {
        self.fail(Some(item), Vec::new())
    }

    /// Goes on `length` bytes farther.
    pub(super) fn skip(&mut self, length: usize) {
        self.moved(self.at + length, Vec::new());
    }

    /// Goes on at `end`, where `hints` could have stood too.
    fn moved(&mut self, end: usize, mut hints: Vec<Item>) {
        if end == self.at {
            self.hints.append(&mut hints);
        } else {
            self.hints = hints;
            self.at = end;
        }
    }

    /// The character `c`.
    pub(super) fn char(&mut self, c: char) -> Read<()> {
        if self.rest().starts_with(c) {
            self.moved(self.at + c.len_utf8(), Vec::new());
            return Ok(());
        }
        let (here, expected) = (self.here(1), self.item(|| Item::char(c)));
        self.fail(here, expected)
    }

    /// One character that `accepts` takes.
    pub(super) fn one(&mut self, accepts: impl Fn(char) -> bool) -> Read<char> {
        match self.peek().filter(|c| accepts(*c)) {
            Some(c) => {
                self.moved(self.at + c.len_utf8(), Vec::new());
                Ok(c)
            }
            None => {
                let here = self.here(1);
                self.fail(here, Vec::new())
            }
        }
    }

    /// Exactly `text`.
    pub(super) fn string(&mut self, text: &str) -> Read<()> {
        let same = self.rest().starts_with(text);
        self.known(same, text)
    }

    /// `text` in any case.
    pub(super) fn string_any_case(&mut self, text: &str) -> Read<()> {
        let same = self.rest().get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        self.known(same, text)
    }

    fn known(&mut self, same: bool, text: &str) -> Read<()> {
        if same {
            self.moved(self.at + text.len(), Vec::new());
            return Ok(());
        }
        let here = self.here(text.chars().count());
        let expected = self.item(|| Item::Text(text.to_owned().into()));
        self.fail(here, expected)
    }

    /// Characters that `accepts` takes, perhaps none; `label` names them (empty: no name).
    pub(super) fn take_while(&mut self, label: &'static str, accepts: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !accepts(c)).unwrap_or(rest.len())];
        let hints = if label.is_empty() { Vec::new() } else { self.item(|| Item::Label(label.into())) };
        self.moved(self.at + taken.len(), hints);
        taken
    }

    /// As [`Cursor::take_while`], at least one.
    pub(super) fn take_while1(
        &mut self,
        label: &'static str,
        accepts: impl Fn(char) -> bool,
    ) -> Read<&'a str> {
        if self.peek().is_some_and(&accepts) {
            return Ok(self.take_while(label, accepts));
        }
        let here = self.here(1);
        let expected = if label.is_empty() { Vec::new() } else { self.item(|| Item::Label(label.into())) };
        self.fail(here, expected)
    }

    /// The end of the text.
    pub(super) fn end(&mut self) -> Read<()> {
        if self.rest().is_empty() {
            return Ok(());
        }
        let (here, expected) = (self.here(1), self.item(|| Item::End));
        self.fail(here, expected)
    }

    /// Runs `parser` with hints of its own; what it makes of them is joined with those from before.
    fn apart<T>(&mut self, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let (start, mut before) = (self.at, std::mem::take(&mut self.hints));
        let mut read = parser(self);
        if self.at == start {
            match &mut read {
                Ok(_) => self.hints.append(&mut before),
                Err(fail) if fail.outright.is_empty() => fail.expected.append(&mut before),
                Err(_) => {}
            }
        }
        read
    }

    /// `parser`, but its failure decides nothing.
    pub(super) fn attempt<T>(&mut self, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.apart(|cursor| {
            let start = cursor.at;
            let read = parser(cursor);
            if read.is_err() {
                cursor.at = start;
            }
            read
        })
    }

    /// `parser`, whose start is called `label`; an empty one hides it.
    pub(super) fn label<T>(&mut self, label: &str, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.apart(|cursor| {
            let start = cursor.at;
            let mut read = parser(cursor);
            let name = || Item::Label(label.to_owned().into());
            match &mut read {
                Ok(_) if label.is_empty() => cursor.hints.clear(),
                Ok(_) if cursor.at == start && !cursor.hints.is_empty() => cursor.hints = vec![name()],
                Err(fail) if cursor.at == start && fail.outright.is_empty() => {
                    fail.expected = if label.is_empty() { Vec::new() } else { cursor.item(name) };
                }
                _ => {}
            }
            read
        })
    }

    /// `first`, or `second` where `first` fails at its start.
    pub(super) fn either<T>(
        &mut self,
        first: impl FnOnce(&mut Self) -> Read<T>,
        second: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<T> {
        self.apart(|cursor| {
            let start = cursor.at;
            let failed = match first(cursor) {
                Err(failed) if cursor.at == start => failed,
                read => return read,
            };
            cursor.hints.clear();
            let read = second(cursor);
            match read {
                Err(other) => Err(other.merge(failed)),
                Ok(value) => {
                    if cursor.at == start && failed.at == start {
                        cursor.hints.extend(failed.expected);
                    }
                    Ok(value)
                }
            }
        })
    }

    /// The first of `parsers` that does not fail at its start.
    pub(super) fn choice<T>(&mut self, parsers: &[Way<'_, 'a, T>]) -> Read<T> {
        match parsers {
            [] => self.fail(None, Vec::new()),
            [last] => self.apart(|cursor| last(cursor)),
            [first, rest @ ..] => self.either(|cursor| first(cursor), |cursor| cursor.choice(rest)),
        }
    }

    /// `parser`, or nothing where it fails at its start.
    pub(super) fn optional<T>(&mut self, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        self.either(|cursor| parser(cursor).map(Some), |_| Ok(None))
    }

    /// `parser` as often as it goes.
    pub(super) fn many<T>(&mut self, parser: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut all = Vec::new();
        while let Some(one) = self.optional(&parser)? {
            all.push(one);
        }
        Ok(all)
    }

    /// `parser` as often as it goes with `separator` in between.
    pub(super) fn parted<T>(
        &mut self,
        parser: impl Fn(&mut Self) -> Read<T>,
        separator: impl Fn(&mut Self) -> Read<()>,
    ) -> Read<Vec<T>> {
        let Some(first) = self.optional(&parser)? else { return Ok(Vec::new()) };
        let mut all = vec![first];
        all.extend(self.many(|cursor| {
            separator(cursor)?;
            parser(cursor)
        })?);
        Ok(all)
    }

    /// As [`Cursor::parted`], with or without a `separator` at the end.
    pub(super) fn ended<T>(
        &mut self,
        parser: impl Fn(&mut Self) -> Read<T>,
        separator: impl Fn(&mut Self) -> Read<()>,
    ) -> Read<Vec<T>> {
        let mut all = Vec::new();
        while let Some(one) = self.optional(&parser)? {
            all.push(one);
            if self.optional(&separator)?.is_none() {
                break;
            }
        }
        Ok(all)
    }

    /// As [`Cursor::ended`], at least one.
    pub(super) fn ended1<T>(
        &mut self,
        parser: impl Fn(&mut Self) -> Read<T>,
        separator: impl Fn(&mut Self) -> Read<()>,
    ) -> Read<Vec<T>> {
        let mut all = vec![parser(self)?];
        if self.optional(&separator)?.is_some() {
            all.extend(self.ended(parser, separator)?);
        }
        Ok(all)
    }

    /// What `parser` reads, without moving.
    pub(super) fn look<T>(&mut self, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.apart(|cursor| {
            let start = cursor.at;
            let value = parser(cursor)?;
            cursor.at = start;
            cursor.hints.clear();
            Ok(value)
        })
    }

    /// Fails where `parser` does not.
    pub(super) fn unless<T>(&mut self, parser: impl FnOnce(&mut Self) -> Read<T>) -> Read<()> {
        self.apart(|cursor| {
            let start = cursor.at;
            let read = parser(cursor);
            cursor.at = start;
            cursor.hints.clear();
            match read {
                Err(_) => Ok(()),
                Ok(_) => {
                    let here = cursor.here(1);
                    cursor.fail(here, Vec::new())
                }
            }
        })
    }
}
