use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Evaluation, Scene};
use gloo_timers::callback::Interval;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use super::places::place;
use crate::dispatch::use_dispatch;
use crate::evaluator::use_answer;
use crate::parts::prose;
use crate::same::Same;
use crate::state::Action;
use crate::texts::stepper as texts;

/// Milliseconds that a step shows while the build plays: long enough to read it.
const PACE: u32 = 4000;

/// Properties of [`Stepper`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known of the next build.
    pub evaluation: Same<Evaluation>,
}

/// Where the telling stands.
#[derive(Clone, Copy, Default, PartialEq)]
struct At {
    open: bool,
    scene: usize,
    playing: bool,
}

/// The next build instruction by instruction, forward and back; worked out only while it shows.
#[component]
pub fn Stepper(props: &Props) -> Html {
    let at = use_state(At::default);
    let answer = use_answer(at.open.then_some(Question::Narrate), &props.evaluation);
    let scenes: &[Scene] = match answer.as_deref() {
        Some(Answer::Scenes(scenes)) => scenes,
        _ => &[],
    };
    let last = scenes.len().saturating_sub(1);
    let index = at.scene.min(last);
    let scene = scenes.get(index).filter(|_| at.open);
    use_light(scene);
    use_playing(&at, last);
    let ontoggle = {
        let at = at.clone();
        Callback::from(move |event: Event| {
            let open = event.target_unchecked_into::<HtmlDetailsElement>().open();
            at.set(At { open, playing: false, ..*at });
        })
    };
    let go = |scene: usize| {
        let at = at.clone();
        Callback::from(move |_: MouseEvent| at.set(At { scene, playing: false, ..*at }))
    };
    let play = {
        let at = at.clone();
        // From the end it plays again from the beginning.
        let scene = if index == last { 0 } else { index };
        Callback::from(move |_: MouseEvent| at.set(At { scene, playing: !at.playing, ..*at }))
    };
    let onkeydown = {
        let at = at.clone();
        Callback::from(move |event: KeyboardEvent| {
            let scene = match event.key().as_str() {
                "ArrowRight" => (index + 1).min(last),
                "ArrowLeft" => index.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            at.set(At { scene, playing: false, ..*at });
        })
    };
    html! {
        <details class="stepper" {ontoggle}>
            <summary>{ texts::TITLE }</summary>
            if at.open && scene.is_none() { <p class="empty">{ texts::NONE }</p> }
            if let Some(scene) = scene {
                <div class="stepper-bar" role="group" aria-label={texts::TITLE} {onkeydown}>
                    <button onclick={go(0)} disabled={index == 0} aria-label={texts::FIRST_STEP}>{ texts::FIRST }</button>
                    <button onclick={go(index.saturating_sub(1))} disabled={index == 0}>{ texts::BACK }</button>
                    <button onclick={play} aria-pressed={at.playing.to_string()}>{ if at.playing { texts::PAUSE } else { texts::PLAY } }</button>
                    <button onclick={go((index + 1).min(last))} disabled={index == last}>{ texts::NEXT }</button>
                    <button onclick={go(last)} disabled={index == last} aria-label={texts::LAST_STEP}>{ texts::LAST }</button>
                    <span class="dim">{ texts::at(index + 1, scenes.len()) }</span>
                </div>
                <div class="stepper-scene" aria-live="polite" data-lit={place(scene.span)}>
                    <button class="step-button" data-go={place(scene.span)}><code>{ text(&props.evaluation, scene) }</code></button>
                    <p>{ prose(&scene.happens) }</p>
                    if !scene.changes.is_empty() {
                        <ul>{ for scene.changes.iter().map(|change| html! { <li>{ prose(change) }</li> }) }</ul>
                    }
                </div>
            }
        </details>
    }
}

/// The instruction of a scene, as progress shows it.
fn text<'a>(evaluation: &'a Evaluation, scene: &Scene) -> &'a str {
    let stage = evaluation.stages.get(scene.stage);
    stage.and_then(|stage| stage.steps.get(scene.step)).map_or("", |step| step.text.as_str())
}

/// Lights the instruction of the scene that shows.
#[hook]
fn use_light(scene: Option<&Scene>) {
    let dispatch = use_dispatch();
    use_effect_with(scene.map(|scene| scene.span), move |span| {
        if let Some(span) = *span {
            dispatch.dispatch(Action::Light(vec![span]));
        }
    });
}

/// Goes on by itself while it plays.
#[hook]
fn use_playing(at: &UseStateHandle<At>, last: usize) {
    let handle = at.clone();
    use_effect_with((**at, last), move |(now, last)| {
        let (now, last) = (*now, *last);
        let timer = (now.open && now.playing).then(|| {
            Interval::new(PACE, move || {
                let scene = (now.scene + 1).min(last);
                handle.set(At { scene, playing: scene < last, ..now });
            })
        });
        move || drop(timer)
    });
}
