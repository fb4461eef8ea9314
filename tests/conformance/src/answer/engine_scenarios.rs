use drydock_playground::Evaluation;
use serde_json::{Map, Value, json};

use super::engine_cache::{Builder, steps};
use crate::Case;

/// Seconds between two builds.
const BETWEEN: i64 = 60;

/// A small project and a series of builds with edits before each.
pub(super) fn scenarios(case: &Case) -> Result<Value, String> {
    let mut builder = Builder::new(&case.request)?;
    let first = builder.situation.clock;
    let mut answers = Vec::new();
    let builds = case.request.get("builds").and_then(Value::as_array);
    for (edits, number) in builds.into_iter().flatten().zip(0..) {
        builder.situation.clock = first + number * BETWEEN;
        for edit in edits.as_array().into_iter().flatten() {
            builder.situation.apply(edit)?;
        }
        answers.push(answer(&builder.build()?));
    }
    Ok(Value::Array(answers))
}

fn answer(evaluation: &Evaluation) -> Value {
    let mut answer = Map::new();
    answer.insert("steps".into(), steps(evaluation));
    if let Some(bytes) = evaluation.context.sent {
        answer.insert("context_bytes".into(), json!(bytes));
    }
    match &evaluation.error {
        Some(error) => {
            answer.insert("error".into(), json!(format!("failed to solve: {error}")));
        }
        None => {
            answer.insert("history".into(), history(evaluation));
            answer.insert("added_bytes".into(), json!(added(evaluation)));
        }
    }
    Value::Object(answer)
}

/// The entries that this build adds, oldest first, with the bytes of their layers.
fn history(evaluation: &Evaluation) -> Value {
    let lines = evaluation.image.iter().flat_map(|image| image.history.iter().rev());
    lines
        .filter(|line| line.lines.is_some())
        .map(|line| json!([line.created_by, line.size.as_ref().map(|size| size.likely)]))
        .collect()
}

fn added(evaluation: &Evaluation) -> u64 {
    let lines = evaluation.image.iter().flat_map(|image| &image.history);
    lines.filter(|line| line.lines.is_some()).filter_map(|line| Some(line.size.as_ref()?.likely)).sum()
}
