use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Evaluation, Project, ProjectOptions};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::archive::Archive;
use super::popover::Popover;
use super::target_select;
use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::evaluator::use_asking;
use crate::same::Same;
use crate::state::Action;
use crate::texts::options as texts;

/// Platforms to choose from; the empty one is the builder's own.
const PLATFORMS: [(&str, &str); 4] = [
    ("", texts::DEFAULT_PLATFORM),
    ("linux/arm64", "linux/arm64"),
    ("linux/arm/v7", "linux/arm/v7"),
    ("linux/386", "linux/386"),
];

/// Properties of [`Options`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is built.
    pub project: Same<Project>,
    /// For the stages that can be the target.
    pub evaluation: Same<Evaluation>,
    /// True when there is something to prune.
    pub has_cache: bool,
}

/// Build arguments, platform, and the cache.
#[component]
pub fn Options(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let open = use_state(|| false);
    let set_open = {
        let open = open.clone();
        Callback::from(move |value| open.set(value))
    };
    let options = &props.project.options;
    let flags =
        [!options.platform.is_empty(), options.no_cache, options.pull, !options.no_cache_filter.is_empty()];
    let set = options.build_args.len() + flags.into_iter().filter(|flag| *flag).count();
    let title = if set == 0 { texts::TITLE.to_owned() } else { texts::title(set) };
    let onplatform = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            dispatch.dispatch(Action::Platform(event.target_unchecked_into::<HtmlSelectElement>().value()));
        })
    };
    let format = {
        let (dispatch, evaluator, project) = (dispatch.clone(), use_asking(), props.project.clone());
        Callback::from(move |_: MouseEvent| {
            let (dispatch, before) = (dispatch.clone(), project.dockerfile.clone());
            let question = Question::Format(before.clone());
            let take = move |answer| {
                if let Answer::Text(tidy) = answer {
                    dispatch.dispatch(Action::Formatted(before.clone(), tidy));
                }
            };
            evaluator.ask(question, Callback::from(take));
        })
    };
    let other = !PLATFORMS.iter().any(|(value, _)| *value == options.platform);
    html! {
        <Popover title={title} class="options popover-end" open={*open} {set_open}>
            <div class="options-field narrow-only">{ target_select(&props.evaluation, &props.project, &dispatch) }</div>
            <h2>{ texts::BUILD_ARGUMENTS }</h2>
            { build_args(&options.build_args, &dispatch) }
            <label class="options-field">{ texts::PLATFORM }
                <select onchange={onplatform}>
                    { for PLATFORMS.iter().map(|(value, title)| html! {
                        <option key={*value} value={*value} selected={*value == options.platform}>{ *title }</option>
                    }) }
                    if other { <option value={options.platform.clone()} selected=true>{ &options.platform }</option> }
                </select>
            </label>
            <h2>{ texts::DOCKERFILE }</h2>
            <button onclick={format}>{ texts::FORMAT }</button>
            <h2>{ texts::FILES }</h2>
            <Archive />
            <h2>{ texts::CACHE }</h2>
            <label class="options-field">
                <input type="checkbox" checked={options.no_cache} onchange={
                    let no_cache = !options.no_cache;
                    on(&dispatch, move || Action::NoCache(no_cache))
                }/>
                { texts::NO_CACHE }
            </label>
            { cache_options(&props.evaluation, options, &dispatch) }
            <button onclick={on(&dispatch, || Action::Prune)} disabled={!props.has_cache}>{ texts::PRUNE }</button>
            <p>{ if props.has_cache { texts::CACHE_HOLDS } else { texts::CACHE_EMPTY } }</p>
        </Popover>
    }
}

/// The stages that do not use the cache, and whether base images are asked for again.
fn cache_options(evaluation: &Evaluation, options: &ProjectOptions, dispatch: &Dispatch) -> Html {
    let stage = |name: &String| {
        let chosen = options.no_cache_filter.contains(name);
        let mut next: Vec<String> =
            options.no_cache_filter.iter().filter(|other| *other != name).cloned().collect();
        if !chosen {
            next.push(name.clone());
        }
        html! {
            <label key={name.clone()} class="options-field">
                <input type="checkbox" checked={chosen} onchange={on::<Event>(dispatch, move || Action::NoCacheFilter(next.clone()))}/>
                { texts::no_cache_of(name) }
            </label>
        }
    };
    let names: Vec<&String> =
        evaluation.stages.iter().map(|stage| &stage.name).filter(|name| !name.is_empty()).collect();
    html! {
        <>
            { for names.into_iter().map(stage) }
            <label class="options-field">
                <input type="checkbox" checked={options.pull} onchange={
                    let pull = !options.pull;
                    on::<Event>(dispatch, move || Action::Pull(pull))
                }/>
                { texts::PULL }
            </label>
            if options.pull { <p>{ texts::PULL_ABOUT }</p> }
        </>
    }
}

/// Rows of names and values, and an empty one to add to.
fn build_args(all: &[(String, String)], dispatch: &Dispatch) -> Html {
    let set = |index: usize, value: bool| {
        let (dispatch, args) = (dispatch.clone(), all.to_vec());
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let mut args = args.clone();
            if index == args.len() {
                args.push(Default::default());
            }
            if let Some(arg) = args.get_mut(index) {
                *(if value { &mut arg.1 } else { &mut arg.0 }) = text;
            }
            args.retain(|(name, value)| !name.is_empty() || !value.is_empty());
            dispatch.dispatch(Action::BuildArgs(args));
        })
    };
    let remove = |index: usize| {
        let (dispatch, mut args) = (dispatch.clone(), all.to_vec());
        if index < args.len() {
            args.remove(index);
        }
        on::<MouseEvent>(&dispatch, move || Action::BuildArgs(args.clone()))
    };
    let blank = (String::new(), String::new());
    let rows = all.iter().chain([&blank]).enumerate();
    html! {
        { for rows.map(|(i, (name, value))| html! {
            <div key={i} class="options-row">
                <input aria-label={texts::NAME} placeholder={texts::NAME_LIKE} value={name.clone()} onchange={set(i, false)} autocapitalize="off" spellcheck="false"/>
                <input aria-label={texts::VALUE} placeholder={texts::VALUE_LIKE} value={value.clone()} onchange={set(i, true)} autocapitalize="off" spellcheck="false"/>
                <button class="quiet icon" aria-label={texts::REMOVE} onclick={remove(i)} disabled={i == all.len()}>{ "×" }</button>
            </div>
        }) }
    }
}
