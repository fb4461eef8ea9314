use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Evaluation, Waste, WastedPath};
use yew::prelude::*;

use crate::evaluator::use_answer;
use crate::format;
use crate::same::Same;

/// How many wasted paths are listed.
const PATHS: usize = 10;

/// Properties of [`WasteReport`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known of the next build.
    pub evaluation: Same<Evaluation>,
}

/// What the final image carries without use: bytes that a later layer hides or replaces, and the paths they belong to.
#[component]
pub fn WasteReport(props: &Props) -> Html {
    let answer = use_answer(Some(Question::Waste), &props.evaluation);
    match answer.as_deref() {
        Some(Answer::Waste(Some(waste))) => report(waste),
        _ => html! {},
    }
}

fn report(waste: &Waste) -> Html {
    let efficiency = (waste.efficiency * 1000.0).floor() / 10.0;
    let more = waste.paths.len().saturating_sub(PATHS);
    html! {
        <section class="waste" aria-label="Waste in the image">
            <h2>{ "In the image" }</h2>
            <dl class="figures">
                <div><dt>{ "Efficiency" }</dt><dd>{ format!("{efficiency} %") }</dd><dd class="dim">{ "of its bytes are needed, as dive counts" }</dd></div>
                <div><dt>{ "Wasted" }</dt><dd>{ format::bytes(waste.wasted) }</dd><dd class="dim">{ "in paths that several layers hold" }</dd></div>
            </dl>
            if waste.paths.is_empty() {
                <p class="dim">{ "No path is in more than one layer." }</p>
            } else {
                <table class="plain" aria-label="Paths in several layers">
                    <thead><tr><th scope="col">{ "path" }</th><th scope="col" class="end">{ "layers" }</th><th scope="col" class="end">{ "bytes" }</th></tr></thead>
                    <tbody>{ for waste.paths.iter().take(PATHS).map(row) }</tbody>
                </table>
                if more > 0 { <p class="dim">{ format!("and {}", format::count(more, "smaller path")) }</p> }
            }
        </section>
    }
}

fn row(path: &WastedPath) -> Html {
    html! {
        <tr key={path.path.clone()}>
            <td class="path"><code>{ &path.path }</code></td>
            <td class="end">{ path.layers }</td>
            <td class="end nowrap">{ format::bytes(path.bytes) }</td>
        </tr>
    }
}
