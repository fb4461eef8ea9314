//! The part of Go's regular expressions that an ignore pattern can become, matched in time linear in the path.

use std::ops::RangeInclusive;

/// Counts in braces may not make more steps than this.
const MAX_STEPS: usize = 100_000;

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) struct Regex {
    program: Vec<Step>,
    /// False when an alternative may begin anywhere; the first one always begins with `^`.
    anchored: bool,
    /// Text every match starts with, and ends with: most paths fail here already.
    prefix: String,
    suffix: String,
}

#[derive(Clone, Debug)]
enum Step {
    /// One character of the class.
    One(Class),
    /// Either the next step or the one given.
    Split(usize),
    /// The step given.
    Jump(usize),
    /// Only at the start of the text.
    Start,
    /// Only at its end.
    End,
    /// Only where a word starts or ends, or only elsewhere.
    Boundary(bool),
}

type CharKind = fn(char) -> bool;

#[derive(Clone, Debug, Default)]
struct Class {
    ranges: Vec<RangeInclusive<char>>,
    /// Sets of characters, each with whether they or all others are meant.
    kinds: Vec<(CharKind, bool)>,
    negated: bool,
}

impl Class {
    fn of(char: char) -> Self {
        Self { ranges: vec![char..=char], ..Self::default() }
    }

    fn matches(&self, char: char) -> bool {
        let inside = self.ranges.iter().any(|range| range.contains(&char))
            || self.kinds.iter().any(|(kind, wanted)| kind(char) == *wanted);
        inside != self.negated
    }
}

impl Regex {
    /// Compiles; `None` where Go would refuse.
    pub fn new(text: &str) -> Option<Self> {
        let mut compiler = Compiler {
            rest: text,
            program: Vec::new(),
            prefix: String::new(),
            open: true,
            suffix: String::new(),
        };
        let alternatives = compiler.alternatives()?;
        if alternatives > 1 {
            (compiler.prefix, compiler.suffix) = (String::new(), String::new());
        }
        let Compiler { program, prefix, suffix, .. } = compiler;
        Some(Self { program, anchored: alternatives == 1, prefix, suffix })
    }

    /// True when it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        if !text.starts_with(&self.prefix) || !text.ends_with(&self.suffix) {
            return false;
        }
        let words = self.program.len() / 64 + 1;
        // Most patterns are short: their states need no memory of their own.
        if words == 1 {
            self.search(text, [[0]; 2])
        } else {
            self.search(text, [vec![0; words], vec![0; words]])
        }
    }

    fn search<S: AsRef<[u64]> + AsMut<[u64]>>(&self, text: &str, [mut now, mut next]: [S; 2]) -> bool {
        let mut todo = Vec::new();
        let mut before = None;
        let mut chars = text.chars();
        let mut after = chars.next();
        if self.reach(0, (before, after), now.as_mut(), &mut todo) {
            return true;
        }
        while let Some(char) = after {
            before = Some(char);
            after = chars.next();
            let mut alive = !self.anchored;
            for at in ones(now.as_ref()) {
                if let Some(Step::One(class)) = self.program.get(at)
                    && class.matches(char)
                {
                    alive = true;
                    if self.reach(at + 1, (before, after), next.as_mut(), &mut todo) {
                        return true;
                    }
                }
            }
            if !alive || (!self.anchored && self.reach(0, (before, after), next.as_mut(), &mut todo)) {
                return alive;
            }
            std::mem::swap(&mut now, &mut next);
            next.as_mut().fill(0);
        }
        false
    }

    /// Adds what can be reached from the step `at` without a character to `states`; true when the end is reached.
    fn reach(
        &self,
        at: usize,
        (before, after): (Option<char>, Option<char>),
        states: &mut [u64],
        todo: &mut Vec<usize>,
    ) -> bool {
        todo.clear();
        todo.push(at);
        while let Some(at) = todo.pop() {
            let Some(word) = states.get_mut(at / 64).filter(|word| **word >> (at % 64) & 1 == 0) else {
                continue;
            };
            *word |= 1 << (at % 64);
            let holds = match self.program.get(at) {
                None => return true,
                Some(Step::One(_)) => false,
                Some(Step::Jump(target)) => {
                    todo.push(*target);
                    false
                }
                Some(Step::Split(other)) => {
                    todo.push(*other);
                    true
                }
                Some(Step::Start) => before.is_none(),
                Some(Step::End) => after.is_none(),
                Some(Step::Boundary(wanted)) => (word_at(before) != word_at(after)) == *wanted,
            };
            if holds {
                todo.push(at + 1);
            }
        }
        false
    }
}

/// The places of the bits that are set.
fn ones(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(place, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                place * 64 + bit
            })
        })
    })
}

fn word_at(char: Option<char>) -> bool {
    char.is_some_and(is_word)
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

fn is_space(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\x0c' | '\r' | ' ')
}

struct Compiler<'t> {
    rest: &'t str,
    program: Vec<Step>,
    prefix: String,
    /// True as long as everything so far belongs to the prefix.
    open: bool,
    suffix: String,
}

impl Compiler<'_> {
    fn next(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.rest = self.rest.get(char.len_utf8()..).unwrap_or_default();
        Some(char)
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The whole expression; gives the number of its alternatives.
    fn alternatives(&mut self) -> Option<usize> {
        let mut ends = Vec::new();
        let mut start = 0;
        while self.sequence(false)? {
            // Room for the choice between this alternative and what follows it.
            self.shift(start, 1);
            self.program.insert(start, Step::Split(self.program.len() + 2));
            ends.push(self.program.len());
            self.program.push(Step::Jump(0));
            start = self.program.len();
        }
        let end = self.program.len();
        for at in &ends {
            if let Some(step) = self.program.get_mut(*at) {
                *step = Step::Jump(end);
            }
        }
        Some(ends.len() + 1)
    }

    /// Moves the targets in the steps from `start` on by `by` where they lie there too.
    fn shift(&mut self, start: usize, by: usize) {
        for step in self.program.iter_mut().skip(start) {
            if let Step::Split(to) | Step::Jump(to) = step
                && *to >= start
            {
                *to += by;
            }
        }
    }

    /// Up to the end, to a `|`, which it tells of, or to the `)` of a group. Groups come from `**` only and never nest.
    fn sequence(&mut self, group: bool) -> Option<bool> {
        while let Some(char) = self.next() {
            let start = self.program.len();
            match char {
                '|' if !group => return Some(true),
                ')' => return group.then_some(false),
                '(' => {
                    self.open = false;
                    if group {
                        return None;
                    }
                    self.sequence(true)?;
                    self.suffix.clear();
                }
                '^' => self.program.push(Step::Start),
                '$' => self.program.push(Step::End),
                '\\' => self.escape()?,
                '[' => {
                    let class = self.class()?;
                    self.one(class);
                }
                '.' => self.one(Class { ranges: vec!['\n'..='\n'], negated: true, ..Class::default() }),
                '*' | '?' | '+' => return None,
                char => self.literal(char),
            }
            self.repeat(start)?;
        }
        (!group).then_some(false)
    }

    fn literal(&mut self, char: char) {
        self.program.push(Step::One(Class::of(char)));
        self.suffix.push(char);
        if self.open {
            self.prefix.push(char);
        }
    }

    fn one(&mut self, class: Class) {
        self.open = false;
        self.suffix.clear();
        self.program.push(Step::One(class));
    }

    /// What follows the step that begins at `start`: `*`, `?` or a count in braces.
    fn repeat(&mut self, start: usize) -> Option<()> {
        if self.eat("*") {
            self.star(start);
        } else if self.eat("?") {
            self.optional(start);
        } else if let Some((least, most)) = self.count() {
            self.times(start, least, most)?;
        } else {
            return Some(());
        }
        if self.open {
            self.prefix.pop();
            self.open = false;
        }
        self.suffix.clear();
        // Go refuses `**`.
        let again = self.rest.starts_with(['*', '?', '+']) || self.count().is_some();
        (!again).then_some(())
    }

    fn star(&mut self, start: usize) {
        let end = self.program.len();
        self.shift(start, 1);
        self.program.insert(start, Step::Split(end + 2));
        self.program.push(Step::Jump(start));
    }

    fn optional(&mut self, start: usize) {
        let end = self.program.len();
        self.shift(start, 1);
        self.program.insert(start, Step::Split(end + 1));
    }

    /// `{2}`, `{2,}` or `{2,5}`; everything else in braces is text.
    fn count(&mut self) -> Option<(usize, Option<usize>)> {
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let number = |text: &str| {
            let plain =
                text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
            text.parse::<usize>().ok().filter(|_| plain)
        };
        let found = match inside.split_once(',') {
            None => number(inside).map(|count| (count, Some(count)))?,
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        self.rest = rest;
        Some(found)
    }

    /// Repeats the steps from `start` on; Go allows no more than a thousand times.
    fn times(&mut self, start: usize, least: usize, most: Option<usize>) -> Option<()> {
        if least > 1000 || most.is_some_and(|most| most > 1000 || most < least) {
            return None;
        }
        let unit: Vec<Step> = self.program.split_off(start);
        let copy = |program: &mut Vec<Step>| {
            let offset = program.len() - start;
            program.extend(unit.iter().cloned().map(|step| match step {
                Step::Split(to) if to >= start => Step::Split(to + offset),
                Step::Jump(to) if to >= start => Step::Jump(to + offset),
                step => step,
            }));
        };
        if self.program.len() + unit.len() * most.unwrap_or(least).max(1) > MAX_STEPS {
            return None;
        }
        (0..least).for_each(|_| copy(&mut self.program));
        match most {
            None => {
                let start = self.program.len();
                copy(&mut self.program);
                self.star(start);
            }
            Some(most) => {
                for _ in least..most {
                    let start = self.program.len();
                    copy(&mut self.program);
                    self.optional(start);
                }
            }
        }
        Some(())
    }

    fn escape(&mut self) -> Option<()> {
        match self.next()? {
            'A' => self.program.push(Step::Start),
            'z' => self.program.push(Step::End),
            'b' => self.program.push(Step::Boundary(true)),
            'B' => self.program.push(Step::Boundary(false)),
            'C' => self.one(Class { negated: true, ..Class::default() }),
            'Q' => {
                let text = self.rest;
                let (quoted, rest) = text.split_once("\\E").unwrap_or((text, ""));
                self.rest = rest;
                quoted.chars().for_each(|char| self.literal(char));
            }
            char => {
                let mut class = Class::default();
                match self.class_escape(char, &mut class)? {
                    Some(char) => self.literal(char),
                    None => self.one(class),
                }
            }
        }
        Some(())
    }

    /// An escape that stands for a set, which goes into `class`, or for the character that is given back.
    fn class_escape(&mut self, char: char, class: &mut Class) -> Option<Option<char>> {
        let kind: CharKind = match char.to_ascii_lowercase() {
            'd' => |char| char.is_ascii_digit(),
            's' => is_space,
            'w' => is_word,
            'p' => self.unicode_class()?,
            _ => return self.char_escape(char).map(Some),
        };
        class.kinds.push((kind, char.is_ascii_lowercase()));
        Some(None)
    }

    /// The one-letter general categories; the long ones need braces, which a pattern cannot give.
    fn unicode_class(&mut self) -> Option<CharKind> {
        Some(match self.next()? {
            'L' => |char| char.is_alphabetic(),
            'N' => |char| char.is_numeric(),
            'P' => |char| char.is_ascii_punctuation() && !"$+<=>^`|~".contains(char),
            'S' => |char| "$+<=>^`|~".contains(char),
            'Z' => |char| char.is_whitespace() && !char.is_control(),
            'C' => |char| char.is_control(),
            'M' => |_| false,
            _ => return None,
        })
    }

    fn char_escape(&mut self, char: char) -> Option<char> {
        Some(match char {
            'a' => '\x07',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            // One digit alone, but for 0, would be a back-reference, which Go does not have.
            '0'..='7' if char == '0' || self.rest.starts_with(|next: char| next.is_digit(8)) => {
                return self.number(8, char.to_digit(8)?, 2);
            }
            'x' => {
                let digits =
                    self.rest.get(..2).filter(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()));
                digits?;
                return self.number(16, 0, 2);
            }
            char if char.is_ascii() && !char.is_ascii_alphanumeric() => char,
            _ => return None,
        })
    }

    /// The character whose number begins with `value` and goes on with at most `most` digits.
    fn number(&mut self, radix: u32, mut value: u32, most: usize) -> Option<char> {
        for _ in 0..most {
            let Some(digit) = self.rest.chars().next().and_then(|char| char.to_digit(radix)) else { break };
            value = value * radix + digit;
            self.next();
        }
        char::from_u32(value)
    }

    fn class(&mut self) -> Option<Class> {
        let mut class = Class { negated: self.eat("^"), ..Class::default() };
        let mut first = true;
        loop {
            if self.rest.starts_with(']') && !first {
                self.next();
                return Some(class);
            }
            // Go allows a minus only first, last or before the end.
            if self.rest.starts_with('-') && !first && !self.rest.starts_with("-]") {
                return None;
            }
            first = false;
            if self.rest.starts_with("[:") && self.posix_class(&mut class)? {
                continue;
            }
            let Some(low) = self.class_char(&mut class)? else { continue };
            let mut high = low;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") && self.rest.len() > 1 {
                self.next();
                high = self.class_char(&mut Class::default())??;
            }
            if high < low {
                return None;
            }
            class.ranges.push(low..=high);
        }
    }

    /// One character of a class; the inner `None` when it was a set.
    fn class_char(&mut self, class: &mut Class) -> Option<Option<char>> {
        match self.next()? {
            '\\' => {
                let char = self.next()?;
                self.class_escape(char, class)
            }
            char => Some(Some(char)),
        }
    }

    /// `[:alpha:]` and its like; false when it is not one. An unknown name is an error.
    fn posix_class(&mut self, class: &mut Class) -> Option<bool> {
        let Some((name, rest)) = self.rest.get(2..).and_then(|text| text.split_once(":]")) else {
            return Some(false);
        };
        let (name, wanted) = name.strip_prefix('^').map_or((name, true), |name| (name, false));
        let kind: CharKind = match name {
            "alnum" => |char| char.is_ascii_alphanumeric(),
            "alpha" => |char| char.is_ascii_alphabetic(),
            "ascii" => |char| char.is_ascii(),
            "blank" => |char| matches!(char, ' ' | '\t'),
            "cntrl" => |char| char.is_ascii_control(),
            "digit" => |char| char.is_ascii_digit(),
            "graph" => |char| char.is_ascii_graphic(),
            "lower" => |char| char.is_ascii_lowercase(),
            "print" => |char| char.is_ascii_graphic() || char == ' ',
            "punct" => |char| char.is_ascii_punctuation(),
            "space" => |char| is_space(char) || char == '\x0b',
            "upper" => |char| char.is_ascii_uppercase(),
            "word" => is_word,
            "xdigit" => |char| char.is_ascii_hexdigit(),
            _ => return None,
        };
        class.kinds.push((kind, wanted));
        self.rest = rest;
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(regex: &str, text: &str) -> bool {
        Regex::new(regex).unwrap().is_match(text)
    }

    #[test]
    fn matches_what_patterns_become() {
        assert!(matches(r"^[^/]*\.log$", "x.log"));
        assert!(!matches(r"^[^/]*\.log$", "a/x.log"));
        assert!(!matches(r"^[^/]*\.log$", "x.logs"));
        assert!(matches(r"^(.*/)?[^/]*\.log$", "a/b/x.log") && matches(r"^(.*/)?[^/]*\.log$", "x.log"));
        assert!(
            matches(r"^a/(.*/)?b$", "a/b")
                && matches(r"^a/(.*/)?b$", "a/x/y/b")
                && !matches(r"^a/(.*/)?b$", "a/xb")
        );
        assert!(matches(r"^\w\d[[:alpha:]]$", "_1z") && !matches(r"^\w\d[[:alpha:]]$", "_1."));
        assert!(matches(r"^[]a]$", "]") && matches(r"^[^]a]$", "b"));
        assert!(matches(r"^\x41\101\Qa.b\E$", "AAa.b"));
        assert!(matches(r"^gr[^/]ße$", "große"));
        assert!(matches("^a.*$", "ab/c") && matches("^[[^/]*]$", "^/[]"));
    }

    #[test]
    fn refuses_what_go_refuses() {
        assert!(matches("^a|b$", "ax") && matches("^a|b$", "xb") && !matches("^a|b$", "xax"));
        assert!(
            matches("^ab{2}c{1,2}$", "abbcc")
                && !matches("^ab{2}c{1,2}$", "abc")
                && matches("^{a,b}$", "{a,b}")
        );
        assert!(matches("^|x$", "anything") && matches("^(.*/)?a|(.*/)?b$", "zz/b"));
        for regex in [r"^docs\guide$", "^[c-a]$", "^[a$", r"^\1$", "^[[:nope:]]$", r"^\p\{Lu\}$", "^[a-b-c]$"]
        {
            assert!(Regex::new(regex).is_none(), "{regex}");
        }
    }
}
