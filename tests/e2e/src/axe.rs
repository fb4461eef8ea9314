//! What axe-core has against a page.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Page;

/// Every rule, also those that are off at first, but for what it says about a page inside of another.
const RUN: &str = "const done = arguments[arguments.length - 1];
    const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
    axe.run(document, options).then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => `${id}: ${target.join(' ')}\\n  ${html}\\n  ${failureSummary}`))),
      (error) => done([String(error)]));";

impl Page {
    /// What axe-core finds wrong with what shows now, an entry for each rule and element.
    pub async fn faults(&self) -> Vec<String> {
        // Motion is half-way colours; a caret blinks for ever.
        let end = "document.getAnimations().filter((motion) => motion.effect.getComputedTiming().endTime < Infinity)
            .forEach((motion) => motion.finish())";
        self.script(end, Vec::new()).await;
        if self.script("return typeof axe", Vec::new()).await == "undefined" {
            self.script(&axe(), Vec::new()).await;
        }
        match self.script_async(RUN).await {
            Value::Array(found) => {
                found.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
            }
            other => vec![format!("axe-core answers {other}")],
        }
    }
}

/// The script, as npm has put it there.
fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}: npm ci in tests/e2e, or cargo xtask test e2e", path.display())
    })
}
