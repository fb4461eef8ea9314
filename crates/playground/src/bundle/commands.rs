//! The file of commands: how the project is built and run, as a shell script that is read back.

use drydock_builder::Context;
use drydock_runtime::{join_words, split_words};

use super::{Entry, EntryKind};
use crate::Project;

/// The line that tells our script from others.
const MARK: &str = "# How Drydock built and ran this; opened in Drydock, these two commands are read back.";
/// Begins a line that describes an image which no registry of ours knows.
const IMAGE: &str = "# image ";
const NAME: &str = "drydock.sh";
/// The tag that the script gives the image.
const TAG: &str = "drydock-image";

/// A name for the script that no file of `context` has.
pub(super) fn free_name(context: &Context) -> String {
    let names = std::iter::once(NAME.to_owned()).chain((1u32..).map(|number| format!("drydock-{number}.sh")));
    names.into_iter().find(|name| context.get(name).is_none()).unwrap_or_default()
}

/// True for a script that [`write`] made.
pub(super) fn is_ours(entry: &Entry) -> bool {
    let named = entry.path.starts_with("drydock") && entry.path.ends_with(".sh");
    let EntryKind::File(text) = &entry.kind else { return false };
    named && text.split(|b| *b == b'\n').any(|line| line == MARK.as_bytes())
}

/// The script for `project`.
pub(super) fn write(project: &Project) -> String {
    let words = build_words(project);
    let build = join_words(words.iter().map(String::as_str));
    let typed = project.run.split_whitespace().collect::<Vec<_>>().join(" ");
    let run = match typed.as_str() {
        "" => format!("# docker run --rm {TAG}"),
        typed => format!("docker run {typed}"),
    };
    let images =
        project.images.iter().map(|(name, text)| format!("{IMAGE}{}\n", join_words([name.as_str(), text])));
    format!("#!/bin/sh\n{MARK}\n{}{build}\n{run}\n", images.collect::<String>())
}

fn build_words(project: &Project) -> Vec<String> {
    let options = &project.options;
    let mut words: Vec<String> = vec!["docker".into(), "build".into()];
    let mut flag = |name: &str, value: &str| words.extend([format!("--{name}"), value.to_owned()]);
    if !options.target.is_empty() {
        flag("target", &options.target);
    }
    if !options.platform.is_empty() {
        flag("platform", &options.platform);
    }
    options.build_args.iter().for_each(|(name, value)| flag("build-arg", &format!("{name}={value}")));
    options.labels.iter().for_each(|(name, value)| flag("label", &format!("{name}={value}")));
    options.contexts.iter().for_each(|(name, value)| flag("build-context", &format!("{name}={value}")));
    options.no_cache_filter.iter().for_each(|stage| flag("no-cache-filter", stage));
    flag("file", &project.dockerfile_path);
    flag("tag", TAG);
    words.extend(options.no_cache.then(|| "--no-cache".to_owned()));
    words.extend(options.pull.then(|| "--pull".to_owned()));
    words.push(".".into());
    words
}

/// Gives `project` the options that the script names.
pub(super) fn read(text: &str, project: &mut Project) {
    for line in text.lines() {
        if let Some(run) = line.strip_prefix("docker run ") {
            project.run = run.to_owned();
        } else if let Some(arguments) = line.strip_prefix("docker build ") {
            read_build_arguments(arguments, project);
        } else if let Some(image) = line.strip_prefix(IMAGE) {
            let mut words = split_words(image).unwrap_or_default().into_iter();
            project.images.extend(words.next().zip(words.next()));
        }
    }
}

/// Gives `project` the options that arguments of `docker build` name.
pub(crate) fn read_build_arguments(arguments: &str, project: &mut Project) {
    let mut words = split_words(arguments).unwrap_or_default().into_iter();
    while let Some(word) = words.next() {
        option(&word, &mut words, project);
    }
}

fn option(word: &str, rest: &mut impl Iterator<Item = String>, project: &mut Project) {
    let options = &mut project.options;
    match word {
        "--no-cache" => options.no_cache = true,
        "--pull" => options.pull = true,
        flag if flag.starts_with("--") => {
            let Some(value) = rest.next() else { return };
            let pair = || {
                let (name, value) = value.split_once('=').unwrap_or((&value, ""));
                (name.to_owned(), value.to_owned())
            };
            match flag {
                "--target" => options.target = value,
                "--platform" => options.platform = value,
                "--build-arg" => options.build_args.push(pair()),
                "--label" => options.labels.extend([pair()]),
                "--build-context" => options.contexts.extend([pair()]),
                "--no-cache-filter" => options.no_cache_filter.push(value),
                "--file" => project.dockerfile_path = value,
                _ => {}
            }
        }
        _ => {}
    }
}
