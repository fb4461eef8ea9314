use drydock_builder::{BuildCache, Node, NodeKind};

use crate::protocol::{
    Answer, DirectoryEntry, EntryKind, Question, Reply, Request, Unreadable, Update, decode, encode,
};
use crate::{
    Misconception, Patch, Project, advise, assist, build, bundle, claims, compare_projects, context_verdicts,
    context_weight, describe, evaluate, file_system_after, fix_report, goals, history, images, make_fixes,
    misconceptions, narrate, progress, rules, state, waste, ways,
};

/// The evaluator's side of [`crate::protocol`]: the project as the page last told it, and the build cache, which lives
/// here alone.
#[derive(Debug, Default)]
pub struct Session {
    project: Project,
    cache: BuildCache,
    /// What the cache is made of: it is built again when more is known of the outside world.
    builds: Vec<Project>,
    /// The last evaluation that was asked for.
    last: Option<u32>,
    /// File names of the data that it missed.
    missing: Vec<String>,
}

/// How many builds are built again when data arrives; the oldest are forgotten.
const BUILDS: usize = 12;

impl Session {
    /// Answers a [`Request`] in bytes with a [`Reply`] in bytes.
    ///
    /// # Errors
    /// When `request` is none.
    pub fn answer_bytes(&mut self, request: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let request = decode(request)?;
        encode(&self.answer(request))
    }

    /// Does what `request` says, then answers it.
    pub fn answer(&mut self, request: Request) -> Reply {
        for update in request.updates {
            match update {
                Update::Project(patch) => patch.apply(&mut self.project),
                Update::Build => self.build(),
                Update::Prune => {
                    self.cache = self.cache.pruned();
                    self.builds.clear();
                }
            }
        }
        let answer = self.look(request.question);
        if let Answer::Evaluation(evaluation) = &answer {
            self.last = Some(request.id);
            self.missing.clone_from(&evaluation.missing_data);
        }
        if let Answer::Rebuild(rebuild) = &answer {
            let more = rebuild.missing_data.iter().filter(|file| !self.missing.contains(file));
            let more: Vec<String> = more.cloned().collect();
            self.missing.extend(more);
        }
        Reply { id: request.id, answer }
    }

    /// File names of the data that the last evaluation missed: [`Session::load`] takes what they hold.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Takes the data file `file`; the cache is built again with it. Gives the last evaluation anew, as a [`Reply`] in
    /// bytes to the request that asked for it; empty when none did.
    ///
    /// # Errors
    /// When no data file has that name, or `bytes` are not what it holds.
    pub fn load(&mut self, file: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
        self.cache = self.cache.with_data(file, bytes)?;
        for project in &self.builds {
            self.cache = build(project, &self.cache);
        }
        let Some(id) = self.last else { return Ok(Vec::new()) };
        let reply = self.answer(Request { id, updates: Vec::new(), question: Question::Evaluate });
        encode(&reply).map_err(|error| error.to_string())
    }

    fn build(&mut self) {
        self.cache = build(&self.project, &self.cache);
        self.builds.push(self.project.clone());
        let old = self.builds.len().saturating_sub(BUILDS);
        self.builds.drain(..old);
    }

    fn look(&self, question: Question) -> Answer {
        let (project, cache) = (&self.project, &self.cache);
        match question {
            Question::Evaluate => Answer::Evaluation(Box::new(evaluate(project, cache))),
            Question::Progress => Answer::Text(progress(project, &evaluate(project, cache))),
            Question::Format(text) => Answer::Text(drydock_syntax::format(&text)),
            Question::Directory { stage, step, path } => {
                Answer::Directory(self.directory((stage, step), &path))
            }
            Question::Waste => Answer::Waste(waste(project, cache, cache.images())),
            Question::Printed => {
                let evaluation = evaluate(project, cache);
                let printed = match evaluation.error {
                    // There is no image to tell of.
                    Some(_) => String::new(),
                    None => {
                        format!("{}\n{}", images(&evaluation, "image"), history(&evaluation))
                    }
                };
                Answer::Text(printed)
            }
            // An ignore file that cannot be used fails the build, which says so.
            Question::ContextVerdicts(paths) => {
                Answer::ContextVerdicts(context_verdicts(project, cache, &paths).unwrap_or_default())
            }
            Question::ContextWeight(limit) => {
                Answer::ContextWeight(context_weight(project, cache, limit).unwrap_or_default())
            }
            Question::Advice => Answer::Advice(advise(project, cache).advice),
            Question::FixReport => Answer::FixReport(fix_report(project, cache)),
            Question::MakeFixes => Answer::FixesMade(Box::new(make_fixes(project, cache))),
            Question::Rules => Answer::Rules(rules::rule_lines()),
            Question::Rule(code) => Answer::Rule(rules::find(&code).map(|page| Box::new(page.text()))),
            Question::Check { code, dockerfile } => {
                let page = rules::find(&code);
                Answer::Checked(page.map(|page| page.check(&dockerfile, cache)).unwrap_or_default())
            }
            Question::Misconceptions => Answer::Misconceptions(misconceptions()),
            Question::Misconception(name) => {
                Answer::Misconception(Misconception::find(&name).map(|entry| Box::new(entry.text())))
            }
            Question::Goals(asked) => Answer::Goals(goals(project, cache, &asked)),
            Question::Claims(name) => {
                Answer::Claims(Misconception::find(&name).map(|entry| claims(entry, project, cache)))
            }
            Question::Compare(before) => {
                let mut other = project.clone();
                before.apply(&mut other);
                Answer::Rebuild(Box::new(compare_projects(&other, project, cache)))
            }
            Question::State { text, step, words } => Answer::Stated(state(&text, step, &words)),
            Question::Describe(text) => Answer::Described(match describe(&text) {
                Ok(description) => Ok(description.told()),
                Err(error) => Err(format!("{error}. {}", error.help)),
            }),
            Question::Ways => Answer::Ways(ways(project, &evaluate(project, cache))),
            Question::Narrate => Answer::Scenes(narrate(&evaluate(project, cache))),
            Question::Pack => Answer::Packed(bundle::pack(project)),
            Question::Unpack(bytes) => Answer::Unpacked(match bundle::unpack(&bytes) {
                Ok(opened) => Ok(Box::new(Patch::between(&Project::default(), &opened))),
                Err(error) => Err(error.to_string()),
            }),
            Question::Hover { text, at } => Answer::Hover(assist::hover(project, cache, &text, at)),
            Question::Complete { text, at, asked } => {
                Answer::Completions(assist::complete(project, cache, &text, at, asked))
            }
            Question::StageName { text, at } => Answer::StageName(assist::stage_name(&text, at)),
            Question::RenameStage { text, at, name } => {
                let edits = assist::rename_stage(&text, at, &name);
                Answer::Edits(edits.map_err(|error| error.to_string()))
            }
        }
    }

    fn directory(&self, step: (usize, usize), path: &str) -> Option<Vec<DirectoryEntry>> {
        let files = file_system_after(&self.project, &self.cache, self.cache.images(), step)?;
        let directory = files.get(path)?.as_dir()?;
        Some(directory.iter().map(|(name, node)| entry(name, node)).collect())
    }
}

fn entry(name: &str, node: &Node) -> DirectoryEntry {
    let totals = node.totals();
    DirectoryEntry {
        name: name.to_owned(),
        kind: match node.kind() {
            NodeKind::File(_) => EntryKind::File,
            NodeKind::Dir(_) => EntryKind::Directory,
            NodeKind::Symlink(target) => EntryKind::Link(target.to_string()),
            NodeKind::Fifo | NodeKind::Other => EntryKind::Other,
        },
        bytes: totals.bytes,
        estimated: totals.estimated > 0 || totals.opaque > 0,
        files: totals.files,
        mode: node.metadata.mode,
        owner: (node.metadata.uid, node.metadata.gid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Evaluation, Verdict};

    const DOCKERFILE: &str =
        "FROM alpine\nCOPY a.txt /srv/\nRUN echo hi > /srv/b\nCMD [\"cat\", \"/srv/b\"]\n";

    fn project(text: &str) -> Project {
        let mut project = Project { dockerfile: DOCKERFILE.into(), ..Project::default() };
        project.context.set_text("a.txt", text).unwrap();
        project
    }

    /// Asks in bytes, as the page does.
    fn ask(session: &mut Session, updates: Vec<Update>, question: Question) -> Answer {
        let reply = session.answer_bytes(&encode(&Request { id: 7, updates, question }).unwrap()).unwrap();
        let reply: Reply = decode(&reply).unwrap();
        assert_eq!(reply.id, 7);
        reply.answer
    }

    fn to(from: &Project, to: &Project) -> Update {
        Update::Project(Box::new(Patch::between(from, to)))
    }

    fn evaluation(answer: Answer) -> Evaluation {
        match answer {
            Answer::Evaluation(evaluation) => *evaluation,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_comes_over_is_what_evaluate_says() {
        let mut session = Session::default();
        let first = project("1");
        let update = to(&Project::default(), &first);
        let over = evaluation(ask(&mut session, vec![update], Question::Evaluate));
        assert_eq!(format!("{over:?}"), format!("{:?}", evaluate(&first, &BuildCache::default())));
    }

    #[test]
    fn the_cache_follows_builds_and_prunes() {
        let mut session = Session::default();
        let first = project("1");
        let mut second = first.clone();
        second.context.set_text("a.txt", "2").unwrap();
        let mut verdict = |updates| {
            let evaluation = evaluation(ask(&mut session, updates, Question::Evaluate));
            evaluation.stages[0].steps[1].verdict
        };
        assert_eq!(verdict(vec![to(&Project::default(), &first)]), Verdict::Runs);
        assert_eq!(verdict(vec![Update::Build]), Verdict::Cached);
        assert_eq!(verdict(vec![to(&first, &second)]), Verdict::Runs);
        assert_eq!(verdict(vec![to(&second, &first)]), Verdict::Cached);
        assert_eq!(verdict(vec![Update::Prune]), Verdict::Runs);
    }

    #[test]
    fn a_directory_after_a_step_is_listed() {
        let mut session = Session::default();
        let update = to(&Project::default(), &project("1"));
        let mut list = |updates, step| {
            let question = Question::Directory { stage: 0, step, path: "/srv".into() };
            match ask(&mut session, updates, question) {
                Answer::Directory(entries) => {
                    entries.map(|entries| entries.into_iter().map(|entry| entry.name).collect::<Vec<_>>())
                }
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(list(vec![update], 1).unwrap(), ["a.txt"]);
        assert_eq!(list(vec![], 2).unwrap(), ["a.txt", "b"]);
        assert_eq!(list(vec![], 99), None);
    }

    #[test]
    fn texts_and_waste_are_answered() {
        let mut session = Session::default();
        let update = to(&Project::default(), &project("1"));
        let printed = ask(&mut session, vec![update], Question::Progress);
        assert!(
            matches!(&printed, Answer::Text(text) if text.contains("[2/3] COPY a.txt /srv/")),
            "{printed:?}"
        );
        let tidy = ask(&mut session, vec![], Question::Format("from alpine\n".into()));
        assert!(matches!(&tidy, Answer::Text(text) if text == "FROM alpine\n"), "{tidy:?}");
        assert!(matches!(ask(&mut session, vec![], Question::Waste), Answer::Waste(Some(_))));
    }

    #[test]
    fn context_ways_and_image_are_answered() {
        let mut session = Session::default();
        let update = to(&Project::default(), &project("1"));
        let asked = Question::ContextVerdicts(vec!["a.txt".into(), "nope".into()]);
        let verdicts = ask(&mut session, vec![update], asked);
        assert!(
            matches!(&verdicts, Answer::ContextVerdicts(all) if matches!(all.as_slice(), [Some(one), None] if one.sent)),
            "{verdicts:?}"
        );
        let advice = ask(&mut session, vec![], Question::Advice);
        assert!(matches!(&advice, Answer::Advice(_)), "{advice:?}");
        let before = Patch { dockerfile: Some("FROM alpine\n".into()), ..Patch::default() };
        let rebuild = ask(&mut session, vec![], Question::Compare(Box::new(before)));
        assert!(
            matches!(&rebuild, Answer::Rebuild(rebuild) if rebuild.comparison.steps.len() == 4),
            "{rebuild:?}"
        );
        let described =
            ask(&mut session, vec![], Question::Describe("{\"Size\": 7000000, \"Config\": {}}".into()));
        assert!(
            matches!(&described, Answer::Described(Ok(told)) if told.facts.iter().any(|(_, value)| value == "7.0 MB")),
            "{described:?}"
        );
        let weight = ask(&mut session, vec![], Question::ContextWeight(3));
        assert!(matches!(&weight, Answer::ContextWeight(weight) if weight.files.len() == 2), "{weight:?}");
        assert!(matches!(ask(&mut session, vec![], Question::Ways), Answer::Ways(ways) if !ways.is_empty()));
        let printed = ask(&mut session, vec![], Question::Printed);
        assert!(
            matches!(&printed, Answer::Text(text) if text.starts_with("REPOSITORY") && text.contains("\nIMAGE ")),
            "{printed:?}"
        );
    }

    #[test]
    fn rules_and_misconceptions_are_answered_before_any_project() {
        let mut session = Session::default();
        let mut say = |question: Question| {
            assert!(question.is_general());
            ask(&mut session, vec![], question)
        };
        assert!(matches!(say(Question::Rules), Answer::Rules(rules) if rules.len() > 100));
        let rule = say(Question::Rule("DL3003".into()));
        assert!(matches!(&rule, Answer::Rule(Some(rule)) if rule.line.source == "hadolint"), "{rule:?}");
        assert!(matches!(say(Question::Rule("DL1".into())), Answer::Rule(None)));
        let question = |text: &str| Question::Check { code: "DL3003".into(), dockerfile: text.into() };
        let found = say(question("FROM alpine:3.22\nRUN cd /srv && ls\n"));
        assert!(matches!(&found, Answer::Checked(checked) if checked.own == [0]), "{found:?}");
        assert!(matches!(say(Question::Misconceptions), Answer::Misconceptions(all) if all.len() > 30));
        let entry = say(Question::Misconception("rm-later".into()));
        assert!(
            matches!(&entry, Answer::Misconception(Some(entry)) if entry.after.is_some() && !entry.next.is_empty()),
            "{entry:?}"
        );
        assert!(matches!(say(Question::Misconception("nosuch".into())), Answer::Misconception(None)));
    }

    #[test]
    fn fixes_and_claims_are_about_the_project() {
        let mut session = Session::default();
        let project = Misconception::find("rm-later").unwrap().project();
        let update = to(&Project::default(), &project);
        let claims = ask(&mut session, vec![update], Question::Claims("rm-later".into()));
        assert!(
            matches!(&claims, Answer::Claims(Some(claims)) if claims.before.iter().all(|claim| claim.holds)),
            "{claims:?}"
        );
        let goals = ask(&mut session, vec![], Question::Goals(vec!["builds".into(), "no env: A".into()]));
        assert!(
            matches!(&goals, Answer::Goals(goals) if goals.iter().all(|goal| goal.met == Some(true))),
            "{goals:?}"
        );
        let report = ask(&mut session, vec![], Question::FixReport);
        assert!(
            matches!(&report, Answer::FixReport(report) if report.saving.bytes == Some(5_000_000)),
            "{report:?}"
        );
        let made = ask(&mut session, vec![], Question::MakeFixes);
        assert!(matches!(&made, Answer::FixesMade(made) if !made.titles.is_empty()), "{made:?}");
    }

    #[test]
    fn data_that_was_missed_changes_the_last_evaluation_and_keeps_the_builds() {
        let mut session = Session::default();
        let dockerfile = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n".to_owned();
        let project = Project { dockerfile, ..Project::default() };
        let updates = vec![to(&Project::default(), &project), Update::Build];
        let before = evaluation(ask(&mut session, updates, Question::Evaluate));
        let missing = session.missing().to_vec();
        assert_eq!(missing, before.missing_data);
        let table = drydock_catalog::packages::Table::of_file(&missing[0]).unwrap();
        let reply: Reply = decode(&session.load(&missing[0], table.built_in()).unwrap()).unwrap();
        let after = evaluation(reply.answer);
        assert!(reply.id == 7 && after.missing_data.is_empty() && session.missing().is_empty());
        let step = |evaluation: &Evaluation| evaluation.stages[0].steps[1].clone();
        assert_eq!(step(&after).verdict, Verdict::Cached);
        assert_ne!(step(&after).size, step(&before).size);
        assert!(session.load("other.tsv", b"").is_err());
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert_eq!(Session::default().answer_bytes(&[1, 2, 3, 250]), Err(Unreadable));
        assert_eq!(Session::default().answer_bytes(&[]), Err(Unreadable));
    }
}
