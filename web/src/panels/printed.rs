use drydock_playground::Evaluation;
use drydock_playground::protocol::{Answer, Question};
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::evaluator::use_answer;
use crate::same::Same;
use crate::texts::printed as texts;

/// Properties of [`Printed`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known of the next build.
    pub evaluation: Same<Evaluation>,
    /// Asks for the text.
    pub question: Question,
    /// What prints it.
    pub title: AttrValue,
}

/// A text that a command of Docker would print; worked out only while it shows.
#[component]
pub fn Printed(props: &Props) -> Html {
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(event.target_unchecked_into::<HtmlDetailsElement>().open())
        })
    };
    let answer = use_answer(open.then(|| props.question.clone()), &props.evaluation);
    let printed = match answer.as_deref() {
        Some(Answer::Text(text)) => text.as_str(),
        _ => "",
    };
    html! {
        <details class="plain-output" {ontoggle}>
            <summary>{ texts::title(&props.title) }</summary>
            if *open { <pre tabindex="0">{ printed }</pre> }
        </details>
    }
}
