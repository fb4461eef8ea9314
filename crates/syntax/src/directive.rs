//! Parser directives: `# escape=`, `# syntax=`, `# check=` (`parser/directives.go`).

use std::ops::Range;

use nom::bytes::complete::{tag, take_while};
use nom::character::complete::satisfy;
use nom::combinator::recognize;
use nom::{IResult, Parser};

use crate::lines::Lines;
use crate::{Detected, json, text};

/// A directive on one line.
pub(crate) struct Found {
    /// Lower-case name, one of the known three.
    pub name: &'static str,
    /// The value's bytes in the line.
    pub value: Range<usize>,
}

/// Reads directives line by line until the first line that is none.
#[derive(Debug)]
pub(crate) struct Directives {
    comment: &'static str,
    seen: Vec<&'static str>,
    done: bool,
}

const NAMES: [&str; 3] = ["syntax", "escape", "check"];

impl Directives {
    /// Directives behind `comment`, which is `#` or `//`.
    pub fn new(comment: &'static str) -> Self {
        Self { comment, seen: Vec::new(), done: false }
    }

    /// The directive on `line`, a line without its line break; fails with the name of one that stands there twice.
    pub fn read(&mut self, line: &[u8]) -> Result<Option<Found>, &'static str> {
        if self.done {
            return Ok(None);
        }
        let Some(found) = self.find(line) else {
            self.done = true;
            return Ok(None);
        };
        if self.seen.contains(&found.name) {
            return Err(found.name);
        }
        self.seen.push(found.name);
        Ok(Some(found))
    }

    fn find(&self, line: &[u8]) -> Option<Found> {
        let after = line.strip_prefix(self.comment.as_bytes())?;
        let after = &after[text::leading_space(after)..];
        let (rest, name) = assignment(after).ok()?;
        let name = text::lossy(name).to_ascii_lowercase();
        let name = NAMES.into_iter().find(|known| *known == name)?;
        // The value is never empty: of nothing but white space its last character is left.
        let start = line.len() - rest.len();
        let skip = rest.iter().position(|b| !is_space(*b)).unwrap_or(rest.len().checked_sub(1)?);
        let end = rest.iter().rposition(|b| !is_space(*b)).map_or(rest.len(), |n| n + 1);
        Some(Found { name, value: start + skip..start + end })
    }
}

/// `\s` of Go's regular expressions.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// `name =`.
fn assignment(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let name =
        recognize((satisfy(|c| c.is_ascii_alphabetic()), take_while(|b: u8| b.is_ascii_alphanumeric())));
    let (rest, (name, _, _)) = (name, take_while(is_space), tag("=")).parse(input)?;
    Ok((rest, name))
}

/// The `syntax` that `bytes` asks for, in a comment of either style or as JSON (`parser.DetectSyntax`).
pub fn detect_syntax(bytes: &[u8]) -> Option<Detected> {
    detect("syntax", bytes, true)
}

/// The `check` that `bytes` asks for (`parser.ParseDirective`).
pub fn detect_check(bytes: &[u8]) -> Option<Detected> {
    detect("check", bytes, false)
}

fn detect(key: &str, bytes: &[u8], any_format: bool) -> Option<Detected> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let shebang = bytes.starts_with(b"#!");
    let bytes = match bytes.iter().position(|b| *b == b'\n') {
        Some(end) if shebang => &bytes[end + 1..],
        None if shebang => &[],
        _ => bytes,
    };
    let before = u32::from(shebang);
    let detected = |cmdline: String, line| {
        let value = cmdline.split(' ').next().unwrap_or_default().to_owned();
        Some(Detected { value, cmdline, line })
    };
    for comment in if any_format { &["#", "//"][..] } else { &["#"] } {
        if let Some((cmdline, line)) = first(key, bytes, Directives::new(comment)) {
            return detected(cmdline, before + line);
        }
    }
    // Nearly no Dockerfile begins with a brace; only one that does is read as JSON.
    let json = any_format && bytes.get(text::leading_space(bytes)) == Some(&b'{');
    let value = json.then(|| json::text_member(&text::lossy(bytes), key)).flatten()?;
    Some(Detected { value: value.clone(), cmdline: value, line: before })
}

/// The value of the directive `key`, and its line from 1.
fn first(key: &str, bytes: &[u8], mut directives: Directives) -> Option<(String, u32)> {
    for (line, range) in (1..).zip(Lines::new(bytes)) {
        let content = &bytes[range];
        let content = content.strip_suffix(b"\n").unwrap_or(content);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let found = directives.read(content).ok()??;
        if found.name == key {
            return Some((text::lossy(&content[found.value]).into_owned(), line));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_is_a_name_and_a_value() {
        let read = |line: &str| {
            let found = Directives::new("#").read(line.as_bytes()).ok().flatten()?;
            Some((found.name, line[found.value].to_owned()))
        };
        assert_eq!(read("#  Syntax =  a b "), Some(("syntax", "a b".into())));
        assert_eq!(read("#escape=  "), Some(("escape", " ".into())));
        assert_eq!(read("#escape="), None);
        assert_eq!(read("# color=red"), None);
    }

    #[test]
    fn syntax_is_detected_in_three_forms() {
        let value = |text: &str| detect_syntax(text.as_bytes()).map(|found| (found.cmdline, found.line));
        assert_eq!(value("#!/bin/x\n# syntax=a b\n"), Some(("a b".into(), 2)));
        assert_eq!(value("// syntax=a\n"), Some(("a".into(), 1)));
        assert_eq!(value("{\"syntax\": \"a\"}"), Some(("a".into(), 0)));
        assert_eq!(detect_check(b"// check=skip=all\n"), None);
    }
}
