mod claim;

use serde::{Deserialize, Serialize};

pub use claim::{Claim, Claims, Seen, Stands, claims};
pub(crate) use claim::{knows, words};

use crate::bundle::read_build_arguments;
use crate::{Patch, Project};

/// Something that many believe and that is otherwise, as a project that shows it; from `static/gallery`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misconception {
    /// Name in links: that of its folder.
    pub name: &'static str,
    /// Its number in the list that all are taken from, by subject.
    pub number: u32,
    /// Title in the menu.
    pub title: &'static str,
    /// What many believe.
    pub belief: &'static str,
    /// What is true.
    pub truth: &'static str,
    /// The panel that shows it, or empty.
    pub panel: &'static str,
    /// Arguments of `docker run`.
    pub run: &'static str,
    /// Arguments of `docker build`, or empty.
    pub build: &'static str,
    /// What is done after the first build, or empty.
    pub change: &'static str,
    /// More arguments of `docker build` with the change, or empty.
    pub rebuild: &'static str,
    /// A path of the context that becomes executable with the change, or empty.
    pub executable: &'static str,
    /// A path of the context that gets a newer time with the change, or empty.
    pub touched: &'static str,
    /// Paths and texts, the Dockerfile among them.
    pub before: &'static [(&'static str, &'static str)],
    /// Paths and texts that take the place of others with the change.
    pub after: &'static [(&'static str, &'static str)],
    /// What the evaluation says before the change: what is asked, and the answer.
    pub says_before: &'static [(&'static str, &'static str)],
    /// What it says after it, with the build before in the cache.
    pub says_after: &'static [(&'static str, &'static str)],
}

const GALLERY: &[Misconception] = include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// All misconceptions, in the order of the menu.
pub fn gallery() -> &'static [Misconception] {
    GALLERY
}

impl Misconception {
    /// The misconception called `name`.
    pub fn find(name: &str) -> Option<&'static Misconception> {
        GALLERY.iter().find(|entry| entry.name == name)
    }

    /// The project as it stands first.
    pub fn project(&self) -> Project {
        let mut project = Project { run: self.run.into(), ..Project::default() };
        read_build_arguments(self.build, &mut project);
        with(project, self.before)
    }

    /// The project after the change; `None` where there is none.
    pub fn changed(&self) -> Option<Project> {
        if self.change.is_empty() {
            return None;
        }
        let mut project = with(self.project(), self.after);
        read_build_arguments(self.rebuild, &mut project);
        if let Some(mut file) = project.context.get(self.executable) {
            file.mode |= 0o111;
            // The path is one that the context has.
            drop(project.context.set(self.executable, file));
        }
        if let Some(mut file) = project.context.get(self.touched) {
            file.mtime += 60;
            // As above.
            drop(project.context.set(self.touched, file));
        }
        Some(project)
    }
}

fn with(mut project: Project, files: &[(&str, &str)]) -> Project {
    for (path, text) in files {
        match *path == project.dockerfile_path {
            true => project.dockerfile = (*text).into(),
            // Every path is that of a file on a disk, which no other path of the same folder can refuse.
            false => drop(project.context.set_text(path, text)),
        }
    }
    project
}

/// The subjects, each with the last number of its misconceptions.
const SUBJECTS: &[(u32, &str)] = &[
    (9, "Layers and sizes"),
    (20, "Cache"),
    (31, "Build context and ignore file"),
    (44, "Shell, directory, variables"),
    (u32::MAX, "The container"),
];

/// A misconception in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MisconceptionLine {
    /// Name in links.
    pub name: String,
    /// Title.
    pub title: String,
    /// Its subject; equal ones follow one another.
    pub subject: String,
    /// What many believe.
    pub belief: String,
}

/// A misconception as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MisconceptionText {
    /// As in the list.
    pub line: MisconceptionLine,
    /// What is true.
    pub truth: String,
    /// Id of the panel that shows it, or empty.
    pub panel: String,
    /// What is done after the first build, or empty.
    pub change: String,
    /// What makes its project of an empty one.
    pub before: Patch,
    /// What the change makes of that; `None` where there is none.
    pub after: Option<Patch>,
    /// Name of the next one in the list; empty for the last.
    pub next: String,
}

/// All misconceptions by subject, as the page lists them.
pub fn misconceptions() -> Vec<MisconceptionLine> {
    let mut entries: Vec<&Misconception> = GALLERY.iter().collect();
    entries.sort_by_key(|entry| entry.number);
    entries.into_iter().map(Misconception::line).collect()
}

impl Misconception {
    fn line(&self) -> MisconceptionLine {
        let subject = SUBJECTS.iter().find(|(last, _)| self.number <= *last).map_or("", |(_, title)| title);
        MisconceptionLine {
            name: self.name.into(),
            title: self.title.into(),
            subject: subject.into(),
            belief: self.belief.into(),
        }
    }

    /// It as the page shows it.
    pub fn text(&self) -> MisconceptionText {
        let before = self.project();
        let mut later = misconceptions().into_iter().skip_while(|line| line.name != self.name);
        MisconceptionText {
            line: self.line(),
            truth: self.truth.into(),
            panel: self.panel.into(),
            change: self.change.into(),
            after: self.changed().map(|after| Patch::between(&before, &after)),
            before: Patch::between(&Project::default(), &before),
            next: later.nth(1).map_or_else(String::new, |line| line.name),
        }
    }
}
