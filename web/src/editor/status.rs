use drydock_source::Severity;
use yew::prelude::*;

use crate::dispatch::{Dispatch, on};
use crate::format::count;
use crate::state::{Action, Evaluated, Panel};

/// Counts at a glance, how many milliseconds they took, and what was said last.
pub fn status_line(evaluated: &Evaluated, said: (&'static str, u32), dispatch: &Dispatch) -> Html {
    let evaluation = &evaluated.evaluation;
    let instructions: usize = evaluation.stages.iter().map(|stage| stage.steps.len()).sum();
    let errors = evaluation.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let findings = evaluation.diagnostics.len() - errors;
    let show = on::<MouseEvent>(dispatch, || Action::Show(Panel::Problems));
    html! {
        <footer class="status">
            if evaluated.ready {
                <span>{ count(evaluation.stages.len(), "stage") }</span>
                <span>{ count(instructions, "instruction") }</span>
            }
            if errors > 0 { <button class="link status-error" onclick={show.clone()}>{ count(errors, "error") }</button> }
            if findings > 0 { <button class="link status-warning" onclick={show}>{ count(findings, "finding") }</button> }
            <span id="editor-help" class="hidden-text">{ "Press Escape, then Tab to leave the editor." }</span>
            // A new element for each saying, so that the same words are read out again.
            <span class="status-said" aria-live="polite"><span key={said.1}>{ said.0 }</span></span>
            <span class="grow"></span>
            if evaluated.ready { <span class="wide-only">{ format!("evaluated in {:.1} ms", evaluated.took) }</span> }
        </footer>
    }
}
