use drydock_playground::{Evaluation, Project, Step};
use yew::prelude::*;

use super::{empty, lit};
use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::same::Same;
use crate::state::Action;

/// Properties of [`StatePanel`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
    /// Stage and step at the caret.
    pub here: Option<(usize, usize)>,
    /// For the words that were expanded.
    pub project: Same<Project>,
}

/// Variables, directory, user and shell as they stand after each line.
#[component]
pub fn StatePanel(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let evaluation = &props.evaluation;
    if evaluation.stages.is_empty() {
        return empty(evaluation, "");
    }
    html! {
        { for evaluation.stages.iter().map(|stage| {
            let mut before: Option<&Step> = None;
            html! {
                <section key={stage.index}>
                    <h2>{ &stage.label }<span class="dim">{ format!(" {}", stage.base) }</span></h2>
                    <table class="plain lines" aria-label={format!("State after each line of {}", stage.label)}>
                        <thead><tr><th scope="col" class="w-line">{ "line" }</th><th scope="col">{ "instruction" }</th><th scope="col">{ "after it" }</th></tr></thead>
                        <tbody>
                            { for stage.steps.iter().enumerate().map(|(i, step)| {
                                let row = row(step, before, props.here == Some((stage.index, i)), &props.project.dockerfile, &dispatch);
                                before = Some(step);
                                row
                            }) }
                        </tbody>
                    </table>
                </section>
            }
        }) }
    }
}

fn row(step: &Step, before: Option<&Step>, here: bool, text: &str, dispatch: &Dispatch) -> Html {
    let span = step.span;
    let lit = lit(dispatch, &[span]);
    let differs = |of: fn(&Step) -> &str| before.is_none_or(|before| of(before) != of(step));
    let root = |user: &str| if user.is_empty() { "root".to_owned() } else { user.to_owned() };
    let shell = before.is_some_and(|before| before.shell != step.shell);
    html! {
        <tr key={span.start} class={here.then_some("here")} onmouseenter={lit.onmouseenter} onmouseleave={lit.onmouseleave} onfocusin={lit.onfocusin} onfocusout={lit.onfocusout}>
            <td class="dim">{ step.lines.0 }</td>
            <td class="path"><button class="step-button" onclick={on(dispatch, move || Action::Go(span))}><code>{ &step.text }</code></button></td>
            <td class="path">
                { for step.env.iter().map(|change| html! {
                    <p><span class="dim">{ if change.arg { "ARG " } else { "ENV " } }</span><code>{ format!("{}={}", change.name, change.new) }</code>
                        if let Some(old) = change.old.as_ref().filter(|old| **old != change.new) { { " " }<s class="dim">{ old }</s> }
                    </p>
                }) }
                if differs(|step| &step.workdir) { <p><span class="dim">{ "directory " }</span><code>{ &step.workdir }</code></p> }
                if differs(|step| &step.user) { <p><span class="dim">{ "user " }</span><code>{ root(&step.user) }</code></p> }
                if shell { <p><span class="dim">{ "shell " }</span><code>{ step.shell.join(" ") }</code></p> }
                { for step.expanded.iter().map(|word| html! {
                    <p><code>{ word.span.of(text) }</code><span class="dim">{ " became " }</span><code>{ if word.value.is_empty() { "nothing" } else { &word.value } }</code>
                        if !word.unset.is_empty() { <span class="unset">{ format!(", not set: {}", word.unset.join(", ")) }</span> }
                    </p>
                }) }
            </td>
        </tr>
    }
}
