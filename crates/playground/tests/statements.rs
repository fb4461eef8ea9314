//! What the user states shows in the evaluation, and changes no verdict.

use drydock_playground::{BuildCache, Evaluation, Project, Stage, Step, Verdict, build, evaluate};

fn project(dockerfile: &str) -> Project {
    Project { dockerfile: dockerfile.into(), ..Project::default() }
}

fn evaluated(dockerfile: &str) -> Evaluation {
    evaluate(&project(dockerfile), &BuildCache::default())
}

fn step(evaluation: &Evaluation, line: u32) -> &Step {
    let steps = evaluation.stages.iter().flat_map(|stage: &Stage| &stage.steps);
    steps.into_iter().find(|step| step.lines.0 == line).expect("a step in that line")
}

#[test]
fn a_stated_size_and_time_are_those_of_the_step() {
    let evaluation = evaluated(
        "FROM debian:bookworm-slim\n# drydock: size=100-140MB compressed=40MB time=20-40s\nRUN ./install.sh\n",
    );
    let run = step(&evaluation, 3);
    let size = run.size.as_ref().expect("a size");
    assert_eq!((size.low, size.likely, size.high), (100_000_000, 120_000_000, Some(140_000_000)));
    assert_eq!(size.source, "stated by you");
    assert_eq!(run.compressed.as_ref().map(|size| size.likely), Some(40_000_000));
    assert_eq!(run.seconds.map(|seconds| seconds.likely), Some(30.0));
    assert_eq!(run.stated.len(), 3);
    let layer = evaluation.layers.last().expect("a layer");
    assert_eq!((layer.size.likely, layer.compressed.likely), (120_000_000, 40_000_000));
    let base = step(&evaluation, 1).size.as_ref().expect("a size").clone();
    let total = evaluation.totals.image.as_ref().expect("a total");
    assert_eq!(total.likely, base.likely + 120_000_000);
    assert_eq!(evaluation.stages[0].size.likely, total.likely);
}

#[test]
fn without_a_statement_the_total_has_no_upper_bound() {
    let unknown = |size: Option<&drydock_catalog::Size>| size.is_some_and(|size| size.is_unknown());
    for text in ["ADD https://example.com/tool.tgz /opt/", "RUN ./install.sh"] {
        let evaluation = evaluated(&format!("FROM debian:bookworm-slim\n{text}\n"));
        assert!(unknown(step(&evaluation, 2).size.as_ref()), "{text}");
        assert!(
            unknown(evaluation.totals.image.as_ref()) && unknown(Some(&evaluation.stages[0].size)),
            "{text}"
        );
    }
}

#[test]
fn a_stated_file_is_found_by_later_steps_with_its_size() {
    let evaluation = evaluated(
        "FROM debian:bookworm AS build\n# drydock: file=/app/server size=12MB file=/app/dist/ size=3MB\nRUN ./make.sh\n\
        FROM debian:bookworm-slim\nCOPY --from=build /app/server /usr/bin/\nCOPY --from=build /app/dist /srv\n",
    );
    assert_eq!(evaluation.error, None);
    for (line, bytes) in [(5, 12_000_000), (6, 3_000_000)] {
        let size = step(&evaluation, line).size.as_ref().expect("a size");
        assert_eq!(
            (size.likely, size.high, &*size.source),
            (bytes, Some(bytes), "stated by you"),
            "line {line}"
        );
    }
}

#[test]
fn a_step_that_makes_one_unknown_file_states_the_size_of_that_file() {
    let evaluation = evaluated(
        "FROM debian:bookworm AS get\n# drydock: size=30MB\nADD https://example.com/tool /usr/bin/tool\n\
        FROM debian:bookworm-slim\nCOPY --from=get /usr/bin/tool /usr/bin/\n",
    );
    assert_eq!(step(&evaluation, 5).size.as_ref().and_then(|size| size.high), Some(30_000_000));
}

#[test]
fn a_statement_of_a_from_is_about_its_time() {
    let evaluation = evaluated("# drydock: time=7s\nFROM debian:bookworm\nRUN true\n");
    assert_eq!(step(&evaluation, 2).seconds.map(|seconds| seconds.likely), Some(7.0));
}

/// Comments are no part of a cache key: what was built is found again, and told with what is stated now.
#[test]
fn a_new_statement_changes_no_verdict_but_the_figures_of_what_is_cached() {
    let text = |statement: &str| {
        format!(
            "FROM python:3.12 AS get\n{statement}\nRUN curl -fo /tool https://example.com/tool\n\
            FROM debian:bookworm-slim\nCOPY --from=get /tool /usr/bin/\nRUN echo done > /done\n"
        )
    };
    let built = build(&project(&text("#")), &BuildCache::default());
    for statement in ["#", "# drydock: size=30MB time=3s", "# drydock: size=40MB"] {
        let evaluation = evaluate(&project(&text(statement)), &built);
        let verdicts: Vec<_> = [3, 5, 6].map(|line| step(&evaluation, line).verdict).into();
        assert_eq!(verdicts, [Verdict::Cached; 3], "{statement}");
        let high = |line| step(&evaluation, line).size.as_ref().and_then(|size| size.high);
        let stated = statement.split_once("size=").and_then(|(_, size)| size.get(..2)?.parse::<u64>().ok());
        assert_eq!(high(3), stated.map(|stated| stated * 1_000_000), "{statement}");
        assert_eq!(high(5), high(3), "{statement}");
    }
}

#[test]
fn what_states_nothing_is_among_the_findings() {
    let evaluation = evaluated("FROM debian\n# drydock: size=lots\nRUN true\n");
    let found =
        evaluation.diagnostics.iter().find(|found| found.code == "InvalidStatement").expect("a finding");
    assert!(!found.is_error() && evaluation.error.is_none());
    assert_eq!(found.message, "`lots` is no size");
}

#[test]
fn a_statement_above_from_describes_an_image_that_the_catalogue_lacks() {
    let text = "# drydock: size=80-90MB compressed=31MB os=debian-12\nFROM registry.example.com/team/base:1\n\
        RUN useradd app && apk add curl\n";
    let evaluation = evaluated(text);
    let size = evaluation.totals.image.as_ref().expect("a total");
    assert_eq!((size.low / 1_000_000, size.high.map(|high| high / 1_000_000)), (80, Some(90)));
    assert_eq!(step(&evaluation, 2).size.as_ref().map(|size| &*size.source), Some("stated by you"));
    assert_eq!(step(&evaluation, 2).compressed.as_ref().map(|size| size.likely), Some(31_000_000));
    assert_eq!(evaluation.layers.len(), 1);
    // Debian has no apk.
    assert_eq!(step(&evaluation, 3).verdict, Verdict::Failed);
    let unknown = evaluated(&text.replace("# drydock:", "#"));
    assert!(unknown.totals.image.as_ref().is_some_and(|size| size.is_unknown()));
}

#[test]
fn a_described_image_brings_config_history_and_sizes() {
    let mut project = project("FROM team/base\nRUN true\n");
    let inspect = r#"[{"Os":"linux","Architecture":"amd64","Size":82000000,"Config":
        {"Env":["PATH=/bin"],"Cmd":["serve"],"WorkingDir":"/srv","User":"app"}}]"#;
    let history =
        "0123456789ab   2 weeks ago   COPY app /app   7.2MB\n<missing> 3 weeks ago ADD rootfs / 74.8MB\n";
    project.images.insert("team/base:latest".into(), format!("{inspect}\n{history}"));
    let evaluation = evaluate(&project, &BuildCache::default());
    let image = evaluation.image.as_ref().expect("an image");
    assert_eq!(
        (image.config.env.as_slice(), image.config.working_dir.as_str()),
        (&["PATH=/bin".to_owned()][..], "/srv")
    );
    assert_eq!(image.config.cmd.as_deref(), Some(&["serve".to_owned()][..]));
    let layers: Vec<_> =
        evaluation.layers.iter().map(|layer| (&*layer.created_by, layer.size.likely)).collect();
    assert_eq!(layers[..2], [("ADD rootfs /", 74_800_000), ("COPY app /app", 7_200_000)]);
    assert_eq!(step(&evaluation, 1).size.as_ref().and_then(|size| size.high), Some(82_000_000));
    assert!(
        step(&evaluation, 1).size.as_ref().is_some_and(|size| size.source.starts_with("described by you"))
    );
}

/// A description is no part of the image: what was built before it is found again.
#[test]
fn a_description_changes_no_verdict_unless_it_changes_what_steps_see() {
    let mut project = project("FROM team/base\nRUN touch /a\nCOPY Dockerfile /\n");
    let built = build(&project, &BuildCache::default());
    let text = r#"{"Os":"linux","Size":82000000,"Config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}}"#;
    project.images.insert("team/base".into(), text.into());
    let evaluation = evaluate(&project, &built);
    assert_eq!([1, 2, 3].map(|line| step(&evaluation, line).verdict), [Verdict::Cached; 3]);
    assert!(evaluation.totals.image.as_ref().is_some_and(|size| size.likely >= 82_000_000));
    project.images.insert("team/base".into(), "nonsense".into());
    let evaluation = evaluate(&project, &built);
    assert!(evaluation.diagnostics.iter().any(|found| found.code == "InvalidDescription"));
}
