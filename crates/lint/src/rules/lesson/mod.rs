//! What a first course on images teaches, as rules: Drydock's own. A new one is a new file and one line in [`RULES`].

mod arg_at_run_time;
mod arg_before_from;
mod cd_does_not_last;
mod changed_in_own_layer;
mod cmd_swallowed;
mod container_does_not_start;
mod copied_from_nowhere;
mod copy_before_install;
mod credential_in_url;
mod deleted_too_late;
mod dependencies_copied;
mod glibc_on_musl;
mod healthcheck_program_missing;
mod list_is_not_json;
mod listens_on_loopback;
mod localhost_is_this_container;
mod logs_into_file;
mod moving_tag;
mod needs_root;
mod other_systems_tool;
mod package_index_apart;
mod path_replaced;
mod privileged_port;
mod program_missing;
mod repository_copied;
mod run_state_is_lost;
mod runs_as_root;
mod secret_file_copied;
mod service_is_stopped;
mod slow_stop;
mod stage_is_dropped;
mod tilde_is_literal;
mod variable_in_exec_form;

use crate::rule::Rule;

/// Every rule, by file.
pub(crate) static RULES: &[&Rule] = &[
    &arg_at_run_time::RULE,
    &arg_before_from::RULE,
    &cd_does_not_last::RULE,
    &changed_in_own_layer::RULE,
    &cmd_swallowed::RULE,
    &container_does_not_start::RULE,
    &copied_from_nowhere::RULE,
    &copy_before_install::RULE,
    &credential_in_url::RULE,
    &deleted_too_late::RULE,
    &dependencies_copied::RULE,
    &glibc_on_musl::RULE,
    &healthcheck_program_missing::RULE,
    &list_is_not_json::RULE,
    &listens_on_loopback::RULE,
    &localhost_is_this_container::RULE,
    &logs_into_file::RULE,
    &moving_tag::RULE,
    &needs_root::RULE,
    &other_systems_tool::RULE,
    &package_index_apart::RULE,
    &path_replaced::RULE,
    &privileged_port::RULE,
    &program_missing::RULE,
    &repository_copied::RULE,
    &run_state_is_lost::RULE,
    &runs_as_root::RULE,
    &secret_file_copied::RULE,
    &service_is_stopped::RULE,
    &slow_stop::RULE,
    &stage_is_dropped::RULE,
    &tilde_is_literal::RULE,
    &variable_in_exec_form::RULE,
];
