//! Two states side by side: A, which is kept, and B, which is what one works on; and why a build of B after one of A
//! runs what it runs.

mod pasted;
mod steps;
mod summary;
mod texts;

use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{ConfigChange, Evaluation, FindingOf, Patch, Project, Rebuild};
use yew::prelude::*;

use crate::dispatch::{on, use_dispatch};
use crate::evaluator::use_answer;
use crate::same::Same;
use crate::state::Action;
use pasted::Pasted;

/// Properties of [`Compare`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known of B.
    pub evaluation: Same<Evaluation>,
    /// B, as it was evaluated.
    pub project: Same<Project>,
    /// A, where one is kept.
    pub before: Option<Same<Project>>,
}

/// The comparison, or how one begins.
#[component]
pub fn Compare(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let question = use_memo((props.project.clone(), props.before.clone()), |(project, before)| {
        let before = before.as_ref()?;
        Some(Question::Compare(Box::new(Patch::between(project, before))))
    });
    let answer = use_answer((*question).clone(), &props.evaluation);
    let keep = {
        let project = props.project.clone();
        on(&dispatch, move || Action::Before(Some(project.clone())))
    };
    let Some(before) = &props.before else {
        return html! {
            <>
                <h2>{ "Two states side by side" }</h2>
                <p class="compare-lead">{ "Keep what you see as A, then change it or open another example: that is B. You see what \
                    each step adds or saves, and what a build of B after one of A runs again, and why. A link holds both." }</p>
                <p><button onclick={keep}>{ "Keep this as A" }</button></p>
                <Pasted project={props.project.clone()} before={None::<Same<Project>>} />
            </>
        };
    };
    let swap = {
        let (project, before) = (props.project.clone(), before.clone());
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Before(Some(project.clone())));
            dispatch.dispatch(Action::Swap(before.clone()));
        })
    };
    let known = match answer.as_deref() {
        Some(Answer::Rebuild(rebuild)) => view(rebuild, before, &props.project),
        _ => html! { <p class="empty evaluating">{ "Comparing…" }</p> },
    };
    html! {
        <>
            <div class="compare-bar">
                <button onclick={swap}>{ "Swap A and B" }</button>
                <button onclick={keep}>{ "Keep this as A" }</button>
                <button onclick={on(&dispatch, || Action::Before(None))}>{ "Forget A" }</button>
            </div>
            { known }
            <details class="compare-paste">
                <summary>{ "Paste two Dockerfiles" }</summary>
                <Pasted project={props.project.clone()} before={before.clone()} />
            </details>
        </>
    }
}

fn view(rebuild: &Rebuild, a: &Project, b: &Project) -> Html {
    let comparison = &rebuild.comparison;
    html! {
        <>
            { summary::figures(rebuild) }
            { summary::why(rebuild) }
            { stand_ins(&rebuild.stand_ins) }
            { steps::table(rebuild, a, b) }
            { config(&comparison.config) }
            { findings("Findings that only A has", &comparison.findings_a) }
            { findings("Findings that only B has", &comparison.findings_b) }
            { texts::both(comparison, a, b) }
        </>
    }
}

/// What was taken for granted, since nobody gave it.
fn stand_ins(paths: &[String]) -> Html {
    if paths.is_empty() {
        return html! {};
    }
    html! {
        <p class="dim compare-lead">
            { format!("Nobody gave {}: taken as empty, and as the same in both.", paths.join(", ")) }
        </p>
    }
}

fn config(changes: &[ConfigChange]) -> Html {
    if changes.is_empty() {
        return html! {};
    }
    let value = |value: &Option<String>| match value {
        Some(value) => html! { <code>{ value }</code> },
        None => html! { <span class="dim">{ "none" }</span> },
    };
    html! {
        <>
            <h2>{ "Image config" }</h2>
            <table class="plain compare-config" aria-label="Image config of A and B">
                <thead><tr><th scope="col">{ "what differs" }</th><th scope="col">{ "A" }</th><th scope="col">{ "B" }</th></tr></thead>
                <tbody>{ for changes.iter().map(|change| html! {
                    <tr key={change.name.clone()}><th scope="row">{ &change.name }</th><td class="path">{ value(&change.a) }</td><td class="path">{ value(&change.b) }</td></tr>
                }) }</tbody>
            </table>
        </>
    }
}

fn findings(title: &'static str, found: &[FindingOf]) -> Html {
    if found.is_empty() {
        return html! {};
    }
    html! {
        <details class="compare-findings">
            <summary>{ format!("{title} ({})", found.len()) }</summary>
            <ul>{ for found.iter().map(|one| html! { <li><code>{ &one.code }</code>{ " " }{ &one.message }</li> }) }</ul>
        </details>
    }
}
