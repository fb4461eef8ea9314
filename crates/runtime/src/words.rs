/// Splits a command line into words, as a shell does with plain text: quotes and backslashes, nothing expanded.
///
/// # Errors
/// When a quote is not closed: the words of a POSIX shell for it.
pub fn split_words(line: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' | '\r' => words.extend(word.take()),
            '#' if word.is_none() => break,
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or("unterminated quoted string")? {
                        '\'' => break,
                        inner => word.push(inner),
                    }
                }
            }
            '"' => double_quoted(&mut chars, word.get_or_insert_default())?,
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => word.get_or_insert_default().push('\\'),
            },
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

fn double_quoted(chars: &mut std::str::Chars, word: &mut String) -> Result<(), &'static str> {
    loop {
        match chars.next().ok_or("unterminated quoted string")? {
            '"' => return Ok(()),
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                Some(c) => word.extend(['\\', c]),
                None => return Err("unterminated quoted string"),
            },
            c => word.push(c),
        }
    }
}

/// Writes `words` as a line that [`split_words`], and any shell, reads back.
pub fn join_words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quote = |word: &str| {
        let plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%^".contains(c);
        match !word.is_empty() && word.chars().all(plain) {
            true => word.to_owned(),
            false => format!("'{}'", word.replace('\'', r"'\''")),
        }
    };
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{join_words, split_words};

    #[test]
    fn quotes_and_backslashes_are_a_shell_s() {
        let words = split_words(r#"-e A="x y" 'a\b' c\ d "" "q\"\$\n" # rest"#).expect("words");
        assert_eq!(words, ["-e", "A=x y", r"a\b", "c d", "", r#"q"$\n"#]);
        assert!(split_words("a 'b").is_err());
        assert!(split_words("a \"b\\").is_err());
    }

    #[test]
    fn joined_words_are_read_back() {
        let words = ["sh", "-c", "echo \"it's\" $HOME", "", "a=b"];
        assert_eq!(split_words(&join_words(words)).expect("words"), words);
    }
}
