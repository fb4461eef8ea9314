//! The near miss of a name among many, without comparing each name with each.

use std::collections::HashSet;

use drydock_plan::Env;
use drydock_syntax::suggest;

/// How many comparisons are still cheaper than an index.
const COMPARISONS: usize = 20_000;

/// Names that may be meant. When they are many and asked for often, they are kept by what is left of them when up to
/// two characters are taken out: names fewer than three edits apart share such a rest.
#[derive(Default)]
pub(crate) struct Names<'a> {
    names: Vec<&'a str>,
    /// Hashes of rests with the number of the name, sorted.
    rests: Option<Vec<(u64, usize)>>,
}

impl<'a> Names<'a> {
    /// Takes `names`, each once however often it comes, to be asked for `questions` times.
    pub(crate) fn new(names: impl Iterator<Item = &'a str>, questions: usize) -> Self {
        let mut seen = HashSet::new();
        let names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
        if names.len().saturating_mul(questions) <= COMPARISONS {
            return Self { names, rests: None };
        }
        let numbered = names.iter().enumerate();
        let mut index: Vec<(u64, usize)> =
            numbered.flat_map(|(at, name)| rests(name).into_iter().map(move |rest| (rest, at))).collect();
        index.sort_unstable();
        Self { names, rests: Some(index) }
    }

    /// Names that may be near: all of them, or those with a common rest.
    fn candidates(&self, name: &str) -> Vec<&'a str> {
        let Some(index) = &self.rests else { return self.names.clone() };
        let sharing = |rest: u64| {
            let from = index.partition_point(|(other, _)| *other < rest);
            index.get(from..).unwrap_or_default().iter().take_while(move |(other, _)| *other == rest)
        };
        let mut numbers: Vec<usize> = rests(name).into_iter().flat_map(sharing).map(|(_, at)| *at).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|at| self.names.get(at).copied()).collect()
    }

    /// The name set in `env` that is nearest to `name`, fewer than three edits away; the first in order of `env` among
    /// equally near ones, and none when `name` itself is set (`util/suggest`).
    pub(crate) fn nearest(&self, name: &str, env: &Env) -> Option<&'a str> {
        let set = |other: &'a str| Some((env.place(other)?, other));
        let mut set: Vec<_> = self.candidates(name).into_iter().filter_map(set).collect();
        set.sort_unstable();
        let ordered: Vec<&str> = set.into_iter().map(|(_, other)| other).collect();
        suggest::nearest(name, &ordered)
    }
}

/// Hashes of `name` and of what is left of it without one or two of its characters. Of a long name only the beginning
/// counts; equal hashes of different rests only cost a comparison.
fn rests(name: &str) -> Vec<u64> {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let chars: Vec<u64> = name.chars().take(40).map(|c| u64::from(c) + 1).collect();
    let hash = |start: u64, chars: &[u64]| {
        chars.iter().fold(start, |hash, c| (hash ^ c).wrapping_mul(FACTOR).rotate_left(29))
    };
    let mut rests = vec![hash(0, &chars)];
    let mut before = 0;
    for one in 0..chars.len() {
        let after = &chars[one + 1..];
        rests.push(hash(before, after));
        let mut between = before;
        for (two, c) in after.iter().enumerate() {
            rests.push(hash(between, &after[two + 1..]));
            between = hash(between, &[*c]);
        }
        before = hash(before, &chars[one..=one]);
    }
    rests.sort_unstable();
    rests.dedup();
    rests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_in_the_order_they_were_set() {
        let all = ["VERSION", "PATH", "VERSIONS"];
        for questions in [1, COMPARISONS] {
            let mut env = Env::default();
            all.iter().for_each(|name| env.set_last(name, ""));
            let names = Names::new(all.into_iter(), questions);
            assert_eq!(names.nearest("VERSON", &env), Some("VERSION"));
            assert_eq!(names.nearest("PTAH", &env), Some("PATH"));
            assert_eq!(names.nearest("HOME", &env), None);
            env.remove("VERSION");
            assert_eq!(names.nearest("VERSON", &env), Some("VERSIONS"));
        }
    }
}
