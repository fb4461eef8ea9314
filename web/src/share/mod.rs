//! The box behind "Share": links of the page as it stands, made when they are shown, so that copying needs no waiting.

mod copy;
mod forms;

use drydock_playground::Project;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::dispatch::use_dispatch;
use crate::header::Popover;
use crate::same::Same;
use crate::state::{Action, Notice, Panel};
use crate::texts::share as texts;
use forms::{Form, address, forms, html_snippet, markdown_snippet};

/// Chats and mail programs cut longer addresses.
const LONG: usize = 2000;

/// Properties of [`Share`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is worked on.
    pub project: Same<Project>,
    /// Name of the example it starts from, or empty.
    pub example: AttrValue,
    /// The panel that shows.
    pub panel: Panel,
    /// What it is compared with.
    pub before: Option<Same<Project>>,
}

/// A button that opens the box.
#[component]
pub fn Share(props: &Props) -> Html {
    let open = use_state(|| false);
    let set_open = {
        let open = open.clone();
        Callback::from(move |value| open.set(value))
    };
    html! {
        <Popover title={texts::TITLE} button_class="share" class="share-box popover-end" open={*open} {set_open}>
            <ShareBox project={props.project.clone()} example={props.example.clone()} panel={props.panel} before={props.before.clone()} />
        </Popover>
    }
}

#[component]
fn ShareBox(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let chosen = use_state(|| 0usize);
    let field = use_node_ref();
    let said = use_state(|| "");
    let made = use_memo(
        (props.project.clone(), props.example.clone(), props.panel, props.before.clone()),
        |(project, example, panel, before)| forms(project, example, *panel, before.as_deref()),
    );
    let download = {
        let (dispatch, project) = (dispatch.clone(), props.project.clone());
        Callback::from(move |_: MouseEvent| {
            if let Err(text) = copy::download(&project) {
                dispatch.dispatch(Action::Notice(Some(Notice { text, error: true, action: None })));
            }
        })
    };
    let Some(form) = made.get(*chosen).or(made.first()) else {
        return html! {
            <>
                <p>{ texts::TOO_MUCH }</p>
                <button onclick={download}>{ texts::DOWNLOAD }</button>
            </>
        };
    };
    let link = address("", &form.fragment);
    let copied = {
        let (said, field) = (said.clone(), field.clone());
        move |text: String| {
            let (said, field) = (said.clone(), field.clone());
            Callback::from(move |_: MouseEvent| {
                let (said, field) = (said.clone(), field.cast::<HtmlTextAreaElement>());
                copy::copy(text.clone(), field, move |done| {
                    said.set(if done { texts::COPIED } else { texts::NOT_ALLOWED });
                });
            })
        }
    };
    let length = link.chars().count();
    html! {
        <>
            { choice(&made, *chosen, &chosen) }
            <textarea ref={field.clone()} readonly=true rows="3" aria-label={texts::LINK} class="mono" value={link.clone()} onfocus={select()}/>
            <p class={classes!("share-length", (length > LONG).then_some("status-warning"))} role="status">
                { texts::characters(&thousands(length)) }
                if length > LONG {
                    { texts::LONG }
                }
            </p>
            <div class="share-buttons">
                <button class="primary" onclick={copied(link.clone())}>{ texts::COPY_LINK }</button>
                <button onclick={copied(markdown_snippet(&props.example, &link))}>{ texts::COPY_MARKDOWN }</button>
                <button onclick={copied(html_snippet(&form.fragment))}>{ texts::COPY_HTML }</button>
                <button onclick={download}>{ texts::DOWNLOAD }</button>
            </div>
            <p class="dim" role="status">{ *said }</p>
        </>
    }
}

/// The forms to choose from, where there is more than one.
fn choice(forms: &[Form], at: usize, chosen: &UseStateHandle<usize>) -> Html {
    if forms.len() < 2 {
        return html! {};
    }
    html! {
        <fieldset class="share-forms">
            <legend class="hidden-text">{ texts::FORMS }</legend>
            { for forms.iter().enumerate().map(|(i, form)| {
                let chosen = chosen.clone();
                let onchange = Callback::from(move |_: Event| chosen.set(i));
                html! {
                    <label key={form.title}>
                        <input type="radio" name="share-form" checked={i == at} {onchange}/>
                        { form.title }<span class="num">{ thousands(address("", &form.fragment).len()) }</span>
                    </label>
                }
            }) }
        </fieldset>
    }
}

/// What takes the focus is there to be copied.
fn select() -> Callback<FocusEvent> {
    Callback::from(|event: FocusEvent| event.target_unchecked_into::<HtmlTextAreaElement>().select())
}

fn thousands(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
