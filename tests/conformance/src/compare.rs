//! Compares an answer with the recorded one, part by part.
//!
//! The rule of the records: a missing key is null, empty or false. Numbers are never left out that way. Below keys
//! that hold data of the user's (labels, ports, paths) and for a few named keys the difference between missing and
//! empty is itself part of the answer. Lists are compared in their order; those that the records sort, answers sort.

use serde_json::{Map, Value};

use crate::{Case, Kind};

/// A place where the answers differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, as `ops[3].args[0]`.
    pub path: String,
    /// The recorded value, shortened JSON; `(nothing)` when missing.
    pub expected: String,
    /// The value answered, likewise.
    pub actual: String,
}

/// Keys whose children are named by data, so that a missing child differs from an empty one.
const DATA_MAPS: &[&str] =
    &["ExposedPorts", "Volumes", "Labels", "tree", "attrs", "excluded", "env", "proxy_env"];

/// Keys that are missing when null, and only then.
const MISSING_IS_NULL: &[&str] = &["CmdLine", "KeepGitDir", "Unpack", "Value"];

/// All differences between the recorded answer of `case` and `actual`, in the order of the record.
pub fn differences(case: &Case, kind: Kind, actual: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    if kind == Kind::Hadolint {
        hadolint(&case.expect, actual, &mut found);
        return found;
    }
    if !case.expect.is_object() || !actual.is_object() {
        value("", &case.expect, actual, &mut found);
        return found;
    }
    for part in parts(case, kind, actual) {
        member("", &part, case.expect.get(&part), actual.get(&part), &mut found);
    }
    found
}

/// The parts of the answer that the record speaks of.
fn parts(case: &Case, kind: Kind, actual: &Value) -> Vec<String> {
    let mut parts: Vec<String> = keys(&case.expect);
    let mut add = |name: &str| {
        if !parts.iter().any(|part| part == name) {
            parts.push(name.to_owned());
        }
    };
    match kind {
        Kind::Build if case.whole => add("error"),
        Kind::Build => {
            add("error");
            let failed = case.expect.get("error").is_some();
            let only = case.request.get("only").and_then(Value::as_array);
            for part in only.into_iter().flatten().filter_map(Value::as_str) {
                if !failed || part == "warnings" {
                    add(part);
                }
            }
            if only.is_none() {
                keys(actual).iter().for_each(|key| add(key));
            }
        }
        Kind::Copy | Kind::Ignore | Kind::Layers | Kind::Cache | Kind::Scenarios => add("error"),
        Kind::Run => ["error", "run_exit", "run_stderr"].into_iter().for_each(add),
        _ => keys(actual).iter().for_each(|key| add(key)),
    }
    parts
}

fn keys(value: &Value) -> Vec<String> {
    value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
}

/// Compares the members called `key` of two objects; `None` is missing.
fn member(
    path: &str,
    key: &str,
    expected: Option<&Value>,
    actual: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (expected, actual) {
        (Some(expected), Some(actual)) => value(&path, expected, actual, found),
        (Some(one), None) | (None, Some(one)) if !is_missing(key, one) => {
            found.push(difference(&path, expected, actual));
        }
        _ => {}
    }
}

fn is_missing(key: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        _ if MISSING_IS_NULL.contains(&key) => false,
        Value::Bool(set) => !set,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Number(_) => false,
    }
}

fn value(path: &str, expected: &Value, actual: &Value, found: &mut Vec<Difference>) {
    match (expected, actual) {
        (Value::Object(left), Value::Object(right)) => objects(path, left, right, found),
        (Value::Array(left), Value::Array(right)) => {
            for index in 0..left.len().max(right.len()) {
                let path = format!("{path}[{index}]");
                match (left.get(index), right.get(index)) {
                    (Some(left), Some(right)) => value(&path, left, right, found),
                    (left, right) => found.push(difference(&path, left, right)),
                }
            }
        }
        _ if expected == actual || same_number(expected, actual) => {}
        _ => found.push(difference(path, Some(expected), Some(actual))),
    }
}

fn objects(path: &str, left: &Map<String, Value>, right: &Map<String, Value>, found: &mut Vec<Difference>) {
    let data = DATA_MAPS.iter().any(|name| path.rsplit('.').next() == Some(name));
    for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
        match (left.get(key), right.get(key)) {
            (left, right) if data && (left.is_none() || right.is_none()) => {
                found.push(difference(&format!("{path}.{key}"), left, right));
            }
            (left, right) => member(path, key, left, right, found),
        }
    }
}

fn same_number(left: &Value, right: &Value) -> bool {
    left.is_number() && right.is_number() && left.as_f64() == right.as_f64()
}

/// Findings of hadolint: of each, only the keys recorded for it are compared.
fn hadolint(expected: &Value, actual: &Value, found: &mut Vec<Difference>) {
    let (Some(left), Some(right)) = (expected.as_array(), actual.as_array()) else {
        return value("", expected, actual, found);
    };
    for index in 0..left.len().max(right.len()) {
        let path = format!("[{index}]");
        match (left.get(index), right.get(index)) {
            (Some(left), Some(right)) => {
                for key in keys(left) {
                    member(&path, &key, left.get(&key), right.get(&key), found);
                }
            }
            (left, right) => found.push(difference(&path, left, right)),
        }
    }
}

fn difference(path: &str, expected: Option<&Value>, actual: Option<&Value>) -> Difference {
    let show = |value: Option<&Value>| value.map_or("(nothing)".to_owned(), Value::to_string);
    Difference { path: path.to_owned(), expected: show(expected), actual: show(actual) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differ(expected: Value, actual: Value) -> Vec<String> {
        let mut found = Vec::new();
        value("", &expected, &actual, &mut found);
        found.into_iter().map(|difference| difference.path).collect()
    }

    #[test]
    fn a_missing_key_is_null_empty_or_false() {
        assert!(differ(json!({}), json!({"a": null, "b": [], "c": false, "d": "", "e": {}})).is_empty());
        assert_eq!(differ(json!({}), json!({"n": 0})), ["n"]);
        assert_eq!(differ(json!({"a": [1, 2]}), json!({"a": [1]})), ["a[1]"]);
    }

    #[test]
    fn named_keys_and_data_keep_the_difference() {
        assert_eq!(differ(json!({}), json!({"CmdLine": []})), ["CmdLine"]);
        assert_eq!(differ(json!({"KeepGitDir": false}), json!({})), ["KeepGitDir"]);
        assert_eq!(differ(json!({"Labels": {"a": ""}}), json!({"Labels": {}})), ["Labels.a"]);
    }
}
