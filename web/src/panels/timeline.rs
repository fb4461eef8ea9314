use drydock_playground::{Evaluation, Operation, Verdict};
use yew::prelude::*;

use crate::format;
use crate::texts::timeline as texts;

/// When each operation of the next build begins and ends: what runs at the same time, and the chain that the time of
/// the build is made of.
pub fn view(evaluation: &Evaluation) -> Html {
    let total = evaluation.totals.seconds.as_ref().map_or(0.0, |seconds| seconds.likely);
    let runs = |one: &&Operation| matches!(one.verdict, Verdict::Runs | Verdict::Failed) && length(one) > 0.0;
    let mut shown: Vec<&Operation> = evaluation.operations.iter().filter(runs).collect();
    if shown.len() < 2 || total <= 0.0 {
        return html! {};
    }
    shown.sort_by(|a, b| a.start.likely.total_cmp(&b.start.likely));
    html! {
        <details class="timeline">
            <summary>{ texts::TITLE }</summary>
            <p class="dim">{ texts::ABOUT }</p>
            <ol aria-label={texts::TITLE}>{ for shown.into_iter().map(|one| row(one, total)) }</ol>
        </details>
    }
}

fn length(one: &Operation) -> f64 {
    one.end.likely - one.start.likely
}

fn row(one: &Operation, total: f64) -> Html {
    let part = |seconds: f64| format!("{:.2}%", (seconds / total * 100.0).clamp(0.0, 100.0));
    let class = classes!("timeline-row", one.critical.then_some("timeline-critical"));
    html! {
        <li key={one.name.clone()} {class}>
            <code class="timeline-name">{ &one.name }</code>
            if one.critical { <span class="timeline-mark" title={texts::LONGEST}>{ "◆" }<span class="hidden-text">{ texts::SPACE_LONGEST }</span></span> }
            <span class="num">{ format::duration(length(one)) }</span>
            <svg class="timeline-bar" aria-hidden="true">
                <rect x={part(one.start.likely)} width={part(length(one))} height="100%"/>
            </svg>
        </li>
    }
}
