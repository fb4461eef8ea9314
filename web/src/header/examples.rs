use drydock_playground::{Project, examples};
use js_sys::Date;
use yew::prelude::*;

use super::popover::Popover;
use crate::dispatch::use_dispatch;
use crate::format::{bytes, count};
use crate::state::{Action, Opened};
use crate::store::{self, Draft};

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
        let open = |draft: Draft| Some((store::open(&draft.fragment).ok().flatten()?, draft.kept));
        let drafts: Vec<(Opened, f64)> = store::drafts().into_iter().filter_map(open).collect();
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
                if !drafts.is_empty() { <p class="menu-title">{ "Recover a version of your work; what is open now is kept too" }</p> }
                { for drafts.into_iter().enumerate().map(|(i, (draft, kept))| {
                    let (title, about) = (format!("Version of {}", when(kept)), describe(&draft));
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
    Opened { project: Project::default(), example: String::new(), panel: None, before: None }
}

/// A draft in a few words: how it begins, and how large it is.
fn describe(draft: &Opened) -> String {
    let text = &draft.project.dockerfile;
    let own = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let first: String = text.lines().find(own).unwrap_or("empty").chars().take(40).collect();
    let context = match draft.project.context.len() {
        0 => String::new(),
        files => format!(" · {}", count(files, "file")),
    };
    format!("{first} · {}, {}{context}", count(text.lines().count(), "line"), bytes(text.len() as u64))
}

/// A time in milliseconds since 1970, as people of today say it.
fn when(time: f64) -> String {
    if time <= 0.0 {
        return "an earlier day".to_owned();
    }
    let then = Date::new(&time.into());
    let clock = format!("{:02}:{:02}", then.get_hours(), then.get_minutes());
    let day = |date: &Date| (date.get_full_year(), date.get_month(), date.get_date());
    if day(&then) == day(&Date::new_0()) {
        return format!("today, {clock}");
    }
    let (year, month, date) = day(&then);
    format!("{year}-{:02}-{date:02}, {clock}", month + 1)
}
