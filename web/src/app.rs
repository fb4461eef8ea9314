use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, window};
use yew::prelude::*;

use crate::context::ContextPane;
use crate::dispatch::Dispatch;
use crate::editor::{EditorPane, typed};
use crate::evaluator::{Evaluator, use_evaluator};
use crate::frame::{Frame, fill, use_frame};
use crate::header::header;
use crate::panels::{Panels, PhoneTabs, panel_tabs};
use crate::parts::notice_line;
use crate::split::Split;
use crate::state::{Action, Notice, Opened, State};
use crate::{crash, elsewhere, store};

/// How long the page rests before it stores what changed, in milliseconds.
const REST: u32 = 500;

/// Properties of [`App`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where everything stands.
    pub frame: Frame,
}

/// The whole page.
#[component]
pub fn App(props: &Props) -> Html {
    let frame = &props.frame;
    let state = {
        let host = frame.host.clone();
        use_reducer(move || start(&host))
    };
    let dispatch = state.dispatcher();
    crash::remember(&state.project);
    let evaluator = use_evaluator(&state);
    let evaluated = &state.evaluated;
    let evaluation = &evaluated.evaluation;
    use_frame(frame, state.pane, state.is_busy());
    use_storage(&state);
    use_title(&state);
    use_shortcuts(&dispatch);
    use_links(&dispatch);
    elsewhere::use_elsewhere(&state);
    {
        let theme = state.theme;
        use_effect_with(theme, |theme| store::set_theme(*theme));
    }
    let context = html! {
        <ContextPane
            project={state.project.clone()} evaluated={evaluated.clone()} open={state.open.clone()}
            last={state.builds.last().cloned()}
        />
    };
    let panels = html! {
        <>
            <Split />
            { panel_tabs(state.panel, evaluation.diagnostics.len(), &dispatch) }
            <Panels
                panel={state.panel} evaluated={evaluated.clone()} caret={state.caret}
                run={AttrValue::from(state.project.run.clone())}
            />
        </>
    };
    html! {
        <ContextProvider<Dispatch> context={dispatch.clone()}>
        <ContextProvider<Evaluator> context={evaluator}>
            { header(&state, evaluation, &dispatch) }
            { notice_line(state.notice.as_ref(), &dispatch) }
            <PhoneTabs pane={state.pane} panel={state.panel} problems={evaluation.diagnostics.len()} />
            { fill(&frame.context, context) }
            <EditorPane
                frame={frame.clone()} project={state.project.clone()} evaluated={evaluated.clone()}
                open={state.open.clone()} tabs={state.editor_tabs()} last={state.builds.last().cloned()}
                orders={state.orders.clone()} light={state.light.clone()} said={state.said}
            />
            { fill(&frame.panels, panels) }
        </ContextProvider<Evaluator>>
        </ContextProvider<Dispatch>>
    }
}

/// The page as it opens: what the address says, else the newest draft, else an example; with what was typed into the
/// editor before, which stands in `host`. `static/site/shell.js` shows the text of the same project until then.
fn start(host: &Element) -> State {
    let address = store::address();
    let draft = store::drafts().into_iter().next();
    let stored = || draft.as_deref().and_then(|draft| store::open(draft).ok().flatten());
    let (opened, notice) = match store::open(&address) {
        Ok(Some(opened)) => {
            let other = stored().filter(|stored| stored.project != opened.project);
            (opened, other.map(recover))
        }
        Ok(None) => (stored().unwrap_or_else(store::first), None),
        Err(error) => {
            let text = format!("{error}. What you see is your last draft, or an example.");
            (stored().unwrap_or_else(store::first), Some(Notice { text, error: true, action: None }))
        }
    };
    let mut state = State::new(opened).with_builds(store::builds()).with_typed(typed(host));
    state.notice = elsewhere::offer().or(notice);
    state.theme = store::theme();
    state
}

fn recover(draft: Opened) -> Notice {
    Notice {
        text: "This is what the link holds. Your own draft is kept".to_owned(),
        error: false,
        action: Some(("Recover draft".to_owned(), Box::new(Action::Load(Box::new(draft))))),
    }
}

/// Stores what changed after a rest, and at once when the page goes away.
#[hook]
fn use_storage(state: &UseReducerHandle<State>) {
    let kept = use_mut_ref(String::new);
    let latest: Rc<RefCell<Option<State>>> = use_mut_ref(|| None);
    *latest.borrow_mut() = Some((**state).clone());
    let save = use_callback((), move |(), ()| {
        // What the address offers stays there until it is taken.
        let Some(state) = latest.borrow().clone().filter(|state| !state.is_offered()) else { return };
        let Some(fragment) = store::fragment(&state) else {
            store::set_address("");
            return;
        };
        store::set_address(&fragment);
        let mut kept = kept.borrow_mut();
        // What was opened and not touched is no draft; what is opened next begins a new one.
        if state.is_edited() {
            store::keep_draft(&fragment, &kept);
            *kept = fragment;
        } else {
            kept.clear();
        }
        store::keep_builds(&state);
    });
    {
        let save = save.clone();
        use_effect_with((), move |()| {
            let gone = window().map(|window| EventListener::new(&window, "pagehide", move |_| save.emit(())));
            move || drop(gone)
        });
    }
    let changes = (state.work(), state.panel);
    use_effect_with(changes, move |_| {
        let timer = Timeout::new(REST, move || save.emit(()));
        move || drop(timer)
    });
}

#[hook]
fn use_title(state: &UseReducerHandle<State>) {
    use_effect_with(state.example.clone(), |name| {
        if let Some(document) = window().and_then(|window| window.document()) {
            document.set_title(&if name.is_empty() {
                "Drydock".to_owned()
            } else {
                format!("{name} · Drydock")
            });
        }
    });
}

/// Ctrl or Cmd with Enter builds, wherever the focus is; the editor has its own.
#[hook]
fn use_shortcuts(dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = window().map(|window| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                if key.key() == "Enter" && (key.ctrl_key() || key.meta_key()) && !event.default_prevented() {
                    event.prevent_default();
                    dispatch.dispatch(Action::Build);
                }
            })
        });
        move || drop(listener)
    });
}

/// A link that is pasted into the address of the open page opens here.
#[hook]
fn use_links(dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                if let Some(offer) = elsewhere::offer() {
                    return dispatch.dispatch(Action::Notice(Some(offer)));
                }
                match store::open(&store::address()) {
                    Ok(Some(opened)) => dispatch.dispatch(Action::Load(Box::new(opened))),
                    Ok(None) => {}
                    Err(text) => {
                        dispatch.dispatch(Action::Notice(Some(Notice { text, error: true, action: None })));
                    }
                }
            })
        });
        move || drop(listener)
    });
}
