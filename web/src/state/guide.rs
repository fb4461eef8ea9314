//! A misconception beside what shows it, and what was worked on before.

use drydock_playground::link::Link;
use drydock_playground::{MisconceptionText, Patch, Project};

use super::{Action, Notice, Opened, Order, Panel, State};
use crate::evaluator::Work;
use crate::same::Same;
use crate::texts::guide as texts;

/// A misconception that was asked for and is not told yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// What a link changes of it.
    pub link: Option<Box<Link>>,
    /// What was worked on before, where that is not what the page shows.
    pub work: Option<Box<Opened>>,
}

impl Asked {
    /// The misconception called `name`.
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), link: None, work: None }
    }
}

/// A misconception that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// What it says.
    pub text: Same<MisconceptionText>,
    /// Its project as it stands first.
    pub before: Same<Project>,
    /// Its project after the change, where there is one.
    pub after: Option<Same<Project>>,
    /// What was worked on before.
    pub work: Opened,
    /// The builds of that: a misconception has a cache of its own.
    builds: Vec<Same<Project>>,
}

impl Guide {
    /// True when nothing was done yet: nothing is built, and the project is as it was opened.
    pub fn is_fresh(&self, work: &Work) -> bool {
        work.builds.is_empty() && *work.project == *self.before
    }
}

/// The project that `patch` makes of `of`.
fn patched(of: &Project, patch: &Patch) -> Project {
    let mut project = of.clone();
    patch.clone().apply(&mut project);
    project
}

impl State {
    /// What is worked on, to be opened again.
    fn work_of_reader(&self) -> Opened {
        Opened {
            project: (*self.project).clone(),
            example: self.example.clone(),
            panel: Some(self.panel),
            before: self.before.clone(),
        }
    }

    /// Opens `opened`, and says how to get back to what was worked on.
    pub(super) fn try_out(&mut self, opened: Opened, said: String) {
        let back = (texts::BACK_TO_IT.to_owned(), Box::new(Action::Load(Box::new(self.work_of_reader()))));
        self.sheet = None;
        self.leave_guide();
        self.load(opened);
        self.notice = Some(Notice { text: said, error: false, action: Some(back) });
    }

    pub(super) fn ask_for(&mut self, asked: Asked) {
        self.sheet = None;
        self.asked = Some(asked);
    }

    /// Shows the misconception that was asked for; `None` when there is none of that name.
    pub(super) fn begin_guide(&mut self, text: Option<Box<MisconceptionText>>) {
        let Some(asked) = self.asked.take() else { return };
        let Some(text) = text else {
            asked.work.into_iter().for_each(|work| self.load(*work));
            return self.fail(texts::unknown(&asked.name));
        };
        let (work, builds) = match self.guide.take() {
            // From one to the next: the reader's own work is what it was.
            Some(guide) => (guide.work, guide.builds),
            None => (
                asked.work.map_or_else(|| self.work_of_reader(), |work| *work),
                std::mem::take(&mut self.builds),
            ),
        };
        let before = patched(&Project::default(), &text.before);
        let after = text.after.as_ref().map(|after| Same::new(patched(&before, after)));
        let guide = Guide { text: Same::new(*text), before: Same::new(before), after, work, builds };
        self.notice = None;
        self.restart_guide(&guide);
        if let Some(link) = asked.link {
            let project = link.project((*guide.before).clone());
            self.load(Opened {
                project,
                example: String::new(),
                panel: Panel::named(&link.panel),
                before: None,
            });
        }
        self.guide = Some(guide);
    }

    fn restart_guide(&mut self, guide: &Guide) {
        self.builds.clear();
        let panel = Panel::named(&guide.text.panel).or(Some(Panel::Build));
        self.load(Opened { project: (*guide.before).clone(), example: String::new(), panel, before: None });
    }

    /// The misconception from its start.
    pub(super) fn again(&mut self) {
        if let Some(guide) = self.guide.take() {
            self.restart_guide(&guide);
            self.guide = Some(guide);
        }
    }

    /// Makes the change, after a build where none was made: the next build is then told from that one.
    pub(super) fn make_change(&mut self) {
        let Some((before, after)) =
            self.guide.as_ref().and_then(|guide| Some((guide.before.clone(), guide.after.clone()?)))
        else {
            return;
        };
        if !self.builds.iter().any(|build| **build == *before) {
            self.store_build(before);
        }
        self.swap((*after).clone());
        self.say(texts::CHANGED);
    }

    /// Ends the misconception for something else: the cache is again what it was.
    pub(super) fn leave_guide(&mut self) {
        if let Some(guide) = self.guide.take() {
            self.builds = guide.builds;
        }
    }

    /// Ends the misconception: back to what was worked on, or on with its project.
    pub(super) fn end_guide(&mut self, keep: bool) {
        let Some(guide) = self.guide.take() else { return };
        if !keep {
            self.builds = guide.builds;
            self.load(guide.work);
        }
    }

    /// Puts `project` in place, as a change that the editor can undo.
    pub(super) fn swap(&mut self, project: Project) {
        self.change(|old| *old = project);
        if self.text(&self.open.clone()).is_none() {
            self.open = self.project.dockerfile_path.clone();
        }
        self.order(Order::Load);
    }

    /// Puts the mended project in place, with a way back.
    pub(super) fn fix_all(&mut self, before: &Same<Project>, patch: &Patch, said: String) {
        if self.project != *before {
            return self.say(texts::NOT_FIXED);
        }
        let fixed = patched(before, patch);
        self.swap(fixed);
        let undo = (texts::UNDO.to_owned(), Box::new(Action::Swap(before.clone())));
        self.notice = Some(Notice { text: said, error: false, action: Some(undo) });
    }
}
