//! What our own rules say of the recorded files: nothing of files that are right, and of the shell text in RUN nothing
//! that ShellCheck does not say too.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use drydock_builder::CatalogImages;
use drydock_conformance::load;
use drydock_lint::hadolint::Config;
use drydock_lint::{Input, Source, find, found_by};
use drydock_plan::{Options, plan};
use drydock_playground::{BuildCache, Project, evaluate, examples};
use drydock_source::Diagnostic;
use serde_json::Value;

/// A recorded file: its name, its text, and what was answered.
struct Recorded {
    name: String,
    dockerfile: String,
    request: Rc<Value>,
    answer: Value,
}

fn recorded(path: &str) -> Vec<Recorded> {
    let cases =
        load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(path)).expect("readable cases");
    let read = |case: &drydock_conformance::Case| {
        let dockerfile = case.request.get("dockerfile")?.as_str()?.to_owned();
        let (name, request, answer) = (case.name.clone(), case.request.clone(), case.expect.clone());
        Some(Recorded { name, dockerfile, request, answer })
    };
    cases.iter().filter_map(read).collect()
}

/// What the rules of `sources` find.
fn found(project: &Project, sources: &[Source]) -> Vec<Diagnostic> {
    let mut found = evaluate(project, &BuildCache::default()).diagnostics;
    found.retain(|one| find(&one.code).is_some_and(|rule| sources.contains(&rule.source)));
    found
}

fn project(dockerfile: &str) -> Project {
    Project { dockerfile: dockerfile.to_owned(), ..Project::default() }
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|one| &*one.code).collect()
}

#[test]
fn nothing_is_found_in_files_that_are_right() {
    let ours = [Source::Drydock, Source::ShellCheck];
    let mut wrong = Vec::new();
    for file in recorded("frontend/dockerfiles.jsonl") {
        let found = found(&project(&file.dockerfile), &ours);
        wrong.extend((!found.is_empty()).then(|| format!("{}: {:?}", file.name, codes(&found))));
    }
    for example in examples().iter().filter(|example| !example.name.ends_with("-naive")) {
        let project = example.project();
        let found = found(&project, &ours);
        wrong.extend((!found.is_empty()).then(|| format!("{}: {:?}", example.name, codes(&found))));
        let evaluation = evaluate(&project, &BuildCache::default());
        assert!(evaluation.error.is_none() && !evaluation.diagnostics.iter().any(Diagnostic::is_error));
    }
    // hadolint and ShellCheck had nothing to say of these.
    let clean = |file: &Recorded| {
        file.answer.as_array().is_some_and(Vec::is_empty) && file.request.get("shellcheck").is_none()
    };
    for file in recorded("hadolint/cases.jsonl").iter().filter(|file| clean(file)) {
        let mut found = found(&project(&file.dockerfile), &ours);
        // They are snippets: their images lack the programs that are named, and their stages are not for use. Built for
        // real, they fail as these say.
        let of_snippets = [
            "ContainerDoesNotStart",
            "CopiedFromNowhere",
            "HealthcheckProgramMissing",
            "ProgramMissing",
            "StageIsDropped",
        ];
        found.retain(|one| !of_snippets.contains(&&*one.code));
        wrong.extend(
            (!found.is_empty()).then(|| format!("{} {:?}: {:?}", file.name, file.dockerfile, codes(&found))),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Line and code of what ShellCheck found in a recorded file, of the codes that are rules here.
fn shellcheck(file: &Recorded) -> BTreeSet<(u64, String)> {
    let all = file.request.get("shellcheck").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |one: &Value| Some((one["line"].as_u64()?, one["code"].as_str()?.to_owned()));
    all.iter().filter_map(read).filter(|(_, code)| find(code).is_some()).collect()
}

#[test]
fn what_carries_a_code_of_shellcheck_is_what_shellcheck_finds() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for file in recorded("hadolint/cases.jsonl") {
        let text = file.dockerfile.as_str();
        let tree = drydock_syntax::parse(text);
        let read = drydock_syntax::read(&tree);
        let refused = file.answer.as_array().is_some_and(|all| all.iter().any(|one| one["code"] == "DL1000"));
        // What one of the two cannot read cannot be compared; and the input of `cat` is no script.
        if refused
            || file.name == "form-06"
            || tree.diagnostics.iter().chain(&read.diagnostics).any(Diagnostic::is_error)
        {
            continue;
        }
        let plan = plan(&tree, &read, &Options::default(), &CatalogImages::default());
        let config = Config::default();
        let input = Input::new(&tree, &read, &plan).with_hadolint(&config);
        let ours: BTreeSet<(u64, String)> = found_by(Source::ShellCheck, &input)
            .iter()
            .filter_map(|one| Some((u64::from(*one.lines.first()?.first()?), one.code.to_string())))
            .collect();
        let theirs = shellcheck(&file);
        compared += theirs.len();
        if ours != theirs {
            wrong.push(format!("{} {text:?}: ours {ours:?}, ShellCheck's {theirs:?}", file.name));
        }
    }
    assert!(compared > 60 && wrong.is_empty(), "{compared} compared\n{}", wrong.join("\n"));
}
