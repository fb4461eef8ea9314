use drydock_playground::Project;
use drydock_playground::bundle::Packed;
use drydock_playground::protocol::{Answer, Question};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlInputElement};
use yew::prelude::*;

use crate::dispatch::{Dispatch, use_dispatch};
use crate::download::offer;
use crate::evaluator::{Evaluator, use_asking};
use crate::state::{Action, Notice, Opened};
use crate::texts::archive as texts;

/// The name of what is downloaded.
const NAME: &str = "drydock.zip";

/// Buttons that write the project to a zip archive of real files, and open one. Nothing leaves the browser.
#[component]
pub fn Archive() -> Html {
    let dispatch = use_dispatch();
    let evaluator = use_asking();
    let input = use_node_ref();
    let save = {
        let (dispatch, evaluator) = (dispatch.clone(), evaluator.clone());
        Callback::from(move |_: MouseEvent| {
            let told = dispatch.clone();
            let take = move |answer| {
                if let Answer::Packed(packed) = answer {
                    told.dispatch(saved(&packed));
                }
            };
            if !evaluator.ask(Question::Pack, Callback::from(take)) {
                dispatch.dispatch(Action::Say(texts::NOT_YET));
            }
        })
    };
    let choose = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let onchange = Callback::from(move |event: Event| {
        open(event.target_unchecked_into(), dispatch.clone(), evaluator.clone());
    });
    html! {
        <div class="archive">
            <button onclick={save}>{ texts::SAVE }</button>
            <button onclick={choose}>{ texts::OPEN }</button>
            <input ref={input} type="file" accept=".zip,application/zip" hidden=true aria-label={texts::FIELD} {onchange}/>
        </div>
    }
}

/// Offers the archive as a download; says what is not in it.
fn saved(packed: &Packed) -> Action {
    let archive = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(packed.bytes.as_slice())));
    if archive.and_then(|archive| offer(&archive, NAME)).is_err() {
        return failed(texts::REFUSED.to_owned());
    }
    match packed.left_out.as_slice() {
        [] => Action::Say(texts::SAVED),
        [first, ..] => failed(texts::left_out(packed.left_out.len(), first)),
    }
}

fn failed(text: String) -> Action {
    Action::Notice(Some(Notice { text, error: true, action: None }))
}

/// Reads the chosen archive and opens what it holds. What was worked on stays among the drafts.
fn open(input: HtmlInputElement, dispatch: Dispatch, evaluator: Evaluator) {
    let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
    spawn_local(async move {
        let bytes = JsFuture::from(file.array_buffer()).await;
        // The same archive can be chosen again.
        input.set_value("");
        let Ok(buffer) = bytes else {
            return dispatch.dispatch(failed(texts::UNREADABLE.to_owned()));
        };
        let told = dispatch.clone();
        let take = move |answer| match answer {
            Answer::Unpacked(Ok(patch)) => {
                let mut project = Project::default();
                patch.apply(&mut project);
                let opened = Opened { project, example: String::new(), panel: None, before: None };
                told.dispatch(Action::Load(Box::new(opened)));
            }
            Answer::Unpacked(Err(text)) => told.dispatch(failed(text)),
            _ => {}
        };
        let bytes = Uint8Array::new(buffer.unchecked_ref()).to_vec();
        if !evaluator.ask(Question::Unpack(bytes), Callback::from(take)) {
            dispatch.dispatch(Action::Say(texts::NOT_YET));
        }
    });
}
