use drydock_source::Severity;
use yew::prelude::*;

use crate::dispatch::{Dispatch, on};
use crate::state::{Action, Evaluated, Panel};
use crate::texts::counts;
use crate::texts::status as texts;

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
                <span>{ counts::stages(evaluation.stages.len()) }</span>
                <span>{ counts::instructions(instructions) }</span>
            }
            if errors > 0 { <button class="link status-error" onclick={show.clone()}>{ counts::errors(errors) }</button> }
            if findings > 0 { <button class="link status-warning" onclick={show}>{ counts::findings(findings) }</button> }
            <span id="editor-help" class="hidden-text">{ texts::LEAVE }</span>
            // A new element for each saying, so that the same words are read out again.
            <span class="status-said" aria-live="polite"><span key={said.1}>{ said.0 }</span></span>
            <span class="grow"></span>
            if evaluated.ready { <span class="wide-only">{ texts::took(evaluated.took) }</span> }
        </footer>
    }
}
