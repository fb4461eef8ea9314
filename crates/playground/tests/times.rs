//! How long a build takes: the chain of steps that ends last, what the cache saves, and what nobody knows.

use drydock_playground::{BuildCache, Evaluation, Project, Seconds, Step, build, evaluate};

fn project(dockerfile: &str) -> Project {
    Project { dockerfile: dockerfile.into(), ..Project::default() }
}

fn evaluated(dockerfile: &str) -> Evaluation {
    evaluate(&project(dockerfile), &BuildCache::default())
}

fn step(evaluation: &Evaluation, line: u32) -> &Step {
    let mut steps = evaluation.stages.iter().flat_map(|stage| &stage.steps);
    steps.find(|step| step.lines.0 == line).expect("a step in that line")
}

fn total(evaluation: &Evaluation) -> Seconds {
    evaluation.totals.seconds.expect("a time")
}

/// Two stages that do not wait for one another, then one that waits for both.
const PARALLEL: &str = "# drydock: time=5s\nFROM debian:bookworm AS fast\n# drydock: time=10s\nRUN touch /a\n\
    # drydock: time=5s\nFROM alpine AS slow\n# drydock: time=40s\nRUN touch /b\n\
    FROM scratch\n# drydock: time=1s\nCOPY --from=fast /a /\n# drydock: time=2s\nCOPY --from=slow /b /\n";

#[test]
fn stages_side_by_side_take_as_long_as_the_slower_one() {
    let evaluation = evaluated(PARALLEL);
    // The first copy is done while the slow stage still runs.
    assert_eq!(total(&evaluation).likely, 47.0);
    let critical: Vec<u32> = evaluation
        .stages
        .iter()
        .flat_map(|stage| &stage.steps)
        .filter(|step| step.critical)
        .map(|step| step.lines.0)
        .collect();
    assert_eq!(critical, [6, 8, 13]);
    let operations = evaluation.operations.iter().filter(|operation| operation.critical);
    let sum: f64 = operations.map(|operation| operation.end.likely - operation.start.likely).sum();
    assert_eq!(sum, 47.0);
}

#[test]
fn the_cache_saves_what_it_does_not_run() {
    let built = build(&project(PARALLEL), &BuildCache::default());
    let same = evaluate(&project(PARALLEL), &built);
    assert_eq!((total(&same).likely, same.totals.saved.expect("a time").likely), (0.0, 47.0));
    let edited = PARALLEL.replace("touch /b", "touch /b /c");
    let evaluation = evaluate(&project(&edited), &built);
    // The base of the slow stage is there, its RUN and the copies are not.
    let figures = [evaluation.totals.cold, evaluation.totals.seconds, evaluation.totals.saved];
    assert_eq!(figures.map(|time| time.expect("a time").likely), [47.0, 40.0, 7.0]);
}

#[test]
fn a_failing_build_takes_until_the_failure() {
    let evaluation = evaluated(
        "# drydock: time=5s\nFROM debian:bookworm\n# drydock: time=10s\nRUN false\n# drydock: time=99s\nRUN true\n",
    );
    assert_eq!(total(&evaluation).likely, 15.0);
    assert!(step(&evaluation, 4).critical && !step(&evaluation, 6).critical);
}

#[test]
fn what_cannot_be_followed_has_no_upper_bound() {
    for (text, source) in [
        ("RUN ./install.sh", "not known: a command that cannot be followed"),
        ("ADD https://example.com/x /x", "not known: a download whose size nobody states"),
    ] {
        let evaluation = evaluated(&format!("FROM debian:bookworm\n{text}\n"));
        let run = step(&evaluation, 2);
        assert_eq!((run.seconds.and_then(|time| time.high), &*run.time_source), (None, source), "{text}");
        assert_eq!(total(&evaluation).high, None, "{text}");
        let stated = evaluated(&format!("FROM debian:bookworm\n# drydock: time=20-40s\n{text}\n"));
        let run = step(&stated, 3);
        assert_eq!(
            (run.seconds.map(|time| time.likely), &*run.time_source),
            (Some(30.0), "stated by you"),
            "{text}"
        );
        assert!(total(&stated).high.is_some(), "{text}");
    }
    let json = serde_json::to_string(&evaluated("FROM debian\nRUN ./x\n")).expect("it serializes");
    assert!(json.contains("\"high\":null"));
}

#[test]
fn every_time_says_where_it_is_from() {
    let evaluation =
        evaluated("FROM debian:bookworm\nCOPY . /srv\nRUN mkdir /a && chown -R 1:1 /srv\nRUN sleep 3\n");
    let steps: Vec<&Step> = evaluation.stages.iter().flat_map(|stage| &stage.steps).collect();
    for step in &steps {
        assert!(step.seconds.is_some() && !step.time_source.is_empty(), "{}", step.text);
    }
    assert!(steps[3].seconds.is_some_and(|time| time.likely > 3.0 && time.low >= 3.0));
    assert!(evaluation.operations.iter().all(|operation| !operation.time_source.is_empty()));
}

/// Recorded on two cores, quiet to busy: `chown -R` and `chmod -R` of 1,000 files with 20 MB of an earlier layer, and
/// the layer that makes them.
#[test]
fn the_range_holds_what_was_measured_of_files() {
    let make = "mkdir -p /app/src && for i in $(seq 1 1000); do head -c 20000 /dev/zero > /app/src/f$i; done";
    let dockerfile = format!(
        "FROM debian:bookworm\nRUN {make}\nRUN chown -R www-data:www-data /app\nRUN chmod -R go-rwx /app\n"
    );
    let evaluation = evaluated(&dockerfile);
    for (line, measured) in [(2, 3.292), (3, 1.08), (4, 1.73)] {
        let time = step(&evaluation, line).seconds.expect("a time");
        assert!(
            time.low < measured && time.high.is_some_and(|high| high > measured),
            "line {line}: {time:?}"
        );
    }
}
