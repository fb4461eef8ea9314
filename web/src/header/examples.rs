use drydock_playground::{Project, examples};
use yew::prelude::*;

use super::popover::Popover;
use crate::dispatch::use_dispatch;
use crate::state::{Action, Opened};
use crate::store;

/// Properties of [`Examples`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Name of the open example, or empty.
    pub example: AttrValue,
}

/// The menu of what can be opened: examples, an empty project, earlier drafts.
#[component]
pub fn Examples(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let open = use_state(|| false);
    let set_open = {
        let open = open.clone();
        Callback::from(move |value| open.set(value))
    };
    let load = |opened: Opened| {
        let (dispatch, open) = (dispatch.clone(), open.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Load(Box::new(opened.clone())));
            open.set(false);
        })
    };
    let title = if props.example.is_empty() { AttrValue::from("Examples") } else { props.example.clone() };
    let items = || {
        let drafts = store::drafts().into_iter().filter_map(|draft| store::open(&draft).ok().flatten());
        let drafts: Vec<Opened> = drafts.collect();
        html! {
            <>
                { for examples().iter().map(|example| {
                    let current = (example.name == props.example.as_str()).then_some("true");
                    let onclick = store::example(example.name).map(load);
                    html! {
                        <button key={example.name} class="menu-item" aria-current={current} {onclick}>
                            { example.title }<span class="dim">{ example.purpose }</span>
                        </button>
                    }
                }) }
                <div class="menu-line"></div>
                <button class="menu-item" onclick={load(empty())}>{ "Empty project" }</button>
                if !drafts.is_empty() { <p class="menu-title">{ "Recover" }</p> }
                { for drafts.into_iter().enumerate().map(|(i, draft)| {
                    let (title, about) = describe(&draft, i);
                    html! {
                        <button key={format!("draft-{i}")} class="menu-item" onclick={load(draft)}>
                            { title }<span class="dim">{ about }</span>
                        </button>
                    }
                }) }
            </>
        }
    };
    html! {
        <Popover {title} button_class="menu-button" open={*open} {set_open}>
            if *open { { items() } }
        </Popover>
    }
}

fn empty() -> Opened {
    Opened { project: Project::default(), example: String::new(), panel: None }
}

/// A draft in a few words: how it begins, and how long it is.
fn describe(draft: &Opened, index: usize) -> (String, String) {
    let text = &draft.project.dockerfile;
    let title = if index == 0 { "Your last draft".to_owned() } else { format!("Draft {}", index + 1) };
    let first: String =
        text.lines().find(|line| !line.starts_with('#')).unwrap_or("empty").chars().take(40).collect();
    (title, format!("{first} · {}", crate::format::count(text.lines().count(), "line")))
}
