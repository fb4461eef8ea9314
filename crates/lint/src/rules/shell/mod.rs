//! A small check of the shell text in RUN. What ShellCheck finds too carries its code. A new rule is a new file and one
//! line in [`RULES`].

mod failure_is_ignored;
mod heredoc_ignores_failures;
mod pipe_hides_failure;
mod sc2046;
mod sc2086;
mod sc2115;
mod sc2162;
mod sc2164;
mod sc2317;
mod sc3010;
mod sc3040;
mod sc3046;
mod words;

use crate::rule::Rule;

/// Every rule, by file.
pub(crate) static RULES: &[&Rule] = &[
    &failure_is_ignored::RULE,
    &heredoc_ignores_failures::RULE,
    &pipe_hides_failure::RULE,
    &sc2046::RULE,
    &sc2086::RULE,
    &sc2115::RULE,
    &sc2162::RULE,
    &sc2164::RULE,
    &sc2317::RULE,
    &sc3010::RULE,
    &sc3040::RULE,
    &sc3046::RULE,
];
