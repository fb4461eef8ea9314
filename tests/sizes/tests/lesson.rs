//! What courses say of image sizes, held against the estimates: each figure with a source.

use drydock_catalog::Size;
use drydock_playground::{Evaluation, Example, Project, evaluate};
use drydock_sizes::cache;

const MB: u64 = 1_000_000;

fn evaluation(project: &Project) -> Evaluation {
    let evaluation = evaluate(project, &cache().expect("the tables of the repository"));
    assert_eq!(evaluation.error, None);
    assert!(evaluation.missing_data.is_empty());
    evaluation
}

fn of(dockerfile: &str) -> Evaluation {
    evaluation(&Project { dockerfile: dockerfile.into(), ..Project::default() })
}

/// Size of the final image, which names its source.
fn image(evaluation: &Evaluation) -> Size {
    let size = evaluation.totals.image.clone().expect("an image has a size");
    assert!(!size.source.is_empty());
    size
}

fn base(reference: &str) -> u64 {
    let size = image(&of(&format!("FROM {reference}\n")));
    assert!(size.source.starts_with("catalogue, "), "{}", size.source);
    assert!(size.high.is_some_and(|high| high - size.low < size.likely / 9), "{reference}: {size:?}");
    size.likely
}

#[test]
fn a_slim_base_is_a_fraction_of_the_full_one() {
    assert!((900 * MB..1200 * MB).contains(&base("python:3.12")));
    assert!((100 * MB..160 * MB).contains(&base("python:3.12-slim")));
    assert!((40 * MB..60 * MB).contains(&base("python:3.12-alpine")));
    assert!((900 * MB..1100 * MB).contains(&base("python:3.12-bookworm")));
    let (full, slim) = (base("node:22"), base("node:22-slim"));
    assert!(full > 1000 * MB && slim < 260 * MB, "{full} {slim}");
}

#[test]
fn cleaning_up_in_a_run_of_its_own_frees_nothing() {
    let apart = "FROM debian:bookworm-slim\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends curl\n\
                 RUN rm -rf /var/lib/apt/lists/*\n";
    let together = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl \
                    && rm -rf /var/lib/apt/lists/*\n";
    let (apart, together) = (of(apart), of(together));
    let difference = image(&apart).likely - image(&together).likely;
    assert_eq!(difference, 19_856_468, "the package lists, as measured");
    let last = apart.stages[0].steps.last().expect("a step");
    assert_eq!(last.size.as_ref().map(|size| size.likely), Some(0));
    assert!(last.changes.iter().any(|change| change.path.contains("_Packages")));
}

#[test]
fn recommended_packages_documentation_and_caches_weigh() {
    let install = |flags: &str| {
        image(&of(&format!(
            "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y {flags} git\n"
        )))
        .likely
    };
    let more = install("") - install("--no-install-recommends");
    assert!((5 * MB..60 * MB).contains(&more), "{more}");
    let pip = |flags: &str| {
        image(&of(&format!("FROM python:3.12-slim\nRUN pip install {flags} flask pandas\n"))).likely
    };
    let cached = pip("") - pip("--no-cache-dir");
    assert!((5 * MB..60 * MB).contains(&cached), "{cached}");
    let on = |base: &str| {
        let all = of(&format!(
            "FROM debian:{base}\nRUN apt-get update && apt-get install -y --no-install-recommends git\n"
        ));
        all.stages[0].steps[1].size.as_ref().map_or(0, |size| size.likely)
    };
    assert!((5 * MB..40 * MB).contains(&(on("bookworm") - on("bookworm-slim"))));
}

#[test]
fn a_go_program_on_distroless_is_small() {
    let example = Example::find("go-distroless").expect("an example");
    let size = image(&evaluation(&example.project()));
    assert!(size.likely < 20 * MB, "{size:?}");
    let builder = evaluation(&example.project()).stages[0].size.likely;
    assert!(builder > 500 * MB, "{builder}");
}
