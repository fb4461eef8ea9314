//! Elements that stand for places of the Dockerfile say so in attributes; the panel listens once for all of them.
//! `data-lit` lights its places while it is pointed at or has the focus, `data-go` goes to its place when pressed,
//! `data-target` makes a stage the target, `data-fix` applies a fix (finding and fix, by number), `data-rule` opens the
//! page of a rule.

use drydock_playground::Evaluation;
use drydock_source::Span;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};
use yew::AttrValue;

use crate::sheet::Sheet;
use crate::state::Action;

/// `spans` as an attribute: `0-12 30-42`.
pub fn places(spans: &[Span]) -> AttrValue {
    let words: Vec<String> = spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
    words.join(" ").into()
}

/// The place of `span` as an attribute.
pub fn place(span: Span) -> AttrValue {
    places(&[span])
}

fn read(text: &str) -> Vec<Span> {
    let read = |word: &str| {
        let (start, end) = word.split_once('-')?;
        Some(Span { start: start.parse().ok()?, end: end.parse().ok()? })
    };
    text.split(' ').filter_map(read).collect()
}

/// The value of attribute `name` of what the event happened to, or of what that is in.
fn attribute(event: &Event, name: &str) -> Option<String> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest(&format!("[{name}]")).ok()??.get_attribute(name)
}

/// What to light when `event` points at something.
pub fn light(event: &Event) -> Action {
    Action::Light(attribute(event, "data-lit").map(|text| read(&text)).unwrap_or_default())
}

/// The page that `event` asks for; `None` when it is no button of a rule.
pub fn rule(event: &Event) -> Option<Action> {
    attribute(event, "data-rule").map(|code| Action::Sheet(Some(Sheet::Rules(code))))
}

/// What to do when `event` presses something; `None` when it is nothing of ours.
pub fn press(event: &Event, evaluation: &Evaluation) -> Option<Action> {
    if let Some(page) = rule(event) {
        return Some(page);
    }
    if let Some(target) = attribute(event, "data-target") {
        return Some(Action::Target(target));
    }
    if let Some(fix) = attribute(event, "data-fix") {
        let (finding, fix) = fix.split_once('.')?;
        let finding = evaluation.diagnostics.get(finding.parse::<usize>().ok()?)?;
        return Some(Action::Fix(finding.fixes.get(fix.parse::<usize>().ok()?)?.clone()));
    }
    read(&attribute(event, "data-go")?).first().copied().map(Action::Go)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        let spans = vec![Span::new(0, 12), Span::new(30, 42)];
        assert_eq!(read(&places(&spans)), spans);
        assert_eq!(read("x 1-y 3-4"), vec![Span::new(3, 4)]);
    }
}
