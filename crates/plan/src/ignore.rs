//! The ignore file of the context, as far as checks and the plan need it (`github.com/moby/patternmatcher`).

use crate::go::path;

/// The patterns of an ignore file, as BuildKit hands them on (`ignorefile.ReadAll`).
pub(crate) fn read(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::trim);
    lines.filter(|line| !line.is_empty()).map(clean_pattern).collect()
}

fn clean_pattern(line: &str) -> String {
    let (mark, pattern) = match line.strip_prefix('!') {
        Some(rest) => ("!", rest.trim()),
        None => ("", line),
    };
    if pattern.is_empty() {
        return mark.into();
    }
    let clean = path::clean(pattern);
    let relative = if clean.len() > 1 { clean.strip_prefix('/').unwrap_or(&clean) } else { &clean };
    format!("{mark}{relative}")
}

/// Patterns, ready to match.
#[derive(Debug)]
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
    exclusions: bool,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    parts: Parts,
}

#[derive(Debug)]
enum Parts {
    Exact,
    /// Everything that begins with the text before `**`.
    Prefix(String),
    /// Everything that ends with the text after `**`.
    Suffix(String),
    Tokens(Vec<Token>),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Segment,
    /// `**` at the end.
    Rest,
    /// `**/`
    Dirs,
    Class(Vec<(char, char)>, bool),
}

impl Patterns {
    /// Reads patterns (`patternmatcher.New`).
    ///
    /// # Errors
    /// The text BuildKit shows.
    pub(crate) fn new(lines: &[String]) -> Result<Patterns, String> {
        let mut all = Patterns { patterns: Vec::new(), exclusions: false };
        for line in lines {
            let clean = path::clean(line.trim());
            let text = match clean.strip_prefix('!') {
                Some("") => return Err("illegal exclusion pattern: \"!\"".into()),
                Some(rest) => {
                    all.exclusions = true;
                    rest.to_string()
                }
                None => clean,
            };
            if !is_well_formed(&text) {
                return Err("syntax error in pattern".into());
            }
            all.patterns.push(Pattern { parts: parts(&text), text });
        }
        Ok(all)
    }

    /// True when a source of COPY is sure to be hidden. Files with exceptions say nothing: a directory may be hidden
    /// and a file in it not (`validateCopySourcePath`).
    pub(crate) fn hides_source(&self, source: &str) -> bool {
        if self.exclusions {
            return false;
        }
        let is_root = source == "." || source == "/";
        let hides_all = |pattern: &Pattern| matches!(pattern.text.as_str(), "*" | "**" | "**/*");
        if is_root && !self.patterns.iter().any(hides_all) {
            return false;
        }
        self.patterns.iter().any(|pattern| pattern.matches_or_parent(source))
    }
}

impl Pattern {
    fn matches_or_parent(&self, file: &str) -> bool {
        let parents = file.match_indices('/').map(|(at, _)| &file[..at]);
        let parents = parents.filter(|_| file.contains('/'));
        self.matches(file) || parents.into_iter().any(|parent| self.matches(parent))
    }

    fn matches(&self, file: &str) -> bool {
        match &self.parts {
            Parts::Exact => file == self.text,
            Parts::Prefix(prefix) => file.starts_with(prefix.as_str()),
            Parts::Suffix(suffix) => {
                file.ends_with(suffix.as_str()) || suffix.strip_prefix('/').is_some_and(|rest| file == rest)
            }
            Parts::Tokens(tokens) => {
                let file: Vec<char> = file.chars().collect();
                matches_tokens(tokens, &file)
            }
        }
    }
}

/// Whether tokens match the whole text: all places where each token may end are kept at once.
fn matches_tokens(tokens: &[Token], text: &[char]) -> bool {
    let mut here = vec![false; text.len() + 1];
    here[0] = true;
    for token in tokens {
        let mut next = vec![false; text.len() + 1];
        let mut open = false;
        for at in 0..=text.len() {
            open = match token {
                Token::Segment => here[at] || open && text[at - 1] != '/',
                Token::Rest => here[at] || open,
                Token::Dirs => here[at] || open,
                _ => false,
            };
            next[at] |= match token {
                Token::Segment | Token::Rest => open,
                Token::Dirs => here[at] || open && at > 0 && text[at - 1] == '/',
                _ => at > 0 && here[at - 1] && token.matches(text[at - 1]),
            };
        }
        here = next;
    }
    here[text.len()]
}

impl Token {
    fn matches(&self, c: char) -> bool {
        match self {
            Token::Char(own) => *own == c,
            Token::One => c != '/',
            Token::Class(ranges, negated) => ranges.iter().any(|(a, b)| (*a..=*b).contains(&c)) != *negated,
            Token::Segment | Token::Rest | Token::Dirs => false,
        }
    }
}

/// Sorts a pattern into one of the kinds (`Pattern.compile`).
fn parts(text: &str) -> Parts {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    let mut kind = 'e';
    let mut first = true;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                chars.next_if_eq(&'/');
                if chars.peek().is_none() {
                    kind = if kind == 'e' { 'p' } else { 'r' };
                    tokens.push(Token::Rest);
                } else {
                    kind = 'r';
                    tokens.push(Token::Dirs);
                }
                if first {
                    kind = 's';
                }
            }
            '*' => {
                kind = 'r';
                tokens.push(Token::Segment);
            }
            '?' => {
                kind = 'r';
                tokens.push(Token::One);
            }
            '\\' => match chars.next() {
                Some(c) => {
                    kind = 'r';
                    tokens.push(Token::Char(c));
                }
                None => tokens.push(Token::Char('\\')),
            },
            '[' => {
                kind = 'r';
                tokens.push(class(&mut chars));
            }
            c => tokens.push(Token::Char(c)),
        }
        first = false;
    }
    match kind {
        'e' => Parts::Exact,
        'p' => Parts::Prefix(text[..text.len().saturating_sub(2)].into()),
        's' => Parts::Suffix(text[2..].into()),
        _ => Parts::Tokens(tokens),
    }
}

fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Token {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    while let Some(c) = chars.next() {
        let from = match c {
            ']' if !ranges.is_empty() => break,
            '\\' => chars.next().unwrap_or('\\'),
            c => c,
        };
        let to = match chars.next_if_eq(&'-') {
            Some(_) if chars.peek().is_some_and(|c| *c != ']') => match chars.next() {
                Some('\\') => chars.next().unwrap_or('\\'),
                other => other.unwrap_or(from),
            },
            Some(_) => {
                ranges.push((from, from));
                '-'
            }
            None => from,
        };
        ranges.push((from.min(to), to));
    }
    Token::Class(ranges, negated)
}

/// Whether `filepath.Match` can read the pattern.
fn is_well_formed(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return false,
            '[' if !skip_class(&mut chars) => return false,
            _ => {}
        }
    }
    true
}

/// Reads to the end of a class; false when it is no class.
fn skip_class(chars: &mut std::str::Chars<'_>) -> bool {
    let rest = chars.as_str();
    if let Some(rest) = rest.strip_prefix('^') {
        *chars = rest.chars();
    }
    let mut count = 0;
    loop {
        if count > 0 && chars.as_str().starts_with(']') {
            chars.next();
            return true;
        }
        if !skip_class_char(chars) {
            return false;
        }
        if chars.as_str().starts_with('-') {
            chars.next();
            if !skip_class_char(chars) {
                return false;
            }
        }
        count += 1;
    }
}

fn skip_class_char(chars: &mut std::str::Chars<'_>) -> bool {
    match chars.next() {
        None | Some('-' | ']') => false,
        Some('\\') => chars.next().is_some() && !chars.as_str().is_empty(),
        Some(_) => !chars.as_str().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(file: &str, source: &str) -> bool {
        Patterns::new(&read(file)).unwrap().hides_source(source)
    }

    #[test]
    fn patterns_hide_what_they_match_and_what_is_below() {
        assert!(hides("secret.txt", "secret.txt"));
        assert!(hides("build", "build/out/a"));
        assert!(hides("*.log", "a.log") && !hides("*.log", "b/a.log"));
        assert!(hides("**/*.log", "b/c/a.log") && hides("**/*.log", "a.log"));
        assert!(hides("a/**", "a/b") && !hides("a/**", "b"));
        assert!(hides("**", ".") && !hides("a", "."));
        assert!(hides("[a-c]x", "bx") && !hides("[^a-c]x", "bx"));
        assert!(!hides("*\n!keep", "a"));
    }

    #[test]
    fn lines_are_cleaned() {
        assert_eq!(read("# c\n/b/\n!./c\n\n  d/../e "), ["b", "!c", "e"]);
        assert_eq!(Patterns::new(&read("!")).unwrap_err(), "illegal exclusion pattern: \"!\"");
        assert_eq!(Patterns::new(&read("[a")).unwrap_err(), "syntax error in pattern");
    }
}
