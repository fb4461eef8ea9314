//! What would make the image smaller or the build leaner, with the numbers of this very Dockerfile: each piece of advice
//! is an edit that was tried out, and what it saves is the difference of two evaluations.
//!
//! Advice comes from [`KINDS`], one file a kind. It is only given where the edited project still builds, its container
//! still starts the same process, and something is saved. Worked out on demand, not at each keystroke.

mod base_variant;
mod chown;
mod docs;
mod findings;
mod ignore_file;
mod measure;
mod second_stage;

use drydock_builder::{BuildCache, clean, join};
use drydock_catalog::Size;
use drydock_source::Fix;
use serde::{Deserialize, Serialize};

use crate::evaluate::parts::Parts;
use crate::{Evaluation, Project, evaluate};
use measure::Measured;

/// Less than this is not worth a word.
const WORTH_BYTES: i64 = 10_000;
/// More proposals than this are not tried.
const MAX_TRIED: usize = 60;

/// Something that could be done better.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Advice {
    /// Name by which it is asked for: `slim-base`, `second-stage`, or the code of a rule such as `DL3042`.
    pub name: String,
    /// What it does, as a button says it.
    pub title: String,
    /// Why it saves.
    pub why: String,
    /// What to look after when it is taken; may be empty.
    pub caution: String,
    /// The line it is about, from 1; 0 for the project.
    pub line: u32,
    /// The edits.
    pub fix: Fix,
    /// Bytes of the image that it saves.
    pub saved: Saved,
    /// Size of the image as it is.
    pub before: Option<Size>,
    /// Size of the image with it.
    pub after: Option<Size>,
    /// Seconds that a build with an empty cache gets shorter, as estimated; below 0 it gets longer.
    pub seconds: Option<f64>,
    /// Bytes less of the context that a first build sends.
    pub context: i64,
}

/// A difference in bytes: positive is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// At least; `None` when nobody can say.
    pub low: Option<i64>,
    /// Most likely.
    pub likely: i64,
    /// At most; `None` when nobody can say.
    pub high: Option<i64>,
    /// Where the largest part of the figure is from.
    pub source: String,
}

impl Saved {
    /// It in words, as `about 38 MB (31 MB to 45 MB)`, with numbers as `bytes` writes them.
    pub fn in_words(&self, bytes: impl Fn(i64) -> String) -> String {
        let likely = bytes(self.likely);
        match (self.low, self.high) {
            (Some(low), Some(high)) if bytes(low) == bytes(high) => likely,
            (Some(low), Some(high)) => format!("about {likely} ({} to {})", bytes(low), bytes(high)),
            (Some(low), None) => format!("{likely} or more (at least {})", bytes(low)),
            (None, _) => format!("about {likely}, but not all of it is known"),
        }
    }
}

/// All advice on a project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Advised {
    /// What saves most comes first.
    pub advice: Vec<Advice>,
    /// File names of package tables that would tell more, as [`Evaluation::missing_data`].
    pub missing_data: Vec<String>,
}

/// An edit before it is tried.
struct Proposal {
    name: String,
    title: String,
    why: String,
    caution: &'static str,
    line: u32,
    fix: Fix,
}

/// What proposals are made of.
struct Asked<'a> {
    project: &'a Project,
    parts: &'a Parts<'a>,
    evaluation: &'a Evaluation,
}

/// The kinds of advice.
const KINDS: &[fn(&Asked<'_>) -> Vec<Proposal>] = &[
    base_variant::propose,
    second_stage::propose,
    // Before the findings, which name the same paths one by one.
    ignore_file::propose,
    findings::propose,
    chown::propose,
    docs::propose,
];

/// Tries out what would make the image of `project` smaller. The cache gives the package tables; what is cached does
/// not matter. No advice on a project whose build fails.
pub fn advise(project: &Project, cache: &BuildCache) -> Advised {
    let cache = cache.pruned();
    let evaluation = evaluate(project, &cache);
    let mut advised = Advised { missing_data: evaluation.missing_data.clone(), ..Advised::default() };
    if evaluation.error.is_some() {
        return advised;
    }
    let parts = Parts::new(project, &cache, cache.images());
    let before = Measured::of(&parts);
    let asked = Asked { project, parts: &parts, evaluation: &evaluation };
    let mut tried: Vec<Project> = Vec::new();
    for proposal in KINDS.iter().flat_map(|kind| kind(&asked)).take(MAX_TRIED) {
        let Some(edited) = project.fixed(&proposal.fix).filter(|edited| !tried.contains(edited)) else {
            continue;
        };
        let after = evaluate(&edited, &cache);
        for table in &after.missing_data {
            if !advised.missing_data.contains(table) {
                advised.missing_data.push(table.clone());
            }
        }
        if !is_the_same_container(&evaluation, &after) {
            continue;
        }
        let saved = before.less(&Measured::of(&Parts::new(&edited, &cache, cache.images())));
        let advice = advice(proposal, saved, &evaluation, &after);
        if advice.saved.likely >= WORTH_BYTES || advice.context >= WORTH_BYTES {
            advised.advice.push(advice);
            tried.push(edited);
        }
    }
    advised.advice.sort_by_key(|advice| std::cmp::Reverse((advice.saved.likely, advice.context)));
    advised
}

fn advice(proposal: Proposal, saved: Saved, before: &Evaluation, after: &Evaluation) -> Advice {
    let sent = |evaluation: &Evaluation| i64::try_from(evaluation.context.transferred).unwrap_or(i64::MAX);
    let seconds = |evaluation: &Evaluation| evaluation.totals.cold.map(|time| time.likely);
    Advice {
        name: proposal.name,
        title: proposal.title,
        why: proposal.why,
        caution: proposal.caution.into(),
        line: proposal.line,
        fix: proposal.fix,
        saved,
        before: before.totals.image.clone(),
        after: after.totals.image.clone(),
        seconds: seconds(before).zip(seconds(after)).map(|(before, after)| before - after),
        context: sent(before).saturating_sub(sent(after)),
    }
}

/// The absolute path of `path` for who works in `dir`.
fn absolute(dir: &str, path: &str) -> String {
    clean(&if path.starts_with('/') { path.to_owned() } else { join(dir, path) })
}

/// True when the edited project still builds, and `docker run` still does the same.
fn is_the_same_container(before: &Evaluation, after: &Evaluation) -> bool {
    let starts = |evaluation: &Evaluation| {
        evaluation.container.as_ref().map(|container| {
            (
                container.argv.clone(),
                container.error.clone(),
                container.ports.clone(),
                container.workdir.clone(),
            )
        })
    };
    let errors =
        |evaluation: &Evaluation| evaluation.diagnostics.iter().filter(|found| found.is_error()).count();
    after.error.is_none() && errors(after) <= errors(before) && starts(before) == starts(after)
}
