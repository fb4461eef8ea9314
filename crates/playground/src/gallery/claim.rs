//! What a misconception says of its build, put to the build: `bytes 2: 5000000` is a question and its answer.

use drydock_builder::BuildCache;
use drydock_builder::progress::human_size;
use drydock_runtime::ImageFiles;
use serde::{Deserialize, Serialize};

use super::Misconception;
use crate::{Evaluation, Project, Step, Verdict, built_image, evaluate, history};

/// One thing that is to be seen, and whether it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// It in a sentence; words between backticks are code.
    pub words: String,
    /// Id of the panel that shows it.
    pub panel: String,
    /// Code of the rule it is about, or empty.
    pub code: String,
    /// True when the project shows it as it stands.
    pub holds: bool,
}

/// Which of the two states of a misconception a project is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stands {
    /// As it was opened.
    Before,
    /// After the change.
    After,
    /// Changed by hand.
    Elsewhere,
}

/// What the two states of a misconception show, put to one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Which of the two the project is.
    pub stands: Stands,
    /// What is to be seen before the change.
    pub before: Vec<Claim>,
    /// What is to be seen after it, with the build before in the cache.
    pub after: Vec<Claim>,
}

/// What `entry` says, put to `project` as its next build with `cache` is.
pub fn claims(entry: &Misconception, project: &Project, cache: &BuildCache) -> Claims {
    let seen = Seen::new(project, cache);
    let put = |says: &[(&str, &str)]| says.iter().map(|(key, wanted)| seen.claim(key, wanted)).collect();
    let stands = match project {
        _ if *project == entry.project() => Stands::Before,
        _ if entry.changed().as_ref() == Some(project) => Stands::After,
        _ => Stands::Elsewhere,
    };
    Claims { stands, before: put(entry.says_before), after: put(entry.says_after) }
}

/// What is known of a project.
pub struct Seen {
    evaluation: Evaluation,
    image: Option<ImageFiles>,
}

impl Seen {
    /// Looks at the next build of `project` with `cache`.
    pub fn new(project: &Project, cache: &BuildCache) -> Self {
        let image = built_image(project, cache, cache.images()).map(|(_, files)| files);
        Self { evaluation: evaluate(project, cache), image }
    }

    /// What is known of it.
    pub(crate) fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    fn claim(&self, key: &str, wanted: &str) -> Claim {
        let about_rule = matches!(key, "finding" | "no finding");
        Claim {
            words: words(key, wanted),
            panel: panel(key).to_owned(),
            code: if about_rule { wanted.to_owned() } else { String::new() },
            holds: self.answer(key, wanted).as_deref() == Some(wanted),
        }
    }

    fn step(&self, line: &str) -> Option<&Step> {
        let line: u32 = line.parse().ok()?;
        self.evaluation.stages.iter().flat_map(|stage| &stage.steps).find(|step| step.lines.0 == line)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.image.as_ref()?.fs.follow(path)?.as_file()?.content.as_text().map(|text| text.trim().to_owned())
    }

    fn has(&self, path: &str) -> bool {
        self.image.as_ref().is_some_and(|image| image.fs.get(path).is_some())
    }

    /// Bytes that all steps but FROM add; `None` where one of them is not exactly known.
    fn added(&self) -> Option<u64> {
        let steps = self.evaluation.stages.iter().flat_map(|stage| &stage.steps);
        let sizes = steps.filter(|step| step.keyword != "FROM").filter_map(|step| step.size.as_ref());
        sizes.map(|size| size.is_exact().then_some(size.likely)).sum()
    }

    /// What it answers to `key`, in the form of `wanted`; the wanted text itself where it is only to be a part. `None`
    /// for a key that nobody knows, or where there is no answer.
    pub fn answer(&self, key: &str, wanted: &str) -> Option<String> {
        let evaluation = &self.evaluation;
        let container = evaluation.container.as_ref();
        let part = |text: &str| if text.contains(wanted) { wanted.to_owned() } else { text.to_owned() };
        let yes = |holds: bool| if holds { wanted.to_owned() } else { format!("not {wanted}") };
        let found = |code: &str| evaluation.diagnostics.iter().any(|found| found.code == code);
        let (word, rest) = key.split_once(' ').unwrap_or((key, ""));
        Some(match (word, rest) {
            ("disk", bound) => {
                let likely = evaluation.totals.image.as_ref().filter(|size| !size.is_unknown())?.likely;
                let limit = wanted.strip_suffix("MB")?.parse::<u64>().ok()? * 1_000_000;
                yes(if bound == "over" { likely > limit } else { likely < limit })
            }
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
            ("adds", _) => self.added()?.to_string(),
            ("sends", _) => evaluation.context.transferred.to_string(),
            ("pull", _) => {
                let totals = &evaluation.totals;
                let smaller = totals.compressed.as_ref()?.high? < totals.image.as_ref()?.low;
                yes(smaller)
            }
            ("history", _) => part(&history(evaluation)),
            ("env", _) => yes(container?.env.iter().any(|pair| pair == wanted)),
            ("no", "env") => yes(!container?.env.iter().any(|pair| pair.split('=').next() == Some(wanted))),
            ("has", _) => yes(self.has(wanted)),
            ("lacks", _) => yes(self.image.is_some() && !self.has(wanted)),
            ("text", path) => self.text(path)?,
            ("mode", path) => {
                format!("{:o}", self.image.as_ref()?.fs.follow(path)?.metadata.mode)
            }
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

/// The panel that shows the answer to `key`.
fn panel(key: &str) -> &'static str {
    match key.split(' ').next().unwrap_or_default() {
        "layers" | "disk" | "history" | "pull" => "image",
        "adds" | "bytes" | "verdict" | "fails" | "sends" => "build",
        "finding" => "problems",
        "has" | "lacks" | "text" | "owner" | "mode" => "files",
        "no" if key == "no finding" => "problems",
        _ => "run",
    }
}

/// True for what [`Seen::answer`] can be asked.
pub(crate) fn knows(key: &str) -> bool {
    let (word, rest) = key.split_once(' ').unwrap_or((key, ""));
    match word {
        "bytes" | "verdict" => rest.parse::<u32>().is_ok(),
        "text" | "mode" | "owner" => !rest.is_empty(),
        "no" => matches!(rest, "finding" | "env"),
        "start" => rest == "fails",
        "disk" => matches!(rest, "over" | "under"),
        "layers" | "finding" | "adds" | "sends" | "pull" | "history" | "env" | "has" | "lacks" | "argv"
        | "prints" | "workdir" | "user" | "stop" | "port" | "health" | "fails" => rest.is_empty(),
        _ => false,
    }
}

/// An answer in a sentence.
pub(crate) fn words(key: &str, wanted: &str) -> String {
    let (word, rest) = key.split_once(' ').unwrap_or((key, ""));
    match (word, rest) {
        ("disk", "over") => format!("The image takes more than {wanted} on disk"),
        ("disk", _) => format!("The image takes less than {wanted} on disk"),
        ("layers", _) => format!("The build adds {wanted} layers"),
        ("bytes", line) if wanted == "0" => format!("Line {line} adds nothing"),
        ("bytes", line) => {
            let bytes = wanted.parse().map_or_else(|_| wanted.to_owned(), human_size);
            format!("Line {line} adds {bytes}")
        }
        ("adds", _) => format!("The steps add {wanted} bytes in all"),
        ("sends", _) => format!("The build asks for {wanted} bytes of the context"),
        ("pull", _) => "Pulling the image takes fewer bytes than keeping it".to_owned(),
        ("history", _) => format!("`docker history` shows `{wanted}`"),
        ("mode", path) => format!("`{path}` has mode {wanted}"),
        ("verdict", line) if wanted == "cached" => format!("Line {line} comes from the cache"),
        ("verdict", line) => format!("Line {line} {wanted}"),
        ("finding", _) => format!("The rule `{wanted}` finds it"),
        ("no", "finding") => format!("The rule `{wanted}` finds nothing"),
        ("env", _) => format!("The container has `{wanted}`"),
        ("no", _) => format!("The container has no `{wanted}`"),
        ("has", _) => format!("The image has `{wanted}`"),
        ("lacks", _) => format!("The image does not show `{wanted}`"),
        ("text", path) => format!("`{path}` holds `{wanted}`"),
        ("owner", path) => format!("`{path}` belongs to user and group {wanted}"),
        ("argv", _) => format!("The container starts `{wanted}`"),
        ("prints", _) => format!("The container prints `{wanted}`"),
        ("workdir", _) => format!("The container starts in `{wanted}`"),
        ("user", _) => format!("The container runs as {wanted}"),
        ("stop", _) if wanted == "0" => "`docker stop` ends it at once".to_owned(),
        ("stop", _) => format!("`docker stop` takes {wanted} seconds"),
        ("port", _) => format!("The port is {wanted}"),
        ("health", _) => format!("The health check says {wanted}"),
        ("fails", _) => format!("The build fails: {wanted}"),
        ("start", _) => format!("The container does not start: {wanted}"),
        _ => format!("{key}: {wanted}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{build, gallery};

    #[test]
    fn claims_hold_where_they_are_meant_to() {
        for entry in gallery() {
            let says = entry.says_before.iter().chain(entry.says_after);
            assert!(says.into_iter().all(|(key, _)| knows(key)), "{}", entry.name);
            let cold = BuildCache::default();
            let first = claims(entry, &entry.project(), &cold);
            assert_eq!(first.stands, Stands::Before, "{}", entry.name);
            assert!(first.before.iter().all(|claim| claim.holds), "{}: {first:?}", entry.name);
            let words = first.before.iter().chain(&first.after).map(|claim| &claim.words);
            assert!(
                words
                    .clone()
                    .all(|words| !words.contains(": ") || words.contains("fail") || words.contains("start"))
            );
            if let Some(changed) = entry.changed() {
                let then = claims(entry, &changed, &build(&entry.project(), &cold));
                assert_eq!(then.stands, Stands::After, "{}", entry.name);
                assert!(then.after.iter().all(|claim| claim.holds), "{}: {then:?}", entry.name);
            }
        }
    }

    #[test]
    fn a_changed_project_is_neither_and_does_not_hold() {
        let entry = Misconception::find("rm-later").unwrap();
        let mut project = entry.project();
        project.dockerfile = "FROM alpine\n".into();
        let claims = claims(entry, &project, &BuildCache::default());
        assert_eq!(claims.stands, Stands::Elsewhere);
        assert!(!claims.before[0].holds);
        assert_eq!(claims.before[0].words, "Line 2 adds 5MB");
    }
}
