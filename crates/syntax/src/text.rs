//! Text as Go sees it: bytes that need not be UTF-8, Go's idea of white space, case and quoting.
//!
//! BuildKit's words depend on these rules, so they are kept exactly: an invalid byte is one U+FFFD, never a run of them.

use std::borrow::Cow;

/// Decodes `bytes`, each byte that is not part of a valid character as one U+FFFD (`for range` over a Go string).
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(lossy_owned(bytes, |_| ())),
    }
}

/// The slow way of [`lossy`]; `invalid` is told the offset of each invalid byte.
pub(crate) fn lossy_owned(bytes: &[u8], mut invalid: impl FnMut(usize)) -> String {
    let mut text = String::with_capacity(bytes.len() + 8);
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        for _ in chunk.invalid() {
            invalid(at);
            text.push(char::REPLACEMENT_CHARACTER);
            at += 1;
        }
    }
    text
}

/// The first character of `bytes` and its length: U+FFFD and 1 for an invalid byte, `None` at the end.
pub(crate) fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let first = *bytes.first()?;
    let len = match first {
        0..0x80 => return Some((char::from(first), 1)),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return Some((char::REPLACEMENT_CHARACTER, 1)),
    };
    let valid =
        bytes.get(..len).and_then(|head| std::str::from_utf8(head).ok()).and_then(|s| s.chars().next());
    Some(valid.map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, len)))
}

/// How many bytes of white space (`unicode.IsSpace`) `bytes` begins with.
pub(crate) fn leading_space(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some((c, len)) = bytes.get(at..).and_then(decode) {
        if !c.is_whitespace() {
            break;
        }
        at += len;
    }
    at
}

/// `strings.TrimSpace`: the range of `bytes` without outer white space.
pub(crate) fn trim_space(bytes: &[u8]) -> std::ops::Range<usize> {
    let start = leading_space(bytes);
    let mut end = bytes.len();
    while end > start {
        let len = last_char_len(&bytes[start..end]);
        let Some((c, _)) = decode(&bytes[end - len..end]) else { break };
        if !c.is_whitespace() {
            break;
        }
        end -= len;
    }
    start..end
}

/// Length of the last character of `bytes`, 1 where it is invalid (`utf8.DecodeLastRune`).
fn last_char_len(bytes: &[u8]) -> usize {
    for len in 1..=bytes.len().min(4) {
        let tail = &bytes[bytes.len() - len..];
        if let Some((_, n)) = decode(tail)
            && n == len
            && (len > 1 || tail[0] < 0x80)
        {
            return len;
        }
    }
    1
}

/// White space between words at the first level of reading: the class `[\t\v\f\r ]`.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x0B | 0x0C | b'\r' | b' ')
}

/// `strings.ToLower`: character by character, without Rust's special cases for sigma and dotted I.
pub fn lower(text: &str) -> String {
    let one = |c: char| if c == 'İ' { 'i' } else { c.to_lowercase().next().unwrap_or(c) };
    text.chars().map(one).collect()
}

/// `strings.ToUpper`: character by character; one without a single upper-case form stays.
pub fn upper(text: &str) -> String {
    let one = |c: char| {
        let mut all = c.to_uppercase();
        match (all.next(), all.next()) {
            (Some(upper), None) => upper,
            _ => c,
        }
    };
    text.chars().map(one).collect()
}

/// True when `text` equals the lower-case ASCII word `word` in Unicode simple folding (`strings.EqualFold`).
pub(crate) fn equal_fold(text: &str, word: &str) -> bool {
    let fold = |c: char| match c {
        'ſ' => 's',
        '\u{212A}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    text.chars().map(fold).eq(word.chars())
}

/// `%q` of Go: `text` in double quotes with escapes.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{07}' => out.push_str("\\a"),
            '\u{08}' => out.push_str("\\b"),
            '\u{0C}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{0B}' => out.push_str("\\v"),
            ' '..='~' => out.push(c),
            '\0'..' ' | '\u{7F}' => out.push_str(&format!("\\x{:02x}", c as u32)),
            _ if is_print(c) => out.push(c),
            '\u{80}'..='\u{FFFF}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push('"');
    out
}

/// `strconv.IsPrint`, by way of the same table in the standard library: Rust's debug form escapes what Go calls
/// unprintable. A letter in front keeps it from escaping combining marks as well.
fn is_print(c: char) -> bool {
    let mut pair = String::from("x");
    pair.push(c);
    pair.escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_become_one_replacement_each() {
        assert_eq!(lossy(b"a\xE2\x82b\xFF"), "a\u{FFFD}\u{FFFD}b\u{FFFD}");
        assert_eq!(decode(b"\xE2\x82b"), Some(('\u{FFFD}', 1)));
        assert_eq!(decode("€".as_bytes()), Some(('€', 3)));
    }

    #[test]
    fn white_space_is_trimmed_as_go_does() {
        assert_eq!(trim_space("\u{3000} a\u{A0}\t".as_bytes()), 4..5);
        assert_eq!(trim_space(b"  "), 2..2);
        assert_eq!(trim_space(b" \xA0"), 1..2);
    }

    #[test]
    fn quoting_follows_go() {
        assert_eq!(quote("a\"\\\n\u{1}é\u{A0}\u{301}"), "\"a\\\"\\\\\\n\\x01é\\u00a0\u{301}\"");
    }
}
