//! The near miss of a name among many, without comparing each name with each.

use std::collections::{HashMap, HashSet};

use drydock_plan::Env;
use drydock_syntax::suggest;

/// How many comparisons are still cheaper than an index.
const COMPARISONS: usize = 20_000;

/// Names that may be meant. When they are many and asked for often, they are kept by what is left of them when up to
/// two characters are taken out: names fewer than three edits apart share such a rest.
#[derive(Default)]
pub(crate) struct Names<'a> {
    names: Vec<&'a str>,
    rests: Option<HashMap<String, Vec<usize>>>,
}

impl<'a> Names<'a> {
    /// Takes `names`, each once however often it comes, to be asked for `questions` times.
    pub(crate) fn new(names: impl Iterator<Item = &'a str>, questions: usize) -> Self {
        let mut seen = HashSet::new();
        let names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
        if names.len().saturating_mul(questions) <= COMPARISONS {
            return Self { names, rests: None };
        }
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            rests(name).into_iter().for_each(|rest| index.entry(rest).or_default().push(at));
        }
        Self { names, rests: Some(index) }
    }

    /// Names that may be near: all of them, or those with a common rest.
    fn candidates(&self, name: &str) -> Vec<&'a str> {
        let Some(index) = &self.rests else { return self.names.clone() };
        let own = rests(name);
        let numbers = own.iter().filter_map(|rest| index.get(rest)).flatten();
        let mut near: Vec<&str> = numbers.filter_map(|at| self.names.get(*at).copied()).collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    /// The name set in `env` that is nearest to `name`, fewer than three edits away; the first in order of `env` among
    /// equally near ones, and none when `name` itself is set (`util/suggest`).
    pub(crate) fn nearest(&self, name: &str, env: &Env) -> Option<&'a str> {
        let is_near = |other: &&str| suggest::nearest(name, &[other]).is_some() && env.get(other).is_some();
        let near: Vec<&str> = self.candidates(name).into_iter().filter(is_near).collect();
        match near.as_slice() {
            [] => None,
            [only] => Some(only),
            several => {
                // Rare, so the order may cost a walk over what is set.
                let set = env.iter().map(|(set, _)| set);
                let ordered: Vec<&str> =
                    set.filter_map(|set| several.iter().copied().find(|near| *near == set)).collect();
                suggest::nearest(name, &ordered)
            }
        }
    }
}

/// `name` and what is left of it without one or two of its characters.
fn rests(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().take(40).collect();
    let without = |skip: &[usize]| -> String {
        chars.iter().enumerate().filter(|(at, _)| !skip.contains(at)).map(|(_, c)| *c).collect()
    };
    let mut rests = vec![without(&[])];
    for one in 0..chars.len() {
        rests.push(without(&[one]));
        rests.extend((one + 1..chars.len()).map(|two| without(&[one, two])));
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
