//! Package tables: an evaluation names those it misses, and is surer of the sizes once it has them.

use drydock_catalog::packages::Table;
use drydock_playground::{BuildCache, Evaluation, Project, build, evaluate};

fn project() -> Project {
    Project {
        dockerfile: "FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\n".into(),
        ..Project::default()
    }
}

fn size_of_run(evaluation: &Evaluation) -> (u64, u64, Option<u64>) {
    let size = evaluation.stages[0].steps[1].size.clone().expect("a RUN adds bytes");
    (size.low, size.likely, size.high)
}

#[test]
fn a_table_is_named_until_it_is_there() {
    let empty = BuildCache::default();
    let before = evaluate(&project(), &empty);
    assert_eq!(before.missing_data, ["pip.tsv"]);
    let loaded = empty.with_data("pip.tsv", Table::Pip.built_in()).expect("the table of the repository");
    let after = evaluate(&project(), &loaded);
    assert!(after.missing_data.is_empty());
    assert!(size_of_run(&after).1.abs_diff(4_781_720) < 50_000, "as measured: {:?}", size_of_run(&after));
    assert!(size_of_run(&after).0 > size_of_run(&before).0);
    assert_eq!(evaluate(&project(), &loaded.pruned()).missing_data, after.missing_data);
}

#[test]
fn builds_made_without_a_table_are_forgotten_when_it_comes() {
    let built = build(&project(), &BuildCache::default());
    assert_eq!(built.builds(), 1);
    let loaded = built.with_data("pip.tsv", Table::Pip.built_in()).expect("the table of the repository");
    assert_eq!(loaded.builds(), 0);
}

#[test]
fn a_broken_file_changes_nothing() {
    let cache = BuildCache::default();
    assert!(cache.with_data("pip.tsv", b"nonsense").is_err());
    assert!(cache.with_data("other.tsv", b"").is_err());
}
