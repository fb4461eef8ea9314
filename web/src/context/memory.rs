use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use crate::format;
use crate::texts::context as texts;

/// A context with more files than this tells how much memory it takes.
const LARGE: usize = 1000;

/// The memory that the page, the evaluator and, where the browser tells, its JavaScript have; of a large context only.
pub fn memory(files: usize, unread: usize, evaluator: f64) -> Html {
    if files <= LARGE {
        return html! {};
    }
    let script = script().map(|bytes| format::bytes(bytes as u64));
    let page = page().map_or(texts::UNKNOWN.to_owned(), |bytes| format::bytes(bytes as u64));
    html! {
        <div class="dim memory" aria-label={texts::MEMORY}>
            <p>{ texts::memory(&page, &format::bytes(evaluator as u64), script.as_deref()) }</p>
            if unread > 0 {
                <p>{ texts::unread(unread, files) }</p>
            }
        </div>
    }
}

/// Bytes of memory of the page's own module.
fn page() -> Option<f64> {
    let memory = wasm_bindgen::memory().dyn_into::<WebAssembly::Memory>().ok()?;
    number(&memory.buffer(), "byteLength")
}

/// Bytes of the JavaScript heap, where the browser tells.
fn script() -> Option<f64> {
    let performance = JsValue::from(web_sys::window()?.performance()?);
    let memory = Reflect::get(&performance, &"memory".into()).ok()?;
    number(&memory, "usedJSHeapSize")
}

fn number(object: &JsValue, key: &str) -> Option<f64> {
    if object.is_undefined() { None } else { Reflect::get(object, &key.into()).ok()?.as_f64() }
}
