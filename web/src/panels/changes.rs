use drydock_playground::{Change, ChangeKind, Evaluation, Stage, Step};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::empty;
use super::places::place;
use super::waste::WasteReport;
use crate::format;
use crate::parts;
use crate::same::Same;

/// Properties of [`ChangesPanel`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
    /// Stage and step at the caret.
    pub here: Option<(usize, usize)>,
}

/// What each step changes in the file system, with a slider over the steps.
#[component]
pub fn ChangesPanel(props: &Props) -> Html {
    let evaluation = &props.evaluation;
    // The slider follows the caret until someone moves it.
    let chosen = use_state(|| None::<(usize, usize)>);
    {
        let chosen = chosen.clone();
        use_effect_with(props.here, move |_| chosen.set(None));
    }
    let target = evaluation.target.unwrap_or(0);
    let (stage_at, step_at) = chosen.or(props.here).unwrap_or((target, usize::MAX));
    let Some(stage) = evaluation.stages.get(stage_at).or(evaluation.stages.first()) else {
        return empty(evaluation, "");
    };
    let step_at = step_at.min(stage.steps.len().saturating_sub(1));
    let Some(step) = stage.steps.get(step_at) else { return empty(evaluation, "") };
    let slide = {
        let (chosen, stage) = (chosen.clone(), stage.index);
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
            chosen.set(Some((stage, value.max(0.0) as usize)));
        })
    };
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            chosen.set(Some((usize::try_from(index).unwrap_or(0), usize::MAX)));
        })
    };
    let span = step.span;
    html! {
        <>
            <div class="changes-bar">
                <label class="field">{ "Stage" }<select onchange={choose}>
                    { for evaluation.stages.iter().map(|other| html! { <option key={other.index} selected={other.index == stage.index}>{ &other.label }</option> }) }
                </select></label>
                <label class="field changes-slider">{ format!("Step {} of {}", step_at + 1, stage.steps.len()) }
                    <input type="range" min="0" max={(stage.steps.len().saturating_sub(1)).to_string()} value={step_at.to_string()} oninput={slide}/>
                </label>
            </div>
            <p class="changes-step"><button class="step-button" data-go={place(span)}><code>{ &step.text }</code></button></p>
            { summary(stage, step, step_at) }
            { table(step) }
            <WasteReport evaluation={evaluation.clone()} />
        </>
    }
}

fn summary(stage: &Stage, step: &Step, at: usize) -> Html {
    let sizes = stage.steps.iter().take(at + 1).filter_map(|step| step.size.as_ref());
    let after = sizes.fold(None, |sum: Option<drydock_catalog::Size>, size| {
        Some(sum.map_or(size.clone(), |sum| sum.plus(size)))
    });
    html! {
        <dl class="figures">
            <div><dt>{ "This step adds" }</dt><dd>{ step.size.as_ref().map_or(html! { "no layer" }, parts::size) }</dd></div>
            <div><dt>{ "Paths changed" }</dt><dd>{ step.changed_files }</dd></div>
            <div><dt>{ "Layers so far" }</dt><dd>{ after.as_ref().map_or(html! { "none" }, parts::size) }</dd></div>
        </dl>
    }
}

fn table(step: &Step) -> Html {
    if step.changes.is_empty() {
        let text = if step.size.is_none() {
            "This instruction changes no files."
        } else {
            "No path of this step is known by name."
        };
        return html! { <p class="empty">{ text }{ " " }{ &step.note }</p> };
    }
    let more = step.changed_files.saturating_sub(step.changes.len());
    html! {
        <>
            <table class="plain" aria-label="Paths this step changes">
                <thead><tr><th scope="col">{ "path" }</th><th scope="col">{ "how" }</th><th scope="col" class="end">{ "bytes" }</th></tr></thead>
                <tbody>{ for step.changes.iter().map(|change| row(change, step)) }</tbody>
            </table>
            if more > 0 { <p class="dim">{ format!("and {}", format::count(more, "smaller path")) }</p> }
        </>
    }
}

fn row(change: &Change, step: &Step) -> Html {
    let (sign, word) = match change.kind {
        ChangeKind::Added => ("+", "added"),
        ChangeKind::Changed => ("~", "changed"),
        ChangeKind::Metadata => ("±", "mode or owner, copied up whole"),
        ChangeKind::Removed => ("−", "removed"),
    };
    html! {
        <tr key={change.path.clone()} data-lit={place(step.span)} data-holds="">
            <td class="path"><code>{ &change.path }</code></td>
            <td class="nowrap"><i class={format!("change change-{}", word.split(' ').next().unwrap_or(""))} aria-hidden="true">{ sign }</i>{ " " }{ word }</td>
            <td class="end nowrap">{ parts::size(&change.size) }</td>
        </tr>
    }
}
