//! Two states side by side.

use drydock_playground::{
    BuildCache, Comparison, Example, Project, Relation, Verdict, compare, compare_projects, evaluate,
};

fn project(dockerfile: &str, files: &[(&str, &str)]) -> Project {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).expect("a plain path");
    }
    project
}

/// A line a pair: how it stands, both lines, the difference in bytes, what the second build does.
fn shown(comparison: &Comparison) -> Vec<String> {
    let line = |side: &Option<drydock_playground::StepSide>| side.as_ref().map_or(0, |side| side.line);
    let pair = |pair: &drydock_playground::StepPair| {
        let verdict = pair.b.as_ref().map(|side| format!("{:?} {}", side.verdict, side.reason));
        let bytes = pair.bytes.map_or("?".to_owned(), |bytes| bytes.to_string());
        let (a, b) = (line(&pair.a), line(&pair.b));
        format!("{:?} {a} {b} {bytes} {}", pair.relation, verdict.unwrap_or_default()).trim_end().to_owned()
    };
    comparison.steps.iter().map(pair).collect()
}

#[test]
fn steps_are_aligned_and_say_why_they_run_again() {
    let a = project(
        "FROM debian:bookworm-slim\nCOPY . /app\nRUN touch /made\nUSER root\nCMD [\"a\"]\n",
        &[("x", "1"), ("y", "2")],
    );
    let mut b = project(
        "FROM debian:bookworm-slim\nENV A=1\nCOPY . /app\nRUN touch /made /more\nCMD [\"b\"]\n",
        &[("x", "1"), ("y", "234")],
    );
    b.context.set_text(".dockerignore", "Dockerfile\n.dockerignore\n").expect("a plain path");
    let mut a = a;
    a.context.set_text(".dockerignore", "Dockerfile\n.dockerignore\n").expect("a plain path");
    let comparison = compare_projects(&a, &b, &BuildCache::default()).comparison;
    assert_eq!(
        shown(&comparison),
        [
            "Same 1 1 0 Cached",
            "Added 0 2 0 None",
            "Same 2 3 2 Runs y: content changed",
            "Changed 3 4 0 Runs line 3 missed",
            "Removed 4 0 0",
            "Changed 5 5 0 None",
        ]
    );
    let config: Vec<_> = comparison
        .config
        .iter()
        .map(|change| (&*change.name, change.a.as_deref(), change.b.as_deref()))
        .collect();
    assert_eq!(
        config,
        [("User", Some("root"), None), ("Cmd", Some("[\"a\"]"), Some("[\"b\"]")), ("Env A", None, Some("1"))]
    );
    let figure = |name: &str| comparison.figures.iter().find(|figure| figure.name == name).expect(name);
    assert_eq!((figure("image").delta, figure("context").unit.as_str()), (Some(2.0), "bytes"));
    assert_eq!(figure("steps that run").b, Some(2.0));
}

#[test]
fn what_nobody_knows_has_no_difference() {
    let a = evaluate(&project("FROM debian\nRUN ./x\n", &[]), &BuildCache::default());
    let b = evaluate(&project("FROM debian\nRUN ./y\n", &[]), &BuildCache::default());
    let comparison = compare(&a, &b);
    let figure = |name: &str| comparison.figures.iter().find(|figure| figure.name == name).expect(name);
    assert_eq!((figure("image").a, figure("image").delta, figure("first build").delta), (None, None, None));
    assert_eq!((comparison.steps[1].relation, comparison.steps[1].bytes), (Relation::Changed, None));
}

#[test]
fn the_same_twice_differs_in_nothing() {
    for example in drydock_playground::examples() {
        let project = example.project();
        let comparison = compare_projects(&project, &project, &BuildCache::default()).comparison;
        let all_same = comparison.steps.iter().all(|pair| pair.relation == Relation::Same);
        let none_runs =
            comparison.steps.iter().flat_map(|pair| &pair.b).all(|side| side.verdict != Verdict::Runs);
        assert!(all_same && none_runs && comparison.config.is_empty(), "{}", example.name);
        assert!(comparison.findings_a.is_empty() && comparison.findings_b.is_empty(), "{}", example.name);
    }
}

#[test]
fn naive_against_optimised() {
    let example = |name: &str| Example::find(name).expect(name).project();
    let comparison =
        compare_projects(&example("python-naive"), &example("python"), &BuildCache::default()).comparison;
    let image = comparison.figures.iter().find(|figure| figure.name == "image").expect("a figure");
    assert!(image.delta.is_none_or(|delta| delta < -800e6), "{image:?}");
    assert!(comparison.findings_a.iter().any(|found| found.code == "JSONArgsRecommended"));
    assert!(serde_json::to_string(&comparison).is_ok_and(|json| json.contains("\"relation\":\"changed\"")));
}

#[test]
fn pasted_dockerfiles_need_no_context() {
    let a = project("FROM alpine\nCOPY package.json src ./\nRUN a\n", &[]);
    let b = project("FROM alpine\nARG X=1\nCOPY package.json src ./\nRUN a b\n", &[]);
    let rebuild = compare_projects(&a, &b, &BuildCache::default());
    assert_eq!(rebuild.stand_ins, ["package.json", "src"]);
    assert_eq!(rebuild.errors, (None, None));
    let runs: Vec<_> = rebuild.comparison.steps.iter().flat_map(|pair| &pair.b).collect();
    let runs: Vec<_> = runs.iter().filter(|side| side.verdict == Verdict::Runs).collect();
    let [only] = runs.as_slice() else { panic!("{runs:?}") };
    let lit: Vec<_> = only.lit.iter().map(|span| span.of(&b.dockerfile)).collect();
    assert_eq!((only.line, only.follows, lit), (4, None, vec!["b"]));
}

#[test]
fn what_only_one_lacks_is_a_difference() {
    let a = project("FROM alpine\nCOPY x .\n", &[("x", "1")]);
    let b = project("FROM alpine\nCOPY x .\n", &[]);
    let rebuild = compare_projects(&a, &b, &BuildCache::default());
    assert!(rebuild.stand_ins.is_empty() && rebuild.errors.0.is_none());
    assert!(rebuild.errors.1.is_some_and(|error| error.contains("\"/x\": not found")));
}
