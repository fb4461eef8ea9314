//! The patterns of `${name#…}`, `${name%…}` and `${name/…/…}`: `*`, `?`, and everything else as it stands.
//!
//! BuildKit turns them into regular expressions in which a dot does not match a line break. That makes matching simple:
//! a star reaches to the end of its line, so of the places where the next piece fits, the first is as good as any.

use super::effort::Effort;
use crate::unicode::{is_digit, is_letter};

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 1 << 16;

/// One character of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Is(char),
    /// Any character but a line break.
    Any,
}

/// A pattern: pieces with a star between each two.
struct Pattern {
    pieces: Vec<Vec<Item>>,
}

/// `${name#pattern}`, with `greedy` `${name##pattern}`.
pub(super) fn trim_prefix(
    pattern: &str,
    value: &str,
    greedy: bool,
    effort: &mut Effort,
) -> Result<String, String> {
    let compiled = Pattern::new(pattern)?;
    effort.spend(pattern.len() + value.len())?;
    let value: Vec<char> = value.chars().collect();
    let mut matcher = Matcher::new(&compiled, &value, greedy, effort);
    let end = matcher.at(0)?.unwrap_or(0);
    Ok(value[end..].iter().collect())
}

/// `${name%pattern}`, with `greedy` `${name%%pattern}`: both texts are turned round, as BuildKit does it.
pub(super) fn trim_suffix(
    pattern: &str,
    value: &str,
    greedy: bool,
    effort: &mut Effort,
) -> Result<String, String> {
    let value: String = value.chars().rev().collect();
    let rest = trim_prefix(&reverse(pattern), &value, greedy, effort)?;
    Ok(rest.chars().rev().collect())
}

/// `${name/pattern/replacement}`, with `all` `${name//pattern/replacement}`.
pub(super) fn replace(
    pattern: &str,
    replacement: &str,
    value: &str,
    all: bool,
    effort: &mut Effort,
) -> Result<String, String> {
    let compiled = Pattern::new(pattern)?;
    effort.spend(pattern.len() + value.len())?;
    let value: Vec<char> = value.chars().collect();
    let mut matcher = Matcher::new(&compiled, &value, true, effort);
    let mut out = String::new();
    let (mut done, mut from) = (0, 0);
    while let Some((start, end)) = matcher.find(from)? {
        out.extend(&value[done..start]);
        if !all {
            out.push_str(replacement);
            done = end;
            break;
        }
        // An empty match directly behind another one is none (`regexp.ReplaceAll`).
        if end > done || start == 0 {
            matcher.effort.spend(replacement.len() + end - start)?;
            fill(&mut out, replacement, &value[start..end]);
        }
        done = end;
        from = end.max(from + 1);
        if from > value.len() {
            break;
        }
        if out.len() > super::MAX_LENGTH {
            return Err(format!("the result is longer than {} bytes", super::MAX_LENGTH));
        }
    }
    out.extend(&value[done..]);
    Ok(out)
}

/// Writes a replacement as Go's `Regexp.Expand` does: `$0` is the match, other names are empty, `$$` is a dollar.
fn fill(out: &mut String, mut template: &str, matched: &[char]) {
    while let Some((before, after)) = template.split_once('$') {
        out.push_str(before);
        if let Some(rest) = after.strip_prefix('$') {
            out.push('$');
            template = rest;
            continue;
        }
        let is_name = |c: char| c == '_' || is_letter(c) || is_digit(c);
        let (name, rest) = match after.strip_prefix('{') {
            Some(inner) => inner.split_once('}').unwrap_or(("", "")),
            None => after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len())),
        };
        let braced = after.starts_with('{');
        if name.is_empty() || !name.chars().all(is_name) || (braced && !after.contains('}')) {
            out.push('$');
            template = after;
            continue;
        }
        if name == "0" {
            out.extend(matched);
        }
        template = rest;
    }
    out.push_str(template);
}

/// Turns a pattern round, escapes kept in front of what they escape.
fn reverse(pattern: &str) -> String {
    let chars: Vec<char> = pattern.chars().collect();
    let mut groups: Vec<&[char]> = Vec::with_capacity(chars.len());
    let mut rest = chars.as_slice();
    while !rest.is_empty() {
        let len = if rest[0] == '\\' && rest.len() > 1 { 2 } else { 1 };
        let (head, tail) = rest.split_at(len);
        groups.push(head);
        rest = tail;
    }
    groups.into_iter().rev().flatten().collect()
}

impl Pattern {
    fn new(pattern: &str) -> Result<Self, String> {
        if pattern.len() > MAX_PATTERN {
            return Err(format!("a pattern is longer than {MAX_PATTERN} bytes"));
        }
        let mut items = Vec::with_capacity(pattern.len());
        let mut chars = pattern.strip_prefix('\u{FEFF}').unwrap_or(pattern).chars().peekable();
        while let Some(c) = chars.next() {
            items.push(match c {
                '*' => None,
                '?' => Some(Item::Any),
                '\\' => match chars.next_if(|next| !matches!(next, '}' | '/')) {
                    Some(next @ ('*' | '?' | '\\')) => Some(Item::Is(next)),
                    None if chars.peek().is_some() => continue,
                    other => {
                        let other = other.unwrap_or(char::REPLACEMENT_CHARACTER);
                        return Err(format!(
                            "invalid pattern ({pattern}) in substitution: invalid escape '\\{other}'"
                        ));
                    }
                },
                c => Some(Item::Is(c)),
            });
        }
        let pieces = items.split(Option::is_none).map(|piece| piece.iter().copied().flatten().collect());
        Ok(Self { pieces: pieces.collect() })
    }
}

struct Matcher<'a> {
    pieces: &'a [Vec<Item>],
    value: &'a [char],
    greedy: bool,
    effort: &'a mut Effort,
    /// No match begins before this place: a star that had to reach beyond this line break failed already.
    hopeless: usize,
}

impl<'a> Matcher<'a> {
    fn new(pattern: &'a Pattern, value: &'a [char], greedy: bool, effort: &'a mut Effort) -> Self {
        Self { pieces: &pattern.pieces, value, greedy, effort, hopeless: 0 }
    }

    /// The first match at `from` or later.
    fn find(&mut self, from: usize) -> Result<Option<(usize, usize)>, String> {
        for start in from..=self.value.len() {
            if let Some(end) = self.at(start)? {
                return Ok(Some((start, end)));
            }
        }
        Ok(None)
    }

    /// The end of the match that begins at `start`.
    fn at(&mut self, start: usize) -> Result<Option<usize>, String> {
        let [first, rest @ ..] = self.pieces else { return Ok(Some(start)) };
        if !self.fits(first, start)? {
            return Ok(None);
        }
        let mut at = start + first.len();
        let Some((last, middle)) = rest.split_last() else { return Ok(Some(at)) };
        if at < self.hopeless {
            return Ok(None);
        }
        let line = self.line_end(at);
        for piece in middle {
            match self.first_place(piece, at)? {
                Some(place) => at = place + piece.len(),
                None => {
                    self.hopeless = line + 1;
                    return Ok(None);
                }
            }
        }
        let place = if self.greedy { self.last_place(last, at)? } else { self.first_place(last, at)? };
        if place.is_none() {
            self.hopeless = line + 1;
        }
        Ok(place.map(|place| place + last.len()))
    }

    fn line_end(&self, at: usize) -> usize {
        self.value[at..].iter().position(|c| *c == '\n').map_or(self.value.len(), |n| at + n)
    }

    /// The first place at `at` or later, up to the end of the line, where `piece` fits.
    fn first_place(&mut self, piece: &[Item], at: usize) -> Result<Option<usize>, String> {
        for place in at..=self.line_end(at) {
            if self.fits(piece, place)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// The last such place.
    fn last_place(&mut self, piece: &[Item], at: usize) -> Result<Option<usize>, String> {
        for place in (at..=self.line_end(at)).rev() {
            if self.fits(piece, place)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    fn fits(&mut self, piece: &[Item], at: usize) -> Result<bool, String> {
        let Some(part) = self.value.get(at..at + piece.len()) else { return Ok(false) };
        for (item, c) in piece.iter().zip(part) {
            self.effort.spend(1)?;
            let same = match item {
                Item::Is(want) => want == c,
                Item::Any => *c != '\n',
            };
            if !same {
                return Ok(false);
            }
        }
        self.effort.spend(1)?;
        Ok(true)
    }
}
