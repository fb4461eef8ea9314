//! JSON as Dockerfiles use it: a list of texts, and the object in which a `syntax` may be asked for.
//!
//! `encoding/json` decides what is JSON; the parts here follow it, down to numbers that do not fit and too deep nesting.

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{is_a, is_not, tag, take_while};
use nom::character::complete::{anychar, char, digit0, digit1, one_of};
use nom::combinator::{map, map_opt, opt, recognize, value, verify};
use nom::error::Error;
use nom::multi::fold_many0;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

/// Go refuses JSON nested deeper than this.
const MAX_DEPTH: usize = 10_000;

/// Why a text is no list of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotList {
    /// It is not JSON, or no list.
    NotJson,
    /// It is a list that holds something else than texts.
    NotStrings,
}

/// The members of a JSON list of texts, each with its place in `text`, quotes left out.
pub(crate) fn string_list(text: &str) -> Result<Vec<(String, Range<usize>)>, NotList> {
    let mut list = Vec::new();
    let mut rest = match preceded(char::<_, Error<&str>>('['), space).parse(text) {
        Ok((rest, _)) => rest,
        Err(_) => return Err(NotList::NotJson),
    };
    let mut first = true;
    loop {
        let after = match (rest.strip_prefix(']'), rest.strip_prefix(',')) {
            (Some(after), _) if space(after).is_ok_and(|(rest, _)| rest.is_empty()) => return Ok(list),
            (None, Some(after)) if !first => after,
            (None, None) if first => rest,
            _ => return Err(not_strings(text)),
        };
        first = false;
        let Ok((inside, _)) = space(after) else { return Err(not_strings(text)) };
        let Ok((after, member)) = string(inside) else { return Err(not_strings(text)) };
        let start = text.len() - inside.len();
        list.push((member, start + 1..text.len() - after.len() - 1));
        rest = space(after).map_or(after, |(rest, _)| rest);
    }
}

fn not_strings(text: &str) -> NotList {
    let mut other = false;
    let read = walk(text, |depth, _, token| other |= depth == 1 && !matches!(token, Token::String(_)));
    if read.is_some() && other { NotList::NotStrings } else { NotList::NotJson }
}

/// The text that the object `text` holds under `key`; the last one counts.
pub(crate) fn text_member(text: &str, key: &str) -> Option<String> {
    let mut found = None;
    let start = space(text).map_or(text, |(rest, _)| rest);
    walk(text, |depth, name, token| {
        if depth == 1 && name == Some(key) {
            found = if let Token::String(value) = token { Some(value.clone()) } else { None };
        }
    })?;
    found.filter(|_| start.starts_with('{'))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open(char),
    Close(char),
    Comma,
    Colon,
    String(String),
    Scalar,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    ValueOrClose,
    Name,
    NameOrClose,
    Colon,
    CommaOrClose,
    End,
}

/// Reads one JSON value and nothing else, and tells `visit` the depth, the name in an object, and the first token of
/// each value in it; `None` when it is not JSON.
fn walk(text: &str, mut visit: impl FnMut(usize, Option<&str>, &Token)) -> Option<()> {
    let mut open: Vec<char> = Vec::new();
    let mut expect = Expect::Value;
    let mut name: Option<String> = None;
    let mut rest = space(text).ok()?.0;
    while !rest.is_empty() {
        let (after, token) = token(rest).ok()?;
        rest = space(after).ok()?.0;
        let behind = if open.is_empty() { Expect::End } else { Expect::CommaOrClose };
        expect = match (expect, &token) {
            (Expect::Value | Expect::ValueOrClose, Token::Open(_) | Token::String(_) | Token::Scalar) => {
                let named = name.take().filter(|_| open.len() == 1);
                visit(open.len(), named.as_deref(), &token);
                let Token::Open(bracket) = token else {
                    expect = behind;
                    continue;
                };
                open.push(bracket);
                if open.len() > MAX_DEPTH {
                    return None;
                }
                if bracket == '{' { Expect::NameOrClose } else { Expect::ValueOrClose }
            }
            (Expect::Name | Expect::NameOrClose, Token::String(text)) => {
                name = Some(text.clone());
                Expect::Colon
            }
            (Expect::Colon, Token::Colon) => Expect::Value,
            (Expect::CommaOrClose, Token::Comma) if open.last() == Some(&'{') => Expect::Name,
            (Expect::CommaOrClose, Token::Comma) => Expect::Value,
            (Expect::CommaOrClose | Expect::ValueOrClose | Expect::NameOrClose, Token::Close(bracket)) => {
                let opened = open.pop()?;
                if (opened == '{') != (*bracket == '}') {
                    return None;
                }
                if open.is_empty() { Expect::End } else { Expect::CommaOrClose }
            }
            _ => return None,
        };
    }
    (expect == Expect::End).then_some(())
}

fn space(input: &str) -> IResult<&str, &str> {
    take_while(|c| matches!(c, ' ' | '\t' | '\r' | '\n')).parse(input)
}

fn token(input: &str) -> IResult<&str, Token> {
    alt((
        map(one_of("[{"), Token::Open),
        map(one_of("]}"), Token::Close),
        value(Token::Comma, char(',')),
        value(Token::Colon, char(':')),
        map(string, Token::String),
        value(Token::Scalar, alt((tag("true"), tag("false"), tag("null"), number))),
    ))
    .parse(input)
}

/// A number that a 64-bit float can hold.
fn number(input: &str) -> IResult<&str, &str> {
    let whole = alt((recognize(char('0')), recognize((one_of("123456789"), digit0))));
    let fraction = opt((char('.'), digit1));
    let exponent = opt((one_of("eE"), opt(one_of("+-")), digit1));
    let text = recognize((opt(char('-')), whole, fraction, exponent));
    verify(text, |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite)).parse(input)
}

/// A text in double quotes, its escapes read; a lone surrogate is U+FFFD.
fn string(input: &str) -> IResult<&str, String> {
    let plain = verify(is_not("\"\\"), |text: &str| text.bytes().all(|b| b >= 0x20));
    let push = |mut text: String, part: Part<'_>| {
        match part {
            Part::Plain(plain) => text.push_str(plain),
            Part::Char(c) => text.push(c),
        }
        text
    };
    let parts = fold_many0(alt((map(plain, Part::Plain), map(escape, Part::Char))), String::new, push);
    delimited(char('"'), parts, char('"')).parse(input)
}

enum Part<'a> {
    Plain(&'a str),
    Char(char),
}

fn escape(input: &str) -> IResult<&str, char> {
    let simple = map_opt(anychar, |c| match c {
        '"' | '\\' | '/' => Some(c),
        'b' => Some('\u{8}'),
        'f' => Some('\u{C}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        _ => None,
    });
    let pair = map_opt((unit, preceded(char('\\'), unit)), |(high, low)| {
        char::decode_utf16([high, low]).next().and_then(Result::ok).filter(|c| *c > '\u{FFFF}')
    });
    let single = map(unit, |unit| char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
    preceded(char('\\'), alt((simple, pair, single))).parse(input)
}

/// `uXXXX`.
fn unit(input: &str) -> IResult<&str, u16> {
    let hex = |text: &str| text.get(..4).and_then(|four| u16::from_str_radix(four, 16).ok());
    let (rest, _) = char('u').parse(input)?;
    let (_, digits) = verify(is_a("0123456789abcdefABCDEF"), |text: &str| text.len() >= 4).parse(rest)?;
    match hex(digits) {
        Some(unit) => Ok((&rest[4..], unit)),
        None => Err(nom::Err::Error(Error::new(input, nom::error::ErrorKind::HexDigit))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Result<Vec<String>, NotList> {
        string_list(text).map(|list| list.into_iter().map(|(text, _)| text).collect())
    }

    #[test]
    fn lists_of_texts_are_read_with_their_places() {
        let text = r#"[ "a" , "b\tc\u00e9\ud83c\udf4f\ud800" ]"#;
        assert_eq!(list(text), Ok(vec!["a".into(), "b\tcé\u{1F34F}\u{FFFD}".into()]));
        let places = string_list(text).expect("a list");
        assert_eq!(&text[places[0].1.clone()], "a");
        assert_eq!(list("[]"), Ok(vec![]));
    }

    #[test]
    fn other_lists_are_told_from_what_is_no_json() {
        for text in ["[1]", "[null, \"a\"]", "[[\"a\"]]", "[{\"a\": [1, 2]}, true]"] {
            assert_eq!(list(text), Err(NotList::NotStrings), "{text}");
        }
        for text in [
            "",
            "{}",
            "['a']",
            "[\"a\",]",
            "[\"a\"] b",
            "[,]",
            "[01]",
            "[1e999]",
            "[\"\\x\"]",
            "[\"a\" \"b\"]",
        ] {
            assert_eq!(list(text), Err(NotList::NotJson), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(list(&deep), Err(NotList::NotJson));
    }

    #[test]
    fn a_member_is_found_at_the_top_only() {
        assert_eq!(text_member(r#" {"a": {"syntax": "no"}, "syntax": "x"}"#, "syntax").as_deref(), Some("x"));
        assert_eq!(text_member(r#"{"syntax": "x", "syntax": 1}"#, "syntax"), None);
        assert_eq!(text_member(r#"["syntax", "x"]"#, "syntax"), None);
    }
}
