use drydock_playground::{Comparison, Project, StepSide};
use drydock_source::Span;
use yew::prelude::*;

/// Both Dockerfiles, with what differs marked in each.
pub(super) fn both(comparison: &Comparison, a: &Project, b: &Project) -> Html {
    let lit = |side: fn(&drydock_playground::StepPair) -> Option<&StepSide>| -> Vec<Span> {
        let mut spans: Vec<Span> =
            comparison.steps.iter().filter_map(side).flat_map(|side| side.lit.clone()).collect();
        spans.sort_by_key(|span| span.start);
        spans
    };
    let text = |name: &'static str, project: &Project, lit: &[Span]| {
        let whole = Span::new(0, project.dockerfile.len());
        html! {
            <section aria-label={format!("Text of {name}")}>
                <h3>{ name }</h3>
                <pre class="compare-text" tabindex="0" role="group" aria-label={format!("Dockerfile {name}")}>{ marked(&project.dockerfile, whole, lit) }</pre>
            </section>
        }
    };
    html! {
        <>
            <h2>{ "Both texts" }<span class="dim">{ " what differs is marked" }</span></h2>
            <div class="compare-texts">
                { text("A", a, &lit(|pair| pair.a.as_ref())) }
                { text("B", b, &lit(|pair| pair.b.as_ref())) }
            </div>
        </>
    }
}

/// What `within` names of `text`, with the parts in `lit` (in order) marked.
pub(super) fn marked(text: &str, within: Span, lit: &[Span]) -> Html {
    let mut at = within.start;
    let mut parts = Vec::new();
    for span in lit.iter().filter(|span| span.start >= within.start && span.end <= within.end) {
        if span.start < at {
            continue;
        }
        parts.push(html! { { Span { start: at, end: span.start }.of(text) } });
        parts.push(html! { <mark>{ span.of(text) }</mark> });
        at = span.end;
    }
    parts.push(html! { { Span { start: at, end: within.end }.of(text) } });
    parts.into_iter().collect()
}
