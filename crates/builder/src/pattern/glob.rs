use super::PatternError;

/// True when `name` holds `*`, `?` or `[` that no backslash takes the meaning from (`fsutil` `containsWildcards`).
pub fn contains_wildcards(name: &str) -> bool {
    let mut bytes = name.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'*' | b'?' | b'[' => return true,
            _ => {}
        }
    }
    false
}

/// Matches `name` against `pattern` by the rules of Go's `filepath.Match`: `*` and `?` do not match `/`, `[a-z]` and
/// `[^a-z]` are classes, a backslash takes the meaning from what follows. The whole name must match.
///
/// # Errors
/// When the pattern is malformed; as in Go, that goes unnoticed behind a star that is never come to.
pub fn glob_match(pattern: &str, name: &str) -> Result<bool, PatternError> {
    let (mut pattern, mut name) = (pattern, name);
    while !pattern.is_empty() {
        let (star, chunk, rest) = next_chunk(pattern);
        pattern = rest;
        if star && chunk.is_empty() {
            return Ok(!name.contains('/'));
        }
        if let Some(rest) = match_chunk(chunk, name)?
            && (rest.is_empty() || !pattern.is_empty())
        {
            name = rest;
            continue;
        }
        if star && let Some(rest) = match_later(chunk, name, pattern.is_empty())? {
            name = rest;
            continue;
        }
        return Ok(false);
    }
    Ok(name.is_empty())
}

/// Tries `chunk` at each later place of `name` that a star can reach.
fn match_later<'n>(chunk: &str, name: &'n str, last: bool) -> Result<Option<&'n str>, PatternError> {
    for (place, char) in name.char_indices() {
        if char == '/' {
            break;
        }
        let after = name.get(place + char.len_utf8()..).unwrap_or_default();
        if let Some(rest) = match_chunk(chunk, after)? {
            if last && !rest.is_empty() {
                continue;
            }
            return Ok(Some(rest));
        }
    }
    Ok(None)
}

/// Whether a star comes first, the text up to the next star, and the rest.
fn next_chunk(pattern: &str) -> (bool, &str, &str) {
    let text = pattern.trim_start_matches('*');
    let star = text.len() < pattern.len();
    let mut in_class = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((place, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' if !in_class => {
                let (chunk, rest) = text.split_at(place);
                return (star, chunk, rest);
            }
            _ => {}
        }
    }
    (star, text, "")
}

/// Matches `chunk`, which has no star, against the start of `name`; gives what is left of the name. Goes on through the
/// chunk after a mismatch, to find errors in it.
fn match_chunk<'n>(chunk: &str, name: &'n str) -> Result<Option<&'n str>, PatternError> {
    let mut chunk = chunk.chars();
    let mut rest = name.chars();
    let mut failed = false;
    while let Some(char) = chunk.next() {
        if rest.as_str().is_empty() {
            failed = true;
        }
        match char {
            '[' => {
                let next = if failed { None } else { rest.next() };
                if !match_class(&mut chunk, next)? {
                    failed = true;
                }
            }
            '?' => {
                if !failed && rest.next() == Some('/') {
                    failed = true;
                }
            }
            _ => {
                let wanted = if char == '\\' { chunk.next().ok_or(PatternError::Syntax)? } else { char };
                if !failed && rest.next() != Some(wanted) {
                    failed = true;
                }
            }
        }
    }
    Ok(if failed { None } else { Some(rest.as_str()) })
}

/// Matches `char` against the class that `chunk` stands in, which it leaves behind; `None` matches nothing.
fn match_class(chunk: &mut std::str::Chars<'_>, char: Option<char>) -> Result<bool, PatternError> {
    let negated = chunk.as_str().starts_with('^');
    if negated {
        chunk.next();
    }
    let mut matched = false;
    let mut ranges = 0;
    loop {
        if ranges > 0 && chunk.as_str().starts_with(']') {
            chunk.next();
            break;
        }
        let low = class_char(chunk)?;
        let mut high = low;
        if chunk.as_str().starts_with('-') {
            chunk.next();
            high = class_char(chunk)?;
        }
        matched |= char.is_some_and(|char| low <= char && char <= high);
        ranges += 1;
    }
    Ok(char.is_some() && matched != negated)
}

/// A character of a class; the pattern may not end with it (Go's `getEsc`).
fn class_char(chunk: &mut std::str::Chars<'_>) -> Result<char, PatternError> {
    let char = match chunk.next() {
        None | Some('-' | ']') => return Err(PatternError::Syntax),
        Some('\\') => chunk.next().ok_or(PatternError::Syntax)?,
        Some(char) => char,
    };
    if chunk.as_str().is_empty() { Err(PatternError::Syntax) } else { Ok(char) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        glob_match(pattern, name).unwrap()
    }

    #[test]
    fn matches_as_go_does() {
        for (pattern, name) in [
            ("*", "abc"),
            ("a*", "abc"),
            ("*c", "abc"),
            ("a*/b", "abc/b"),
            ("a*b*c*d*e*", "axbxcxdxexxx"),
            ("ab[c]", "abc"),
            ("ab[b-d]", "abc"),
            ("ab[^e-g]", "abc"),
            ("a\\*b", "a*b"),
            ("a?b", "a☺b"),
            ("a[^a]b", "a☺b"),
            ("[a-ζ]*", "α"),
            ("[\\]a]", "]"),
            ("[\\-x]", "-"),
            ("", ""),
            ("*x", "xxx"),
            ("**", "abc"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*", "a/b"),
            ("a*", "ab/c"),
            ("a*/b", "a/c/b"),
            ("ab[e-g]", "abc"),
            ("a?b", "a/b"),
            ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f2"),
            ("[!a]", "b"),
            ("a", "ab"),
            ("ab", "a"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn malformed_patterns_are_errors() {
        for pattern in ["[]a]", "[-]", "[x-]", "[-x]", "[", "[^", "[^bc", "a[", "a\\", "[a-b-c]"] {
            assert!(glob_match(pattern, "a").is_err(), "{pattern}");
        }
        assert!(glob_match("[c-a]", "b").is_ok());
    }
}
