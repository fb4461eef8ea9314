//! The image table: its compact form, what it answers, how sure its figures are.

use drydock_catalog::{Match, Reference, compact_tables, find_image, images};

fn find(reference: &str) -> Option<(String, Match)> {
    let reference = Reference::parse(reference).expect("a reference");
    find_image(&reference).map(|(record, how)| (record.reference, how))
}

#[test]
fn the_compact_forms_are_what_the_generator_makes() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let read = |name: &str| std::fs::read_to_string(data.join(name));
    for (name, made) in compact_tables(&read).expect("the source tables") {
        assert!(
            made == std::fs::read(data.join(name)).expect("a compact table"),
            "{name}: run `cargo xtask catalog`"
        );
    }
}

#[test]
fn every_line_is_a_record_and_answers_to_all_its_names() {
    let records: Vec<_> = images().collect();
    assert_eq!(records.len(), include_str!("../data/images.jsonl").lines().count());
    for record in records {
        for name in record.aliases.iter().chain([&record.reference]) {
            assert_eq!(find(name), Some((record.reference.clone(), Match::Tag)), "{name}");
        }
        let size = record.size(&Match::Tag);
        assert!(size.low <= size.likely && Some(size.likely) <= size.high, "{}: {size:?}", record.reference);
        let layers = record.layer_sizes(&Match::Tag);
        assert_eq!(layers.iter().map(|layer| layer.likely).sum::<u64>(), size.likely, "{}", record.reference);
    }
}

#[test]
fn references_are_looked_up_as_the_registry_would() {
    let tag = |name: &str| Some((name.to_owned(), Match::Tag));
    assert_eq!(find("alpine:latest"), tag("alpine"));
    assert_eq!(find("docker.io/library/alpine:3"), tag("alpine"));
    assert_eq!(find("nginx:mainline"), tag("nginx"));
    assert_eq!(find("gcr.io/distroless/static-debian12:latest"), tag("gcr.io/distroless/static-debian12"));
    assert_eq!(find("ghcr.io/astral-sh/uv"), tag("ghcr.io/astral-sh/uv:latest"));
    let digest = "sha256:2c752226d477b4a886378baa95b9af252be59301b725fdb0b7e15208131505a8";
    assert_eq!(find(&format!("node@{digest}")), Some(("node:22-alpine".into(), Match::Digest)));
    let other = format!("node:22-alpine@sha256:{}", "0".repeat(64));
    assert_eq!(find(&other), Some(("node:22-alpine".into(), Match::OtherDigest)));
    assert_eq!(find("example.com/team/app:1"), None);
    assert_eq!(find("nobody/node"), None);
}

#[test]
fn an_unknown_tag_gets_the_nearest_one_and_a_wider_range() {
    assert_eq!(find("node:22.99-alpine"), Some(("node:22-alpine".into(), Match::Sibling { near: true })));
    assert_eq!(find("python:3.8-slim"), Some(("python:3.9-slim".into(), Match::Sibling { near: false })));
    let record = find_image(&Reference::parse("python:3.12-slim").expect("a reference")).expect("known").0;
    let width = |how: Match| {
        let size = record.size(&how);
        size.high.expect("a bound") - size.low
    };
    assert!(width(Match::Tag) < width(Match::OtherDigest));
    assert!(width(Match::OtherDigest) < width(Match::Sibling { near: true }));
    assert!(width(Match::Sibling { near: true }) < width(Match::Sibling { near: false }));
    assert!(record.source(&Match::Sibling { near: true }).contains("python:3.12-slim of 2026-08-05"));
}
