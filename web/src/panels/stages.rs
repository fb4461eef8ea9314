use drydock_playground::{Cross, Edge, EdgeKind, Evaluation};
use gloo_events::EventListener;
use web_sys::{Element, window};
use yew::prelude::*;

use super::places::places;
use super::{empty, line_link};
use crate::format;
use crate::graph::picture;
use crate::parts;
use crate::same::Same;

/// Properties of [`StagesPanel`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
}

/// The graph of stages, the same as a list, and what crosses.
#[component]
pub fn StagesPanel(props: &Props) -> Html {
    let place = use_node_ref();
    let width = use_width(&place);
    let whole = use_state(|| true);
    let evaluation = &props.evaluation;
    if evaluation.stages.is_empty() {
        return empty(evaluation, "");
    }
    let toggle = {
        let whole = whole.clone();
        Callback::from(move |_: MouseEvent| whole.set(!*whole))
    };
    html! {
        <>
            <div ref={place} class={classes!("graph-scroll", (*whole).then_some("graph-whole"))} tabindex="0" role="region" aria-label="Graph of stages">
                { picture(evaluation, width) }
            </div>
            <p class="dim legend">
                <span class="line line-from" aria-hidden="true"></span>{ "FROM" }
                <span class="line line-copy" aria-hidden="true"></span>{ "COPY" }
                <span class="line line-mount" aria-hidden="true"></span>{ "RUN --mount" }
                <span class="grow"></span>
                <span class="wide-only">{ "press a stage to make it the target" }</span>
                <button class="link" onclick={toggle}>{ if *whole { "Full size" } else { "Fit" } }</button>
            </p>
            <h2>{ "What crosses" }</h2>
            { crossings(evaluation) }
            <details class="graph-list"><summary>{ "The graph as a list" }</summary>{ list(evaluation) }</details>
        </>
    }
}

/// Width of the element behind `place` in CSS pixels, as it is drawn.
#[hook]
fn use_width(place: &NodeRef) -> f64 {
    let width = use_state(|| 0.0);
    let measure = {
        let (width, place) = (width.clone(), place.clone());
        move || {
            let now = place.cast::<Element>().map_or(0.0, |element| f64::from(element.client_width()));
            if now > 0.0 && (now - *width).abs() > 1.0 {
                width.set(now);
            }
        }
    };
    use_effect({
        let measure = measure.clone();
        move || measure()
    });
    use_effect_with(*width as i32, move |_| {
        let listener = window().map(|window| EventListener::new(&window, "resize", move |_| measure()));
        move || drop(listener)
    });
    *width
}

fn label<'a>(evaluation: &'a Evaluation, id: &'a str) -> &'a str {
    evaluation.graph.vertices.iter().find(|vertex| vertex.id == id).map_or(id, |vertex| vertex.label.as_str())
}

fn crossings(evaluation: &Evaluation) -> Html {
    let edges = evaluation.graph.edges.iter().filter(|edge| !edge.crosses.is_empty());
    let rows: Vec<(&Edge, &Cross)> =
        edges.flat_map(|edge| edge.crosses.iter().map(move |cross| (edge, cross))).collect();
    if rows.is_empty() {
        return html! { <p class="empty">{ "No files cross: nothing is copied or mounted from the context or another stage." }</p> };
    }
    html! {
        <table class="plain" aria-label="Files that cross into stages">
            <thead><tr><th scope="col">{ "from" }</th><th scope="col">{ "into" }</th><th scope="col">{ "path" }</th><th scope="col" class="end">{ "files" }</th><th scope="col" class="end">{ "bytes" }</th><th scope="col" class="end">{ "line" }</th></tr></thead>
            <tbody>
                { for rows.iter().map(|(edge, cross)| {
                    html! {
                        <tr data-lit={places(&edge.spans)}>
                            <td>{ label(evaluation, &edge.from) }</td>
                            <td>{ label(evaluation, &edge.to) }</td>
                            <td class="path"><code>{ &cross.path }</code>if edge.kind == EdgeKind::Mount { <span class="dim">{ " mounted" }</span> } if cross.dest != cross.path { <span class="dim">{ " → " }</span><code>{ &cross.dest }</code> }</td>
                            <td class="end">{ cross.files }</td>
                            <td class="end nowrap">{ cross.size.as_ref().map_or(html! { <span class="dim">{ "unknown" }</span> }, parts::size) }</td>
                            <td class="end">{ line_link(evaluation, cross.line, cross.line.to_string()) }</td>
                        </tr>
                    }
                }) }
            </tbody>
        </table>
    }
}

/// The graph in words: each stage with what enters it.
fn list(evaluation: &Evaluation) -> Html {
    html! {
        <ul class="nested">
            { for evaluation.stages.iter().map(|stage| {
                let id = evaluation.graph.vertices.iter().find(|vertex| vertex.stage == Some(stage.index)).map(|vertex| vertex.id.as_str());
                let entering = evaluation.graph.edges.iter().filter(|edge| Some(edge.to.as_str()) == id);
                html! {
                    <li key={stage.index}>
                        { line_link(evaluation, stage.lines.0, stage.label.clone()) }
                        <span class="dim">{ match (stage.target, stage.reachable) { (true, _) => ", the target", (_, true) => "", _ => ", not needed by the target" } }{ format!(", {}", format::size(&stage.size)) }</span>
                        <ul>
                            { for entering.map(|edge| html! { <li>{ graph_words(edge) }{ " " }{ label(evaluation, &edge.from) }
                                if !edge.crosses.is_empty() { <ul>{ for edge.crosses.iter().map(|cross| html! {
                                    <li><code>{ &cross.path }</code>{ " to " }<code>{ &cross.dest }</code>{ format!(", {}, {}", format::count(cross.files, "file"), cross.size.as_ref().map_or("unknown".to_owned(), format::size)) }</li>
                                }) }</ul> }
                            </li> }) }
                        </ul>
                    </li>
                }
            }) }
        </ul>
    }
}

fn graph_words(edge: &Edge) -> &'static str {
    match edge.kind {
        EdgeKind::From => "stands on",
        EdgeKind::Copy => "copies from",
        EdgeKind::Mount => "mounts from",
    }
}
