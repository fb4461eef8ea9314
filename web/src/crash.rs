//! What is left when the program itself fails: a message, and the text, which must not be lost.

use std::cell::RefCell;

use drydock_playground::Project;
use web_sys::{Document, Element, HtmlTextAreaElement, window};

use crate::same::Same;
use crate::texts::crash as texts;

thread_local! {
    static PROJECT: RefCell<Option<Same<Project>>> = const { RefCell::new(None) };
}

/// Remembers the project as it stands.
pub fn remember(project: &Same<Project>) {
    PROJECT.with(|kept| kept.replace(Some(project.clone())));
}

/// Shows panics on the page.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        let project = PROJECT.with(|kept| kept.try_borrow().ok().and_then(|project| project.clone()));
        let text = project.map(|project| project.dockerfile.clone()).unwrap_or_default();
        if let Some(document) = window().and_then(|window| window.document()) {
            show(&document, &info.to_string(), &text);
        }
    }));
}

/// Draws without the help of the program that failed.
fn show(document: &Document, what: &str, text: &str) -> Option<()> {
    let add = |parent: &Element, tag: &str, text: &str| -> Option<Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        parent.append_child(&element).ok()?;
        Some(element)
    };
    let screen = add(document.body()?.as_ref(), "div", "")?;
    screen.set_class_name("crash");
    screen.set_attribute("role", "alert").ok()?;
    add(&screen, "h1", texts::TITLE)?;
    add(&screen, "p", texts::WHAT)?;
    let area = add(&screen, "textarea", text)?;
    area.set_attribute("aria-label", texts::DOCKERFILE).ok()?;
    area.set_attribute("readonly", "").ok()?;
    wasm_bindgen::JsCast::dyn_into::<HtmlTextAreaElement>(area).ok()?.set_rows(16);
    let again = add(&screen, "a", texts::AGAIN)?;
    again.set_attribute("href", "?").ok()?;
    let fresh = add(&screen, "a", texts::FRESH)?;
    fresh.set_attribute("href", "?#v1/e=node-multi").ok()?;
    add(&screen, "pre", what)?;
    Some(())
}
