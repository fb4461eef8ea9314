use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{ContextWeight, Evaluation, PatternWeight, Weight};
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::evaluator::use_answer;
use crate::format;
use crate::same::Same;
use crate::state::Action;
use crate::texts::context as texts;

/// How many of the largest are listed.
const LARGEST: usize = 8;

/// Properties of [`WeightList`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known of the context.
    pub evaluation: Same<Evaluation>,
}

/// What weighs in the context: the largest folders and files that enter the build, and what each line of the ignore
/// file leaves out. Worked out only while it shows.
#[component]
pub fn WeightList(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(event.target_unchecked_into::<HtmlDetailsElement>().open())
        })
    };
    let answer = use_answer(open.then_some(Question::ContextWeight(LARGEST)), &props.evaluation);
    html! {
        <details class="weight" {ontoggle}>
            <summary>{ texts::WEIGHS }</summary>
            if let Some(Answer::ContextWeight(weight)) = answer.as_deref() { { lists(weight, &dispatch) } }
        </details>
    }
}

fn lists(weight: &ContextWeight, dispatch: &Dispatch) -> Html {
    html! {
        <>
            { largest(texts::FOLDERS_ENTER, &weight.directories) }
            { largest(texts::FILES_ENTER, &weight.files) }
            if let Some(path) = &weight.ignore_file {
                <h3>{ texts::WHAT }<button class="link" onclick={on(dispatch, { let path = path.clone(); move || Action::Open(path.clone()) })}>{ path }</button>{ texts::LEAVES_OUT }</h3>
                <ul aria-label={texts::PATTERNS}>{ for weight.patterns.iter().map(pattern) }</ul>
            } else {
                <p class="dim">{ texts::NO_IGNORE_FILE }</p>
            }
        </>
    }
}

fn largest(title: &'static str, weights: &[Weight]) -> Html {
    if weights.is_empty() {
        return html! {};
    }
    html! {
        <>
            <h3>{ title }</h3>
            <ul aria-label={title}>
                { for weights.iter().map(|one| html! {
                    <li key={one.path.clone()}><code>{ &one.path }</code><span class="num">{ format::bytes(one.bytes) }</span></li>
                }) }
            </ul>
        </>
    }
}

fn pattern(one: &PatternWeight) -> Html {
    let amount = match (one.files, one.pattern.starts_with('!')) {
        (0, true) => texts::EXCEPTION.to_owned(),
        (0, false) => texts::NOTHING.to_owned(),
        (files, _) => {
            texts::files_and_bytes(usize::try_from(files).unwrap_or(usize::MAX), &format::bytes(one.bytes))
        }
    };
    html! { <li key={one.line}><code>{ format!("{}: {}", one.line, one.pattern) }</code><span class="num">{ amount }</span></li> }
}
