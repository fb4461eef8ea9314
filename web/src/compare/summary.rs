use drydock_playground::{Figure, Rebuild, StepSide, Verdict};
use yew::prelude::*;

use crate::format;
use crate::parts;

/// The figures at a glance.
pub(super) fn figures(rebuild: &Rebuild) -> Html {
    let figure = |name: &str| rebuild.comparison.figures.iter().find(|figure| figure.name == name);
    let (a, b) = &rebuild.images;
    let size = |size: &Option<drydock_catalog::Size>| size.as_ref().map_or(html! { "none" }, parts::size);
    html! {
        <>
        <dl class="figures">
            <div>
                <dt>{ "Image" }</dt>
                <dd>{ size(a) }{ " → " }{ size(b) }</dd>
                <dd class="dim">{ delta(figure("image")) }</dd>
            </div>
            <div>
                <dt>{ "B after a build of A" }</dt>
                <dd>{ runs(rebuild) }</dd>
                <dd class="dim">{ figure("next build").and_then(|figure| figure.b).map_or(String::new(), |time| format!("≈ {}", format::duration(time))) }</dd>
            </div>
            <div>
                <dt>{ "Built from nothing" }</dt>
                <dd>{ both(figure("first build")) }</dd>
                <dd class="dim">{ delta(figure("first build")) }</dd>
            </div>
        </dl>
        { source("A", a) }{ source("B", b) }
        </>
    }
}

/// Where a total is from.
fn source(side: &'static str, size: &Option<drydock_catalog::Size>) -> Html {
    let source = size.as_ref().map(|size| size.source.to_string()).filter(|source| !source.is_empty());
    source.map_or(
        html! {},
        |source| html! { <p class="dim compare-source">{ format!("Image {side}: {source}") }</p> },
    )
}

fn steps(rebuild: &Rebuild) -> impl Iterator<Item = &StepSide> {
    rebuild.comparison.steps.iter().filter_map(|pair| pair.b.as_ref())
}

fn runs(rebuild: &Rebuild) -> String {
    let counted =
        steps(rebuild).filter(|side| matches!(side.verdict, Verdict::Runs | Verdict::Cached)).count();
    match steps(rebuild).filter(|side| side.verdict == Verdict::Runs).count() {
        0 => "nothing runs".to_owned(),
        runs => format!("{runs} of {} run", format::count(counted, "step")),
    }
}

fn both(figure: Option<&Figure>) -> String {
    let one =
        |value: Option<f64>| value.map_or("?".to_owned(), |value| format!("≈ {}", format::duration(value)));
    figure.map_or(String::new(), |figure| format!("{} → {}", one(figure.a), one(figure.b)))
}

/// `B is 860 MB smaller`, `B takes 3 s more`.
fn delta(figure: Option<&Figure>) -> String {
    let Some(figure) = figure else { return String::new() };
    let Some(delta) = figure.delta else { return "the difference is not known".to_owned() };
    let value = delta.abs();
    match figure.unit.as_str() {
        "bytes" if value < 1.0 => "the same".to_owned(),
        "bytes" => {
            format!("B is {} {}", format::bytes(value as u64), if delta < 0.0 { "smaller" } else { "larger" })
        }
        _ if value < 0.05 => "the same".to_owned(),
        _ => format!("B takes {} {}", format::duration(value), if delta < 0.0 { "less" } else { "more" }),
    }
}

/// The sentence that names the cause.
pub(super) fn why(rebuild: &Rebuild) -> Html {
    let line = |shape: &'static str, class: &'static str, bold: String, rest: String| {
        html! {
            <p class={classes!("why", class)} role="status"><i class="verdict" aria-hidden="true">{ shape }</i>
                <span><b>{ bold }</b>{ rest }</span></p>
        }
    };
    if let Some(error) = &rebuild.errors.1 {
        return line("✕", "why-failed", "B does not build. ".into(), error.clone());
    }
    let first_failed = rebuild
        .errors
        .0
        .as_ref()
        .map(|error| line("✕", "why-failed", "A does not build. ".into(), error.clone()));
    let own = |side: &&StepSide| side.verdict == Verdict::Runs && side.follows.is_none();
    let mut causes = steps(rebuild).filter(own);
    let Some(first) = causes.next() else {
        let rest = "A build of B after one of A takes every step from the cache.".into();
        return html! { <>{ first_failed }{ line("✓", "why-cached", "Nothing runs again. ".into(), rest) }</> };
    };
    let followers =
        steps(rebuild).filter(|side| side.verdict == Verdict::Runs && side.follows.is_some()).count();
    let after = match followers {
        0 => String::new(),
        1 => ", and so does 1 step after it".to_owned(),
        count => format!(", and so do {count} steps after it"),
    };
    let others = causes
        .filter(|side| side.reason != first.reason)
        .take(4)
        .map(|side| format!(" Line {} runs too: {}.", side.line, side.reason));
    let rest = format!("So line {} of B runs{after}.{}", first.line, others.collect::<String>());
    html! { <>{ first_failed }{ line("↻", "why-runs", format!("{}. ", first.reason), rest) }</> }
}
