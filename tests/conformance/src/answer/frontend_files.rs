use serde_json::Value;

use super::not_answered;
use crate::Case;

pub(super) fn dockerignore(case: &Case) -> Result<Value, String> {
    not_answered(case)
}

pub(super) fn copymatch(case: &Case) -> Result<Value, String> {
    not_answered(case)
}

pub(super) fn tree(case: &Case) -> Result<Value, String> {
    not_answered(case)
}
