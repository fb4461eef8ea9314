use drydock_builder::{Content, ContextFile};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::dispatch::use_dispatch;
use crate::state::{Action, Notice};

/// The largest folder that is read, in bytes and in files.
const MAX_BYTES: f64 = 64e6;
const MAX_FILES: u32 = 5000;

/// Buttons that read files and folders of the person's own machine; nothing leaves the browser.
#[component]
pub fn ImportButtons() -> Html {
    let dispatch = use_dispatch();
    let input = use_node_ref();
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(list) = input.files() else { return };
            let files: Vec<File> = (0..list.length()).filter_map(|i| list.item(i)).collect();
            let bytes: f64 = files.iter().map(|file| file.size()).sum();
            if list.length() > MAX_FILES || bytes > MAX_BYTES {
                let text = "This folder is too large to open here: at most 5000 files and 64 MB.".to_owned();
                dispatch.dispatch(Action::Notice(Some(Notice { text, error: true, action: None })));
                return;
            }
            let dispatch = dispatch.clone();
            spawn_local(async move {
                let mut read = Vec::with_capacity(files.len());
                for file in &files {
                    if let Some(entry) = read_file(file).await {
                        read.push(entry);
                    }
                }
                // The same folder can be chosen again.
                input.set_value("");
                dispatch.dispatch(Action::Add(read));
            });
        })
    };
    let onclick = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    html! {
        <>
            <button class="quiet" {onclick}>{ "Open folder" }</button>
            <input ref={input} type="file" webkitdirectory=true multiple=true hidden=true aria-label="Folder" {onchange}/>
        </>
    }
}

/// The path below the chosen folder, and the bytes; text where they are text.
async fn read_file(file: &File) -> Option<(String, ContextFile)> {
    let relative = Reflect::get(file, &"webkitRelativePath".into()).ok()?.as_string().unwrap_or_default();
    let path = relative.split_once('/').map_or_else(|| file.name(), |(_, path)| path.to_owned());
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let bytes = Uint8Array::new(buffer.unchecked_ref()).to_vec();
    Some((path, ContextFile::new(Content::bytes(bytes))))
}
