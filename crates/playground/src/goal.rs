//! Goals of an exercise: what its author wants to see of a project, each a question with the wanted answer, as
//! `under: 100MB`. docs/embedding.md lists them. What is no goal of its own here is asked in the words of the gallery
//! (`lacks: /app/node_modules`).

use drydock_builder::progress::human_size;
use drydock_builder::statement::size;
use drydock_builder::{BuildCache, Content, ContextFile, ContextFileKind, Digest};
use drydock_runtime::{Form, form_of};
use serde::{Deserialize, Serialize};

use crate::gallery::{Seen, knows, words};
use crate::{Config, Evaluation, Project, Step, Verdict, build, evaluate};

/// At most this many goals are looked at.
pub const MAX_GOALS: usize = 24;

/// A goal and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// As its author wrote it.
    pub goal: String,
    /// It in a sentence; words between backticks are code.
    pub words: String,
    /// True when it is met; `None` when nobody can say, and for what is no goal.
    pub met: Option<bool>,
    /// How things are, in a few words; may be empty.
    pub now: String,
}

/// How a goal stands, and how things are.
type Found = (Option<bool>, String);

/// How the goals stand in `project`, whose next build `cache` goes into. At most [`MAX_GOALS`].
pub fn goals(project: &Project, cache: &BuildCache, asked: &[String]) -> Vec<Goal> {
    let seen = Seen::new(project, cache);
    let asked = asked.iter().take(MAX_GOALS);
    asked.map(|goal| look(goal, project, cache, &seen)).collect()
}

fn look(goal: &str, project: &Project, cache: &BuildCache, seen: &Seen) -> Goal {
    let (key, wanted) = goal.split_once(':').unwrap_or((goal, ""));
    let (key, wanted) = (key.trim(), wanted.trim());
    let evaluation = seen.evaluation();
    let of_image = |check: fn(&Config) -> bool| match image_config(evaluation) {
        Ok(config) => (Some(check(config)), String::new()),
        Err(now) => (Some(false), now),
    };
    let (sentence, (met, now)) = match key.split_once(' ').unwrap_or((key, "")) {
        ("builds", "") => ("The image builds".to_owned(), builds(evaluation)),
        ("starts", "") => ("The container starts".to_owned(), starts(evaluation)),
        ("not", "root") => {
            ("The container does not run as root".to_owned(), of_image(|config| !is_root(&config.user)))
        }
        ("under", "") => (format!("The image is smaller than {wanted}"), under(evaluation, wanted)),
        ("exec", "CMD") => {
            ("CMD is in exec form".to_owned(), of_image(|config| is_exec(config.cmd.as_deref(), config)))
        }
        ("exec", "ENTRYPOINT") => (
            "ENTRYPOINT is in exec form".to_owned(),
            of_image(|config| is_exec(config.entrypoint.as_deref(), config)),
        ),
        ("no", "findings") => ("There is no finding".to_owned(), no_findings(evaluation)),
        ("keeps", path) if !path.is_empty() => (
            format!("An edit of `{path}` leaves `{wanted}` in the cache"),
            keeps(project, cache, path, wanted),
        ),
        _ => (words(key, wanted), in_words_of_the_gallery(seen, key, wanted)),
    };
    Goal { goal: goal.to_owned(), words: sentence, met, now }
}

fn in_words_of_the_gallery(seen: &Seen, key: &str, wanted: &str) -> Found {
    if wanted.is_empty() || !knows(key) {
        return (None, "this version knows no such goal".to_owned());
    }
    let answer = seen.answer(key, wanted);
    let met = answer.as_deref() == Some(wanted);
    // What a question of yes or no answers says nothing that the mark does not.
    let now = answer.filter(|answer| !met && *answer != format!("not {wanted}")).unwrap_or_default();
    (Some(met), now.lines().next().unwrap_or_default().chars().take(120).collect())
}

fn builds(evaluation: &Evaluation) -> Found {
    match &evaluation.error {
        Some(error) => (Some(false), first_line(error)),
        None => (Some(evaluation.image.is_some()), String::new()),
    }
}

fn starts(evaluation: &Evaluation) -> Found {
    match &evaluation.container {
        Some(container) => match &container.error {
            Some(error) => (Some(false), first_line(error)),
            None => (Some(true), String::new()),
        },
        None => (Some(false), "the build fails".to_owned()),
    }
}

fn no_findings(evaluation: &Evaluation) -> Found {
    let codes: Vec<_> = evaluation.diagnostics.iter().map(|found| &*found.code).collect();
    (Some(codes.is_empty()), codes.join(", "))
}

/// Met when the likely size is below the bound; nobody can say where a size has no upper end.
fn under(evaluation: &Evaluation, wanted: &str) -> Found {
    let Some(bound) = size(&wanted.replace(' ', "")) else {
        return (None, "not a size such as `100MB`".to_owned());
    };
    let Some(image) = evaluation.totals.image.as_ref().filter(|_| evaluation.error.is_none()) else {
        return (Some(false), "the build fails".to_owned());
    };
    let met = match image.high {
        None if image.low < bound.likely => None,
        _ => Some(image.likely < bound.likely),
    };
    let about = if image.is_exact() { "" } else { "about " };
    (met, format!("{about}{}", human_size(image.likely)))
}

/// Builds, edits the file, and looks whether the next build still takes the steps from the cache.
fn keeps(project: &Project, cache: &BuildCache, path: &str, wanted: &str) -> Found {
    let Some(edited) = edited(project, path) else {
        return (Some(false), format!("there is no file `{path}`"));
    };
    let built = build(project, &cache.pruned());
    let next = evaluate(&edited, &built);
    if next.error.is_some() {
        return (Some(false), "the build fails".to_owned());
    }
    let stages = next.stages.iter().filter(|stage| stage.reachable);
    let steps: Vec<&Step> = stages
        .flat_map(|stage| &stage.steps)
        .filter(|step| step.verdict != Verdict::None && step.text.contains(wanted))
        .collect();
    if steps.is_empty() {
        return (Some(false), format!("no step has `{wanted}`"));
    }
    match steps.iter().find(|step| step.verdict != Verdict::Cached) {
        Some(step) => {
            let reason = step.reasons.first().map_or("", |reason| &reason.message);
            (Some(false), format!("line {} runs again: {reason}", step.lines.0))
        }
        None => (Some(true), String::new()),
    }
}

/// The project with another content in a file of the context.
fn edited(project: &Project, path: &str) -> Option<Project> {
    let before = project.context.get(path)?;
    let content = match before.as_text() {
        Some(text) => ContextFile::text(&format!("{text}\n")),
        None if matches!(before.kind, ContextFileKind::File(_)) => {
            ContextFile::new(Content::known(before.len().saturating_add(1), Digest::of(path.as_bytes())))
        }
        None => return None,
    };
    let mut project = project.clone();
    // The path is one that the context has.
    project.context.set(path, content.with_mode(before.mode)).ok()?;
    Some(project)
}

fn image_config(evaluation: &Evaluation) -> Result<&Config, String> {
    let built = evaluation.image.as_ref().filter(|_| evaluation.error.is_none());
    built.map(|image| &image.config).ok_or_else(|| "the build fails".to_owned())
}

/// `USER` as it stands in the config; without one it is root.
fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or_default();
    matches!(name, "" | "root") || name.parse() == Ok(0)
}

fn is_exec(command: Option<&[String]>, config: &Config) -> bool {
    let usual = ["/bin/sh".to_owned(), "-c".to_owned()];
    let shell = if config.shell.is_empty() { &usual[..] } else { &config.shell };
    command.is_some_and(|words| form_of(words, shell) == Form::Exec)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
