//! The bar at the top: what is open, how it is built, and what can be done with it.

mod archive;
mod examples;
mod learn;
mod options;
mod popover;

use drydock_playground::{Evaluation, Project};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::dispatch::{Dispatch, on};
use crate::same::Same;
use crate::share::Share;
use crate::sheet::Sheet;
use crate::state::{Action, State, Theme};
use crate::texts::common;
use crate::texts::header as texts;
use examples::Examples;
use learn::Learn;
use options::Options;
pub use popover::Popover;

/// The bar at the top.
pub fn header(state: &State, evaluation: &Same<Evaluation>, dispatch: &Dispatch) -> Html {
    let project = &state.project;
    html! {
        <header class="bar">
            <h1 class="brand">
                <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
                    <path d="M2 5h14M3.5 9h11M5 13h8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>
                </svg>
                <span>{ common::DRYDOCK }</span>
            </h1>
            <Examples example={AttrValue::from(state.example.clone())} />
            <Learn />
            <span class="grow"></span>
            <div class="wide-only">{ target_select(evaluation, project, dispatch) }</div>
            <Options project={project.clone()} evaluation={evaluation.clone()} has_cache={!state.builds.is_empty()} />
            <button class="primary" onclick={on(dispatch, || Action::Build)} title={texts::BUILD_ABOUT}>
                { common::BUILD }<kbd>{ texts::BUILD_KEYS }</kbd>
            </button>
            <Share project={project.clone()} example={AttrValue::from(state.example.clone())} panel={state.panel} before={state.before.clone()} />
            { theme(state.theme, dispatch) }
            <button class="quiet icon wide-only" onclick={on(dispatch, || Action::Sheet(Some(Sheet::Help)))} title={texts::HELP_KEYS} aria-label={common::HELP}>{ "?" }</button>
        </header>
    }
}

/// The choice of the target stage: the last, or one by name or number.
fn target_select(evaluation: &Evaluation, project: &Project, dispatch: &Dispatch) -> Html {
    let chosen = project.options.target.as_str();
    let last = evaluation.stages.len().saturating_sub(1);
    let value = |index: usize, name: &str| if name.is_empty() { index.to_string() } else { name.to_owned() };
    let known = chosen.is_empty()
        || evaluation.stages.iter().any(|stage| value(stage.index, &stage.name).eq_ignore_ascii_case(chosen));
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            dispatch.dispatch(Action::Target(event.target_unchecked_into::<HtmlSelectElement>().value()));
        })
    };
    html! {
        <label class="field">{ texts::TARGET }
            <select {onchange}>
                <option value="" selected={chosen.is_empty()}>
                    { evaluation.stages.last().map_or(texts::LAST_STAGE.to_owned(), |stage| texts::last(&stage.label)) }
                </option>
                { for evaluation.stages.iter().filter(|stage| stage.index != last).map(|stage| {
                    let value = value(stage.index, &stage.name);
                    let selected = !chosen.is_empty() && value.eq_ignore_ascii_case(chosen);
                    html! { <option key={stage.index} {value} {selected}>{ &stage.label }</option> }
                }) }
                if !known { <option value={chosen.to_owned()} selected=true>{ texts::unknown(chosen) }</option> }
            </select>
        </label>
    }
}

fn theme(theme: Theme, dispatch: &Dispatch) -> Html {
    let (next, shape, word) = match theme {
        Theme::Auto => (Theme::Light, "◐", texts::AS_SYSTEM),
        Theme::Light => (Theme::Dark, "○", texts::LIGHT),
        Theme::Dark => (Theme::Auto, "●", texts::DARK),
    };
    let label = texts::colours(word);
    html! {
        <button class="quiet icon" onclick={on(dispatch, move || Action::Theme(next))} title={label.clone()} aria-label={label}>
            { shape }
        </button>
    }
}
