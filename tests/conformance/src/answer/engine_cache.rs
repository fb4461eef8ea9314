use drydock_playground::{BuildCache, Evaluation, Operation, Project, ProjectOptions, Verdict};
use drydock_playground::{build_with, evaluate_with};
use serde_json::{Map, Value, json};

use crate::Case;
use crate::inputs::{EngineImages, Situation, text};

/// A build, edits with builds in between, a second build.
pub(super) fn cache(case: &Case) -> Result<Value, String> {
    let mut builder = Builder::new(&case.request)?;
    let first = builder.build()?;
    let mut between = Vec::new();
    builder.situation.clock += 60;
    for edit in case.request.get("then").and_then(Value::as_array).into_iter().flatten() {
        match text(edit, "op") {
            "build" => between.push(steps(&builder.build()?)),
            _ => builder.situation.apply(edit)?,
        }
    }
    let second = builder.build()?;
    let mut answer = Map::new();
    answer.insert("build2".into(), steps(&second));
    let all_executed = first.operations.iter().all(|one| one.verdict == Verdict::Runs);
    if !all_executed || case.expect.get("build1").is_some() {
        answer.insert("build1".into(), steps(&first));
    }
    answer.insert("between".into(), Value::Array(between));
    for (name, evaluation) in [("error1", &first), ("error2", &second)] {
        if let Some(error) = &evaluation.error {
            answer.insert(name.into(), json!(format!("failed to solve: {error}")));
        }
    }
    if case.expect.get("log2").is_some() {
        let printed = second.operations.iter().filter(|one| !one.log.is_empty());
        answer.insert("log2".into(), printed.map(|one| json!(one.log)).collect());
    }
    Ok(Value::Object(answer))
}

/// Builds one state of a context after the other with the same cache.
pub(super) struct Builder {
    pub situation: Situation,
    cache: BuildCache,
}

impl Builder {
    pub fn new(case: &Value) -> Result<Self, String> {
        Ok(Self { situation: Situation::new(case)?, cache: BuildCache::default() })
    }

    pub fn build(&mut self) -> Result<Evaluation, String> {
        let project = project(&self.situation)?;
        let images = EngineImages::new(self.situation.opt("base"))?;
        let evaluation = evaluate_with(&project, &self.cache, &images);
        self.cache = build_with(&project, &self.cache, &images);
        Ok(evaluation)
    }
}

pub(super) fn project(situation: &Situation) -> Result<Project, String> {
    let filter = match situation.opts.get("no_cache") {
        Some(Value::Array(stages)) => stages.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(stages)) if !stages.is_empty() => stages.split(',').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let no_cache = matches!(situation.opts.get("no_cache"), Some(Value::Bool(true)))
        || situation.opts.get("no_cache").and_then(Value::as_str) == Some("");
    let secret = situation.opts.get("secret").and_then(Value::as_str);
    Ok(Project {
        dockerfile: situation.dockerfile(),
        dockerfile_path: situation.dockerfile_path.clone(),
        context: situation.context()?,
        options: ProjectOptions {
            target: situation.opt("target").to_owned(),
            build_args: situation.build_args.clone(),
            no_cache,
            no_cache_filter: filter,
            secrets: secret.map(|text| ("s".to_owned(), text.to_owned())).into_iter().collect(),
            ..ProjectOptions::default()
        },
        ..Project::default()
    })
}

/// The steps of a build as they are recorded: by stage, in the order of the file; those that only bring something in
/// are left out.
pub(super) fn steps(evaluation: &Evaluation) -> Value {
    let mut steps: Vec<(String, &Operation, String)> = evaluation
        .operations
        .iter()
        .filter_map(|one| {
            let (stage, text) = stage_and_text(&one.name)?;
            (!text.starts_with("FROM ")).then_some((stage, one, text))
        })
        .collect();
    steps.sort_by_key(|(stage, one, text)| {
        (stage.clone(), one.lines.first().copied(), !text.starts_with("LINK "))
    });
    steps
        .into_iter()
        .map(|(stage, one, step)| json!({"stage": stage, "step": step, "state": state(one.verdict)}))
        .collect()
}

/// `[builder 2/4] COPY a b` → `builder`, `COPY a b`.
fn stage_and_text(name: &str) -> Option<(String, String)> {
    let (link, name) = match name.strip_prefix("LINK ") {
        Some(name) => ("LINK ", name),
        None => ("", name),
    };
    let (inside, text) = name.strip_prefix('[')?.split_once("] ")?;
    let (stage, number) = inside.rsplit_once(' ').unwrap_or(("", inside));
    number.contains('/').then(|| (stage.to_owned(), format!("{link}{text}")))
}

fn state(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Cached => "CACHED",
        Verdict::Runs => "executed",
        Verdict::Failed => "ERROR",
        Verdict::Canceled => "canceled",
        Verdict::Skipped | Verdict::None => "none",
    }
}
