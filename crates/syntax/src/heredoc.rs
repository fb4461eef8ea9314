//! Heredocs: `<<EOF`, `<<-EOF`, `3<<"EOF"` in RUN, COPY and ADD (`parser.heredocFromMatch`).

use nom::bytes::complete::{tag, take_while};
use nom::character::complete::{char, digit0};
use nom::combinator::{all_consuming, map, opt};
use nom::{IResult, Parser};

use crate::expand::{Empty, Options, expand_words};

/// What announces a heredoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// Delimiter without quotes.
    pub name: String,
    pub fd: u64,
    /// False when the delimiter is quoted.
    pub expand: bool,
    /// True for `<<-`.
    pub chomp: bool,
}

/// The heredocs that `line`, joined, announces; fails with BuildKit's text.
pub(crate) fn markers(line: &str) -> Result<Vec<Marker>, String> {
    let options = Options { raw_quotes: true, raw_escapes: true, skip_unset_env: true, ..Options::default() };
    // A line that is no row of words, such as one with an open quote, has no heredocs.
    let words = expand_words(line, &Empty, options).unwrap_or_default();
    words.iter().filter_map(|word| marker(word).transpose()).collect()
}

/// True when `word` as a whole announces a heredoc.
pub fn is_heredoc(word: &str) -> bool {
    matches!(marker(word), Ok(Some(_)))
}

/// The heredoc that `word` announces, if it does.
pub(crate) fn marker(word: &str) -> Result<Option<Marker>, String> {
    let Ok((_, (fd, chomp, rest))) = shape(word) else { return Ok(None) };
    if rest.is_empty() {
        return Ok(None);
    }
    let options = Options { skip_unset_env: true, ..Options::default() };
    let words = expand_words(rest, &Empty, options)?;
    let [name] = words.as_slice() else { return Ok(None) };
    let raw = expand_words(rest, &Empty, Options { raw_quotes: true, ..options })?;
    let [raw] = raw.as_slice() else {
        return Err(format!("internal lexing of heredoc produced inconsistent results: {rest}"));
    };
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    Ok(Some(Marker { name: name.clone(), fd, expand: quotes(name) == quotes(raw), chomp }))
}

/// `[number]<<[-][space]delimiter`.
fn shape(input: &str) -> IResult<&str, (u64, bool, &str)> {
    let fd = map(digit0, |digits: &str| match digits {
        "" => 0,
        _ => digits.parse().unwrap_or(u64::MAX),
    });
    let chomp = map(opt(char('-')), |dash| dash.is_some());
    let space = take_while(|c| matches!(c, '\t' | '\n' | '\u{C}' | '\r' | ' '));
    let rest = take_while(|c| c != '<');
    map(all_consuming((fd, tag("<<"), chomp, space, rest)), |(fd, _, chomp, _, rest)| (fd, chomp, rest))
        .parse(input)
}

/// `content` without the tabs at the start of each line, as `<<-` asks for.
pub fn chomp(content: &str) -> String {
    content.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(word: &str) -> Option<(String, u64, bool, bool)> {
        marker(word).ok().flatten().map(|found| (found.name, found.fd, found.expand, found.chomp))
    }

    #[test]
    fn markers_are_told_from_other_words() {
        assert_eq!(one("<<EOF"), Some(("EOF".into(), 0, true, false)));
        assert_eq!(one("3<<-'E F'"), Some(("E F".into(), 3, false, true)));
        assert_eq!(one("<<<EOF"), None);
        assert_eq!(one("a<<EOF"), None);
        assert_eq!(one("<<"), None);
    }

    #[test]
    fn a_line_may_announce_several() {
        let names = |line| markers(line).map(|all| all.into_iter().map(|one| one.name).collect::<Vec<_>>());
        assert_eq!(names("RUN cat <<A - << B"), Ok(vec!["A".into(), "B".into()]));
        assert_eq!(names("RUN echo \"oops <<EOF"), Ok(vec![]));
    }

    #[test]
    fn chomp_drops_leading_tabs() {
        assert_eq!(chomp("\t\ta\n\tb\tc\n\n"), "a\nb\tc\n\n");
    }
}
