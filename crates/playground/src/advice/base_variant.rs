//! A smaller variant of the same base image: `-slim`, `-alpine`.

use drydock_catalog::{Match, Reference, find_image};
use drydock_source::{Edit, Fix};

use super::{Asked, Proposal};
use crate::evaluate::chain;

/// A kind of variant, how its tag is made of another, and what it means.
struct Variant {
    name: &'static str,
    tags: fn(&str) -> Vec<String>,
    why: &'static str,
    caution: &'static str,
}

const VARIANTS: [Variant; 2] = [
    Variant {
        name: "slim-base",
        tags: slim,
        why: "The slim variant has the same release without compilers, headers and tools that a running program does not need.",
        caution: "What it lacks, such as curl, git or a compiler, has to be installed where it is needed.",
    },
    Variant {
        name: "alpine-base",
        tags: alpine,
        why: "Alpine's packages are small, and its C library is musl.",
        caution: "Programs and packages built for glibc do not run on musl: test the image.",
    },
];

fn slim(tag: &str) -> Vec<String> {
    if tag.contains("slim") || tag.contains("alpine") {
        return Vec::new();
    }
    let mut tags = vec![if tag == "latest" { "slim".into() } else { format!("{tag}-slim") }];
    if let Some((version, release)) = tag.rsplit_once('-') {
        tags.push(format!("{version}-slim-{release}"));
    }
    tags
}

fn alpine(tag: &str) -> Vec<String> {
    if tag.contains("alpine") {
        return Vec::new();
    }
    let version = tag.split('-').next().unwrap_or(tag);
    vec![if tag == "latest" { "alpine".into() } else { format!("{version}-alpine") }]
}

pub(super) fn propose(asked: &Asked<'_>) -> Vec<Proposal> {
    VARIANTS.iter().filter_map(|variant| proposal(asked, variant)).collect()
}

fn proposal(asked: &Asked<'_>, variant: &Variant) -> Option<Proposal> {
    let stage = *chain(asked.parts).last()?;
    let written = &asked.parts.file.stages.get(stage.index)?.base;
    // Only a name that stands there as it is can be changed where it stands.
    if written.text.contains(['$', '@']) || written.span.of(&asked.project.dockerfile) != written.text {
        return None;
    }
    let smaller = smaller(&written.text, variant)?;
    let edit = Edit { span: written.span, text: smaller.clone() };
    let title = format!("Build on {smaller}");
    Some(Proposal {
        name: variant.name.into(),
        title: title.clone(),
        why: variant.why.into(),
        caution: variant.caution,
        line: stage.lines.first,
        fix: Fix { title, edits: vec![edit], appended: Vec::new(), safe: false },
    })
}

/// The name of the variant of `image` that the catalogue knows.
pub(super) fn slim_of(image: &str) -> Option<String> {
    smaller(image, &VARIANTS[0])
}

fn smaller(image: &str, variant: &Variant) -> Option<String> {
    let reference = Reference::parse(image).ok()?;
    let tag = reference.tag.as_deref().unwrap_or("latest");
    let name = image.strip_suffix(tag).and_then(|name| name.strip_suffix(':')).unwrap_or(image);
    (variant.tags)(tag).into_iter().map(|tag| format!("{name}:{tag}")).find(|candidate| {
        let known = Reference::parse(candidate).ok().and_then(|reference| find_image(&reference));
        known.is_some_and(|(_, how)| how == Match::Tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_those_the_catalogue_knows() {
        let cases = [
            ("python:3.12", Some("python:3.12-slim"), Some("python:3.12-alpine")),
            ("node:22", Some("node:22-slim"), Some("node:22-alpine")),
            ("python", Some("python:slim"), Some("python:alpine")),
            ("python:3.12-slim", None, Some("python:3.12-alpine")),
            ("node:22-alpine", None, None),
            ("golang:1.25", None, Some("golang:1.25-alpine")),
            ("quay.io/team/app:1", None, None),
        ];
        for (image, slim, alpine) in cases {
            assert_eq!(smaller(image, &VARIANTS[0]).as_deref(), slim, "{image}");
            assert_eq!(smaller(image, &VARIANTS[1]).as_deref(), alpine, "{image}");
        }
    }
}
