//! The line to the page that has the playground in it. Only the parent is heard; what it is told is no secret to it,
//! since it put the reader there.

use gloo_events::EventListener;
use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, MessageEvent, Window, window};

use super::message::{Envelope, Incoming, Outgoing, VERSION};

/// The page around; `None` when the playground is open by itself.
fn parent() -> Option<Window> {
    let window = window()?;
    let parent = window.parent().ok().flatten()?;
    (!Object::is(&parent, &window)).then_some(parent)
}

/// Tells the page around something.
pub fn tell(message: &Outgoing) {
    let Some(parent) = parent() else { return };
    let plain = message.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    let Ok(value) = plain else { return };
    // A key of an object of our own can be set, and a plain object can be posted.
    let _ = Reflect::set(&value, &"drydock".into(), &VERSION.into());
    let _ = parent.post_message(&value, "*");
    if let Outgoing::Resize { height } = message {
        let value = Object::new();
        let _ = Reflect::set(&value, &"subject".into(), &"lti.frameResize".into());
        let _ = Reflect::set(&value, &"height".into(), &(*height).into());
        let _ = parent.post_message(&value, "*");
    }
}

/// Hears what the page around says, until dropped. What others say is ignored.
pub fn listen(heard: impl Fn(Result<Incoming, String>) + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let from_parent = match (event.source(), parent()) {
            (Some(source), Some(parent)) => Object::is(&source, &parent),
            _ => false,
        };
        if let Some(incoming) = from_parent.then(|| read(event.data())).flatten() {
            heard(incoming);
        }
    }))
}

/// A message of our version; `None` for what is meant for somebody else.
fn read(data: JsValue) -> Option<Result<Incoming, String>> {
    let envelope: Envelope = serde_wasm_bindgen::from_value(data.clone()).ok()?;
    if envelope.drydock != VERSION {
        return Some(Err(format!("version {} of the messages is not known", envelope.drydock)));
    }
    Some(serde_wasm_bindgen::from_value(data).map_err(|error| error.to_string()))
}

/// The height at which nothing has to be scrolled, within reason, in CSS pixels.
pub fn wanted_height() -> Option<f64> {
    let document = window()?.document()?;
    let height = |selector: &str| {
        let element = document.query_selector(selector).ok().flatten()?;
        Some(f64::from(element.dyn_into::<HtmlElement>().ok()?.scroll_height()))
    };
    let content = |selector: &str| height(selector).unwrap_or(0.0);
    let (editor, panel) = (content(".cm-content"), content(".embed-panel"));
    let stacked = f64::from(document.document_element()?.client_width()) <= STACKED;
    let parts = if stacked { editor + panel } else { editor.max(panel) };
    Some((parts + content(".goals") + FRAME).clamp(LOWEST, HIGHEST))
}

/// Narrower than this the parts stand one above the other (`embed.css`).
const STACKED: f64 = 640.0;
/// Tabs, status line and bar.
const FRAME: f64 = 120.0;
const LOWEST: f64 = 240.0;
const HIGHEST: f64 = 900.0;
