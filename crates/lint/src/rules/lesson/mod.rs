//! What a first course on images teaches, as rules: Drydock's own. A new one is a new file and one line in [`RULES`].

mod arg_at_run_time;
mod arg_before_from;
mod cd_does_not_last;
mod changed_in_own_layer;
mod copy_before_install;
mod deleted_too_late;
mod list_is_not_json;
mod package_index_apart;
mod run_state_is_lost;
mod service_is_stopped;
mod tilde_is_literal;
mod variable_in_exec_form;

use crate::rule::Rule;

/// Every rule, by file.
pub(crate) static RULES: &[&Rule] = &[
    &package_index_apart::RULE,
    &arg_at_run_time::RULE,
    &arg_before_from::RULE,
    &cd_does_not_last::RULE,
    &changed_in_own_layer::RULE,
    &copy_before_install::RULE,
    &deleted_too_late::RULE,
    &list_is_not_json::RULE,
    &run_state_is_lost::RULE,
    &service_is_stopped::RULE,
    &tilde_is_literal::RULE,
    &variable_in_exec_form::RULE,
];
