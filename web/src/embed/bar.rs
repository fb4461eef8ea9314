//! The line at the foot of an embedded playground.

use wasm_bindgen::JsValue;
use web_sys::window;
use yew::prelude::*;

use super::options::Mode;
use super::reset;
use crate::dispatch::Dispatch;
use crate::state::{Action, Notice, State};
use crate::store;

/// What can be done with the whole: build, take everything back, open it in a page of its own.
pub fn bar(state: &UseReducerHandle<State>, mode: Mode, dispatch: &Dispatch) -> Html {
    let build = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Build))
    };
    let take_back = {
        let (state, dispatch) = (state.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| reset(&state, &dispatch))
    };
    let leave = {
        let (state, dispatch) = (state.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| open(&state, &dispatch))
    };
    html! {
        <footer class="embed-bar">
            <button class="quiet" onclick={build}>{ "Build" }</button>
            if mode != Mode::View && state.is_edited() {
                <button class="quiet" onclick={take_back}>{ "Reset" }</button>
            }
            <span class="grow"></span>
            if mode != Mode::Exercise {
                <button class="quiet" onclick={leave}>{ "Open in Drydock" }</button>
            }
        </footer>
    }
}

/// Opens the page of its own with what is here, in a new tab; where that is refused, gives the link.
fn open(state: &State, dispatch: &Dispatch) {
    let Some(address) = page(&store::fragment(state).unwrap_or_default()) else { return };
    let opened =
        window().and_then(|window| window.open_with_url_and_target(&address, "_blank").ok().flatten());
    match opened {
        // It must not reach back here.
        Some(tab) => drop(tab.set_opener(&JsValue::NULL)),
        None => {
            let text = format!("This page keeps new tabs from opening. The address is {address}");
            dispatch.dispatch(Action::Notice(Some(Notice { text, error: false, action: None })));
        }
    }
}

/// The address of the page of its own, which lies beside this one.
fn page(fragment: &str) -> Option<String> {
    let here = window()?.location().href().ok()?;
    let address = here.split(['?', '#']).next()?;
    let folder = address.rsplit_once('/').map(|(folder, _)| folder)?;
    Some(format!("{folder}/#{fragment}"))
}
