//! "did you mean": the near miss among known words, as `util/suggest` finds it.

use crate::text::{lower, upper};

/// The option nearest to `value`, fewer than three edits away; `None` when there is none or `value` is an option itself.
///
/// BuildKit walks its options in a random order; here the first of equally near ones wins.
pub fn nearest<'a>(value: &str, options: &[&'a str]) -> Option<&'a str> {
    if options.contains(&value) {
        return None;
    }
    let chars: Vec<char> = value.chars().take(64).collect();
    let near = options.iter().map(|option| (distance(&chars, option), *option)).filter(|(d, _)| *d < 3);
    near.min_by_key(|(distance, _)| *distance).map(|(_, option)| option)
}

/// [`nearest`] without regard to case; the answer is written in the case of `value`, or else in lower case.
pub(crate) fn nearest_any_case(value: &str, options: &[&str]) -> Option<String> {
    let options: Vec<String> = options.iter().map(|option| lower(option)).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let found = nearest(&lower(value), &options)?;
    let shout = value == upper(value) && value != lower(value);
    Some(if shout { upper(found) } else { found.into() })
}

/// `message` with the suggestion behind it, when there is one.
pub(crate) fn with_suggestion(message: String, suggestion: Option<&str>) -> String {
    match suggestion {
        Some(word) => format!("{message} (did you mean {word}?)"),
        None => message,
    }
}

/// Levenshtein distance in characters.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("mont", &["network", "mount"]), Some("mount"));
        assert_eq!(nearest("mount", &["network", "mount"]), None);
        assert_eq!(nearest("privileged", &["network", "mount"]), None);
        assert_eq!(nearest_any_case("Entrypont", &["ENTRYPOINT"]).as_deref(), Some("entrypoint"));
        assert_eq!(nearest_any_case("RUNN", &["RUN"]).as_deref(), Some("RUN"));
    }
}
