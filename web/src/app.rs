use std::cell::RefCell;
use std::rc::Rc;

use drydock_playground::Project;
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
use crate::guide::{GuideBand, use_guide};
use crate::header::header;
use crate::keeper::Keeper;
use crate::panels::{Panels, PhoneTabs, Shine, panel_tabs};
use crate::parts::notice_line;
use crate::sheet::{Sheet, SheetView};
use crate::split::Split;
use crate::state::{Action, Asked, Notice, Opened, State};
use crate::store::Found;
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
    use_print(&state);
    use_shortcuts(&dispatch);
    use_links(&dispatch);
    elsewhere::use_elsewhere(&state);
    use_guide(&state, &evaluator);
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
                panel={state.panel} evaluated={evaluated.clone()} before={state.before.clone()} here={state.here()}
                run={AttrValue::from(state.project.run.clone())}
            />
            <Shine at={state.looked_at()} evaluated={evaluated.clone()} panel={state.panel} />
        </>
    };
    html! {
        <ContextProvider<Dispatch> context={dispatch.clone()}>
        <ContextProvider<Evaluator> context={evaluator}>
            { header(&state, evaluation, &dispatch) }
            { notice_line(state.notice.as_ref(), &dispatch) }
            if let Some(guide) = &state.guide { <GuideBand guide={guide.clone()} evaluated={evaluated.clone()} is_built={state.is_built()} /> }
            <PhoneTabs pane={state.pane} panel={state.panel} problems={evaluation.diagnostics.len()} />
            { fill(&frame.context, context) }
            <EditorPane
                frame={frame.clone()} project={state.project.clone()} evaluated={evaluated.clone()}
                open={state.open.clone()} tabs={state.editor_tabs()} last={state.builds.last().cloned()}
                orders={state.orders.clone()} light={state.light.clone()} said={state.said}
            />
            { fill(&frame.panels, panels) }
            <SheetView sheet={state.sheet.clone()} evaluated={evaluated.clone()} />
        </ContextProvider<Evaluator>>
        </ContextProvider<Dispatch>>
    }
}

/// The page as it opens: what the address says, else the newest draft, else an example; with what was typed into the
/// editor before, which stands in `host`. `static/site/shell.js` shows the text of the same project until then.
fn start(host: &Element) -> State {
    let address = store::address();
    let draft = store::drafts().into_iter().next();
    let stored = || draft.as_ref().and_then(|draft| store::open(&draft.fragment).ok().flatten());
    let found = store::look(&address);
    let (opened, notice) = match found {
        Ok(Some(Found::Misconception(asked))) => {
            let work = stored().unwrap_or_else(store::first);
            let mut state = begin(host, Opened { project: Project::default(), ..work.clone() }, None);
            state.asked = Some(Asked { work: Some(Box::new(work)), ..asked });
            return state;
        }
        Ok(Some(Found::Rule(code))) => {
            let mut state = begin(host, stored().unwrap_or_else(store::first), None);
            state.sheet = Some(Sheet::Rules(code));
            return state;
        }
        Ok(Some(Found::Project(opened))) => {
            let other = stored().filter(|stored| stored.project != opened.project);
            (*opened, other.map(recover))
        }
        Ok(None) => (stored().unwrap_or_else(store::first), None),
        Err(error) => {
            let text = format!("{error}. What you see is your last draft, or an example.");
            (stored().unwrap_or_else(store::first), Some(Notice { text, error: true, action: None }))
        }
    };
    begin(host, opened, notice)
}

/// The page with `opened`, and what was typed into the editor before.
fn begin(host: &Element, opened: Opened, notice: Option<Notice>) -> State {
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

/// Stores what changed after a rest, and at once when the page goes away or something else is opened. Once a draft
/// cannot be stored, that is told.
#[hook]
fn use_storage(state: &UseReducerHandle<State>) {
    let keeper = use_mut_ref(Keeper::default);
    let told = use_mut_ref(|| false);
    let latest: Rc<RefCell<Option<State>>> = use_mut_ref(|| None);
    let keep = {
        let (keeper, dispatch) = (keeper.clone(), state.dispatcher());
        use_callback((), move |fragment: String, ()| {
            let stored = keeper.borrow_mut().keep(fragment);
            if !stored && !told.replace(true) {
                dispatch.dispatch(Action::Notice(Some(not_stored())));
            }
        })
    };
    let before = latest.replace(Some((**state).clone()));
    if let Some(before) = before.filter(|before| before.opened != state.opened && before.is_edited()) {
        store::fragment(&before).into_iter().for_each(|draft| keep.emit(draft));
        keeper.take();
    }
    let save = use_callback((), move |(), ()| {
        // What the address offers stays there until it is taken.
        let Some(state) = latest.borrow().clone().filter(|state| !state.is_offered()) else { return };
        store::set_address(&store::shown(&state).unwrap_or_default());
        let Some(fragment) = store::fragment(&state) else { return };
        // What was opened and not touched is no draft; what is opened next begins a new one.
        if state.is_edited() {
            keep.emit(fragment);
        } else {
            keeper.take();
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
    let changes = (state.work(), state.panel, state.before.clone(), state.sheet.clone(), state.is_offered());
    use_effect_with(changes, move |_| {
        let timer = Timeout::new(REST, move || save.emit(()));
        move || drop(timer)
    });
}

/// What a reader is told whose browser takes no draft.
fn not_stored() -> Notice {
    let text = "This browser stores no drafts: its storage for this page is full or blocked. What you type is gone \
                when the page closes; Options, Download as zip takes it along.";
    Notice { text: text.to_owned(), error: true, action: None }
}

/// The title of the document: what is open, so that tabs, bookmarks and the history tell one from another.
#[hook]
fn use_title(state: &UseReducerHandle<State>) {
    use_effect_with(title(state), |title| {
        if let Some(document) = window().and_then(|window| window.document()) {
            document.set_title(title);
        }
    });
}

/// `DL3059 · Drydock`, `✕ node-multi, changed · Drydock`; a project of one's own is called by what it builds on.
fn title(state: &State) -> String {
    if let Some(sheet) = &state.sheet {
        let name = match sheet {
            Sheet::Rules(code) if !code.is_empty() => code,
            sheet => sheet.title(),
        };
        return format!("{name} · Drydock");
    }
    let evaluation = &state.evaluated.evaluation;
    let base = evaluation.stages.last().map_or("", |stage| stage.base.as_str());
    let mut name = match &state.guide {
        Some(guide) => guide.text.line.title.clone(),
        None if !state.example.is_empty() => state.example.clone(),
        None if base.is_empty() => return "Drydock".to_owned(),
        None => format!("Dockerfile from {base}"),
    };
    if state.guide.is_none() && !state.example.is_empty() && state.is_edited() {
        name.push_str(", changed");
    }
    let fails = if evaluation.error.is_some() { "✕ " } else { "" };
    format!("{fails}{name} · Drydock")
}

/// Puts the Dockerfile on the paper, above the panel: the editor holds only the lines in sight.
#[hook]
fn use_print(state: &UseReducerHandle<State>) {
    let latest = use_mut_ref(String::new);
    latest.borrow_mut().clone_from(&state.project.dockerfile);
    use_effect_with((), move |()| {
        let listener = window().map(|target| {
            EventListener::new(&target, "beforeprint", move |_| {
                let place = window().and_then(|window| window.document()?.get_element_by_id("paper"));
                place.into_iter().for_each(|place| place.set_text_content(Some(&latest.borrow())));
            })
        });
        move || drop(listener)
    });
}

/// Ctrl or Cmd with Enter builds, wherever the focus is; the editor has its own. `?` opens the help where nothing is
/// typed.
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
                if key.key() == "?" && !types(key) && !event.default_prevented() {
                    event.prevent_default();
                    dispatch.dispatch(Action::Sheet(Some(Sheet::Help)));
                }
            })
        });
        move || drop(listener)
    });
}

/// True when a key is typed into a field or the editor.
fn types(key: &KeyboardEvent) -> bool {
    let target = key.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = "input, textarea, select, [contenteditable=true], dialog";
    target.is_some_and(|target| target.closest(field).ok().flatten().is_some())
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
                match store::look(&store::address()) {
                    Ok(Some(Found::Project(opened))) => dispatch.dispatch(Action::Load(opened)),
                    Ok(Some(Found::Misconception(asked))) => dispatch.dispatch(Action::Ask(asked)),
                    Ok(Some(Found::Rule(code))) => dispatch.dispatch(Action::Sheet(Some(Sheet::Rules(code)))),
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
