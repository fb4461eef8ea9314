//! The picture of the build: stages and what flows between them, as SVG.

pub mod export;
pub mod layout;
pub mod walk;

use std::collections::HashMap;

use drydock_playground::{Edge, EdgeKind, Evaluation, Vertex, VertexKind};
use drydock_source::Span;
use yew::prelude::*;

use crate::format;
use crate::panels::places::{place, places};
use layout::{Direction, EdgeIn, EdgeOut, Layout, layout};

/// The least room of a vertex, and that of a line of text in it.
const WIDTH: f64 = 96.0;
const LINE: f64 = 16.0;
/// About the width of a character of a title, and of a label.
const TITLE: f64 = 7.2;
const CHARACTER: f64 = 6.0;
/// The longest label, in characters.
const LABEL: usize = 22;
/// How many paths an edge names before it counts the rest.
const PATHS: usize = 3;
const MARGIN: f64 = 6.0;

/// Draws `evaluation.graph` for a place `room` wide, so much enlarged: to the right where that fits or is no wider than
/// downwards.
pub fn picture(evaluation: &Evaluation, room: f64, scale: f64) -> Html {
    let graph = &evaluation.graph;
    let places: HashMap<&str, usize> =
        graph.vertices.iter().enumerate().map(|(i, v)| (v.id.as_str(), i)).collect();
    let texts: Vec<Vec<String>> =
        graph.vertices.iter().map(|vertex| vertex_lines(vertex, evaluation)).collect();
    let sizes: Vec<_> = texts.iter().map(|lines| vertex_extent(lines)).collect();
    let labels: Vec<Vec<LabelLine>> = graph.edges.iter().map(edge_lines).collect();
    let outside = usize::MAX;
    let edges: Vec<EdgeIn> = graph
        .edges
        .iter()
        .zip(&labels)
        .map(|(edge, lines)| EdgeIn {
            from: places.get(edge.from.as_str()).copied().unwrap_or(outside),
            to: places.get(edge.to.as_str()).copied().unwrap_or(outside),
            label: label_extent(lines),
        })
        .collect();
    let mut direction = Direction::Right;
    let mut drawn = layout(&sizes, &edges, direction);
    if drawn.size.0 + 2.0 * MARGIN > room {
        let down = layout(&sizes, &edges, Direction::Down);
        if down.size.0 < drawn.size.0 {
            (direction, drawn) = (Direction::Down, down);
        }
    }
    let reachable =
        |id: &str| places.get(id).and_then(|i| graph.vertices.get(*i)).is_none_or(|v| v.reachable);
    let (width, height) = (drawn.size.0 + 2.0 * MARGIN, drawn.size.1 + 2.0 * MARGIN);
    let view = format!("{} {} {width} {height}", -MARGIN, -MARGIN);
    html! {
        <svg class="graph" viewBox={view} width={(width * scale).to_string()} height={(height * scale).to_string()} role="group" aria-label="Stages and what flows between them">
            <defs>
                <marker id="arrow" markerUnits="userSpaceOnUse" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
            </defs>
            { for graph.edges.iter().zip(&drawn.edges).filter(|(_, course)| !course.points.is_empty()).map(|(edge, course)| {
                edge_path(edge, course, (reachable(&edge.to), direction), evaluation)
            }) }
            { for graph.edges.iter().zip(&drawn.edges).zip(&labels).filter(|(_, lines)| !lines.is_empty()).map(|((edge, course), lines)| {
                edge_label(edge, course, lines, (reachable(&edge.to), evaluation))
            }) }
            { vertices(evaluation, &texts, &sizes, &drawn) }
        </svg>
    }
}

fn vertices(evaluation: &Evaluation, texts: &[Vec<String>], sizes: &[(f64, f64)], drawn: &Layout) -> Html {
    let all = evaluation.graph.vertices.iter().zip(texts).zip(sizes).zip(&drawn.nodes);
    html! { { for all.map(|(((vertex, lines), size), at)| vertex_box(vertex, lines, *size, *at, evaluation)) } }
}

fn vertex_box(
    vertex: &Vertex,
    lines: &[String],
    size: (f64, f64),
    at: (f64, f64),
    evaluation: &Evaluation,
) -> Html {
    let class = classes!(
        "vertex",
        if vertex.kind == VertexKind::Stage { "vertex-stage" } else { "vertex-outside" },
        vertex.target.then_some("vertex-target"),
        (!vertex.reachable).then_some("unreachable"),
    );
    let text = lines.iter().enumerate().map(|(i, line)| {
        let class = if i == 0 { "vertex-title" } else { "vertex-line" };
        // The space keeps the lines apart where they are read out.
        html! { <text x="10" y={(19.0 + LINE * i as f64).to_string()} {class}>{ line }{ " " }</text> }
    });
    let body = html! {
        <><rect width={size.0.to_string()} height={size.1.to_string()} rx="4"/>{ for text }if lines.first() != Some(&vertex.label) { <title>{ &vertex.label }</title> }</>
    };
    let transform = format!("translate({} {})", at.0, at.1);
    let Some(stage) = vertex.stage.and_then(|index| evaluation.stages.get(index)) else {
        return html! { <g key={vertex.id.clone()} {class} {transform} role="img" tabindex="-1" aria-label={lines.join(", ")}>{ body }</g> };
    };
    let name = if stage.name.is_empty() { stage.index.to_string() } else { stage.name.clone() };
    let last = stage.index + 1 == evaluation.stages.len();
    let target = if last { String::new() } else { name };
    let span = stage.span;
    let end = stage.steps.last().map_or(span, |step| step.span).end;
    let holds = place(Span { end: end.max(span.end), ..span });
    html! {
        <g
            key={vertex.id.clone()} {class} {transform} role="button" tabindex="0" data-target={target}
            aria-pressed={vertex.target.to_string()} aria-label={format!("{}. Make it the target", lines.join(", "))} data-lit={place(span)} data-holds={holds}
        >{ body }</g>
    }
}

fn vertex_lines(vertex: &Vertex, evaluation: &Evaluation) -> Vec<String> {
    let mut lines = vec![shorten(&vertex.label, 21)];
    let size = vertex.size.as_ref().map(format::size);
    let Some(stage) = vertex.stage.and_then(|index| evaluation.stages.get(index)) else {
        match vertex.kind {
            VertexKind::Context => {
                let context = &evaluation.context;
                lines.push(format!(
                    "{}, {}",
                    format::count(context.included, "file"),
                    format::bytes(context.included_bytes)
                ));
            }
            _ => lines.extend(size),
        }
        return lines;
    };
    let steps = stage.steps.iter().filter(|step| !step.name.is_empty()).count();
    let runs = stage.steps.iter().filter(|step| step.verdict == drydock_playground::Verdict::Runs).count();
    let word = if vertex.target { "target · " } else { "" };
    lines.push(match vertex.reachable {
        false => "not needed".to_owned(),
        true if runs > 0 => format!("{word}{}, {runs} run", format::count(steps, "step")),
        true => format!("{word}{}", format::count(steps, "step")),
    });
    lines.extend(size);
    lines
}

/// A line of a label: a path, or what belongs to it.
struct LabelLine {
    text: String,
    is_path: bool,
}

fn edge_lines(edge: &Edge) -> Vec<LabelLine> {
    let mut lines = Vec::new();
    for cross in edge.crosses.iter().take(PATHS) {
        lines.push(LabelLine { text: shorten(&cross.path, LABEL), is_path: true });
        if edge.crosses.len() <= 2 {
            let size = cross.size.as_ref().map_or("unknown".to_owned(), format::size);
            lines.push(LabelLine { text: size, is_path: false });
        }
    }
    if edge.crosses.len() > PATHS {
        let text = format!("and {} more", edge.crosses.len() - PATHS);
        lines.push(LabelLine { text, is_path: false });
    }
    lines
}

/// The end of a path says more than its start.
fn shorten(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let tail: String = text.chars().skip(count + 1 - most).collect();
    format!("…{tail}")
}

fn vertex_extent(lines: &[String]) -> (f64, f64) {
    let width =
        |(i, line): (usize, &String)| line.chars().count() as f64 * if i == 0 { TITLE } else { CHARACTER };
    let widest = lines.iter().enumerate().map(width).fold(0.0, f64::max);
    ((widest + 20.0).ceil().max(WIDTH), 14.0 + LINE * lines.len() as f64)
}

fn label_extent(lines: &[LabelLine]) -> (f64, f64) {
    let longest = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    if longest == 0 {
        (0.0, 0.0)
    } else {
        (longest as f64 * CHARACTER + 8.0, lines.len() as f64 * 14.0 + 6.0)
    }
}

fn edge_class(edge: &Edge, reachable: bool) -> Classes {
    let kind = match edge.kind {
        EdgeKind::From => "edge-from",
        EdgeKind::Copy => "edge-copy",
        EdgeKind::Mount => "edge-mount",
    };
    classes!("edge", kind, (!reachable).then_some("unreachable"))
}

fn edge_path(
    edge: &Edge,
    course: &EdgeOut,
    (reachable, direction): (bool, Direction),
    evaluation: &Evaluation,
) -> Html {
    html! {
        <path key={format!("{}>{}{:?}", edge.from, edge.to, edge.kind)} class={edge_class(edge, reachable)} d={curve(&course.points, direction)} marker-end="url(#arrow)" aria-hidden="true" data-lit={places(&edge.spans)} data-holds={whole(edge, evaluation)}/>
    }
}

/// The whole instructions that make an edge; its own places may be those of a name in them.
fn whole(edge: &Edge, evaluation: &Evaluation) -> AttrValue {
    let steps = || evaluation.stages.iter().flat_map(|stage| &stage.steps).map(|step| step.span);
    let holder =
        |span: &Span| steps().find(|step| step.start <= span.start && span.end <= step.end).unwrap_or(*span);
    places(&edge.spans.iter().map(holder).collect::<Vec<_>>())
}

/// A curve through `points`, level at each of them.
fn curve(points: &[(f64, f64)], direction: Direction) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut path = format!("M{} {}", first.0, first.1);
    for pair in points.windows(2) {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        let (mx, my) = ((ax + bx) / 2.0, (ay + by) / 2.0);
        match direction {
            Direction::Right => path.push_str(&format!("C{mx} {ay} {mx} {by} {bx} {by}")),
            Direction::Down => path.push_str(&format!("C{ax} {my} {bx} {my} {bx} {by}")),
        }
    }
    path
}

fn edge_label(
    edge: &Edge,
    course: &EdgeOut,
    lines: &[LabelLine],
    (reachable, evaluation): (bool, &Evaluation),
) -> Html {
    let go = edge.spans.first().map(|span| place(*span));
    html! {
        <g
            key={format!("label {}>{}{:?}", edge.from, edge.to, edge.kind)} class={classes!("edge-label", (!reachable).then_some("unreachable"))}
            aria-hidden="true" data-go={go} data-lit={places(&edge.spans)} data-holds={whole(edge, evaluation)}
        >
            { for lines.iter().enumerate().map(|(i, line)| {
                let y = course.label.1 + 12.0 + 14.0 * i as f64;
                let class = if line.is_path { "" } else { "edge-size" };
                html! { <text {class} x={(course.label.0 + 5.0).to_string()} y={y.to_string()}>{ &line.text }</text> }
            }) }
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(shorten("/usr/local/lib/node_modules", 13), "…node_modules");
        assert_eq!(shorten("node:20", 13), "node:20");
    }
}
