use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::window;
use yew::prelude::*;

use crate::dispatch::use_dispatch;
use crate::state::{Action, Notice};

/// Properties of [`Share`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Brings the address up to date; it follows the text only after a rest.
    pub save: Callback<()>,
}

/// Copies the address, which holds everything; where that is refused, says where it is.
#[component]
pub fn Share(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let copied = use_state(|| false);
    let onclick = {
        let (dispatch, copied, save) = (dispatch.clone(), copied.clone(), props.save.clone());
        Callback::from(move |_: MouseEvent| {
            save.emit(());
            let (dispatch, copied) = (dispatch.clone(), copied.clone());
            spawn_local(async move {
                if copy_address().await {
                    copied.set(true);
                    dispatch.dispatch(Action::Say("Link copied"));
                    gloo_timers::future::TimeoutFuture::new(2000).await;
                    copied.set(false);
                } else {
                    let text = "Copy the address of this page: it holds everything you see.".to_owned();
                    dispatch.dispatch(Action::Notice(Some(Notice { text, error: false, action: None })));
                }
            });
        })
    };
    html! {
        <button class="quiet share" {onclick} title="Copies a link that holds the Dockerfile, the files and the options">
            { if *copied { "Copied" } else { "Share" } }
        </button>
    }
}

async fn copy_address() -> bool {
    let Some(window) = window() else { return false };
    let Ok(address) = window.location().href() else { return false };
    // Not there on pages without a secure origin.
    let navigator = window.navigator();
    if !js_sys::Reflect::has(&navigator, &"clipboard".into()).unwrap_or(false) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(&address)).await.is_ok()
}
