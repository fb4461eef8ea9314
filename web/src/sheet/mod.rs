//! What lies over the page until it is closed: the rules with their pages, the misconceptions, the help.

mod describe;
mod example;
mod gallery;
mod help;
mod rule;
mod rules;
mod state;

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, window};
use yew::prelude::*;

use crate::dispatch::{on, use_dispatch};
use crate::panels::places;
use crate::state::{Action, Evaluated};
use crate::texts::sheet as texts;

/// What lies over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// All rules, with the page of the rule of this code, if there is one.
    Rules(String),
    /// All misconceptions.
    Gallery,
    /// Keys, and what is where.
    Help,
    /// What can be stated about the step that begins at this byte of the Dockerfile.
    State(u32),
    /// What is said of the base image of that name.
    Describe(String),
}

impl Sheet {
    /// Its title.
    pub fn title(&self) -> &'static str {
        match self {
            Sheet::Rules(_) => texts::RULES,
            Sheet::Gallery => texts::MISCONCEPTIONS,
            Sheet::Help => texts::HELP,
            Sheet::State(_) => texts::STATE,
            Sheet::Describe(_) => texts::DESCRIBE,
        }
    }
}

/// Properties of [`SheetView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What lies over the page.
    pub sheet: Option<Sheet>,
    /// What is known, and of what.
    pub evaluated: Evaluated,
}

/// The sheet, where there is one.
#[component]
pub fn SheetView(props: &Props) -> Html {
    match &props.sheet {
        Some(sheet) => html! { <Dialog sheet={sheet.clone()} evaluated={props.evaluated.clone()} /> },
        None => html! {},
    }
}

#[derive(Properties, PartialEq)]
struct DialogProps {
    sheet: Sheet,
    evaluated: Evaluated,
}

/// A dialog of the browser: it keeps the focus, Escape closes it, and what had the focus before gets it back.
#[component]
fn Dialog(props: &DialogProps) -> Html {
    let dispatch = use_dispatch();
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with((), move |()| {
            let before = focused();
            let dialog = element.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It is on the page and not open yet, so that nothing forbids it.
                let _ = dialog.show_modal();
            }
            move || {
                dialog.into_iter().for_each(|dialog| dialog.close());
                // Where it is gone there is nothing to give the focus back to.
                before.into_iter().for_each(|before| drop(before.focus()));
            }
        });
    }
    let onclick = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            // What is pressed outside of the sheet is the dialog itself.
            if target.is_some_and(|target| target.has_type::<HtmlDialogElement>()) {
                return dispatch.dispatch(Action::Sheet(None));
            }
            places::rule(&event).into_iter().for_each(|action| dispatch.dispatch(action));
        })
    };
    let title = props.sheet.title();
    let small = matches!(props.sheet, Sheet::State(_) | Sheet::Describe(_));
    let body = match &props.sheet {
        Sheet::Rules(code) => html! { <rules::Rules code={code.clone()} /> },
        Sheet::Gallery => html! { <gallery::Gallery /> },
        Sheet::Help => help::view(),
        Sheet::State(step) => html! { <state::StateStep step={*step} evaluated={props.evaluated.clone()} /> },
        Sheet::Describe(name) => html! {
            <describe::DescribeImage key={name.clone()} name={name.clone()} evaluated={props.evaluated.clone()} />
        },
    };
    html! {
        <dialog ref={element} class={classes!("sheet", small.then_some("sheet-small"))} aria-label={title} onclose={on(&dispatch, || Action::Sheet(None))} {onclick}>
            <div class="sheet-box">
                <header class="sheet-head">
                    <h2>{ title }</h2>
                    <span class="grow"></span>
                    <button class="quiet" onclick={on(&dispatch, || Action::Sheet(None))}>{ texts::CLOSE }<kbd>{ texts::CLOSE_KEY }</kbd></button>
                </header>
                { body }
            </div>
        </dialog>
    }
}

/// What has the focus.
fn focused() -> Option<HtmlElement> {
    window()?.document()?.active_element()?.dyn_into().ok()
}

/// A field in which one types what the list below is to hold.
fn filter_field(label: &'static str, value: &UseStateHandle<String>) -> Html {
    let oninput = {
        let value = value.clone();
        Callback::from(move |event: InputEvent| {
            value.set(event.target_unchecked_into::<web_sys::HtmlInputElement>().value());
        })
    };
    html! {
        <input class="sheet-filter" aria-label={label} placeholder={label} value={(**value).clone()} {oninput}
            onkeydown={list_keys()} autocapitalize="off" autocomplete="off" spellcheck="false"/>
    }
}

/// True when every word of `filter` is somewhere in `texts`.
fn matches(filter: &str, texts: &[&str]) -> bool {
    let text = texts.join(" ").to_lowercase();
    filter.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// Arrow keys, Home and End move along the choices of a sheet, also from the field above them.
fn list_keys() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let here = event.target_unchecked_into::<HtmlElement>();
        let Some(sheet) = here.closest(".sheet").ok().flatten() else { return };
        let Ok(found) = sheet.query_selector_all(".sheet-choice") else { return };
        let all: Vec<HtmlElement> =
            (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect();
        let at = all.iter().position(|other| *other == here);
        let next = match (event.key().as_str(), at) {
            ("ArrowDown", at) => at.map_or(0, |at| at + 1),
            ("ArrowUp", Some(at)) => at.saturating_sub(1),
            ("Home", Some(_)) => 0,
            ("End", Some(_)) => all.len() - 1,
            // What one types into the field is most often one thing.
            ("Enter", None) => {
                if let Some(first) = all.first() {
                    first.click();
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = all.get(next) {
            // A choice that shows takes the focus.
            let _ = next.focus();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_to_be_found() {
        let texts = ["DL3003", "hadolint", "Use WORKDIR"];
        assert!(matches("", &texts) && matches("workdir dl30", &texts) && matches(" HADO ", &texts));
        assert!(!matches("workdir buildkit", &texts));
    }
}
