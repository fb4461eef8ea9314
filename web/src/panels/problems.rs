use drydock_playground::{Evaluation, Project};
use drydock_source::{Diagnostic, LineIndex, Severity};
use yew::prelude::*;

use super::lit;
use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::same::Same;
use crate::state::Action;

/// Properties of [`ProblemsPanel`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
    /// For line numbers.
    pub project: Same<Project>,
}

/// Every finding: where, why, and the fix as one click.
#[component]
pub fn ProblemsPanel(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let diagnostics = &props.evaluation.diagnostics;
    if diagnostics.is_empty() {
        let text = if props.evaluation.stages.is_empty() {
            "Nothing to look at yet."
        } else {
            "No findings in this Dockerfile."
        };
        return html! { <p class="empty">{ text }</p> };
    }
    let index = LineIndex::new(&props.project.dockerfile);
    html! {
        <ul class="problems">
            { for diagnostics.iter().enumerate().map(|(i, found)| problem(i, found, index.line(found.span.start), &dispatch)) }
        </ul>
    }
}

fn problem(index: usize, found: &Diagnostic, line: u32, dispatch: &Dispatch) -> Html {
    let (shape, word) = match found.severity {
        Severity::Error => ("✕", "error"),
        Severity::Warning => ("!", "warning"),
        Severity::Info => ("i", "info"),
        Severity::Hint => ("·", "hint"),
    };
    let span = found.span;
    let lit = lit(dispatch, &[span]);
    html! {
        <li key={index} class="problem" onmouseenter={lit.onmouseenter} onmouseleave={lit.onmouseleave} onfocusin={lit.onfocusin} onfocusout={lit.onfocusout}>
            <i class={format!("severity severity-{word}")} title={word} aria-hidden="true">{ shape }</i>
            <div class="problem-body">
                <p class="problem-message"><span class="hidden-text">{ format!("{word}: ") }</span>{ ticked(&found.message) }</p>
                if !found.explanation.is_empty() { <p>{ ticked(&found.explanation) }</p> }
                if !found.help.is_empty() { <p>{ ticked(&found.help) }</p> }
                { for found.labels.iter().map(|label| {
                    let span = label.span;
                    html! { <p><button class="link" onclick={on(dispatch, move || Action::Go(span))}>{ &label.message }</button></p> }
                }) }
                <p class="dim problem-place">
                    <button class="link" onclick={on(dispatch, move || Action::Go(span))}>{ format!("line {line}") }</button>
                    { " · " }
                    if found.url.is_empty() { { found.code.to_string() } } else { <a href={found.url.to_string()} target="_blank" rel="noopener noreferrer">{ found.code.to_string() }</a> }
                </p>
                if !found.fixes.is_empty() {
                    <p class="problem-fixes">{ for found.fixes.iter().map(|fix| {
                        let edits = fix.edits.clone();
                        html! { <button onclick={on(dispatch, move || Action::Fix(edits.clone()))} title={if fix.safe { "" } else { "may change what the build makes" }}>{ &fix.title }</button> }
                    }) }</p>
                }
            </div>
        </li>
    }
}

/// What stands between backticks becomes code.
fn ticked(text: &str) -> Html {
    let parts = text.split('`').enumerate();
    html! { { for parts.map(|(i, part)| if i % 2 == 1 { html! { <code>{ part }</code> } } else { html! { part } }) } }
}
