//! What a first course on images teaches, as rules: Drydock's own. A new one is a new file and one line in [`RULES`].

mod cd_does_not_last;
mod run_state_is_lost;
mod service_is_stopped;

use crate::rule::Rule;

/// Every rule, by name.
pub(crate) static RULES: &[&Rule] =
    &[&cd_does_not_last::RULE, &run_state_is_lost::RULE, &service_is_stopped::RULE];
