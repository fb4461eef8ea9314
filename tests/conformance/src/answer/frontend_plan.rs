use serde_json::Value;

use super::not_answered;
use crate::Case;

pub(super) fn build(case: &Case) -> Result<Value, String> {
    not_answered(case)
}

pub(super) fn lint(case: &Case) -> Result<Value, String> {
    not_answered(case)
}
