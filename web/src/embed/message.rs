//! What a page and the playground in it say to each other; docs/embedding.md tells it to those who write such pages.

use std::collections::BTreeMap;

use drydock_builder::ContextFile;
use drydock_playground::{Evaluation, Goal, Project};
use drydock_source::Severity;
use serde::{Deserialize, Serialize};

use super::options::Asked;
use crate::state::State;
use crate::store;

/// The version of the messages.
pub const VERSION: u32 = 1;

/// The envelope of every message; what has none is not for us.
#[derive(Deserialize)]
pub struct Envelope {
    /// The version.
    pub drydock: u32,
}

/// What the page says.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Incoming {
    /// Open this.
    Set {
        /// A project.
        project: Option<Short>,
        /// An address, or its part behind `#`.
        link: Option<String>,
    },
    /// Say what is worked on.
    Get {
        /// Comes back with the answer.
        id: Option<Id>,
    },
    /// Take these colours.
    Theme {
        /// `auto`, `light` or `dark`.
        theme: String,
    },
    /// Go to a line.
    Step {
        /// From 1.
        line: u32,
    },
    /// Take back every change.
    Reset,
}

/// What tells one question from another.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Id {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// A project in short.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", default)]
pub struct Short {
    /// Text of the Dockerfile.
    pub dockerfile: String,
    /// Texts of context files by path.
    pub files: BTreeMap<String, String>,
    /// `--target`.
    pub target: String,
    /// `--build-arg`.
    pub build_args: BTreeMap<String, String>,
    /// Arguments of `docker run`.
    pub run: String,
}

impl Short {
    /// The whole project.
    ///
    /// # Errors
    /// Names the file that cannot be.
    pub fn into_project(self) -> Result<Project, String> {
        let mut project = Project { dockerfile: self.dockerfile, run: self.run, ..Project::default() };
        project.options.target = self.target;
        project.options.build_args = self.build_args.into_iter().collect();
        for (path, text) in self.files {
            let set = project.context.set(&path, ContextFile::text(&text));
            set.map_err(|error| format!("{path}: {error}"))?;
        }
        Ok(project)
    }
}

/// What the playground says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Outgoing {
    /// It can be asked.
    Ready {
        /// What a reader may do.
        mode: &'static str,
    },
    /// It would like to be that high, in CSS pixels.
    Resize {
        /// CSS pixels.
        height: f64,
    },
    /// What is worked on.
    State {
        /// That of the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        /// Text of the Dockerfile.
        dockerfile: String,
        /// Texts of context files by path.
        files: BTreeMap<String, String>,
        /// Fragment of its link, or empty.
        link: String,
        /// True when it was changed.
        edited: bool,
    },
    /// What its evaluation says.
    Result(Summary),
    /// How the goals of an exercise stand.
    Progress(Progress),
    /// What could not be done.
    Error {
        /// Why.
        message: String,
    },
}

impl Outgoing {
    /// What is worked on, as the answer to a question where `id` is one.
    pub fn state(state: &State, id: Option<Id>) -> Self {
        let text = |(path, file): (String, ContextFile)| Some((path, file.as_text()?.to_owned()));
        Self::State {
            id,
            dockerfile: state.project.dockerfile.clone(),
            files: state.project.context.files().filter_map(text).collect(),
            link: store::fragment(state).unwrap_or_default(),
            edited: *state.opened != *state.project,
        }
    }
}

/// An evaluation in short.
#[derive(Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The error that the build stops at.
    error: Option<String>,
    errors: usize,
    warnings: usize,
    codes: Vec<String>,
    stages: Vec<String>,
    runs: usize,
    steps: usize,
    /// Likely bytes of the image.
    size: Option<u64>,
}

impl Summary {
    /// What of an evaluation a page is told.
    pub fn of(evaluation: &Evaluation) -> Self {
        let errors = evaluation.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        Self {
            error: evaluation.error.clone(),
            errors,
            warnings: evaluation.diagnostics.len() - errors,
            codes: evaluation.diagnostics.iter().map(|found| found.code.to_string()).collect(),
            stages: evaluation.stages.iter().map(|stage| stage.label.clone()).collect(),
            runs: evaluation.totals.runs,
            steps: evaluation.totals.steps,
            size: evaluation.totals.image.as_ref().map(|size| size.likely),
        }
    }
}

/// How the goals of an exercise stand.
#[derive(Debug, PartialEq, Serialize)]
pub struct Progress {
    goals: Vec<GoalState>,
    /// How many are met.
    met: usize,
    total: usize,
}

#[derive(Debug, PartialEq, Serialize)]
struct GoalState {
    /// As the page wrote it.
    goal: String,
    /// What the reader is told of it.
    label: String,
    /// `None` when nobody can say.
    met: Option<bool>,
    now: String,
}

impl Progress {
    /// What `found` says of what was `asked`.
    pub fn of(asked: &[Asked], found: &[Goal]) -> Self {
        let state = |(asked, found): (&Asked, &Goal)| GoalState {
            goal: asked.goal.clone(),
            label: if asked.label.is_empty() { found.words.clone() } else { asked.label.clone() },
            met: found.met,
            now: found.now.clone(),
        };
        let met = found.iter().filter(|goal| goal.met == Some(true)).count();
        Self { goals: asked.iter().zip(found).map(state).collect(), met, total: asked.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_project_becomes_a_whole_one() {
        let files = BTreeMap::from([("a/b".to_owned(), "1".to_owned())]);
        let short = Short { dockerfile: "FROM a\n".into(), files, target: "x".into(), ..Short::default() };
        let project = short.into_project().unwrap();
        assert_eq!((project.options.target.as_str(), project.context.text("a/b")), ("x", Some("1")));
        let files = BTreeMap::from([("a".to_owned(), String::new()), ("a/b".to_owned(), String::new())]);
        assert!(Short { files, ..Short::default() }.into_project().is_err());
    }

    #[test]
    fn an_evaluation_is_told_in_short() {
        let summary = Summary::of(&Evaluation::default());
        assert_eq!((summary.error, summary.errors, summary.size), (None, 0, None));
    }
}
