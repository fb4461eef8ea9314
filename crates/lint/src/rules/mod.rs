//! One file a rule: what it says, why, two examples, and how it is checked. A new rule is a new file and one line in
//! the list of its folder.

pub(crate) mod buildkit;
mod lesson;
mod shell;
#[cfg(test)]
pub(crate) mod testing;

use crate::hadolint;
use crate::rule::Rule;

/// The lists of rules. Of two findings that say the same thing the one of the earlier list is shown.
static LISTS: &[&[&Rule]] = &[buildkit::RULES, lesson::RULES, shell::RULES, hadolint::RULES];

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    LISTS.iter().copied().flatten().copied()
}

/// The rule called `code`.
pub fn find(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}
