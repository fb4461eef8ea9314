use std::collections::BTreeMap;

use drydock_plan::Options;
use serde_json::Value;

/// The text at `key`, or empty.
pub fn text<'a>(request: &'a Value, key: &str) -> &'a str {
    request.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The switch at `key`, off when missing.
pub fn flag(request: &Value, key: &str) -> bool {
    request.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The list of texts at `key`.
pub fn strings(request: &Value, key: &str) -> Vec<String> {
    let items = request.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The object of texts at `key` in its order; numbers and switches are spelled out.
pub fn pairs(request: &Value, key: &str) -> Vec<(String, String)> {
    let map = request.get(key).and_then(Value::as_object).into_iter().flatten();
    map.map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}

/// The bytes of the Dockerfile asked about (`dockerfile`, or `dockerfile_hex`).
pub fn dockerfile(request: &Value) -> Result<Vec<u8>, String> {
    let Some(hex) = request.get("dockerfile_hex").and_then(Value::as_str) else {
        return Ok(text(request, "dockerfile").as_bytes().to_vec());
    };
    let byte = |at: usize| hex.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    (0..hex.len()).step_by(2).map(|at| byte(at).ok_or(format!("not hex: {hex}"))).collect()
}

/// The build options of a `build`, `lint` or `tree` request. `labs` is a matter of the case, not of the request.
pub fn options(request: &Value, labs: bool) -> Options {
    let map = |key: &str| -> BTreeMap<String, String> { pairs(request, key).into_iter().collect() };
    Options {
        target: text(request, "target").to_owned(),
        build_args: pairs(request, "build_args"),
        labels: map("labels"),
        platform: text(request, "platform").to_owned(),
        build_platform: text(request, "build_platform").to_owned(),
        multi_platform: flag(request, "multi_platform"),
        contexts: map("contexts"),
        dockerignore: request.get("dockerignore").and_then(Value::as_str).map(str::to_owned),
        opts: map("opts"),
        labs,
        check: false,
    }
}
