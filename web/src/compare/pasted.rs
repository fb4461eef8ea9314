use drydock_playground::Project;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::dispatch::use_dispatch;
use crate::same::Same;
use crate::state::{Action, Opened, Panel};

/// Properties of [`Pasted`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is worked on.
    pub project: Same<Project>,
    /// What is kept as A.
    pub before: Option<Same<Project>>,
}

/// Two fields for an old and a new Dockerfile, and the button that says why the new one rebuilds.
#[component]
pub fn Pasted(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let old = use_state(String::new);
    let new = use_state(String::new);
    {
        let (old, new) = (old.setter(), new.setter());
        use_effect_with((props.project.clone(), props.before.clone()), move |(project, before)| {
            old.set(before.as_ref().map_or_else(String::new, |before| before.dockerfile.clone()));
            new.set(project.dockerfile.clone());
        });
    }
    let ask = {
        let (project, old, new) = (props.project.clone(), old.clone(), new.clone());
        Callback::from(move |_: MouseEvent| {
            if old.trim().is_empty() {
                return dispatch.dispatch(Action::Say("Paste the old Dockerfile first"));
            }
            let with =
                |text: &str, project: &Project| Project { dockerfile: text.to_owned(), ..project.clone() };
            if *new == project.dockerfile {
                return dispatch.dispatch(Action::Before(Some(Same::new(with(&old, &project)))));
            }
            // What is pasted does not belong to the files that are here.
            let bare = Project::default();
            let opened = Opened {
                project: with(&new, &bare),
                example: String::new(),
                panel: Some(Panel::Compare),
                before: Some(Same::new(with(&old, &bare))),
            };
            let said = "These are the two Dockerfiles you pasted. What you worked on is kept".to_owned();
            dispatch.dispatch(Action::Try(Box::new(opened), said));
        })
    };
    html! {
        <section class="compare-form" aria-label="Why did this rebuild?">
            <h2>{ "Why did this rebuild?" }</h2>
            <p class="compare-lead">{ "Paste the Dockerfile of the build before and that of the build after, or drop the files: \
                you see which steps run again, and the first reason of each." }</p>
            <div class="compare-texts">{ field("Old Dockerfile (A)", &old) }{ field("New Dockerfile (B)", &new) }</div>
            <p><button class="primary" disabled={old.trim().is_empty()} onclick={ask}>{ "Why did this rebuild?" }</button></p>
        </section>
    }
}

/// A field that takes what is typed, pasted, dropped or chosen.
fn field(name: &'static str, text: &UseStateHandle<String>) -> Html {
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value())
        })
    };
    let onchange = {
        let text = text.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            take(input.files().and_then(|files| files.get(0)), &text);
        })
    };
    let ondrop = {
        let text = text.clone();
        Callback::from(move |event: DragEvent| {
            let file = event.data_transfer().and_then(|data| data.files()?.get(0));
            if file.is_some() {
                event.prevent_default();
                event.stop_propagation();
                take(file, &text);
            }
        })
    };
    // Without this the browser opens what is dropped.
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    html! {
        <div>
            <label class="compare-label"><span>{ name }</span>
                <textarea class="mono" rows="9" spellcheck="false" autocapitalize="off" aria-label={name} placeholder="FROM …"
                    value={(**text).clone()} {oninput} {ondrop} {ondragover}/>
            </label>
            <label class="compare-file"><span class="dim">{ "or a file: " }</span><input type="file" aria-label={format!("File of the {name}")} {onchange}/></label>
        </div>
    }
}

/// Reads a file into a field.
fn take(file: Option<File>, text: &UseStateHandle<String>) {
    let Some(file) = file else { return };
    let text = text.clone();
    spawn_local(async move {
        if let Some(read) = JsFuture::from(file.text()).await.ok().and_then(|read| read.as_string()) {
            text.set(read);
        }
    });
}
