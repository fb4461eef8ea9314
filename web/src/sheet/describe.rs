use drydock_playground::Described;
use drydock_playground::protocol::{Answer, Question};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::dispatch::{on, use_dispatch};
use crate::evaluator::use_asking;
use crate::state::{Action, Evaluated};

/// What to fill in for an image of which there is no output to paste.
const BY_HAND: &str = r#"{
  "Os": "linux",
  "Architecture": "amd64",
  "Size": 120000000,
  "Config": {
    "User": "",
    "WorkingDir": "/",
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    "Entrypoint": null,
    "Cmd": ["/bin/sh"]
  }
}
"#;

/// Properties of [`DescribeImage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The image, as FROM names it.
    pub name: String,
    /// What is known, and of what.
    pub evaluated: Evaluated,
}

/// What is said of a base image: pasted or by hand, and what was understood of it.
#[component]
pub fn DescribeImage(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let asking = use_asking();
    let kept = props.evaluated.work.project.images.get(&props.name).cloned();
    let text = use_state(|| kept.clone().unwrap_or_default());
    let told = use_state(|| None::<(String, Result<Described, String>)>);
    {
        let told = told.setter();
        use_effect_with((*text).clone(), move |text| {
            let asked = text.clone();
            let take = move |answer| {
                if let Answer::Described(answer) = answer {
                    told.set(Some((asked.clone(), answer)));
                }
            };
            asking.ask(Question::Describe(text.clone()), Callback::from(take));
        });
    }
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value())
        })
    };
    let by_hand = {
        let text = text.clone();
        Callback::from(move |_: MouseEvent| text.set(BY_HAND.to_owned()))
    };
    let current = told.as_ref().filter(|(of, _)| *of == *text).map(|(_, told)| told);
    let keep: Option<Callback<MouseEvent>> = current.and_then(|told| told.as_ref().ok()).map(|described| {
        let (name, short) = (props.name.clone(), described.text.clone());
        on(&dispatch, move || Action::Describe(name.clone(), Some(short.clone())))
    });
    let forget = {
        let name = props.name.clone();
        on(&dispatch, move || Action::Describe(name.clone(), None))
    };
    html! {
        <div class="sheet-page state-form">
            <p>{ "Paste what " }<code>{ format!("docker image inspect {}", props.name) }</code>{ " or " }
                <code>{ format!("docker history --no-trunc {}", props.name) }</code>{ " prints; both, one below the other, say most. It stays with the \
                project: in its link and in its zip." }</p>
            <textarea class="mono" rows="12" spellcheck="false" autocapitalize="off" aria-label={format!("Description of {}", props.name)}
                value={(*text).clone()} {oninput}/>
            { understood(current, text.trim().is_empty()) }
            <p class="state-buttons">
                <button class="primary" disabled={keep.is_none()} onclick={keep.unwrap_or_default()}>{ "Use this description" }</button>
                if text.trim().is_empty() { <button onclick={by_hand}>{ "Write it by hand" }</button> }
                if kept.is_some() { <button onclick={forget}>{ "Remove the description" }</button> }
            </p>
        </div>
    }
}

/// What a description says, and what it leaves open.
fn understood(told: Option<&Result<Described, String>>, empty: bool) -> Html {
    match told {
        Some(Ok(described)) => html! {
            <div role="status">
                <h3>{ "Understood" }</h3>
                <dl class="facts">{ for described.facts.iter().map(|(name, value)| html! {
                    <div><dt>{ name }</dt><dd class="path"><code>{ value }</code></dd></div>
                }) }</dl>
                { for described.notes.iter().map(|note| html! { <p class="dim">{ note }</p> }) }
            </div>
        },
        Some(Err(error)) if !empty => html! { <p class="state-wrong" role="alert">{ error }</p> },
        _ => html! {},
    }
}
