//! Small pieces that several panels show.

use drydock_catalog::Size;
use drydock_playground::{Seconds, Verdict};
use drydock_source::Severity;
use yew::prelude::*;

use crate::dispatch::{Dispatch, on};
use crate::format;
use crate::state::{Action, Notice};
use crate::texts::parts as texts;

/// Shape and word of a verdict.
pub fn verdict_words(verdict: Verdict) -> Option<(&'static str, &'static str, &'static str)> {
    match verdict {
        Verdict::Cached => Some(("✓", texts::CACHED, "verdict verdict-cached")),
        Verdict::Runs => Some(("↻", texts::RUNS, "verdict verdict-runs")),
        Verdict::Skipped => Some(("∕", texts::SKIPPED, "verdict verdict-skipped")),
        Verdict::Failed => Some(("✕", texts::FAILS, "verdict verdict-failed")),
        Verdict::Canceled => Some(("·", texts::CANCELED, "verdict verdict-canceled")),
        Verdict::None => None,
    }
}

/// A verdict as a shape, with its word for screen readers and on hover.
pub fn verdict(verdict: Verdict) -> Html {
    match verdict_words(verdict) {
        None => html! {},
        Some((shape, word, class)) => html! {
            <><i {class} title={word} aria-hidden="true">{ shape }</i><span class="hidden-text">{ word }</span></>
        },
    }
}

/// A size; what is estimated shows its bounds and its source on hover and where its row has the focus.
pub fn size(size: &Size) -> Html {
    let figure = format::size(size);
    if !format::is_open(size) {
        return html! { <span title={size.source.to_string()}>{ figure }</span> };
    }
    let bounds = format::bounds(size);
    let tip = if size.source.is_empty() { bounds.clone() } else { format!("{bounds} · {}", size.source) };
    html! {
        <span class="estimate" data-tip={tip}>
            { figure }<span class="hidden-text">{ texts::bounds(&bounds) }</span>
        </span>
    }
}

/// A time; what is estimated shows its bounds.
pub fn seconds(time: &Seconds) -> Html {
    html! { <span class="estimate" data-tip={format::time_bounds(time)}>{ format::seconds(time) }</span> }
}

/// How much a finding matters, as a shape, with its word for screen readers and on hover.
pub fn severity(severity: Severity) -> Html {
    let (shape, class, word) = match severity {
        Severity::Error => ("✕", "severity severity-error", texts::ERROR),
        Severity::Warning => ("!", "severity severity-warning", texts::WARNING),
        Severity::Info => ("i", "severity severity-info", texts::INFO),
        Severity::Hint => ("·", "severity severity-hint", texts::HINT),
    };
    html! {
        <>
            <i {class} title={word} aria-hidden="true">{ shape }</i>
            <span class="hidden-text">{ texts::severity(word) }</span>
        </>
    }
}

/// A sentence in which words between backticks are code.
pub fn prose(text: &str) -> Html {
    let part = |(at, part): (usize, &str)| {
        if at % 2 == 1 {
            html! { <code>{ part }</code> }
        } else {
            html! { { part } }
        }
    };
    text.split('`').enumerate().map(part).collect()
}

/// The line above the workspace.
pub fn notice_line(notice: Option<&Notice>, dispatch: &Dispatch) -> Html {
    let Some(notice) = notice else { return html! {} };
    let dismiss = on(dispatch, || Action::Notice(None));
    let button = notice.action.clone().map(|(title, action)| {
        let act = on(dispatch, move || (*action).clone());
        html! { <button onclick={act}>{ title }</button> }
    });
    let class = if notice.error { "notice notice-error" } else { "notice" };
    html! {
        <div {class} role={if notice.error { "alert" } else { "status" }}>
            <span>{ &notice.text }</span>
            { button }
            <span class="grow"></span>
            <button class="quiet" onclick={dismiss}>{ texts::DISMISS }</button>
        </div>
    }
}
