//! What could be written at a place.

mod cursor;
mod image;
mod package;
mod path;

use drydock_builder::BuildCache;

use super::reading::{Reading, with_text};
use super::{Completion, Completions, words};
use crate::Project;
use cursor::{Cursor, Place};

/// At most this many choices of one kind.
const MANY: usize = 200;

/// What could be written at `at` in `text`, the newest text of the Dockerfile of `project`; `None` for nothing. With
/// `asked` false only where a choice helps: not for every word, and not behind one that is complete.
pub fn complete(
    project: &Project,
    cache: &BuildCache,
    text: &str,
    at: u32,
    asked: bool,
) -> Option<Completions> {
    let project = with_text(project, text);
    let reading = Reading::new(&project, cache);
    let cursor = Cursor::read(text, at as usize, reading.tree.escape)?;
    let typed = cursor.span.of(text);
    if reading.tree.nodes.iter().flat_map(|node| &node.heredocs).any(|body| body.span.touches(at as usize)) {
        return None;
    }
    let mut items = matching(choices(&reading, &cursor), typed);
    let done = items.iter().any(|item| item.label == typed && !item.opens);
    let eager = cursor.opened || !typed.is_empty();
    if items.is_empty() || (!asked && (done || !eager)) {
        return None;
    }
    items.truncate(MANY);
    Some(Completions { span: cursor.span, items })
}

/// The choices that hold what is typed, those that begin with it first.
fn matching(items: Vec<Completion>, typed: &str) -> Vec<Completion> {
    let typed = typed.to_ascii_lowercase();
    let rank = |item: &Completion| item.label.to_ascii_lowercase().find(&typed).map(|at| at > 0);
    let mut ranked: Vec<(bool, Completion)> =
        items.into_iter().filter_map(|item| Some((rank(&item)?, item))).collect();
    ranked.sort_by_key(|(inside, _)| *inside);
    ranked.into_iter().map(|(_, item)| item).collect()
}

/// `1 file`, `2 files`.
pub(super) fn count(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// A choice that is its own label.
fn choice(label: impl Into<String>, detail: impl Into<String>, info: impl Into<String>) -> Completion {
    Completion { label: label.into(), detail: detail.into(), info: info.into(), ..Completion::default() }
}

impl Completion {
    /// The same with another text to write.
    fn inserting(mut self, text: impl Into<String>) -> Self {
        self.insert = Some(text.into());
        self
    }

    /// The same with more to choose behind it.
    fn opening(mut self) -> Self {
        self.opens = true;
        self
    }
}

fn choices(reading: &Reading<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    match &cursor.place {
        Place::Keyword => instructions(reading, cursor),
        Place::Directive => directives(),
        Place::Variable { brace } => variables(reading, cursor, *brace),
        Place::Flag => flags(cursor),
        Place::FlagValue { flag, typed } => flag_values(reading, cursor, flag, typed),
        Place::MountKey { mount } => mount_keys(mount),
        Place::MountValue { mount, key, typed } => mount_values(reading, cursor, mount, key, typed),
        Place::Word { index, typed } => operands(reading, cursor, *index, typed),
    }
}

/// Before the first FROM only ARG and FROM can stand.
fn instructions(reading: &Reading<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let started = reading.stage_at(cursor.span.start as usize).is_some() || cursor.trigger;
    let allowed = |name: &str| match name {
        "ARG" => true,
        "FROM" => !cursor.trigger,
        "MAINTAINER" | "ONBUILD" => started && !cursor.trigger,
        _ => started,
    };
    let typed = cursor.span.of(reading.text());
    let small = typed.starts_with(|c: char| c.is_ascii_lowercase());
    let known = words::INSTRUCTIONS.iter().filter(|(name, _)| allowed(name));
    let one = |(name, says): &(&str, &str)| {
        let usage = drydock_syntax::instruction::usage(name).unwrap_or_default();
        let label = if small { name.to_ascii_lowercase() } else { (*name).to_owned() };
        let detail = usage.strip_prefix(name).unwrap_or_default().trim();
        choice(&label, detail, *says).inserting(format!("{label} ")).opening()
    };
    known.map(one).collect()
}

fn directives() -> Vec<Completion> {
    let values = [("syntax", "docker/dockerfile:1"), ("escape", "`"), ("check", "error=true")];
    let one = |(name, value): (&str, &str)| {
        choice(name, "", words::meaning(words::DIRECTIVES, name).unwrap_or_default())
            .inserting(format!("{name}={value}"))
    };
    values.into_iter().map(one).collect()
}

fn variables(reading: &Reading<'_>, cursor: &Cursor<'_>, brace: bool) -> Vec<Completion> {
    let at = cursor.span.start as usize;
    let container = matches!(cursor.keyword.as_str(), "CMD" | "ENTRYPOINT" | "HEALTHCHECK");
    let usable = reading.variables(at).into_iter().filter(|one| !(container && one.arg));
    let one = |one: super::reading::Variable| {
        let info =
            words::meaning(words::PREDEFINED, &one.name).or(words::meaning(words::VARIABLES, &one.name));
        let mut shown: String = one.value.chars().take(32).collect();
        if shown.len() < one.value.len() {
            shown.push('…');
        }
        let close = if brace { "}" } else { "" };
        choice(&one.name, format!("= {shown}"), info.unwrap_or_default())
            .inserting(format!("{}{close}", one.name))
    };
    usable.map(one).collect()
}

fn flags(cursor: &Cursor<'_>) -> Vec<Completion> {
    let names = drydock_syntax::instruction::flag_names(&cursor.keyword);
    let one = |name: &str| {
        let flag = format!("--{name}");
        let says = words::meaning(words::FLAGS, &format!("{} {flag}", cursor.keyword)).unwrap_or_default();
        match name {
            "link" | "parents" | "keep-git-dir" => choice(&flag, "", says),
            _ => choice(&flag, "", says).inserting(format!("{flag}=")).opening(),
        }
    };
    names.into_iter().map(one).collect()
}

/// The words of a table.
fn table(entries: &[(&str, &str)]) -> Vec<Completion> {
    entries.iter().map(|(name, says)| choice(*name, "", *says)).collect()
}

fn flag_values(reading: &Reading<'_>, cursor: &Cursor<'_>, flag: &str, typed: &str) -> Vec<Completion> {
    match flag {
        "from" => sources(reading, cursor, typed),
        "platform" => platforms(),
        "mount" => Vec::new(),
        "network" => table(words::NETWORKS),
        "link" | "parents" | "keep-git-dir" | "unpack" => table(&[("true", ""), ("false", "")]),
        "chown" => users(reading, cursor),
        "chmod" => table(&[
            ("644", "Owner reads and writes, others read."),
            ("755", "The same, and everybody runs it or enters it."),
            ("600", "The owner alone reads and writes."),
            ("u=rwX,go=rX", "755 for directories and programs, 644 for the rest."),
        ]),
        "interval" | "timeout" | "start-period" | "start-interval" => {
            table(&[("5s", ""), ("30s", ""), ("1m", "")])
        }
        _ => Vec::new(),
    }
}

fn platforms() -> Vec<Completion> {
    let mut all = table(&[
        ("$BUILDPLATFORM", "The platform of the builder: for stages that make things for any platform."),
        ("$TARGETPLATFORM", "The platform that is built for; the same as no flag."),
    ]);
    all.extend(table(&[
        ("linux/amd64", ""),
        ("linux/arm64", ""),
        ("linux/arm/v7", ""),
        ("windows/amd64", ""),
    ]));
    all
}

/// Earlier stages and images, for `--from` and `from=`.
fn sources(reading: &Reading<'_>, cursor: &Cursor<'_>, typed: &str) -> Vec<Completion> {
    let mut all = stages(reading, cursor);
    all.extend(reading.project.options.contexts.keys().map(|name| choice(name, "named context", "")));
    all.extend(image::images(typed));
    all
}

/// The stages before this one, the nearest first.
fn stages(reading: &Reading<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let at = cursor.span.start as usize;
    let begun = reading.plan.stages.iter().take_while(|stage| (stage.span.start as usize) < at);
    // The FROM that is being written may be a stage of the plan already; COPY is in the last one that begun.
    let others = |stage: &&drydock_plan::Stage| match cursor.keyword.as_str() {
        "FROM" => !stage.span.touches(at),
        _ => Some(stage.index) != reading.stage_at(at),
    };
    let mut named: Vec<_> = begun.filter(others).filter(|stage| !stage.name.is_empty()).collect();
    named.reverse();
    let one = |stage: &drydock_plan::Stage| {
        choice(&stage.name, format!("stage, line {}", stage.lines.first), &stage.doc)
    };
    named.into_iter().map(one).collect()
}

fn mount_keys(mount: &str) -> Vec<Completion> {
    let kind = option(mount, "type").unwrap_or("bind");
    let names: &[&str] = match kind {
        "cache" => &["target", "id", "sharing", "from", "source", "readonly", "mode", "uid", "gid"],
        "secret" => &["id", "target", "env", "required", "mode", "uid", "gid"],
        "ssh" => &["id", "target", "required", "mode", "uid", "gid"],
        "tmpfs" => &["target", "size"],
        _ => &["target", "source", "from", "readwrite"],
    };
    let typed = option(mount, "type").is_none();
    let first = typed.then_some("type");
    let free = |name: &&str| option(mount, name).is_none();
    let one = |name: &str| {
        let says = words::meaning(words::MOUNT_OPTIONS, name).unwrap_or_default();
        match name {
            "readonly" | "readwrite" | "required" => choice(name, "", says),
            _ => choice(name, "", says).inserting(format!("{name}=")).opening(),
        }
    };
    first.into_iter().chain(names.iter().copied().filter(free)).map(one).collect()
}

/// The value of `key` in the options of a mount.
fn option<'t>(mount: &'t str, key: &str) -> Option<&'t str> {
    mount.split(',').find_map(|field| field.trim_matches('"').strip_prefix(key)?.strip_prefix('='))
}

fn mount_values(
    reading: &Reading<'_>,
    cursor: &Cursor<'_>,
    mount: &str,
    key: &str,
    typed: &str,
) -> Vec<Completion> {
    let key = words::meaning(words::MOUNT_ALIASES, key).unwrap_or(key);
    match key {
        "type" => {
            let all = table(words::MOUNTS).into_iter();
            all.map(|one| {
                let insert = if one.label == "ssh" { one.label.clone() } else { format!("{},", one.label) };
                one.inserting(insert).opening()
            })
            .collect()
        }
        "from" => sources(reading, cursor, typed),
        "sharing" => table(words::SHARING),
        "required" | "readonly" | "readwrite" => table(&[("true", ""), ("false", "")]),
        "source" => path::sources(reading, cursor, option(mount, "from"), typed),
        "target" if option(mount, "type") == Some("cache") => table(&[
            ("/root/.cache", "Where most tools of root keep their caches."),
            ("/root/.cache/pip", "pip."),
            ("/root/.npm", "npm."),
            ("/usr/local/share/.cache/yarn", "Yarn 1."),
            ("/var/cache/apt", "Packages that apt has fetched; with `sharing=locked`."),
            ("/var/lib/apt", "Package lists of apt; with `sharing=locked`."),
            ("/var/cache/apk", "apk."),
            ("/go/pkg/mod", "Modules of Go in the golang image."),
            ("/root/.cache/go-build", "What Go has compiled."),
            ("/usr/local/cargo/registry", "Crates in the rust image."),
            ("/root/.m2", "Maven."),
            ("/root/.gradle", "Gradle."),
        ]),
        "target" => path::inside(reading, cursor, typed),
        _ => Vec::new(),
    }
}

/// The words of instructions.
fn operands(reading: &Reading<'_>, cursor: &Cursor<'_>, index: usize, typed: &str) -> Vec<Completion> {
    match (cursor.keyword.as_str(), index) {
        ("FROM", 0) => {
            let mut all = stages(reading, cursor);
            all.extend(image::images(typed));
            if !typed.contains([':', '/']) {
                all.push(choice("scratch", "", "Nothing at all: no files, no shell."));
            }
            all
        }
        ("FROM", 1) => vec![
            choice("AS", "name", "Names the stage, for COPY --from, FROM and --target.").inserting("AS "),
        ],
        ("COPY" | "ADD", _) if cursor.json => Vec::new(),
        ("COPY" | "ADD", 0) => path::sources(reading, cursor, cursor.flag("from"), typed),
        ("COPY" | "ADD", _) => {
            let mut all = path::inside(reading, cursor, typed);
            all.extend(path::sources(reading, cursor, cursor.flag("from"), typed));
            all
        }
        ("RUN", _) => package::packages(reading, cursor, typed),
        ("ARG", _) => arguments(reading, cursor),
        ("ENV" | "LABEL", _) => Vec::new(),
        ("WORKDIR" | "VOLUME", _) => path::inside(reading, cursor, typed),
        ("USER", 0) => users(reading, cursor),
        ("STOPSIGNAL", 0) => table(words::SIGNALS),
        ("HEALTHCHECK", 0) => {
            let mut all = table(&[("NONE", "Switches off the check of the base image.")]);
            all.insert(
                0,
                choice("CMD", "command", "The check: exit code 0 is healthy, 1 is not.").inserting("CMD "),
            );
            all
        }
        ("SHELL", 0) => vec![
            choice(
                "[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
                "",
                "bash; a pipe fails when any of its commands does.",
            ),
            choice("[\"/bin/sh\", \"-c\"]", "", "The default."),
        ],
        _ => Vec::new(),
    }
}

/// What ARG can take over: what is predefined or set before the first FROM.
fn arguments(reading: &Reading<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    if reading.stage_at(cursor.span.start as usize).is_none() {
        return Vec::new();
    }
    let globals = reading.plan.meta_args.iter();
    let global = |arg: &drydock_plan::ArgInfo| {
        choice(
            &arg.name,
            format!("= {}", arg.value.as_deref().unwrap_or_default()),
            format!("Takes over the value of line {}.", arg.lines.first),
        )
    };
    let mut all: Vec<Completion> = globals.map(global).collect();
    all.extend(table(words::PREDEFINED));
    all
}

/// Users that are likely to be in the image.
fn users(reading: &Reading<'_>, cursor: &Cursor<'_>) -> Vec<Completion> {
    let files = reading.files_before(cursor.span.start as usize);
    let passwd = files
        .as_ref()
        .and_then(|files| files.get("/etc/passwd")?.as_file()?.content.as_text().map(str::to_owned));
    let system = |id: u32| id != 0 && !(1000..60000).contains(&id);
    let read = |line: &str| {
        let mut fields = line.split(':');
        let (name, id) = (fields.next()?.to_owned(), fields.nth(1)?.parse::<u32>().ok()?);
        Some((system(id), id, name))
    };
    let mut users: Vec<(bool, u32, String)> =
        passwd.iter().flat_map(|text| text.lines()).filter_map(read).collect();
    users.sort();
    users.into_iter().map(|(_, id, name)| choice(name, id.to_string(), "")).collect()
}
