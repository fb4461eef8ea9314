//! Two states side by side: what they share, what differs, and by how much.

mod align;
mod lit;
mod stand_in;

use drydock_builder::BuildCache;
use drydock_catalog::Size;
use drydock_source::{Diagnostic, Span};
use serde::{Deserialize, Serialize};

use crate::{Config, Evaluation, Project, Seconds, Step, Verdict, build, evaluate};
use align::Pair;
pub(crate) use align::align;

/// Two evaluations, A and B, side by side.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Comparison {
    /// The steps that the targets need, aligned: those of both in the order of both, the rest where it belongs.
    pub steps: Vec<StepPair>,
    /// The figures at a glance.
    pub figures: Vec<Figure>,
    /// Parts of the image config that differ, in the names of `docker inspect`.
    pub config: Vec<ConfigChange>,
    /// Findings that only A has.
    pub findings_a: Vec<FindingOf>,
    /// Findings that only B has.
    pub findings_b: Vec<FindingOf>,
}

/// What becomes of a build of B after one of A.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Rebuild {
    /// The two side by side.
    pub comparison: Comparison,
    /// Bytes of both images on disk; `None` where there is none.
    pub images: (Option<Size>, Option<Size>),
    /// What each build stops at.
    pub errors: (Option<String>, Option<String>),
    /// Paths of the context that neither has and both copy: they were taken as empty, and unchanged.
    pub stand_ins: Vec<String>,
    /// File names of the data that both evaluations missed.
    pub missing_data: Vec<String>,
}

/// How the two sides of a pair of steps stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same instruction.
    Same,
    /// The same keyword in the same place, with another text.
    Changed,
    /// Only A has it.
    Removed,
    /// Only B has it.
    Added,
}

/// A step of A, of B, or of both.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StepPair {
    /// How the two stand to one another.
    pub relation: Relation,
    /// The step of A.
    pub a: Option<StepSide>,
    /// The step of B.
    pub b: Option<StepSide>,
    /// Bytes that B's layer is larger by, as estimated; `None` where one of them is not known.
    pub bytes: Option<i64>,
}

/// One side of a pair of steps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StepSide {
    /// Label of the stage.
    pub stage: String,
    /// First line, from 1.
    pub line: u32,
    /// The instruction in its text.
    pub span: Span,
    /// What of it the other side does not have, in the same text: all of a step that only this side has.
    pub lit: Vec<Span>,
    /// Text as progress shows it.
    pub text: String,
    /// What the build does with it.
    pub verdict: Verdict,
    /// Why it runs: the first cause; empty for hits.
    pub reason: String,
    /// The line it runs because of, when the cause is another step.
    pub follows: Option<u32>,
    /// Bytes its layer adds.
    pub size: Option<Size>,
    /// How long it takes when it runs.
    pub seconds: Option<Seconds>,
}

/// A figure of both sides.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// `image`, `pull`, `context`, `layers`, `first build`, `next build`, `steps that run` or `findings`.
    pub name: String,
    /// `bytes`, `seconds` or `count`.
    pub unit: String,
    /// Of A, likely; `None` when nobody knows.
    pub a: Option<f64>,
    /// Of B.
    pub b: Option<f64>,
    /// B less A; `None` where one of them is not known.
    pub delta: Option<f64>,
}

/// A part of the image config that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigChange {
    /// Its name, such as `User` or `Env PATH`.
    pub name: String,
    /// Its value in A; `None` when it has none.
    pub a: Option<String>,
    /// Its value in B.
    pub b: Option<String>,
}

/// A finding in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingOf {
    /// The rule.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

/// Compares two evaluations. Costs what they hold.
pub fn compare(a: &Evaluation, b: &Evaluation) -> Comparison {
    let (of_a, of_b) = (steps(a), steps(b));
    let key = |(_, step): &(&str, &Step)| (step.keyword.clone(), step.text.clone());
    let keys = |steps: &[(&str, &Step)]| steps.iter().map(key).collect::<Vec<_>>();
    let pairs = align(&keys(&of_a), &keys(&of_b), |a, b| a.0 == b.0);
    let pair = |pair: Pair| {
        step_pair(pair.a.and_then(|at| of_a.get(at)), pair.b.and_then(|at| of_b.get(at)), pair.same)
    };
    let (findings_a, findings_b) = (findings(a), findings(b));
    let only = |own: &[FindingOf], other: &[FindingOf]| {
        own.iter().filter(|found| !other.contains(found)).cloned().collect::<Vec<_>>()
    };
    Comparison {
        steps: pairs.into_iter().map(pair).collect(),
        figures: figures(a, b),
        config: config_changes(a, b),
        findings_a: only(&findings_a, &findings_b),
        findings_b: only(&findings_b, &findings_a),
    }
}

/// Compares two projects the way one becomes the other: B is evaluated with the cache that a build of A leaves, so each
/// step of B says whether it ran again, and why.
pub fn compare_projects(a: &Project, b: &Project, cache: &BuildCache) -> Rebuild {
    let (mut a, mut b) = (a.clone(), b.clone());
    let empty = cache.pruned();
    let stand_ins = stand_in::stand_in(&mut a, &mut b, &empty);
    let before = evaluate(&a, &empty);
    let after = evaluate(&b, &build(&a, &empty));
    let mut comparison = compare(&before, &after);
    for pair in &mut comparison.steps {
        lit::light(pair, &a.dockerfile, &b.dockerfile);
    }
    let mut missing_data = before.missing_data;
    missing_data.extend(
        after.missing_data.into_iter().filter(|file| !missing_data.contains(file)).collect::<Vec<_>>(),
    );
    Rebuild {
        comparison,
        images: (before.totals.image, after.totals.image),
        errors: (before.error, after.error),
        stand_ins,
        missing_data,
    }
}

/// The steps that the target needs, each with the label of its stage.
fn steps(evaluation: &Evaluation) -> Vec<(&str, &Step)> {
    let stages = evaluation.stages.iter().filter(|stage| stage.reachable);
    stages.flat_map(|stage| stage.steps.iter().map(|step| (stage.label.as_str(), step))).collect()
}

fn step_pair(a: Option<&(&str, &Step)>, b: Option<&(&str, &Step)>, same: bool) -> StepPair {
    let likely = |side: Option<&(&str, &Step)>| match side.map(|(_, step)| &step.size) {
        None | Some(None) => Some(0),
        Some(Some(size)) if size.is_unknown() => None,
        Some(Some(size)) => i64::try_from(size.likely).ok(),
    };
    StepPair {
        relation: match (a, b) {
            (Some(_), Some(_)) if same => Relation::Same,
            (Some(_), Some(_)) => Relation::Changed,
            (Some(_), None) => Relation::Removed,
            (None, _) => Relation::Added,
        },
        bytes: likely(a).zip(likely(b)).map(|(a, b)| b - a),
        a: a.map(side),
        b: b.map(side),
    }
}

fn side((stage, step): &(&str, &Step)) -> StepSide {
    StepSide {
        stage: (*stage).to_owned(),
        line: step.lines.0,
        span: step.span,
        lit: Vec::new(),
        text: step.text.clone(),
        verdict: step.verdict,
        reason: step.reasons.first().map(|reason| reason.message.clone()).unwrap_or_default(),
        follows: step.reasons.first().and_then(|reason| reason.line),
        size: step.size.clone(),
        seconds: step.seconds,
    }
}

fn figures(a: &Evaluation, b: &Evaluation) -> Vec<Figure> {
    let figure = |name: &str, unit: &str, of: &dyn Fn(&Evaluation) -> Option<f64>| {
        let (a, b) = (of(a), of(b));
        Figure { name: name.into(), unit: unit.into(), a, b, delta: a.zip(b).map(|(a, b)| b - a) }
    };
    let known =
        |size: &Option<Size>| size.as_ref().filter(|size| !size.is_unknown()).map(|size| size.likely as f64);
    let bounded = |time: Option<Seconds>| time.filter(|time| time.high.is_some()).map(|time| time.likely);
    vec![
        figure("image", "bytes", &|of| known(&of.totals.image)),
        figure("pull", "bytes", &|of| known(&of.totals.compressed)),
        figure("context", "bytes", &|of| Some(of.context.transferred as f64)),
        figure("layers", "count", &|of| Some(of.layers.len() as f64)),
        figure("first build", "seconds", &|of| bounded(of.totals.cold)),
        figure("next build", "seconds", &|of| bounded(of.totals.seconds)),
        figure("steps that run", "count", &|of| Some(of.totals.runs as f64)),
        figure("findings", "count", &|of| Some(of.diagnostics.len() as f64)),
    ]
}

fn findings(evaluation: &Evaluation) -> Vec<FindingOf> {
    let finding =
        |found: &Diagnostic| FindingOf { code: found.code.to_string(), message: found.message.clone() };
    evaluation.diagnostics.iter().map(finding).collect()
}

/// The parts of the config, each with a name and a value.
fn parts(config: &Config) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let words = |words: &Option<Vec<String>>| words.as_ref().map(|words| format!("{words:?}"));
    let texts = [
        ("User", Some(config.user.clone())),
        ("WorkingDir", Some(config.working_dir.clone())),
        ("Entrypoint", words(&config.entrypoint)),
        ("Cmd", words(&config.cmd)),
        ("Healthcheck", words(&config.healthcheck)),
        ("StopSignal", Some(config.stop_signal.clone())),
        ("Shell", (!config.shell.is_empty()).then(|| format!("{:?}", config.shell))),
    ];
    parts.extend(
        texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text.filter(|text| !text.is_empty())?))),
    );
    parts.extend(config.env.iter().map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (format!("Env {name}"), value.to_owned())
    }));
    parts.extend(config.exposed_ports.iter().map(|port| (format!("ExposedPorts {port}"), "yes".to_owned())));
    parts.extend(config.volumes.iter().map(|path| (format!("Volumes {path}"), "yes".to_owned())));
    parts.extend(config.labels.iter().map(|(name, value)| (format!("Labels {name}"), value.clone())));
    parts
        .extend(config.on_build.iter().enumerate().map(|(at, text)| (format!("OnBuild {at}"), text.clone())));
    parts
}

fn config_changes(a: &Evaluation, b: &Evaluation) -> Vec<ConfigChange> {
    let of = |evaluation: &Evaluation| {
        evaluation.image.as_ref().map(|image| parts(&image.config)).unwrap_or_default()
    };
    let (a, b) = (of(a), of(b));
    let value = |parts: &[(String, String)], name: &str| {
        parts.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let mut names: Vec<&String> = a.iter().map(|(name, _)| name).collect();
    names.extend(b.iter().map(|(name, _)| name).filter(|name| value(&a, name).is_none()));
    let change = |name: &String| ConfigChange { name: name.clone(), a: value(&a, name), b: value(&b, name) };
    names.into_iter().map(change).filter(|change| change.a != change.b).collect()
}
