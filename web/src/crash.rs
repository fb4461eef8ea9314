//! What is left when the program itself fails: a message, and the text, which must not be lost.

use std::cell::RefCell;

use web_sys::{Document, Element, HtmlTextAreaElement, window};

thread_local! {
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Remembers the Dockerfile as it stands.
pub fn remember(dockerfile: &str) {
    TEXT.with(|text| {
        if let Ok(mut text) = text.try_borrow_mut() {
            dockerfile.clone_into(&mut text);
        }
    });
}

/// Shows panics on the page.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        let text = TEXT.with(|text| text.try_borrow().map(|text| text.clone()).unwrap_or_default());
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
    add(&screen, "h1", "Drydock stopped")?;
    add(
        &screen,
        "p",
        "This is a mistake of ours. Your Dockerfile is below; copy it if you like, then load the page again.",
    )?;
    let area = add(&screen, "textarea", text)?;
    area.set_attribute("aria-label", "Your Dockerfile").ok()?;
    area.set_attribute("readonly", "").ok()?;
    wasm_bindgen::JsCast::dyn_into::<HtmlTextAreaElement>(area).ok()?.set_rows(16);
    let again = add(&screen, "a", "Load the page again")?;
    again.set_attribute("href", "?").ok()?;
    let fresh = add(&screen, "a", "Start with an example")?;
    fresh.set_attribute("href", "?#v1/e=node-multi").ok()?;
    add(&screen, "pre", what)?;
    Some(())
}
