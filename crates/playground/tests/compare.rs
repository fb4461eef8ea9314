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
    let comparison = compare_projects(&a, &b, &BuildCache::default());
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
        let comparison = compare_projects(&project, &project, &BuildCache::default());
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
    let comparison = compare_projects(&example("python-naive"), &example("python"), &BuildCache::default());
    let image = comparison.figures.iter().find(|figure| figure.name == "image").expect("a figure");
    assert!(image.delta.is_none_or(|delta| delta < -800e6), "{image:?}");
    assert!(comparison.findings_a.iter().any(|found| found.code == "JSONArgsRecommended"));
    assert!(serde_json::to_string(&comparison).is_ok_and(|json| json.contains("\"relation\":\"changed\"")));
}
