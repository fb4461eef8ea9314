//! A misconception beside the workspace: what many believe, what is true, and the steps in which one sees it.

use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Claim, Claims, Stands};
use yew::prelude::*;

use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::evaluator::{Evaluator, use_answer};
use crate::parts::prose;
use crate::sheet::Sheet;
pub use crate::state::Asked;
use crate::state::{Action, Evaluated, Guide, Panel, State};
use crate::texts::guide as texts;

/// Asks for the misconception that the state wants.
#[hook]
pub fn use_guide(state: &UseReducerHandle<State>, evaluator: &Evaluator) {
    let (dispatch, evaluator) = (state.dispatcher(), evaluator.clone());
    let name = state.asked.as_ref().map(|asked| asked.name.clone());
    use_effect_with(name, move |name| {
        let Some(name) = name.clone() else { return };
        let take = move |answer| {
            if let Answer::Misconception(text) = answer {
                dispatch.dispatch(Action::Guide(text));
            }
        };
        evaluator.ask(Question::Misconception(name), Callback::from(take));
    });
}

/// Properties of [`GuideBand`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The misconception.
    pub guide: Guide,
    /// What is known.
    pub evaluated: Evaluated,
    /// True when what is shown is what was built last.
    pub is_built: bool,
}

/// What was seen of a misconception: of each claim before the change and after it, whether it held at some time.
#[derive(Clone, Default, PartialEq)]
struct Seen {
    before: Vec<bool>,
    after: Vec<bool>,
}

/// The band with the misconception that is open.
#[component]
pub fn GuideBand(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let guide = &props.guide;
    let question = Question::Claims(guide.text.line.name.clone());
    let answer = use_answer(Some(question), &props.evaluated.evaluation);
    let seen = use_mut_ref(|| (String::new(), Seen::default()));
    let claims = match answer.as_deref() {
        Some(Answer::Claims(Some(claims))) => Some(claims),
        _ => None,
    };
    let mut seen = seen.borrow_mut();
    if seen.0 != guide.text.line.name || guide.is_fresh(&props.evaluated.work) {
        *seen = (guide.text.line.name.clone(), Seen::default());
    }
    claims.into_iter().for_each(|claims| note(&mut seen.1, claims));
    html! {
        <section class="guide" aria-label={texts::MISCONCEPTION}>
            <header class="guide-head">
                <h2><span class="dim">{ &guide.text.line.subject }{ " · " }</span>{ &guide.text.line.title }</h2>
                <span class="grow"></span>
                { ends(guide, &dispatch) }
            </header>
            <div class="guide-body">
                <dl class="guide-words">
                    <div><dt>{ texts::BELIEVE }</dt><dd class="guide-belief">{ prose(&guide.text.line.belief) }</dd></div>
                    <div><dt>{ texts::TRUTH }</dt><dd>{ prose(&guide.text.truth) }</dd></div>
                </dl>
                { steps(props, claims, &seen.1, &dispatch) }
            </div>
        </section>
    }
}

/// Remembers what holds now. What is said after the change counts once the change is made.
fn note(seen: &mut Seen, claims: &Claims) {
    let hold = |seen: &mut Vec<bool>, claims: &[Claim]| {
        seen.resize(claims.len(), false);
        seen.iter_mut().zip(claims).for_each(|(seen, claim)| *seen |= claim.holds);
    };
    if claims.stands != Stands::After {
        hold(&mut seen.before, &claims.before);
    }
    if claims.stands != Stands::Before {
        hold(&mut seen.after, &claims.after);
    }
}

fn ends(guide: &Guide, dispatch: &Dispatch) -> Html {
    let next = guide.text.next.clone();
    html! {
        <>
            <button class="quiet" onclick={on(dispatch, || Action::Sheet(Some(Sheet::Gallery)))}>{ texts::ALL }</button>
            if !next.is_empty() { <button class="quiet" onclick={on(dispatch, move || Action::Ask(Asked::of(&next)))}>{ texts::NEXT }</button> }
            <button class="quiet" onclick={on(dispatch, || Action::GuideEnd(true))} title={texts::STAY_ABOUT}>{ texts::STAY }</button>
            <button onclick={on(dispatch, || Action::GuideEnd(false))} title={texts::BACK_ABOUT}>{ texts::BACK }</button>
        </>
    }
}

/// What to do, and what is then to be seen.
fn steps(props: &Props, claims: Option<&Claims>, seen: &Seen, dispatch: &Dispatch) -> Html {
    let text = &props.guide.text;
    let stands = claims.map_or(Stands::Before, |claims| claims.stands);
    let of = |claims: Option<&Vec<Claim>>, seen: &[bool]| match claims {
        Some(claims) => {
            html! { <ul class="guide-claims">{ for claims.iter().enumerate().map(|(at, claim)| view(claim, seen.get(at) == Some(&true), dispatch)) }</ul> }
        }
        None => html! {},
    };
    let is_changed = stands == Stands::After;
    let build = on(dispatch, || Action::Build);
    html! {
        <ol class="guide-steps" aria-label={texts::STEPS}>
            <li aria-current={(stands == Stands::Before).then_some("step")}>
                <button class={classes!((!is_changed && !props.is_built).then_some("primary"))} onclick={build} disabled={is_changed || props.is_built}>{ texts::BUILD }</button>
                { of(claims.map(|claims| &claims.before), &seen.before) }
            </li>
            if !text.change.is_empty() {
                <li aria-current={is_changed.then_some("step")}>
                    <button class={classes!((!is_changed && props.is_built).then_some("primary"))} onclick={on(dispatch, || Action::GuideChange)} disabled={is_changed}>{ prose(&text.change) }</button>
                    { of(claims.map(|claims| &claims.after).filter(|_| stands != Stands::Before), &seen.after) }
                </li>
            }
            if stands != Stands::Before || props.is_built {
                <li class="guide-again"><button class="link" onclick={on(dispatch, || Action::GuideAgain)}>{ texts::AGAIN }</button></li>
            }
        </ol>
    }
}

/// A claim; pressed it shows the panel that it is about, or the page of its rule.
fn view(claim: &Claim, seen: bool, dispatch: &Dispatch) -> Html {
    let show = {
        let (panel, code) = (claim.panel.clone(), claim.code.clone());
        on(dispatch, move || match Panel::named(&panel) {
            Some(panel) => Action::Show(panel),
            None => Action::Sheet(Some(Sheet::Rules(code.clone()))),
        })
    };
    let (sign, class, word) = if seen {
        ("✓", "verdict verdict-cached", texts::SEEN)
    } else {
        ("○", "verdict verdict-skipped", texts::NOT_SEEN)
    };
    html! {
        <li>
            <i {class} title={word} aria-hidden="true">{ sign }</i><span class="hidden-text">{ word }{ ": " }</span>
            { " " }<button class="link" onclick={show}>{ prose(&claim.words) }</button>
        </li>
    }
}
