use std::fmt::Write;
use std::ops::RangeInclusive;

/// The lines of a Dockerfile that an error is about, marked, with some lines around them (`errdefs.Source.Print`);
/// empty when there are none.
pub fn snippet(name: &str, text: &str, ranges: &[RangeInclusive<u32>]) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len() as u32;
    let (Some(first), Some(end)) = (
        ranges.iter().map(|range| *range.start()).min(),
        ranges.iter().map(|range| *range.end().max(range.start())).max(),
    ) else {
        return String::new();
    };
    if first < 1 || first > last {
        return String::new();
    }
    let (from, to) = padded(first, end.min(last), last);
    let mut out = format!("{name}:{first}\n--------------------\n");
    for number in from..=to {
        let marked = ranges.iter().any(|range| range.contains(&number));
        let line = lines.get(number as usize - 1).copied().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(out, " {number:3} | {} {line}", if marked { ">>>" } else { "   " });
    }
    out.push_str("--------------------\n");
    out
}

/// Two lines around one, one around several.
fn padded(mut from: u32, mut to: u32, last: u32) -> (u32, u32) {
    let pad = if from == to { 4 } else { 2 };
    let mut added = 0;
    while added < pad {
        if from > 1 {
            from -= 1;
            added += 1;
        }
        if to != last {
            to += 1;
            added += 1;
        }
        added += 1;
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_lines_are_shown_with_one_around() {
        let text =
            "FROM base\nRUN echo one && \\\n    echo two && \\\n    false && \\\n    echo three\nRUN never\n";
        let expected = "Dockerfile:2\n--------------------\n   1 |     FROM base\n   2 | >>> RUN echo one && \\\n   3 | \
            >>>     echo two && \\\n   4 | >>>     false && \\\n   5 | >>>     echo three\n   6 |     RUN \
            never\n--------------------\n";
        assert_eq!(snippet("Dockerfile", text, &[2..=5]), expected);
    }

    #[test]
    fn a_place_outside_the_text_shows_nothing() {
        assert_eq!(snippet("Dockerfile", "", &[7..=9]), "");
        assert_eq!(snippet("Dockerfile", "FROM a", &[]), "");
    }
}
