//! The near miss of a name among many, without comparing each name with each.

use std::collections::HashMap;

use drydock_plan::Env;

/// Names by what is left of them when up to two characters are taken out: names fewer than three edits apart share such
/// a rest.
#[derive(Default)]
pub(crate) struct Names {
    rests: HashMap<String, Vec<usize>>,
    names: Vec<String>,
    known: HashMap<String, usize>,
}

impl Names {
    /// Adds a name, once.
    pub(crate) fn add(&mut self, name: &str) {
        if self.known.contains_key(name) {
            return;
        }
        let at = self.names.len();
        self.known.insert(name.into(), at);
        self.names.push(name.into());
        for rest in rests(name) {
            self.rests.entry(rest).or_default().push(at);
        }
    }

    /// The name set in `env` that is nearest to `name`, fewer than three edits away; the first in order of `env` among
    /// equally near ones, and none when `name` itself is set (`util/suggest`).
    pub(crate) fn nearest(&self, name: &str, env: &Env) -> Option<&str> {
        let mut near: Vec<&str> = rests(name)
            .iter()
            .filter_map(|rest| self.rests.get(rest))
            .flatten()
            .filter_map(|at| self.names.get(*at).map(String::as_str))
            .filter(|near| env.get(near).is_some())
            .collect();
        near.sort_unstable();
        near.dedup();
        match near.as_slice() {
            [] => None,
            [only] => drydock_syntax::suggest::nearest(name, &[only]).and(Some(only)),
            several => {
                // Rare, so the order may cost a walk over what is set.
                let ordered: Vec<&str> = env
                    .iter()
                    .filter_map(|(set, _)| several.iter().copied().find(|near| *near == set))
                    .collect();
                drydock_syntax::suggest::nearest(name, &ordered)
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
        let mut env = Env::default();
        let mut names = Names::default();
        for name in ["VERSION", "PATH", "VERSIONS"] {
            env.set_last(name, "");
            names.add(name);
        }
        assert_eq!(names.nearest("VERSON", &env), Some("VERSION"));
        assert_eq!(names.nearest("PTAH", &env), Some("PATH"));
        assert_eq!(names.nearest("HOME", &env), None);
        env.remove("VERSION");
        assert_eq!(names.nearest("VERSON", &env), Some("VERSIONS"));
    }
}
