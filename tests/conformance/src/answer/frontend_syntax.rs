use serde_json::Value;

use super::not_answered;
use crate::Case;

pub(super) fn parse(case: &Case) -> Result<Value, String> {
    not_answered(case)
}

pub(super) fn instructions(case: &Case) -> Result<Value, String> {
    not_answered(case)
}

pub(super) fn shlex(case: &Case) -> Result<Value, String> {
    not_answered(case)
}
