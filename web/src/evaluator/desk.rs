//! What the evaluator was told, and what it is told next. Pure.

use drydock_playground::protocol::{Question, Request, Update};
use drydock_playground::{Patch, Project};

use crate::same::Same;

/// What an evaluation is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// The project.
    pub project: Same<Project>,
    /// The builds that the cache is made of, oldest first.
    pub builds: Vec<Same<Project>>,
}

/// An evaluation that is asked for.
struct Asked {
    id: u32,
    work: Work,
    /// Builds that the same request makes.
    fresh: Vec<Same<Project>>,
}

/// Turns what the page shows into requests. At most one evaluation is asked for at a time, and then the newest: what
/// was typed meanwhile becomes one change.
#[derive(Default)]
pub struct Desk {
    last_id: u32,
    /// What it was told; `None` when it was told nothing yet.
    told: Option<Work>,
    wanted: Option<Work>,
    asked: Option<Asked>,
    /// The last evaluation that was answered.
    answered: Option<(u32, Work)>,
    /// What the evaluator failed at; it is not tried again before it changes.
    hopeless: Option<Work>,
}

impl Desk {
    /// From now on `work` is what should be evaluated.
    pub fn want(&mut self, work: Work) {
        self.wanted = Some(work);
    }

    /// The next request for an evaluation, when it is time for one.
    pub fn next(&mut self) -> Option<Request> {
        let work = self.wanted.clone().filter(|_| self.asked.is_none())?;
        if self.hopeless.as_ref() == Some(&work) {
            return None;
        }
        self.wanted = None;
        let (updates, fresh) = updates(&self.told.take().unwrap_or_default(), &work);
        self.told = Some(work.clone());
        let request = self.request(updates, Question::Evaluate);
        self.asked = Some(Asked { id: request.id, work, fresh });
        Some(request)
    }

    /// A question about what was evaluated last; `None` while the evaluator knows nothing of it. What is about no project
    /// can always be asked.
    pub fn ask(&mut self, question: Question) -> Option<Request> {
        let knows = self.told.is_some() || question.is_general();
        knows.then(|| self.request(Vec::new(), question))
    }

    /// Takes note of a reply; gives what it is about when it is that of the newest evaluation. It may come once more,
    /// when data arrived that it missed.
    pub fn replied(&mut self, id: u32) -> Option<Work> {
        if let Some(asked) = self.asked.take_if(|asked| asked.id == id) {
            self.hopeless = None;
            self.answered = Some((id, asked.work));
        }
        self.answered.as_ref().filter(|(last, _)| *last == id).map(|(_, work)| work.clone())
    }

    /// The evaluator is gone, and with it what it knew. Gives the builds it failed at; without any it failed at the
    /// project, which is then not tried again before it changes.
    pub fn failed(&mut self) -> Vec<Same<Project>> {
        self.told = None;
        self.answered = None;
        let Some(asked) = self.asked.take() else { return Vec::new() };
        if asked.fresh.is_empty() {
            self.hopeless = Some(asked.work.clone());
        }
        self.wanted.get_or_insert(asked.work);
        asked.fresh
    }

    fn request(&mut self, updates: Vec<Update>, question: Question) -> Request {
        self.last_id = self.last_id.wrapping_add(1);
        Request { id: self.last_id, updates, question }
    }
}

/// What makes `to` of what the evaluator was `told`, and the builds among it.
fn updates(told: &Work, to: &Work) -> (Vec<Update>, Vec<Same<Project>>) {
    let mut updates = Vec::new();
    // What was built after the last build it was told of; everything, when that one is gone.
    let known = told
        .builds
        .last()
        .map_or(Some(0), |last| to.builds.iter().position(|build| build == last).map(|at| at + 1));
    if known.is_none() {
        updates.push(Update::Prune);
    }
    let fresh = to.builds.get(known.unwrap_or(0)..).unwrap_or_default().to_vec();
    let mut at = &told.project;
    for build in &fresh {
        updates.extend(change(at, build));
        updates.push(Update::Build);
        at = build;
    }
    updates.extend(change(at, &to.project));
    (updates, fresh)
}

fn change(from: &Same<Project>, to: &Same<Project>) -> Option<Update> {
    (from != to).then(|| Update::Project(Box::new(Patch::between(from, to))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(dockerfile: &str) -> Same<Project> {
        Same::new(Project { dockerfile: dockerfile.into(), ..Project::default() })
    }

    fn work(project: &Same<Project>, builds: &[&Same<Project>]) -> Work {
        Work { project: project.clone(), builds: builds.iter().copied().cloned().collect() }
    }

    /// The updates of a request in short: the text that the Dockerfile gets, `build`, `prune`.
    fn short(request: &Request) -> Vec<String> {
        let short = |update: &Update| match update {
            Update::Project(patch) => patch.dockerfile.clone().unwrap_or_default(),
            Update::Build => "build".into(),
            Update::Prune => "prune".into(),
        };
        request.updates.iter().map(short).collect()
    }

    /// Wants `work`; gives the request that makes and, when `answered`, takes its reply.
    fn turn(desk: &mut Desk, work: Work, answered: bool) -> Option<Vec<String>> {
        desk.want(work);
        let request = desk.next()?;
        if answered {
            assert!(desk.replied(request.id).is_some());
        }
        Some(short(&request))
    }

    #[test]
    fn what_is_typed_meanwhile_becomes_one_change() {
        let mut desk = Desk::default();
        let [a, b, c] = ["a", "b", "c"].map(project);
        desk.want(work(&a, &[]));
        let first = desk.next().unwrap();
        assert_eq!(turn(&mut desk, work(&b, &[]), false), None);
        assert_eq!(turn(&mut desk, work(&c, &[]), false), None);
        assert!(desk.replied(first.id + 1).is_none(), "some other reply");
        assert!(desk.replied(first.id).unwrap() == work(&a, &[]));
        assert!(desk.replied(first.id).unwrap() == work(&a, &[]), "with data that was missed");
        assert_eq!(short(&desk.next().unwrap()), ["c"]);
        assert!(desk.next().is_none());
    }

    #[test]
    fn builds_are_told_once_and_in_order() {
        let mut desk = Desk::default();
        let [a, b, c] = ["a", "b", "c"].map(project);
        assert_eq!(turn(&mut desk, work(&c, &[&a, &b]), true).unwrap(), ["a", "build", "b", "build", "c"]);
        assert_eq!(turn(&mut desk, work(&c, &[&a, &b, &c]), true).unwrap(), ["build"]);
        // A project that is built again moves to the end.
        assert_eq!(turn(&mut desk, work(&a, &[&b, &c, &a]), true).unwrap(), ["a", "build"]);
        assert_eq!(turn(&mut desk, work(&a, &[]), true).unwrap(), ["prune"]);
        assert_eq!(turn(&mut desk, work(&a, &[&b]), true).unwrap(), ["b", "build", "a"]);
        // Pruned, and built anew, before it was told of either.
        assert_eq!(turn(&mut desk, work(&a, &[&a]), true).unwrap(), ["prune", "build"]);
    }

    #[test]
    fn a_new_evaluator_is_told_everything() {
        let mut desk = Desk::default();
        let [a, b] = ["a", "b"].map(project);
        turn(&mut desk, work(&a, &[&a]), true);
        turn(&mut desk, work(&b, &[&a]), false);
        assert!(desk.failed().is_empty(), "it failed at the project");
        assert!(desk.next().is_none(), "which is not tried again");
        assert!(desk.ask(Question::Progress).is_none(), "it knows nothing");
        assert_eq!(turn(&mut desk, work(&a, &[&a]), true).unwrap(), ["a", "build"]);
        assert!(desk.ask(Question::Progress).is_some());
    }

    #[test]
    fn builds_that_fail_are_named_until_none_is_left() {
        let mut desk = Desk::default();
        let [a, b] = ["a", "b"].map(project);
        turn(&mut desk, work(&a, &[&a]), true);
        turn(&mut desk, work(&b, &[&a, &b]), false);
        assert!(desk.failed() == [b.clone()]);
        assert_eq!(turn(&mut desk, work(&b, &[&a]), false).unwrap(), ["a", "build", "b"]);
        assert!(desk.failed() == [a.clone()]);
        assert_eq!(turn(&mut desk, work(&b, &[]), false).unwrap(), ["b"]);
        assert!(desk.failed().is_empty());
        assert!(desk.next().is_none());
    }
}
