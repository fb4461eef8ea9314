use drydock_playground::protocol::Question;
use drydock_playground::{Evaluation, Stage, Step, StepKind, Verdict};
use yew::prelude::*;

use super::places::place;
use super::printed::Printed;
use super::stepper::Stepper;
use super::{empty, line_link, timeline};
use crate::cause::{Cause, cause};
use crate::format;
use crate::parts;
use crate::same::Same;

/// What the next build does: figures, the cause, and each step of each stage. `built` tells whether something
/// was built.
pub fn view(evaluation: &Same<Evaluation>, built: bool) -> Html {
    if evaluation.stages.is_empty() {
        return empty(evaluation, "");
    }
    let sizes = evaluation.stages.iter().flat_map(|stage| &stage.steps).filter_map(|step| step.size.as_ref());
    let scale = sizes.map(|size| size.high.unwrap_or(size.likely)).max().unwrap_or(0);
    html! {
        <>
            { figures(evaluation) }
            { why(evaluation, built) }
            <Stepper evaluation={evaluation.clone()} />
            { for evaluation.stages.iter().map(|stage| stage_table(stage, scale, evaluation)) }
            { timeline::view(evaluation) }
            <Printed evaluation={evaluation.clone()} question={Question::Progress} title="docker build --progress=plain" />
        </>
    }
}

fn figures(evaluation: &Evaluation) -> Html {
    let totals = &evaluation.totals;
    let context = &evaluation.context;
    let next = match (totals.runs, totals.steps) {
        (_, 0) => "nothing to run".to_owned(),
        (0, steps) => format!("all {steps} steps cached"),
        (runs, steps) => format!("{runs} of {steps} steps run"),
    };
    let ignored = context.files.saturating_sub(context.included);
    html! {
        <dl class="figures">
            <div>
                <dt>{ "Next build" }</dt>
                <dd>{ next }</dd>
                <dd class="dim">
                    if let Some(time) = &totals.seconds { { parts::seconds(time) } }
                    if let Some(saved) = totals.saved.as_ref().filter(|saved| saved.likely >= 0.05) {
                        { ", the cache saves " }{ parts::seconds(saved) }
                    }
                </dd>
            </div>
            <div>
                <dt>{ "Image" }</dt>
                if let Some(size) = &totals.image {
                    <dd>{ parts::size(size) }</dd>
                    <dd class="dim">{ "on disk" }if let Some(pull) = &totals.compressed { { " · " }{ parts::size(pull) }{ " to pull" } }</dd>
                } else {
                    <dd>{ "none" }</dd><dd class="dim">{ "this build makes no image" }</dd>
                }
            </div>
            <div>
                <dt>{ "Context" }</dt>
                <dd>{ format!("{} sent", format::bytes(context.transferred)) }</dd>
                <dd class="dim">{ format!("{} of {}", context.included, format::count(context.files, "file")) }
                    if ignored > 0 { { format!(", {ignored} ignored") } }
                </dd>
            </div>
        </dl>
    }
}

/// The sentence that names the cause.
fn why(evaluation: &Evaluation, built: bool) -> Html {
    if let Some(error) = &evaluation.error {
        let span = evaluation.diagnostics.iter().find(|found| found.is_error()).map(|found| found.span);
        return html! {
            <p class="why why-failed"><i class="verdict verdict-failed" aria-hidden="true">{ "✕" }</i><span>
                <b>{ "The build fails. " }</b>
                if let Some(span) = span {
                    <button class="link" data-go={place(span)}>{ error }</button>
                } else { { error } }
            </span></p>
        };
    }
    if !built {
        return html! {
            <p class="why why-hint"><i class="verdict" aria-hidden="true">{ "→" }</i><span>
                <b>{ "Nothing was built yet, so every step runs. " }</b>
                { "Press Build, then change something: from then on you see what the next build would reuse. Or " }
                <button class="link" data-show="compare">{ "compare it with an older Dockerfile" }</button>{ "." }
            </span></p>
        };
    }
    if evaluation.totals.runs == 0 {
        return html! {
            <p class="why why-cached"><i class="verdict verdict-cached" aria-hidden="true">{ "✓" }</i><span>
                <b>{ "Everything comes from the cache. " }</b>{ "Nothing that counts has changed since a build you made." }
            </span></p>
        };
    }
    match cause(evaluation) {
        Some(cause) => cause_sentence(&cause, evaluation),
        None => html! {},
    }
}

fn cause_sentence(cause: &Cause, evaluation: &Evaluation) -> Html {
    let line = cause.step.lines.0;
    html! {
        <p class="why"><i class="verdict verdict-runs" aria-hidden="true">{ "↻" }</i><span>
            <b>{ format!("{}. ", cause.reason.message) }</b>
            { "So " }{ line_link(evaluation, line, format!("line {line}")) }{ " runs" }
            if cause.followers > 0 {
                { format!(", and so {} {} after it in {}", if cause.followers == 1 { "does" } else { "do" },
                    format::count(cause.followers, "step"), listed(&cause.stages)) }
            }
            { "." }
            { for cause.others.iter().take(3).map(|step| html! {
                <>{ " " }{ line_link(evaluation, step.lines.0, format!("Line {}", step.lines.0)) }
                { format!(" runs too: {}.", step.reasons.first().map_or("", |reason| &reason.message)) }</>
            }) }
            { for cause.stays.iter().take(3).map(|(step, reason)| html! {
                <>{ " " }{ line_link(evaluation, step.lines.0, format!("Line {}", step.lines.0)) }
                { format!(" stays cached: {}.", reason.message) }</>
            }) }
            { " " }<button class="link" data-show="compare">{ "Compare two Dockerfiles" }</button>
        </span></p>
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn stage_table(stage: &Stage, scale: u64, evaluation: &Evaluation) -> Html {
    let role = match (stage.target, stage.reachable) {
        (true, _) => " · the image",
        (false, true) => "",
        (false, false) => " · not needed by the target",
    };
    html! {
        <section key={stage.index} class={classes!("stage-steps", (!stage.reachable).then_some("unreachable"))}>
            <h2>{ &stage.label }<span class="dim">{ format!(" {}{role}", stage.base) }</span></h2>
            if !stage.doc.is_empty() { <p class="dim stage-doc">{ &stage.doc }</p> }
            <table class="steps" aria-label={format!("Steps of {}", stage.label)}>
                <colgroup><col class="w-verdict"/><col/><col class="w-bytes"/><col class="w-bar"/><col class="w-time"/></colgroup>
                <thead class="hidden-text"><tr><th scope="col">{ "Cache" }</th><th scope="col">{ "Step" }</th><th scope="col">{ "Bytes" }</th><th scope="col">{ "Share" }</th><th scope="col">{ "Time" }</th></tr></thead>
                <tbody>
                    { for grouped(&stage.steps).into_iter().map(|group| match group {
                        Group::Step(step) => step_row(step, stage, scale, evaluation),
                        Group::Quiet(steps) => quiet_row(steps),
                    }) }
                </tbody>
            </table>
        </section>
    }
}

/// A step with a row of its own, or neighbours that change no layer.
enum Group<'a> {
    Step(&'a Step),
    Quiet(&'a [Step]),
}

/// Neighbours without an operation share a row.
fn grouped(steps: &[Step]) -> Vec<Group<'_>> {
    steps.chunk_by(|a, b| is_quiet(a) && is_quiet(b)).map(group).collect()
}

fn group(steps: &[Step]) -> Group<'_> {
    match steps {
        [step] if !is_quiet(step) => Group::Step(step),
        quiet => Group::Quiet(quiet),
    }
}

fn is_quiet(step: &Step) -> bool {
    step.size.is_none()
        && matches!(step.kind, StepKind::Config | StepKind::Build)
        && !matches!(step.verdict, Verdict::Failed | Verdict::Runs)
}

fn step_row(step: &Step, stage: &Stage, scale: u64, evaluation: &Evaluation) -> Html {
    let span = step.span;
    let class = classes!("step", (step.verdict == Verdict::Runs).then_some("step-runs"));
    html! {
        <tr key={span.start} {class} data-lit={place(span)}>
            <td class="step-verdict">{ parts::verdict(step.verdict) }</td>
            <td class="step-text">
                <button class="step-button" data-go={place(span)} title={format!("Line {}", step.lines.0)}><code>{ &step.text }</code></button>
                { stating(step, stage, evaluation) }
                { for step.reasons.iter().take(3).map(|reason| {
                    let class = if step.verdict == Verdict::Cached { "step-reason step-stays" } else { "step-reason" };
                    let text = || reason.message.clone();
                    html! { <p {class}>{ reason.line.map_or_else(|| html! { text() }, |line| line_link(evaluation, line, text())) }</p> }
                }) }
                if step.reasons.len() > 3 { <p class="step-reason">{ format!("and {} more", step.reasons.len() - 3) }</p> }
                if !step.note.is_empty() { <p class="dim step-note">{ &step.note }</p> }
            </td>
            <td class="step-bytes">{ step.size.as_ref().map(parts::size).unwrap_or_default() }</td>
            <td class="step-bar">{ step.size.as_ref().map(|size| bar(size, scale)).unwrap_or_default() }</td>
            <td class="step-time">{ time(step) }</td>
        </tr>
    }
}

/// Buttons to state something about the step, in words where nobody knows its size, else as three dots.
fn stating(step: &Step, stage: &Stage, evaluation: &Evaluation) -> Html {
    if !matches!(step.keyword.as_str(), "FROM" | "RUN" | "COPY" | "ADD") {
        return html! {};
    }
    let open = step.size.as_ref().is_some_and(|size| size.high.is_none()) || !step.stated.is_empty();
    let image = (step.keyword == "FROM" && step.kind == StepKind::Base).then(|| stage.base.clone());
    let is_stage = |name: &String| evaluation.stages.iter().any(|stage| stage.label == *name);
    let image = image.filter(|name| !name.is_empty() && name != "scratch" && !is_stage(name));
    let title = if step.stated.is_empty() { "State size or time…" } else { "Change what you state…" };
    let at = step.span.start.to_string();
    let label = format!("{title} {}", step.text);
    let describe = image.map(|name| {
        html! { <button class="link" data-describe={name}>{ "Describe the image…" }</button> }
    });
    if open {
        return html! {
            <p class="step-state"><button class="link" data-state={at} aria-label={label}>{ title }</button>{ describe }</p>
        };
    }
    html! { <button class="quiet step-more" data-state={at} title={title} aria-label={label}>{ "⋯" }</button> }
}

fn time(step: &Step) -> Html {
    match (&step.seconds, step.verdict) {
        (Some(time), Verdict::Runs) => parts::seconds(time),
        (Some(time), Verdict::Cached) if time.likely >= 0.5 => {
            html! { <span class="dim">{ "saves " }{ parts::seconds(time) }</span> }
        }
        _ => html! {},
    }
}

/// A bar for the likely size, and a paler one for what it may be.
fn bar(size: &drydock_catalog::Size, scale: u64) -> Html {
    let share = |bytes: u64| if scale == 0 { 0.0 } else { bytes as f64 / scale as f64 * 100.0 };
    let high = share(size.high.unwrap_or(size.likely));
    if high < 0.05 {
        return html! {};
    }
    let width = |share: f64| format!("{:.2}", share.max(0.6));
    html! {
        <svg class="bar-track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-range" width={width(high)} height="8"/>
            <rect class="bar-likely" width={width(share(size.likely))} height="8"/>
        </svg>
    }
}

fn quiet_row(steps: &[Step]) -> Html {
    let config = steps.iter().any(|step| step.kind == StepKind::Config);
    let note = if config { " change the config only, no layer" } else { " no layer" };
    html! {
        <tr key={steps.first().map_or(0, |step| step.span.start)} class="step-quiet">
            <td></td>
            <td colspan="4">
                { for steps.iter().map(|step| {
                    let span = step.span;
                                    html! {
                        <button
                            class="step-button step-word"
                            data-go={place(span)} title={step.text.clone()} data-lit={place(span)}
                        ><code>{ &step.keyword }</code></button>
                    }
                }) }
                <span class="dim">{ note }</span>
            </td>
        </tr>
    }
}
