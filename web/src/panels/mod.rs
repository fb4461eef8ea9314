//! Ways to look at one evaluation. Each panel knows its own slice and nothing of the others.

mod advice;
mod build;
mod changes;
mod engines;
mod image;
pub mod places;
mod printed;
mod problems;
mod run;
mod shine;
mod stages;
mod state;
mod stepper;
mod timeline;
mod waste;

use drydock_playground::{Evaluation, Project};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::compare::Compare;
use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::same::Same;
use crate::state::{Action, Evaluated, Pane, Panel};
use places::place;
pub use shine::Shine;

/// The tabs of the panels.
pub fn panel_tabs(panel: Panel, problems: usize, dispatch: &Dispatch) -> Html {
    some_tabs(&Panel::ALL, panel, problems, dispatch)
}

/// The tabs of `panels` alone.
pub fn some_tabs(panels: &[Panel], panel: Panel, problems: usize, dispatch: &Dispatch) -> Html {
    html! {
        <div class="tabs" role="tablist" aria-label="Panels">
            { for panels.iter().map(|other| panel_tab(*other, *other == panel, "tab", problems, dispatch)) }
        </div>
    }
}

fn panel_tab(panel: Panel, selected: bool, prefix: &str, problems: usize, dispatch: &Dispatch) -> Html {
    let onclick = on(dispatch, move || Action::Show(panel));
    let count = (panel == Panel::Problems && problems > 0).then_some(problems);
    html! {
        <button
            key={panel.id()} role="tab" id={format!("{prefix}-{}", panel.id())} aria-controls="panel"
            aria-selected={selected.to_string()} tabindex={if selected { "0" } else { "-1" }} {onclick}
            onkeydown={tab_keys()}
        >
            <span class="tab-title" data-text={panel.title()}>{ panel.title() }</span>
            if let Some(count) = count { <span class="count">{ count }</span> }
        </button>
    }
}

/// Properties of [`PhoneTabs`].
#[derive(Properties, PartialEq)]
pub struct PhoneProps {
    /// The part of the page that shows.
    pub pane: Pane,
    /// The panel that shows.
    pub panel: Panel,
    /// How many findings there are.
    pub problems: usize,
}

/// On a phone: one row of tabs for files, editor and panels.
#[component]
pub fn PhoneTabs(props: &PhoneProps) -> Html {
    let dispatch = use_dispatch();
    let row = use_node_ref();
    {
        let row = row.clone();
        use_effect_with((props.pane, props.panel), move |_| show_selected(&row));
    }
    let pane = |pane: Pane, title: &'static str| {
        let selected = props.pane == pane;
        html! {
            <button
                role="tab" aria-selected={selected.to_string()} tabindex={if selected { "0" } else { "-1" }}
                onclick={on(&dispatch, move || Action::Pane(pane))} onkeydown={tab_keys()}
            ><span class="tab-title" data-text={title}>{ title }</span></button>
        }
    };
    html! {
        <nav aria-label="Parts of the page">
        <div ref={row} class="tabs phone-tabs" role="tablist" aria-label="Parts of the page">
            { pane(Pane::Context, "Context") }
            { pane(Pane::Editor, "Editor") }
            { for Panel::ALL.iter().map(|panel| {
                let selected = props.pane == Pane::Panel && *panel == props.panel;
                panel_tab(*panel, selected, "phone-tab", props.problems, &dispatch)
            }) }
        </div>
        </nav>
    }
}

/// Brings the selected tab into sight, without moving the page.
fn show_selected(row: &NodeRef) {
    let Some(row) = row.cast::<HtmlElement>() else { return };
    let Ok(Some(tab)) = row.query_selector("[aria-selected=true]") else { return };
    if let Ok(tab) = tab.dyn_into::<HtmlElement>() {
        row.set_scroll_left(tab.offset_left() - (row.client_width() - tab.offset_width()) / 2);
    }
}

/// Arrow keys, Home and End move along a list of tabs and choose.
pub fn tab_keys() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let tab = event.target_unchecked_into::<HtmlElement>();
        let Some(list) = tab.closest("[role=tablist]").ok().flatten() else { return };
        let Ok(tabs) = list.query_selector_all("[role=tab]") else { return };
        let all: Vec<HtmlElement> =
            (0..tabs.length()).filter_map(|i| tabs.item(i)?.dyn_into().ok()).collect();
        let Some(at) = all.iter().position(|other| *other == tab) else { return };
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % all.len(),
            "ArrowLeft" => (at + all.len() - 1) % all.len(),
            "Home" => 0,
            "End" => all.len() - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = all.get(next) {
            // A tab that shows takes the focus.
            let _ = next.focus();
            next.click();
        }
    })
}

/// Properties of [`Panels`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The panel to show.
    pub panel: Panel,
    /// What is known, and of what.
    pub evaluated: Evaluated,
    /// What it is compared with.
    pub before: Option<Same<Project>>,
    /// Stage and step at the caret, for a panel that is about one step.
    pub here: Option<(usize, usize)>,
    /// What follows `docker run`, as it is typed.
    pub run: AttrValue,
}

/// The panel that was chosen. It listens for all that it shows; see [`places`].
#[component]
pub fn Panels(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let evaluation = &props.evaluated.evaluation;
    let work = &props.evaluated.work;
    let panel = match props.panel {
        _ if !props.evaluated.ready => html! { <p class="empty evaluating">{ "Evaluating…" }</p> },
        Panel::Build => build::view(evaluation, !work.builds.is_empty()),
        Panel::Stages => html! { <stages::StagesPanel evaluation={evaluation.clone()} /> },
        Panel::Files => html! { <changes::ChangesPanel evaluation={evaluation.clone()} here={props.here} /> },
        Panel::State => state::view(evaluation, &work.project),
        Panel::Run => run::view(evaluation, &props.run, &dispatch),
        Panel::Image => image::view(evaluation),
        Panel::Engines => html! { <engines::EnginesPanel evaluation={evaluation.clone()} /> },
        Panel::Compare => html! {
            <Compare evaluation={evaluation.clone()} project={work.project.clone()} before={props.before.clone()} />
        },
        Panel::Problems => html! {
            <>
                <problems::Problems evaluation={evaluation.clone()} project={work.project.clone()} />
                <advice::AdviceList evaluation={evaluation.clone()} />
            </>
        },
    };
    let light = {
        let dispatch = dispatch.clone();
        move |event: &Event| dispatch.dispatch(places::light(event))
    };
    let out = {
        let dispatch = dispatch.clone();
        move || dispatch.dispatch(Action::Light(Vec::new()))
    };
    let press = {
        let evaluation = evaluation.clone();
        move |event: &Event| {
            let action = places::press(event, &evaluation);
            let known = action.is_some();
            action.into_iter().for_each(|action| dispatch.dispatch(action));
            known
        }
    };
    let onmouseover = {
        let light = light.clone();
        Callback::from(move |event: MouseEvent| light(&event))
    };
    let onfocusin = Callback::from(move |event: FocusEvent| light(&event));
    let onmouseleave = {
        let out = out.clone();
        Callback::from(move |_: MouseEvent| out())
    };
    let onfocusout = Callback::from(move |_: FocusEvent| out());
    let onclick = {
        let press = press.clone();
        Callback::from(move |event: MouseEvent| {
            press(&event);
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        // What is drawn is no button to the browser, so keys do not press it by themselves.
        let drawn = event.target().is_some_and(|target| target.has_type::<web_sys::SvgElement>());
        if drawn && matches!(event.key().as_str(), "Enter" | " ") && press(&event) {
            event.prevent_default();
        }
    });
    html! {
        <div
            id="panel" class={classes!("panel", format!("panel-{}", props.panel.id()))} role="tabpanel" tabindex="0"
            aria-label={props.panel.title()} {onmouseover} {onmouseleave} {onfocusin} {onfocusout} {onclick} {onkeydown}
        >
            { panel }
        </div>
    }
}

/// What a panel says when there is nothing to show.
fn empty(evaluation: &Evaluation, what: &'static str) -> Html {
    let hint = if evaluation.stages.is_empty() {
        "Write a FROM line to begin, or open an example from the menu above."
    } else {
        what
    };
    html! {
        <div class="empty">
            if let Some(error) = &evaluation.error { <p>{ format!("The build stops: {error}") }</p> }
            <p>{ hint }</p>
        </div>
    }
}

/// `Line 7`, as a button that goes there.
fn line_link(evaluation: &Evaluation, line: u32, text: String) -> Html {
    let mut steps = evaluation.stages.iter().flat_map(|stage| &stage.steps);
    match steps.find(|step| step.lines.0 <= line && line <= step.lines.1) {
        Some(step) => html! { <button class="link" data-go={place(step.span)}>{ text }</button> },
        None => html! { text },
    }
}
