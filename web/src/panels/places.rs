//! Elements that stand for places of the Dockerfile say so in attributes; the panel listens once for all of them.
//! `data-lit` lights its places while it is pointed at or has the focus, `data-go` goes to its place when pressed,
//! The other way round, `data-here` is put on those whose places the editor's caret or mouse is in: those of `data-lit`, or
//! of `data-holds` where an element stands for more than it lights.
//! `data-target` makes a stage the target, `data-fix` applies a fix (finding and fix, by number), `data-rule` opens the
//! page of a rule, `data-show` shows a panel, `data-state` opens the box in which one states something about a step,
//! `data-describe` that in which one describes an image.

use drydock_playground::Evaluation;
use drydock_source::Span;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};
use yew::AttrValue;

use crate::sheet::Sheet;
use crate::state::{Action, Panel};

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

/// Marks what stands for the byte at `at` of the Dockerfile among the parts of `panel`; `shone` is what was marked before.
pub fn shine(panel: &Element, at: Option<u32>, shone: &mut Vec<Element>) {
    for element in shone.drain(..) {
        // It fails at names alone.
        let _ = element.remove_attribute("data-here");
    }
    let (Some(at), Ok(found)) = (at, panel.query_selector_all("[data-lit]")) else { return };
    for element in (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<Element>().ok()) {
        let places = element.get_attribute("data-holds").or_else(|| element.get_attribute("data-lit"));
        if places.is_some_and(|places| read(&places).iter().any(|place| place.touches(at as usize))) {
            let _ = element.set_attribute("data-here", "");
            shone.push(element);
        }
    }
}

/// What to do when `event` presses something; `None` when it is nothing of ours.
pub fn press(event: &Event, evaluation: &Evaluation) -> Option<Action> {
    if let Some(page) = rule(event) {
        return Some(page);
    }
    if let Some(panel) = attribute(event, "data-show") {
        return Some(Action::Show(Panel::named(&panel)?));
    }
    if let Some(step) = attribute(event, "data-state") {
        return Some(Action::Sheet(Some(Sheet::State(step.parse().ok()?))));
    }
    if let Some(image) = attribute(event, "data-describe") {
        return Some(Action::Sheet(Some(Sheet::Describe(image))));
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
