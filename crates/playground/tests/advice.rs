//! Each piece of advice is held to what it says: it saves those bytes, the build works, the container is the same.

use drydock_catalog::packages::Table;
use drydock_playground::{Advised, BuildCache, Example, Project, advise, evaluate};

fn project(dockerfile: &str, files: &[(&str, &str)]) -> Project {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).expect("a plain path");
    }
    project
}

/// The advice with all package tables that it asks for, and those tables.
fn advised(project: &Project) -> (Advised, BuildCache) {
    let mut cache = BuildCache::default();
    let mut loaded: Vec<String> = Vec::new();
    loop {
        let advised = advise(project, &cache);
        let missing: Vec<String> =
            advised.missing_data.iter().filter(|file| !loaded.contains(file)).cloned().collect();
        if missing.is_empty() {
            return (advised, cache);
        }
        for file in missing {
            let table = Table::of_file(&file).expect("a known table");
            cache = cache.with_data(&file, table.built_in()).expect("a good table");
            loaded.push(file);
        }
    }
}

fn names(advised: &Advised) -> Vec<&str> {
    let mut names: Vec<&str> = advised.advice.iter().map(|advice| advice.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Checks all advice on `project`, and gives what it is called.
fn held(project: &Project) -> Vec<String> {
    let (advised, cache) = advised(project);
    let before = evaluate(project, &cache);
    let argv = |evaluation: &drydock_playground::Evaluation| {
        evaluation.container.as_ref().map(|container| container.argv.clone())
    };
    for advice in &advised.advice {
        let name = &advice.name;
        let fixed = project.fixed(&advice.fix).unwrap_or_else(|| panic!("{name}: the edits do not fit"));
        let after = evaluate(&fixed, &cache);
        assert_eq!(after.error, None, "{name}:\n{}", fixed.dockerfile);
        assert_eq!(argv(&after), argv(&before), "{name}");
        assert_eq!(after.totals.image, advice.after, "{name}");
        if let (Some(old), Some(new)) = (&before.totals.image, &after.totals.image)
            && !old.is_unknown()
            && !new.is_unknown()
        {
            let saved = old.likely as i64 - new.likely as i64;
            assert_eq!(advice.saved.likely, saved, "{name}");
            assert!(
                advice.saved.low <= Some(saved) && advice.saved.high >= Some(saved),
                "{name}: {:?}",
                advice.saved
            );
        }
        assert!(!advice.why.is_empty() && !advice.saved.source.is_empty(), "{name}");
    }
    names(&advised).into_iter().map(str::to_owned).collect()
}

#[test]
fn the_naive_example_is_shrunk_by_its_advice() {
    let example = Example::find("python-naive").expect("the example");
    let mut project = example.project();
    assert_eq!(held(&project), ["DL3042", "alpine-base", "second-stage", "slim-base"]);
    // One after the other, until a tenth is left.
    let (_, cache) = advised(&project);
    let size = |project: &Project, cache: &BuildCache| {
        evaluate(project, cache).totals.image.map(|size| size.likely).unwrap_or_default()
    };
    let start = size(&project, &cache);
    for name in ["slim-base", "DL3042"] {
        let (advised, _) = advised(&project);
        let advice = advised.advice.iter().find(|advice| advice.name == name).expect(name);
        project = project.fixed(&advice.fix).expect("it fits");
    }
    assert!(size(&project, &cache) * 8 < start, "{start} to {}", size(&project, &cache));
}

#[test]
fn good_examples_get_no_advice_but_another_base() {
    for example in drydock_playground::examples() {
        let found = held(&example.project());
        if !example.name.contains("naive") {
            let other = found.iter().find(|name| !["alpine-base", "slim-base"].contains(&name.as_str()));
            assert_eq!(other, None, "{}", example.name);
        }
    }
}

#[test]
fn what_the_lesson_teaches_is_found() {
    let apt = "FROM debian:bookworm\nRUN apt-get update && apt-get install -y curl\nCMD [\"sleep\", \"9\"]\n";
    assert_eq!(held(&project(apt, &[])), ["DL3009", "DL3015", "docs", "slim-base"]);
    let late = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n\
        RUN rm -rf /var/lib/apt/lists/*\nCMD [\"sleep\", \"9\"]\n";
    assert!(held(&project(late, &[])).iter().any(|name| name == "DL3059" || name == "DeletedTooLate"));
    let big = "x".repeat(50_000);
    let owner = "FROM debian:bookworm-slim\nRUN useradd app\nCOPY . /app\nRUN chown -R app /app\nCMD [\"sleep\", \"9\"]\n";
    assert!(held(&project(owner, &[("data", &big)])).iter().any(|name| name == "chown"));
    let copied = "FROM debian:bookworm-slim\nCOPY . /app\nCMD [\"sleep\", \"9\"]\n";
    assert_eq!(held(&project(copied, &[("node_modules/x/a.js", &big), ("app.js", "")])), ["ignore-file"]);
}

#[test]
fn a_second_stage_takes_what_the_container_starts() {
    let go = "FROM golang:1.25\nWORKDIR /src\nCOPY . .\nENV CGO_ENABLED=0\nRUN go build -o /server .\nEXPOSE 80\nCMD [\"/server\"]\n";
    let project =
        project(go, &[("go.mod", "module example.com/server\n\ngo 1.25\n"), ("main.go", "package main\n")]);
    assert!(held(&project).contains(&"second-stage".to_owned()));
    let (advised, _) = advised(&project);
    let advice = advised.advice.iter().find(|advice| advice.name == "second-stage").expect("the advice");
    let fixed = project.fixed(&advice.fix).expect("it fits");
    assert_eq!(
        fixed.dockerfile,
        "FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nENV CGO_ENABLED=0\nRUN go build -o /server .\n\n\
        FROM gcr.io/distroless/static-debian12\nWORKDIR /src\nENV CGO_ENABLED=0\nCOPY --from=build /server /server\n\
        EXPOSE 80\nCMD [\"/server\"]\n"
    );
    assert!(advice.after.as_ref().is_some_and(|size| size.likely < 20_000_000));
}

#[test]
fn a_broken_or_finished_project_gets_none() {
    for text in ["", "FROM debian\nCOPY nosuch /\n", "FROM scratch\n", "RUN x\n"] {
        assert!(advise(&project(text, &[]), &BuildCache::default()).advice.is_empty(), "{text}");
    }
}
