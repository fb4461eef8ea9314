use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::popover::Popover;
use crate::dispatch::use_dispatch;
use crate::sheet::Sheet;
use crate::state::Action;
use crate::texts::learn as texts;

/// The menu of what explains: misconceptions, rules, help.
#[component]
pub fn Learn() -> Html {
    let dispatch = use_dispatch();
    let open = use_state(|| false);
    let set_open = {
        let open = open.clone();
        Callback::from(move |value| open.set(value))
    };
    let item = |sheet: Sheet, title: &'static str, about: &'static str| {
        let (dispatch, open) = (dispatch.clone(), open.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            // What is pressed goes with the menu; its button is there when the sheet closes.
            focus_menu(&event);
            open.set(false);
            dispatch.dispatch(Action::Sheet(Some(sheet.clone())));
        });
        html! { <button class="menu-item" {onclick}>{ title }<span class="dim">{ about }</span></button> }
    };
    html! {
        <Popover title={texts::TITLE} open={*open} {set_open}>
            { item(Sheet::Gallery, texts::MISCONCEPTIONS, texts::MISCONCEPTIONS_ABOUT) }
            { item(Sheet::Rules(String::new()), texts::RULES, texts::RULES_ABOUT) }
            { item(Sheet::Help, texts::HELP, texts::HELP_ABOUT) }
        </Popover>
    }
}

/// Gives the focus to the button of the menu that `event` is in.
fn focus_menu(event: &MouseEvent) {
    let item = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let menu = item.and_then(|item| item.closest(".menu").ok().flatten());
    let button = menu.and_then(|menu| menu.query_selector("button").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // The button is there, so it takes the focus.
        let _ = button.focus();
    }
}
