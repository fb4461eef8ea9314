use drydock_playground::Evaluation;
use drydock_source::Severity;
use yew::prelude::*;

use crate::dispatch::{on, use_dispatch};
use crate::format::count;
use crate::same::Same;
use crate::state::{Action, Panel};

/// Properties of [`StatusLine`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
    /// Milliseconds it took.
    pub took: f64,
    /// What was said last, with a number.
    pub said: (&'static str, u32),
}

/// Counts at a glance, and what was said last.
#[component]
pub fn StatusLine(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let evaluation = &props.evaluation;
    let instructions: usize = evaluation.stages.iter().map(|stage| stage.steps.len()).sum();
    let errors = evaluation.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let findings = evaluation.diagnostics.len() - errors;
    let show = on::<MouseEvent>(&dispatch, || Action::Show(Panel::Problems));
    html! {
        <footer class="status">
            <span>{ count(evaluation.stages.len(), "stage") }</span>
            <span>{ count(instructions, "instruction") }</span>
            if errors > 0 { <button class="link status-error" onclick={show.clone()}>{ count(errors, "error") }</button> }
            if findings > 0 { <button class="link status-warning" onclick={show}>{ count(findings, "finding") }</button> }
            <span id="editor-help" class="hidden-text">{ "Press Escape, then Tab to leave the editor." }</span>
            // A new element for each saying, so that the same words are read out again.
            <span class="status-said" aria-live="polite"><span key={props.said.1}>{ props.said.0 }</span></span>
            <span class="grow"></span>
            <span class="wide-only">{ format!("evaluated in {:.1} ms", props.took) }</span>
        </footer>
    }
}
