use drydock_playground::{Project, Rebuild, Relation, StepPair, StepSide, Verdict};
use yew::prelude::*;

use super::texts::marked;
use crate::format;
use crate::parts;

/// The steps of both, aligned: what each adds, and what a build of B after one of A does with it.
pub(super) fn table(rebuild: &Rebuild, a: &Project, b: &Project) -> Html {
    html! {
        <>
            <h2>{ "Steps" }<span class="dim">{ " of A and B, and what a build of B after one of A does" }</span></h2>
            <table class="steps compare-steps" aria-label="Steps of A and B">
                <thead><tr>
                    <th scope="col" class="w-verdict"><span class="hidden-text">{ "Cache" }</span></th><th scope="col">{ "step" }</th>
                    <th scope="col" class="w-bytes">{ "A" }</th><th scope="col" class="w-bytes">{ "B" }</th>
                    <th scope="col" class="w-delta">{ "B less A" }</th>
                </tr></thead>
                <tbody>{ for rebuild.comparison.steps.iter().enumerate().map(|(i, pair)| row(i, pair, a, b)) }</tbody>
            </table>
        </>
    }
}

fn row(index: usize, pair: &StepPair, a: &Project, b: &Project) -> Html {
    let size = |side: &Option<StepSide>| {
        side.as_ref().and_then(|side| side.size.as_ref()).map(parts::size).unwrap_or_default()
    };
    let runs = pair.b.as_ref().filter(|side| side.verdict == Verdict::Runs);
    let text = match (pair.relation, &pair.a, &pair.b) {
        (Relation::Same, _, Some(side)) => html! { <code>{ &side.text }</code> },
        _ => html! {
            <>
                { pair.a.as_ref().map(|side| changed("A", "only in A", side, a)) }
                { pair.b.as_ref().map(|side| changed("B", "only in B", side, b)) }
            </>
        },
    };
    html! {
        <tr key={index} class={classes!("step", runs.map(|_| "step-runs"))}>
            <td class="step-verdict">{ pair.b.as_ref().map(|side| parts::verdict(side.verdict)) }</td>
            <td class="step-text">
                { text }
                if let Some(side) = runs.filter(|side| !side.reason.is_empty()) { <p class="step-reason">{ &side.reason }</p> }
            </td>
            <td class="step-bytes">{ size(&pair.a) }</td>
            <td class="step-bytes">{ size(&pair.b) }</td>
            <td class="step-bytes">{ delta(pair) }</td>
        </tr>
    }
}

/// A side as it is written, with its letter and what differs marked.
fn changed(name: &'static str, only: &'static str, side: &StepSide, project: &Project) -> Html {
    let written = side.span.of(&project.dockerfile).trim_end();
    let lit = marked(&project.dockerfile, side.span, &side.lit);
    html! {
        <p class="compare-side"><b title={only}>{ name }</b><code>{ if written.is_empty() { html! { { &side.text } } } else { lit } }</code></p>
    }
}

/// `−860 MB`, `+1.2 kB`; nothing where both are alike.
fn delta(pair: &StepPair) -> Html {
    let sized = |side: &Option<StepSide>| side.as_ref().is_some_and(|side| side.size.is_some());
    match pair.bytes {
        Some(0) => html! {},
        Some(bytes) => {
            let (sign, class) = if bytes < 0 { ("−", "compare-less") } else { ("+", "compare-more") };
            html! { <span {class}>{ format!("{sign}{}", format::bytes(bytes.unsigned_abs())) }</span> }
        }
        None if pair.relation != Relation::Same && (sized(&pair.a) || sized(&pair.b)) => {
            html! { <span class="dim" title="one of them is not known">{ "?" }</span> }
        }
        None => html! {},
    }
}
