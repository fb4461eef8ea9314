use drydock_playground::Evaluation;
use drydock_source::{Diagnostic, LineIndex, Severity};
use yew::prelude::*;

use super::places::place;

/// Every finding about `text`: where, why, and the fix as one click.
pub fn view(evaluation: &Evaluation, text: &str) -> Html {
    let diagnostics = &evaluation.diagnostics;
    if diagnostics.is_empty() {
        let nothing = evaluation.stages.is_empty();
        return html! { <p class="empty">{ if nothing { "Nothing to look at yet." } else { "No findings in this Dockerfile." } }</p> };
    }
    let index = LineIndex::new(text);
    html! {
        <ul class="problems">
            { for diagnostics.iter().enumerate().map(|(i, found)| problem(i, found, index.line(found.span.start))) }
        </ul>
    }
}

fn problem(index: usize, found: &Diagnostic, line: u32) -> Html {
    let (shape, word) = match found.severity {
        Severity::Error => ("✕", "error"),
        Severity::Warning => ("!", "warning"),
        Severity::Info => ("i", "info"),
        Severity::Hint => ("·", "hint"),
    };
    let span = found.span;
    html! {
        <li key={index} class="problem" data-lit={place(span)}>
            <i class={format!("severity severity-{word}")} title={word} aria-hidden="true">{ shape }</i>
            <div class="problem-body">
                <p class="problem-message"><span class="hidden-text">{ format!("{word}: ") }</span>{ ticked(&found.message) }</p>
                if !found.explanation.is_empty() { <p>{ ticked(&found.explanation) }</p> }
                if !found.help.is_empty() { <p>{ ticked(&found.help) }</p> }
                { for found.labels.iter().map(|label| {
                    let span = label.span;
                    html! { <p><button class="link" data-go={place(span)}>{ &label.message }</button></p> }
                }) }
                <p class="dim problem-place">
                    <button class="link" data-go={place(span)}>{ format!("line {line}") }</button>
                    { " · " }
                    if found.url.is_empty() { { found.code.to_string() } } else { <a href={found.url.to_string()} target="_blank" rel="noopener noreferrer">{ found.code.to_string() }</a> }
                </p>
                if !found.fixes.is_empty() {
                    <p class="problem-fixes">{ for found.fixes.iter().enumerate().map(|(i, fix)| html! {
                        <button data-fix={format!("{index}.{i}")} title={if fix.safe { "" } else { "may change what the build makes" }}>{ &fix.title }</button>
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
