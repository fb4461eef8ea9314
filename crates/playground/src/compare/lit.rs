//! Which characters of two texts differ.

use drydock_source::Span;

use super::{Relation, StepPair, StepSide};

/// Lights what differs between the two sides of `pair`, which stand in the texts `a` and `b`.
pub(super) fn light(pair: &mut StepPair, a: &str, b: &str) {
    match (pair.relation, &mut pair.a, &mut pair.b) {
        (Relation::Same, ..) => {}
        (_, Some(of_a), Some(of_b)) => {
            let (lit_a, lit_b) = differing(of_a.span.of(a), of_b.span.of(b));
            put(of_a, lit_a);
            put(of_b, lit_b);
        }
        (_, Some(side), None) => side.lit = vec![trimmed(side.span, a)],
        (_, None, Some(side)) => side.lit = vec![trimmed(side.span, b)],
        (_, None, None) => {}
    }
}

/// Where a part of a text begins and ends, in bytes.
type Part = (usize, usize);

fn put(side: &mut StepSide, lit: Option<Part>) {
    let start = side.span.start as usize;
    side.lit = lit.into_iter().map(|(from, to)| Span::new(start + from, start + to)).collect();
}

/// `span` without the line break at its end.
fn trimmed(span: Span, text: &str) -> Span {
    let start = span.start as usize;
    Span::new(start, start + span.of(text).trim_end().len())
}

/// What lies between the words that both begin with and those that both end with, in bytes; `None` where nothing does.
fn differing(a: &str, b: &str) -> (Option<Part>, Option<Part>) {
    let (words_a, words_b) = (words(a), words(b));
    let text = |(from, to): &(usize, usize), of: &str| of.get(*from..*to).unwrap_or_default().to_owned();
    let same = |one: &(usize, usize), other: &(usize, usize)| text(one, a) == text(other, b);
    let front = words_a.iter().zip(&words_b).take_while(|(a, b)| same(a, b)).count();
    let rest = words_a.len().min(words_b.len()) - front;
    let back =
        words_a.iter().rev().zip(words_b.iter().rev()).take(rest).take_while(|(a, b)| same(a, b)).count();
    let middle = |words: &[(usize, usize)]| {
        let middle = words.get(front..words.len() - back)?;
        Some((middle.first()?.0, middle.last()?.1))
    };
    (middle(&words_a), middle(&words_b))
}

/// Where each word begins and ends.
fn words(text: &str) -> Vec<Part> {
    let base = text.as_ptr() as usize;
    text.split_whitespace()
        .map(|word| {
            let start = word.as_ptr() as usize - base;
            (start, start + word.len())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_equal_words_differs() {
        let cases = [
            ("RUN npm ci", "RUN npm ci --omit=dev", "", "--omit=dev"),
            ("FROM python:3.12", "FROM python:3.12-slim", "python:3.12", "python:3.12-slim"),
            ("RUN a  b c", "RUN a \\\n b x c", "b", "\\\n b x"),
            ("RUN a a", "RUN a", "a", ""),
            ("RUN é ü", "RUN è ü", "é", "è"),
            ("RUN a", "RUN  a", "", ""),
        ];
        for (a, b, lit_a, lit_b) in cases {
            let (of_a, of_b) = differing(a, b);
            let text = |of: &str, lit: Option<(usize, usize)>| {
                lit.map_or(String::new(), |(from, to)| of[from..to].to_owned())
            };
            assert_eq!((text(a, of_a), text(b, of_b)), (lit_a.to_owned(), lit_b.to_owned()), "{a} {b}");
        }
    }
}
