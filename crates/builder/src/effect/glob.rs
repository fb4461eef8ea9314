//! Patterns as the shell has them: `*`, `?`, `[…]`, and a backslash that quotes.

/// True when `text` matches `pattern` whole. Linear but for one restart at each `*`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p + 1, t));
            p += 1;
            continue;
        }
        match one(&pattern, p, text[t]) {
            Some(next) => (p, t) = (next, t + 1),
            None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    (p, t) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The place behind the element at `at` when that matches `c`.
fn one(pattern: &[char], at: usize, c: char) -> Option<usize> {
    match *pattern.get(at)? {
        '?' => Some(at + 1),
        '[' => match class(pattern, at + 1, c) {
            Some((end, hit)) => hit.then_some(end),
            None => (c == '[').then_some(at + 1),
        },
        '\\' => match pattern.get(at + 1) {
            Some(quoted) => (*quoted == c).then_some(at + 2),
            None => (c == '\\').then_some(at + 1),
        },
        plain => (plain == c).then_some(at + 1),
    }
}

/// A bracket expression: the place behind its `]`, and whether it holds `c`. `None` when it is not closed.
fn class(pattern: &[char], start: usize, c: char) -> Option<(usize, bool)> {
    let mut at = start;
    let negated = matches!(pattern.get(at), Some('!' | '^'));
    at += usize::from(negated);
    let first = at;
    let mut hit = false;
    loop {
        let mut low = *pattern.get(at)?;
        if low == ']' && at > first {
            return Some((at + 1, hit != negated));
        }
        if low == '[' && pattern.get(at + 1) == Some(&':') {
            let length = pattern.get(at + 2..)?.windows(2).position(|pair| pair == [':', ']'])?;
            let name: String = pattern.get(at + 2..at + 2 + length)?.iter().collect();
            hit |= named(&name, c);
            at += length + 4;
            continue;
        }
        if low == '\\' {
            at += 1;
            low = *pattern.get(at)?;
        }
        if pattern.get(at + 1) == Some(&'-') && pattern.get(at + 2).is_some_and(|high| *high != ']') {
            let high = *pattern.get(at + 2)?;
            hit |= low <= c && c <= high;
            at += 3;
        } else {
            hit |= low == c;
            at += 1;
        }
    }
}

/// True when `c` is in the class `name` of POSIX.
pub(super) fn named(name: &str, c: char) -> bool {
    match name {
        "alpha" => c.is_ascii_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_ascii_alphanumeric(),
        "upper" => c.is_ascii_uppercase(),
        "lower" => c.is_ascii_lowercase(),
        "space" => c.is_ascii_whitespace() || c == '\x0b',
        "blank" => c == ' ' || c == '\t',
        "punct" => c.is_ascii_punctuation(),
        "xdigit" => c.is_ascii_hexdigit(),
        "cntrl" => c.is_ascii_control(),
        "print" => c == ' ' || c.is_ascii_graphic(),
        "graph" => c.is_ascii_graphic(),
        _ => false,
    }
}

/// `text` as a pattern that matches it alone.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if "*?[]\\".contains(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let cases = [
            ("*.go", "main.go", true),
            ("*.go", "main.goo", false),
            ("a?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[^a]x", "bx", true),
            ("[]x]", "]", true),
            ("[[:digit:]]*", "7a", true),
            ("[", "[", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("a*b*c", "aXXbYYc", true),
            ("a*b*c", "aXXcYYb", false),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
        assert!(!matches(&"*a".repeat(50), &"a".repeat(49)));
    }

    #[test]
    fn quoting_matches_itself_alone() {
        for text in ["a*b", "[x]", "\\", "é?"] {
            assert!(matches(&quote(text), text));
        }
    }
}
