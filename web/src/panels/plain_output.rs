use drydock_playground::{Evaluation, Project, progress};
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::same::Same;

/// Properties of [`PlainOutput`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is built.
    pub project: Same<Project>,
    /// What is known of the next build.
    pub evaluation: Same<Evaluation>,
}

/// The next build as `docker build --progress=plain` prints it; worked out only while it shows.
#[component]
pub fn PlainOutput(props: &Props) -> Html {
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(event.target_unchecked_into::<HtmlDetailsElement>().open())
        })
    };
    html! {
        <details class="plain-output" {ontoggle}>
            <summary>{ "As docker build --progress=plain prints it" }</summary>
            if *open { <pre tabindex="0">{ progress(&props.project, &props.evaluation) }</pre> }
        </details>
    }
}
