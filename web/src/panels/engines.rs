use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Evaluation, Way};
use yew::prelude::*;

use super::line_link;
use crate::evaluator::use_answer;
use crate::same::Same;
use crate::texts::common;
use crate::texts::engines as texts;

/// Properties of [`EnginesPanel`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
}

/// Whose way is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Engine {
    Docker,
    #[default]
    Podman,
}

/// Docker's ways and Podman's, with a switch between them: only what differs for this project.
#[component]
pub fn EnginesPanel(props: &Props) -> Html {
    let engine = use_state(Engine::default);
    let answer = use_answer(Some(Question::Ways), &props.evaluation);
    let Some(Answer::Ways(ways)) = answer.as_deref() else { return html! {} };
    let button = |other: Engine, title: &'static str| {
        let engine = engine.clone();
        let selected = *engine == other;
        let onclick = Callback::from(move |_: MouseEvent| engine.set(other));
        html! { <button role="radio" aria-checked={selected.to_string()} class={selected.then_some("chosen")} {onclick}>{ title }</button> }
    };
    let shown = ways.iter().filter(|way| *engine == Engine::Podman || !way.docker.is_empty());
    html! {
        <>
            <div class="engine-switch" role="radiogroup" aria-label={texts::SWITCH}>
                { button(Engine::Docker, texts::DOCKER) }
                { button(Engine::Podman, texts::PODMAN) }
            </div>
            <p class="dim">{ texts::ABOUT }</p>
            <dl class="facts" aria-label={texts::DIFFERS}>
                { for shown.enumerate().map(|(at, way)| fact(at, way, *engine, &props.evaluation)) }
            </dl>
        </>
    }
}

fn fact(at: usize, way: &Way, engine: Engine, evaluation: &Evaluation) -> Html {
    let says = if engine == Engine::Docker { &way.docker } else { &way.podman };
    html! {
        <div key={at}>
            <dt>{ &way.about }if let Some(line) = way.line { { " · " }{ line_link(evaluation, line, common::line(line)) } }</dt>
            <dd><p>{ says }</p></dd>
        </div>
    }
}
