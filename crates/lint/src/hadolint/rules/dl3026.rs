//! An image from elsewhere.

use std::collections::HashSet;

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Copy, Image, Kind};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3026",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "An image comes from a registry that is not trusted",
    why: "The configuration lists registries that images may come from (`trustedRegistries`), and this is none of them.",
    help: "Take the image from one of them, or add its registry to the list.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3026",
    bad: "FROM quay.example/tools:1
",
    good: "FROM docker.io/library/debian:12
",
    files: &[(
        ".hadolint.yaml",
        "trustedRegistries: [docker.io]
",
    )],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let trusted = &pass.config.trusted_registries;
    if trusted.is_empty() {
        return;
    }
    let mut names = HashSet::new();
    for step in pass.steps() {
        let foreign = |image: &Image| !names.contains(&image.name) && !is_trusted(image, trusted);
        let hit = match &step.kind {
            Kind::From(from) => {
                let hit = foreign(&from.image)
                    .then(|| not_trusted(&from.reference.text).at(from.reference.whole()));
                names.extend(from.alias.as_ref().map(|alias| alias.text.clone()));
                hit
            }
            Kind::Copy(Copy { from: Some(from), .. }) => {
                foreign(&image(&from.text)).then(|| not_trusted(&from.text).at(from.whole()))
            }
            Kind::Run(run) => {
                let images = run.flags.mounts.iter().filter(|mount| matches!(mount.kind, "bind" | "cache"));
                let mut images = images.filter_map(|mount| mount.options.get("from"));
                images.find(|name| foreign(&image(name))).map(|name| not_trusted(name))
            }
            _ => None,
        };
        if let Some(hit) = hit {
            pass.add(step, hit);
        }
    }
}

fn not_trusted(image: &str) -> Hit {
    Hit::new(format!("`{image}` comes from none of the trusted registries"))
}

/// The image that `--from` names: its registry is what stands before a slash and holds a dot.
fn image(text: &str) -> Image {
    match text.split_once('/') {
        Some((registry, name)) if registry.contains('.') => {
            let name = name.strip_suffix('/').unwrap_or(name);
            Image { registry: Some(registry.to_owned()), name: name.to_owned() }
        }
        _ => Image { registry: None, name: text.to_owned() },
    }
}

fn is_trusted(image: &Image, trusted: &[String]) -> bool {
    let listed = |registry: &str| trusted.iter().any(|pattern| matches(pattern, registry));
    match &image.registry {
        Some(registry) => listed(registry),
        None => image.name == "scratch" || listed("docker.io") || listed("hub.docker.com"),
    }
}

/// `*`, `*suffix`, `prefix*` or the registry itself.
fn matches(pattern: &str, registry: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(suffix), _) => registry.ends_with(suffix),
        (None, Some(prefix)) => registry.starts_with(prefix),
        (None, None) => registry == pattern,
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3026";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM ‹quay.example/x:1› AS b\nFROM b\nCOPY --from=‹quay.example/x:1› /a /a\nCOPY --from=0 /a /a\n",
        );
        catches(RULE, "FROM debian:12\n‹RUN --mount=type=bind,from=quay.example/x:1,target=/m ls›\n");
        allows(
            RULE,
            &[
                "FROM debian:12\n",
                "FROM docker.io/library/debian:12\n",
                "FROM a.corp.example/x:1\n",
                "FROM scratch\n",
            ],
        );
    }
}
