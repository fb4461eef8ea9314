//! A tag that names no version.

use drydock_plan::Base;
use drydock_source::Severity;

use crate::finding::{Context, Found, Moment};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "MovingTag",
    severity: Severity::Info,
    description: "A tag without a version moves on to every new release",
    why: "`lts`, `alpine` or `stable` name whatever is newest of its kind. The same Dockerfile builds on another major version one day, without a change on your side.",
    help: "Name a version, as far as you want it fixed: `node:22-alpine`, `nginx:1.28`.",
    url: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    bad: r#"FROM nginx:alpine
COPY index.html /usr/share/nginx/html/
"#,
    good: r#"FROM nginx:1.28-alpine
COPY index.html /usr/share/nginx/html/
"#,
    files: &[("index.html", "<p>hello\n")],
    check,
    ..Rule::USUAL
};

/// Names of releases, which do not move on to another one.
const RELEASES: [&str; 12] = [
    "bookworm", "trixie", "bullseye", "buster", "forky", "jammy", "noble", "focal", "bionic", "resolute",
    "questing", "sid",
];
/// Images whose tags name releases by their names.
const BY_RELEASE: [&str; 3] = ["debian", "ubuntu", "buildpack-deps"];

fn check(context: &mut Context<'_>) {
    let plan = context.plan;
    for (stage, read) in plan.stages.iter().zip(&context.file.stages) {
        let written = read.base.text.as_str();
        if matches!(stage.base, Base::Stage(_) | Base::Scratch)
            || written.contains(['$', '@'])
            || written.contains("distroless")
        {
            continue;
        }
        let name = written.rsplit('/').next().unwrap_or(written);
        let Some((image, tag)) = name.split_once(':') else { continue };
        let release = BY_RELEASE.contains(&image) && tag.split('-').any(|part| RELEASES.contains(&part));
        // Of `latest` hadolint's rule speaks.
        if tag == "latest" || tag.contains(|c: char| c.is_ascii_digit()) || release {
            continue;
        }
        let message = format!("`{tag}` is whatever is newest of `{image}` on the day of the build");
        context.add(Found::new(Moment::Stages, read.base.span, read.lines, message).under(&read.comments));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "MovingTag";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM ‹node:lts-slim› AS a\nFROM ‹registry.example.com:5000/x/nginx:alpine›\n");
        allows(
            RULE,
            "FROM node:22 AS a\nFROM a\nFROM debian:bookworm-slim\nFROM x@sha256:0123\nFROM y:latest\nFROM scratch\nFROM z\n",
        );
    }
}
