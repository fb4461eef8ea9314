use drydock_playground::{Cross, Edge, EdgeKind, Evaluation};
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, SvgElement, window};
use yew::prelude::*;

use super::places::{place, places};
use super::{empty, line_link};
use crate::dispatch::use_dispatch;
use crate::format;
use crate::graph::export::{save_png, save_svg};
use crate::graph::picture;
use crate::graph::walk::{Way, walk};
use crate::parts;
use crate::same::Same;
use crate::state::Action;

/// How much a step of the zoom enlarges, and how far it goes.
const STEP: f64 = 1.25;
const SMALLEST: f64 = 0.2;
const LARGEST: f64 = 4.0;

/// Properties of [`StagesPanel`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
}

/// The graph of stages, the same as a list, and what crosses.
#[component]
pub fn StagesPanel(props: &Props) -> Html {
    let frame = use_node_ref();
    let width = use_width(&frame);
    // `None` fits the picture into its place.
    let zoom = use_state(|| None::<f64>);
    let dispatch = use_dispatch();
    let evaluation = &props.evaluation;
    if evaluation.stages.is_empty() {
        return empty(evaluation, "");
    }
    let set = |value: Option<f64>| {
        let zoom = zoom.clone();
        Callback::from(move |_: MouseEvent| zoom.set(value))
    };
    let by = |factor: f64| Some((zoom.unwrap_or(1.0) * factor).clamp(SMALLEST, LARGEST));
    let onkeydown = {
        let (zoom, larger, smaller) = (zoom.clone(), by(STEP), by(1.0 / STEP));
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            match event.key().as_str() {
                "+" | "=" => zoom.set(larger),
                "-" => zoom.set(smaller),
                "0" => zoom.set(None),
                key => {
                    let vertex = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                    if Way::of(key).zip(vertex).is_some_and(|(way, vertex)| walk(&vertex, way)) {
                        event.prevent_default();
                    }
                }
            }
        })
    };
    let save = |how: fn(&SvgElement) -> Result<(), JsValue>| {
        let (frame, dispatch) = (frame.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let svg = frame.cast::<Element>().and_then(|frame| frame.query_selector("svg").ok().flatten());
            let saved = svg.and_then(|svg| svg.dyn_into().ok()).map(|svg: SvgElement| how(&svg));
            if !matches!(saved, Some(Ok(()))) {
                dispatch.dispatch(Action::Say("This browser did not take the picture"));
            }
        })
    };
    html! {
        <>
            <div
                ref={frame.clone()} class={classes!("graph-scroll", zoom.is_none().then_some("graph-whole"))} tabindex="0"
                role="region" aria-label="Graph of stages" {onkeydown} onpointermove={Callback::from(|event: PointerEvent| pan(&event))}
            >
                { picture(evaluation, width, zoom.unwrap_or(1.0)) }
            </div>
            <p class="dim legend">
                <span class="line line-from" aria-hidden="true"></span>{ "FROM" }
                <span class="line line-copy" aria-hidden="true"></span>{ "COPY" }
                <span class="line line-mount" aria-hidden="true"></span>{ "RUN --mount" }
                <span class="grow"></span>
                <span class="wide-only">{ "press a stage to make it the target" }</span>
            </p>
            <div class="graph-tools" role="group" aria-label="The picture">
                <button onclick={set(by(1.0 / STEP))} aria-label="Smaller" title="Smaller (-)">{ "−" }</button>
                <button onclick={set(by(STEP))} aria-label="Larger" title="Larger (+)">{ "+" }</button>
                <button onclick={set(None)} aria-pressed={zoom.is_none().to_string()} title="The whole picture (0)">{ "Fit" }</button>
                <button onclick={set(Some(1.0))} aria-pressed={(*zoom == Some(1.0)).to_string()}>{ "Full size" }</button>
                <span class="grow"></span>
                <button onclick={save(save_svg)}>{ "Save SVG" }</button>
                <button onclick={save(save_png)}>{ "Save PNG" }</button>
            </div>
            <h2>{ "What crosses" }</h2>
            { crossings(evaluation) }
            <details class="graph-list"><summary>{ "The graph as a list" }</summary>{ list(evaluation) }</details>
        </>
    }
}

/// Drags the picture along with the pointer; fingers do so by themselves.
fn pan(event: &PointerEvent) {
    if event.buttons() != 1 || event.pointer_type() != "mouse" {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(place) = target.and_then(|target| target.closest(".graph-scroll").ok().flatten()) {
        place.set_scroll_left(place.scroll_left() - event.movement_x());
        place.set_scroll_top(place.scroll_top() - event.movement_y());
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
                    let step = evaluation.stages.iter().flat_map(|stage| &stage.steps).find(|step| step.lines.0 == cross.line);
                    html! {
                        <tr data-lit={step.map_or_else(|| places(&edge.spans), |step| place(step.span))}>
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
