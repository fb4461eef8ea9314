//! Images of the catalogue.

use drydock_builder::progress::human_size;
use drydock_catalog::{ImageRecord, images as records};

use super::choice;
use crate::assist::Completion;

/// Images whose reference may go on from `typed`: repositories, and behind a colon their tags.
pub(super) fn images(typed: &str) -> Vec<Completion> {
    match typed.rsplit_once(':') {
        Some((repository, _)) => {
            records().filter(|record| repository_of(&record.reference) == repository).flat_map(tags).collect()
        }
        None => repositories(),
    }
}

/// The name of a record and its other names.
fn tags(record: ImageRecord) -> Vec<Completion> {
    let size = human_size(record.compressed());
    let info = format!("{}, {} on disk, {size} to pull.", record.os, human_size(record.bytes));
    let repository = repository_of(&record.reference).to_owned();
    let own = record.reference.clone();
    let alias =
        |alias: &String| if alias.contains(':') { alias.clone() } else { format!("{repository}:{alias}") };
    let names = std::iter::once(own).chain(record.aliases.iter().map(alias));
    names.map(|name| choice(name, &size, &info)).collect()
}

/// Each repository once, those of Docker Hub's library first.
fn repositories() -> Vec<Completion> {
    let mut all: Vec<Completion> = Vec::new();
    for record in records() {
        let name = repository_of(&record.reference);
        if all.last().is_none_or(|last| last.label != name) && !all.iter().any(|one| one.label == name) {
            all.push(choice(name, "image", "").inserting(format!("{name}:")).opening());
        }
    }
    all.sort_by_key(|one| one.label.contains('/'));
    all
}

/// The part of a reference before its tag.
fn repository_of(reference: &str) -> &str {
    let slash = reference.rfind('/').map_or(0, |at| at + 1);
    match reference.get(slash..).and_then(|last| last.find(':')) {
        Some(colon) => reference.get(..slash + colon).unwrap_or(reference),
        None => reference,
    }
}
