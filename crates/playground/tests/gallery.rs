//! Each misconception of the gallery shows what it says: the answers stand beside it, and the evaluation gives them.

use drydock_playground::{
    BuildCache, Evaluation, Misconception, Project, Step, Verdict, build, built_image, evaluate, gallery,
};
use drydock_runtime::ImageFiles;

/// What is known of one of its two states.
struct State {
    evaluation: Evaluation,
    image: Option<ImageFiles>,
}

impl State {
    fn new(project: &Project, cache: &BuildCache) -> Self {
        let image = built_image(project, cache, cache.images()).map(|(_, files)| files);
        Self { evaluation: evaluate(project, cache), image }
    }

    fn step(&self, line: &str) -> Option<&Step> {
        let line: u32 = line.parse().ok()?;
        self.evaluation.stages.iter().flat_map(|stage| &stage.steps).find(|step| step.lines.0 == line)
    }

    fn text(&self, path: &str) -> Option<String> {
        let node = self.image.as_ref()?.fs.follow(path)?;
        node.as_file()?.content.as_text().map(|text| text.trim().to_owned())
    }

    fn has(&self, path: &str) -> bool {
        self.image.as_ref().is_some_and(|image| image.fs.get(path).is_some())
    }

    /// What it answers to `key`, in the form of `wanted`; the wanted text itself where it is only to be a part.
    fn answer(&self, key: &str, wanted: &str) -> Option<String> {
        let evaluation = &self.evaluation;
        let container = evaluation.container.as_ref();
        let part = |text: &str| if text.contains(wanted) { wanted.to_owned() } else { text.to_owned() };
        let yes = |holds: bool| if holds { wanted.to_owned() } else { format!("not {wanted}") };
        let found = |code: &str| evaluation.diagnostics.iter().any(|found| found.code == code);
        let (word, rest) = key.split_once(' ').unwrap_or((key, ""));
        Some(match (word, rest) {
            ("layers", _) => {
                let steps = evaluation.stages.iter().flat_map(|stage| &stage.steps);
                steps.filter(|step| step.size.is_some() && step.keyword != "FROM").count().to_string()
            }
            ("bytes", line) => {
                self.step(line)?.size.as_ref().filter(|size| size.is_exact())?.likely.to_string()
            }
            ("verdict", line) => match self.step(line)?.verdict {
                Verdict::Cached => "cached".into(),
                Verdict::Runs => "runs".into(),
                other => format!("{other:?}"),
            },
            ("finding", _) => yes(found(wanted)),
            ("no", "finding") => yes(!found(wanted)),
            ("env", _) => yes(container?.env.iter().any(|pair| pair == wanted)),
            ("no", "env") => yes(!container?.env.iter().any(|pair| pair.split('=').next() == Some(wanted))),
            ("has", _) => yes(self.has(wanted)),
            ("lacks", _) => yes(self.image.is_some() && !self.has(wanted)),
            ("text", path) => self.text(path)?,
            ("owner", path) => {
                let metadata = &self.image.as_ref()?.fs.follow(path)?.metadata;
                format!("{}:{}", metadata.uid, metadata.gid)
            }
            ("argv", _) => container?.argv.join(" "),
            ("prints", _) => container?.stdout.trim().to_owned(),
            ("workdir", _) => container?.workdir.clone(),
            ("user", _) => part(&container?.user),
            ("stop", _) => format!("{:.0}", container?.stop_seconds),
            ("port", _) => container?.ports.iter().map(|port| part(port)).find(|port| port == wanted)?,
            ("health", _) => part(&container?.health.as_ref()?.status),
            ("fails", _) => part(evaluation.error.as_deref()?),
            ("start", "fails") => part(container?.error.as_deref()?),
            _ => return None,
        })
    }
}

fn faults(entry: &Misconception, name: &str, state: &State, says: &[(&str, &str)]) -> Vec<String> {
    let wrong = says.iter().filter_map(|(key, wanted)| {
        let got = state.answer(key, wanted);
        (got.as_deref() != Some(*wanted))
            .then(|| format!("{} {name} {key}: {wanted:?}, but {got:?}", entry.name))
    });
    wrong.collect()
}

#[test]
fn each_one_shows_what_is_true() {
    let mut wrong = Vec::new();
    for entry in gallery() {
        let texts = [entry.title, entry.belief, entry.truth];
        assert!(texts.iter().all(|text| !text.is_empty()), "{} lacks a text", entry.name);
        assert!(
            !entry.says_before.is_empty() || !entry.says_after.is_empty(),
            "{} shows nothing",
            entry.name
        );
        let (project, cold) = (entry.project(), BuildCache::default());
        wrong.extend(faults(entry, "before", &State::new(&project, &cold), entry.says_before));
        let changed = entry.changed();
        assert_eq!(changed.is_some(), !entry.change.is_empty(), "{}", entry.name);
        if let Some(changed) = changed {
            let warm = build(&project, &cold);
            wrong.extend(faults(entry, "after", &State::new(&changed, &warm), entry.says_after));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
