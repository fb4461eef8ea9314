//! Which items of one list stand for which of another.

/// More comparisons than this are not made; what lies between is then paired in order.
const MAX_CELLS: usize = 4_000_000;

/// An item of the first list, of the second, or of both, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub a: Option<usize>,
    pub b: Option<usize>,
    /// True when both are equal.
    pub same: bool,
}

/// Pairs equal items along the longest common sequence, and between them those that are `alike`, in order.
pub(crate) fn align<T: PartialEq>(a: &[T], b: &[T], alike: impl Fn(&T, &T) -> bool) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(a.len().max(b.len()));
    let (mut at_a, mut at_b) = (0, 0);
    for (next_a, next_b) in common(a, b).into_iter().chain([(a.len(), b.len())]) {
        gap((a, at_a..next_a), (b, at_b..next_b), &alike, &mut pairs);
        if next_a < a.len() {
            pairs.push(Pair { a: Some(next_a), b: Some(next_b), same: true });
        }
        (at_a, at_b) = (next_a + 1, next_b + 1);
    }
    pairs
}

/// What lies between two equal items: alike ones together, the rest alone.
fn gap<T>(
    (a, range_a): (&[T], std::ops::Range<usize>),
    (b, range_b): (&[T], std::ops::Range<usize>),
    alike: &impl Fn(&T, &T) -> bool,
    pairs: &mut Vec<Pair>,
) {
    let mut next_b = range_b.start;
    for at in range_a {
        let found = a.get(at).and_then(|one| {
            (next_b..range_b.end).find(|other| b.get(*other).is_some_and(|other| alike(one, other)))
        });
        if let Some(found) = found {
            pairs.extend((next_b..found).map(|b| Pair { a: None, b: Some(b), same: false }));
            next_b = found + 1;
        }
        pairs.push(Pair { a: Some(at), b: found, same: false });
    }
    pairs.extend((next_b..range_b.end).map(|b| Pair { a: None, b: Some(b), same: false }));
}

/// The places of a longest common sequence.
fn common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (a.get(front..).unwrap_or_default(), b.get(front..).unwrap_or_default());
    let back = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (long_a, long_b) = (rest_a.len() - back, rest_b.len() - back);
    let mut found: Vec<(usize, usize)> = (0..front).map(|at| (at, at)).collect();
    if long_a.saturating_mul(long_b) <= MAX_CELLS {
        let middle =
            middle(rest_a.get(..long_a).unwrap_or_default(), rest_b.get(..long_b).unwrap_or_default());
        found.extend(middle.into_iter().map(|(a, b)| (a + front, b + front)));
    }
    found.extend((0..back).map(|at| (front + long_a + at, front + long_b + at)));
    found
}

/// The same by the table of lengths.
fn middle<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut lengths = vec![0u32; (a.len() + 1) * width];
    let length = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
    for (i, one) in a.iter().enumerate().rev() {
        for (j, other) in b.iter().enumerate().rev() {
            let best = if one == other {
                length(&lengths, i + 1, j + 1) + 1
            } else {
                length(&lengths, i + 1, j).max(length(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while let (Some(one), Some(other)) = (a.get(i), b.get(j)) {
        if one == other {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length(&lengths, i + 1, j) >= length(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(a: &str, b: &str) -> String {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        // Letters are alike when they differ in case alone.
        let pairs = align(&a, &b, |a, b| a.eq_ignore_ascii_case(b));
        let item = |list: &[char], at: Option<usize>| at.and_then(|at| list.get(at)).copied().unwrap_or('-');
        pairs
            .iter()
            .map(|pair| format!("{}{}", item(&a, pair.a), item(&b, pair.b)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn equal_items_stay_together_and_alike_ones_between_them() {
        let cases = [
            ("", "", ""),
            ("abc", "abc", "aa bb cc"),
            ("abc", "ac", "aa b- cc"),
            ("ac", "abc", "aa -b cc"),
            ("abc", "aBc", "aa bB cc"),
            ("abxc", "aBc", "aa bB x- cc"),
            ("axc", "aybXc", "aa -y -b xX cc"),
            ("ab", "ba", "a- bb -a"),
            ("a", "b", "a- -b"),
        ];
        for (a, b, expected) in cases {
            assert_eq!(shown(a, b), expected, "{a} {b}");
        }
    }
}
