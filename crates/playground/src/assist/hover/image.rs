//! Image references, stages and platforms.

use drydock_builder::progress::human_size;
use drydock_catalog::{Confidence, ImageRecord, Match, Reference, find_image};
use drydock_plan::Base;
use drydock_source::Span;
use drydock_syntax::{Node, upper};

use super::{Hover, json, plain};
use crate::assist::reading::Reading;

/// What a FROM stands on, by the word at `span`.
pub(super) fn base(reading: &Reading<'_>, node: &Node, span: Span) -> Hover {
    let stage = reading.plan.stages.iter().find(|stage| stage.span == node.span);
    let written = span.of(reading.text());
    match stage.map(|stage| (&stage.base, stage.base_name.as_str())) {
        Some((Base::Scratch, _)) => plain(
            span,
            "scratch",
            "Nothing at all: no files, no shell, no user but root. For programs that need none of it.",
        ),
        Some((Base::Stage(index), _)) => self::stage(reading, *index, span),
        Some((_, name)) => image(span, name),
        None => image(span, written),
    }
}

/// What `--from` or `from=` names, by the value at `span`.
pub(super) fn source(reading: &Reading<'_>, node: &Node, span: Span) -> Hover {
    let name = span.of(reading.text()).trim_matches('"');
    let here = reading.stage_at(node.span.start as usize).unwrap_or(0);
    match reading.stage_named(name, here) {
        Some(index) => stage(reading, index, span),
        None if reading.project.options.contexts.contains_key(name) => {
            plain(span, name, "A named context, given with --build-context.")
        }
        None => image(span, name),
    }
}

/// The value of `--platform`.
pub(super) fn platform(reading: &Reading<'_>, node: &Node, span: Span) -> Hover {
    let stage = reading.plan.stages.iter().find(|stage| stage.span == node.span);
    let resolved = stage.map(|stage| stage.platform.to_string()).unwrap_or_default();
    plain(span, span.of(reading.text()), "Operating system, processor and, where there is one, its variant.")
        .fact("here", resolved)
}

fn stage(reading: &Reading<'_>, index: usize, span: Span) -> Hover {
    let written = span.of(reading.text());
    let Some(stage) = reading.plan.stages.get(index) else { return plain(span, written, "A stage.") };
    let mut hover = plain(span, written, format!("The stage that begins in line {}.", stage.lines.first));
    hover = hover.say(&stage.doc).fact("stands on", &stage.base_name);
    match reading.plan.stages.get(index).map(|stage| stage.steps.len()) {
        Some(1) => hover.fact("instructions", "1"),
        Some(count) => hover.fact("instructions", count.to_string()),
        None => hover,
    }
}

/// What the catalogue knows of the image `name`.
fn image(span: Span, name: &str) -> Hover {
    let reference = match Reference::parse(name) {
        Ok(reference) => reference,
        Err(error) => return plain(span, name, format!("No image can have this name: {error}.")),
    };
    let Some((record, how)) = find_image(&reference) else {
        return plain(
            span,
            name,
            "An image that the catalogue does not know, so its size and its files are unknown here.",
        );
    };
    facts(plain(span, name, introduction(&record, &how)), &record, &how).say(&record.note)
}

fn introduction(record: &ImageRecord, how: &Match) -> String {
    let is = format!("`{}` in the catalogue", record.reference);
    match how {
        Match::Tag => format!("{is}, as it was on {}.", date(record)),
        Match::Digest => format!("{is}, by its digest."),
        Match::OtherDigest => {
            format!("{is}; the digest is of another build of that tag, so figures are near, not exact.")
        }
        Match::Sibling { near: true } => format!(
            "This tag is not in the catalogue; the figures are of its near relative `{}`.",
            record.reference
        ),
        Match::Sibling { near: false } => format!(
            "This tag is not in the catalogue; the figures are of `{}` and may be far off.",
            record.reference
        ),
    }
}

fn date(record: &ImageRecord) -> &str {
    if record.created.is_empty() { "the day of the catalogue" } else { &record.created }
}

fn facts(hover: Hover, record: &ImageRecord, how: &Match) -> Hover {
    let exact = matches!(how, Match::Tag | Match::Digest) && record.confidence != Confidence::Approximate;
    let about = |bytes: u64| format!("{}{}", if exact { "" } else { "≈ " }, human_size(bytes));
    let list = |words: &Option<Vec<String>>| words.as_ref().map(|words| json(words)).unwrap_or_default();
    let user = match record.user.as_str() {
        "" | "0" | "root" => "root",
        user => user,
    };
    hover
        .fact("on disk", about(record.bytes))
        .fact("to pull", about(record.compressed()))
        .fact("system", format!("{}{}", record.os, libc(&record.libc)))
        .fact("packages", if record.package_manager == "none" { "" } else { &record.package_manager })
        .fact("shell", if record.has_shell { "" } else { "none: RUN and the shell form need one" })
        .fact("user", user)
        .fact("directory", &record.workdir)
        .fact("ENTRYPOINT", list(&record.entrypoint))
        .fact("CMD", list(&record.cmd))
        .fact("ports", record.exposed.join(", "))
}

fn libc(libc: &str) -> String {
    if matches!(libc, "none" | "") { String::new() } else { format!(", {libc}") }
}

/// The name behind AS, by the word at `span`.
pub(super) fn name(reading: &Reading<'_>, node: &Node, span: Span) -> Hover {
    let index = reading.plan.stages.iter().position(|stage| stage.span == node.span);
    let users = index.map(|index| users(reading, index)).unwrap_or_default();
    let says = "The name of this stage, for COPY --from, FROM and --target.";
    let used = if users.is_empty() { "nowhere in this file".into() } else { users.join(", ") };
    plain(span, format!("AS {}", span.of(reading.text())), says).fact("used by", used)
}

/// The lines that use a stage, in words.
fn users(reading: &Reading<'_>, index: usize) -> Vec<String> {
    let stages = &reading.plan.stages;
    let from = |stage: &drydock_plan::Stage| match stage.base {
        Base::Stage(base) if base == index => Some((stage.lines.first, "FROM".to_owned())),
        _ => None,
    };
    let mut users: Vec<(u32, String)> = stages.iter().filter_map(from).collect();
    for stage in stages {
        for needs in stage.dependencies.iter().filter(|needs| needs.stage == Some(index)) {
            let step = stage.steps.get(needs.step);
            users.extend(step.map(|step| (step.lines.first, upper(step.keyword))));
        }
    }
    users.sort();
    users.dedup();
    users.into_iter().map(|(line, keyword)| format!("{keyword} in line {line}")).collect()
}
