//! Keyword, flags and words of one joined line (`parser/split_command.go`, `parseWords` of `parser/line_parsers.go`).
//!
//! All ranges are offsets in the joined line.

use std::ops::Range;

use crate::text::{self, decode, is_blank};

/// A flag with its quotes and escapes read.
pub(crate) struct Flag {
    pub range: Range<usize>,
    pub text: String,
}

/// The keyword of `line` and what follows it.
pub(crate) fn keyword(line: &[u8]) -> (Range<usize>, Range<usize>) {
    let all = text::trim_space(line);
    let Some(len) = line[all.clone()].iter().position(|b| is_blank(*b)) else {
        return (all.clone(), all.end..all.end);
    };
    let end = all.start + len;
    let skip = line[end..all.end].iter().position(|b| !is_blank(*b)).unwrap_or(0);
    (all.start..end, end + skip..all.end)
}

/// The flags at the start of `rest` and the range of what follows them, without outer white space.
///
/// BuildKit takes this part byte by byte, each for a character of its own: so non-ASCII flags come out garbled, and so
/// the bytes 0x85 and 0xA0 count as white space.
pub(crate) fn flags(line: &[u8], rest: Range<usize>, escape: u8) -> (Vec<Flag>, Range<usize>) {
    let mut flags = Vec::new();
    let mut at = rest.start;
    while at < rest.end {
        if byte_is_space(line[at]) {
            at += 1;
            continue;
        }
        if !line[at..rest.end].starts_with(b"--") {
            break;
        }
        let (flag, end) = flag(line, at..rest.end, escape);
        let separator = flag.text == "--";
        at = end;
        if separator {
            break;
        }
        flags.push(flag);
    }
    let args = text::trim_space(&line[at..rest.end]);
    (flags, at + args.start..at + args.end)
}

/// The flag at the start of `rest`, and the offset behind it.
fn flag(line: &[u8], rest: Range<usize>, escape: u8) -> (Flag, usize) {
    let mut text = String::new();
    let mut quote = None;
    let mut at = rest.start;
    while at < rest.end {
        let byte = line[at];
        at += 1;
        match quote {
            None if byte_is_space(byte) => {
                at -= 1;
                break;
            }
            None if matches!(byte, b'\'' | b'"') => quote = Some(byte),
            Some(open) if open == byte => quote = None,
            // The escape character is dropped, at the end of the line for good.
            _ if byte == escape => {
                if at < rest.end {
                    text.push(char::from(line[at]));
                    at += 1;
                } else {
                    quote = None;
                }
            }
            _ => text.push(char::from(byte)),
        }
    }
    (Flag { range: rest.start..at, text }, at)
}

/// `unicode.IsSpace` of a byte taken for a character.
pub(crate) fn byte_is_space(byte: u8) -> bool {
    char::from(byte).is_whitespace()
}

/// The words of `range`, parted by white space outside quotes; quotes and escapes stay.
pub(crate) fn words(line: &[u8], range: Range<usize>, escape: u8) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = range.start;
    while let Some((c, len)) = decode(&line[at..range.end]) {
        if c.is_whitespace() {
            at += len;
            continue;
        }
        let (word, end) = word(line, at..range.end, escape);
        if !word.is_empty() {
            words.push(word);
        }
        at = end;
    }
    words
}

/// The word at the start of `range`, and the offset behind it; an escape character at the very end is left out.
fn word(line: &[u8], range: Range<usize>, escape: u8) -> (Range<usize>, usize) {
    let mut quote = None;
    let mut at = range.start;
    while let Some((c, len)) = decode(&line[at..range.end]) {
        if quote.is_none() && c.is_whitespace() {
            break;
        }
        if c == char::from(escape) && quote != Some('\'') {
            match decode(&line[at + len..range.end]) {
                Some((_, escaped)) => at += len + escaped,
                None => return (range.start..at, at + len),
            }
            continue;
        }
        if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        }
        at += len;
    }
    (range.start..at, at)
}

/// The parts of `range` between runs of blanks.
pub(crate) fn blanks(line: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut at = range.start;
    while at < range.end {
        if is_blank(line[at]) {
            parts.push(start..at);
            at = skip_blanks(line, at..range.end);
            start = at;
        } else {
            at += 1;
        }
    }
    parts.push(start..range.end);
    parts
}

/// The offset of the first byte in `range` that is no blank.
pub(crate) fn skip_blanks(line: &[u8], range: Range<usize>) -> usize {
    line[range.clone()].iter().position(|b| !is_blank(*b)).map_or(range.end, |n| range.start + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> (Vec<String>, &str) {
        let (_, rest) = keyword(line.as_bytes());
        let (flags, args) = flags(line.as_bytes(), rest, b'\\');
        (flags.into_iter().map(|flag| flag.text).collect(), &line[args])
    }

    #[test]
    fn flags_end_at_the_first_other_word() {
        assert_eq!(
            split("COPY --from=x --chown='a b' c --d"),
            (vec!["--from=x".into(), "--chown=a b".into()], "c --d")
        );
        assert_eq!(split("RUN -- --x"), (vec![], "--x"));
        assert_eq!(split("RUN --a=\\"), (vec!["--a=".into()], ""));
        assert_eq!(split("RUN --a=ü b"), (vec!["--a=Ã¼".into()], "b"));
        assert_eq!(split("RUN"), (vec![], ""));
    }

    #[test]
    fn words_keep_quotes_and_escapes() {
        let line = r#"A="x y" B='p\' C=r\ s D=\"#;
        let all: Vec<&str> =
            words(line.as_bytes(), 0..line.len(), b'\\').into_iter().map(|word| &line[word]).collect();
        assert_eq!(all, [r#"A="x y""#, r"B='p\'", r"C=r\ s", "D="]);
    }

    #[test]
    fn blanks_part_words() {
        let line = "a  b\tc";
        let all: Vec<&str> =
            blanks(line.as_bytes(), 0..line.len()).into_iter().map(|part| &line[part]).collect();
        assert_eq!(all, ["a", "b", "c"]);
    }
}
