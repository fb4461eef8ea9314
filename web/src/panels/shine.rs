use web_sys::{Element, window};
use yew::prelude::*;

use super::places::shine;
use crate::state::{Evaluated, Panel};

/// Properties of [`Shine`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The byte of the Dockerfile that a reader looks at in the editor.
    pub at: Option<u32>,
    /// What the panel shows.
    pub evaluated: Evaluated,
    /// The panel.
    pub panel: Panel,
}

/// Marks what in the panel stands for the place that a reader looks at in the editor. The panel is not drawn again for it.
#[component]
pub fn Shine(props: &Props) -> Html {
    let shone = use_mut_ref(Vec::<Element>::new);
    let changes = (props.at, props.evaluated.evaluation.clone(), props.panel);
    use_effect_with(changes, move |(at, ..)| {
        let document = window().and_then(|window| window.document());
        if let Some(panel) = document.and_then(|document| document.get_element_by_id("panel")) {
            shine(&panel, *at, &mut shone.borrow_mut());
        }
    });
    html! {}
}
