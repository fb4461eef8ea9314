//! Hands things out of the page: to the clipboard, where that is allowed, or as a file.

use crate::texts::share as texts;
use drydock_playground::{Project, archive};
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlAnchorElement, HtmlDocument, HtmlTextAreaElement, Url, window};

/// Copies `text`. Where the clipboard is refused, `field` shows the text selected, and it is tried as old pages did.
pub fn copy(text: String, field: Option<HtmlTextAreaElement>, done: impl Fn(bool) + 'static) {
    let clipboard = window().and_then(|window| {
        // Not there on pages without a secure origin.
        let navigator = window.navigator();
        Reflect::has(&navigator, &"clipboard".into()).unwrap_or(false).then(|| navigator.clipboard())
    });
    spawn_local(async move {
        let written = match clipboard {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        done(written || select(&text, field.as_ref()));
    });
}

/// Selects the text in the field and copies the selection.
fn select(text: &str, field: Option<&HtmlTextAreaElement>) -> bool {
    let Some(field) = field else { return false };
    field.set_value(text);
    field.select();
    let document = window().and_then(|window| window.document());
    let document = document.and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    document.is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}

/// Downloads the project as the build context it is, `drydock.tar`.
///
/// # Errors
/// When the browser refuses, in words for the reader.
pub fn download(project: &Project) -> Result<(), String> {
    let bytes = Uint8Array::from(archive(project).as_slice());
    let told = |_| texts::REFUSED.to_owned();
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).map_err(told)?;
    let address = Url::create_object_url_with_blob(&blob).map_err(told)?;
    let link =
        window().and_then(|window| window.document()).and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&address);
        link.set_download("drydock.tar");
        link.click();
    }
    // The download has begun to read it.
    gloo_timers::callback::Timeout::new(60_000, move || drop(Url::revoke_object_url(&address))).forget();
    Ok(())
}
