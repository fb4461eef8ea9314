use drydock_lint::hadolint::{Config, report};
use serde_json::{Value, json};

use crate::Case;

pub(super) fn hadolint(case: &Case) -> Result<Value, String> {
    let text = case.request.get("dockerfile").and_then(Value::as_str).ok_or("no Dockerfile")?;
    // JSON is a part of YAML. Without a configuration that it can read hadolint goes on as if there were none.
    let config = case.request.get("config").map(Value::to_string).unwrap_or_default();
    let config = Config::parse(&config).unwrap_or_default();
    let findings = report(text, &config);
    let finding = |found: &drydock_lint::hadolint::Finding| {
        json!({
            "line": found.line,
            "code": found.code,
            "level": found.level.name(),
            "message": found.diagnostic.message,
            "column": found.column,
        })
    };
    Ok(findings.iter().map(finding).collect())
}
