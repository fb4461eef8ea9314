//! The playground inside of another page: no chrome, nothing stored, the history untouched; see docs/embedding.md.

mod bar;
mod goals;
mod host;
mod message;
mod options;

use std::cell::RefCell;
use std::rc::Rc;

use drydock_playground::Project;
use drydock_source::Span;
use gloo_timers::callback::Timeout;
use web_sys::{Element, window};
use yew::prelude::*;

use crate::context::ContextPane;
use crate::dispatch::Dispatch;
use crate::editor::{EditorPane, typed};
use crate::evaluator::{Evaluator, use_evaluator};
use crate::frame::{self, Frame, fill, use_frame};
use crate::guide::use_guide;
use crate::panels::{Panels, Shine, some_tabs};
use crate::parts::notice_line;
use crate::sheet::SheetView;
use crate::state::{Action, Asked, Notice, Opened, State};
use crate::store::Found;
use crate::{crash, elsewhere, store};
use bar::bar;
use goals::Goals;
use message::{Incoming, Outgoing, Summary};
use options::Options;

/// How long the playground rests before it tells the page around what changed, in milliseconds.
const REST: u32 = 300;

/// True on the page that is made to be embedded.
pub fn is_asked_for() -> bool {
    let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-embed"))
}

fn asked_options() -> Options {
    Options::read(&window().and_then(|window| window.location().search().ok()).unwrap_or_default())
}

/// Properties of [`Embed`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where everything stands.
    pub frame: Frame,
}

/// The whole embedded page.
#[component]
pub fn Embed(props: &Props) -> Html {
    let frame = &props.frame;
    let options = use_memo((), |()| asked_options());
    use_parts(frame, &options);
    let (start_options, host) = (options.clone(), frame.host.clone());
    let state = use_reducer(move || start(&start_options, &host));
    let dispatch = state.dispatcher();
    crash::remember(&state.project);
    let evaluator = use_evaluator(&state);
    use_frame(frame, state.pane, state.is_busy());
    use_host(&state, &options);
    elsewhere::use_elsewhere(&state);
    use_guide(&state, &evaluator);
    use_effect_with(state.theme, |theme| store::show_theme(*theme));
    let evaluated = &state.evaluated;
    let evaluation = &evaluated.evaluation;
    let problems = evaluation.diagnostics.len();
    let last = state.builds.last().cloned();
    let panels = || {
        html! {
            <>
                if options.panels.len() > 1 {
                    { some_tabs(&options.panels, state.panel, problems, &dispatch) }
                }
                <div class="embed-panel">
                    <Panels
                        panel={state.panel} evaluated={evaluated.clone()} before={state.before.clone()} here={state.here()}
                        run={AttrValue::from(state.project.run.clone())}
                    />
                    <Shine at={state.looked_at()} evaluated={evaluated.clone()} panel={state.panel} />
                </div>
            </>
        }
    };
    let bottom = html! {
        <>
            if !options.goals.is_empty() {
                <Goals asked={options.goals.clone()} evaluation={evaluation.clone()} />
            }
            { bar(&state, options.mode, &dispatch) }
        </>
    };
    let context = html! {
        <ContextPane
            project={state.project.clone()} evaluated={evaluated.clone()} open={state.open.clone()} last={last.clone()}
        />
    };
    html! {
        <ContextProvider<Dispatch> context={dispatch.clone()}>
        <ContextProvider<Evaluator> context={evaluator}>
            <header class="hidden-text"><h1>{ "Dockerfile playground" }</h1></header>
            { notice_line(state.notice.as_ref(), &dispatch) }
            if options.context {
                { fill(&frame.context, context) }
            }
            if options.editor {
                <EditorPane
                    frame={frame.clone()} project={state.project.clone()} evaluated={evaluated.clone()}
                    open={state.open.clone()} tabs={state.editor_tabs()} {last}
                    orders={state.orders.clone()} light={state.light.clone()} said={state.said}
                />
            }
            if !options.panels.is_empty() {
                { fill(&frame.panels, panels()) }
            }
            <SheetView sheet={state.sheet.clone()} evaluated={evaluated.clone()} />
            { fill(&frame.bottom, bottom) }
        </ContextProvider<Evaluator>>
        </ContextProvider<Dispatch>>
    }
}

/// Shows the parts that the address asks for.
#[hook]
fn use_parts(frame: &Frame, options: &Options) {
    let (context, editor, panels) = (options.context, options.editor, !options.panels.is_empty());
    let frame = frame.clone();
    use_effect_with((), move |()| {
        frame::show(&frame.context, context);
        frame::show(&frame.editor, editor);
        frame::show(&frame.panels, panels);
    });
}

/// What the address says, and nothing that was stored; with what was typed into the editor before.
fn start(options: &Options, host: &Element) -> State {
    let mut asked = None;
    let (opened, notice) = match store::look(&store::address()) {
        Ok(Some(Found::Project(opened))) => (*opened, None),
        Ok(Some(Found::Misconception(misconception))) => {
            let first = store::first();
            asked = Some(Asked { work: Some(Box::new(first.clone())), ..misconception });
            (Opened { project: Project::default(), ..first }, None)
        }
        Ok(_) => (store::first(), None),
        Err(error) => {
            let text = format!("{error}. What you see is an example.");
            (store::first(), Some(Notice { text, error: true, action: None }))
        }
    };
    let mut state = State::new(opened).with_typed(options.editor.then(|| typed(host)).flatten());
    state.asked = asked;
    state.notice = elsewhere::offer().or(notice);
    state.theme = options.theme;
    if let Some(first) = options.panels.first().filter(|_| !options.panels.contains(&state.panel)) {
        state.panel = *first;
    }
    state
}

/// Hears the page around, and tells it what changes.
#[hook]
fn use_host(state: &UseReducerHandle<State>, options: &Options) {
    let latest: Rc<RefCell<Option<State>>> = use_mut_ref(|| None);
    *latest.borrow_mut() = Some((**state).clone());
    {
        let (dispatch, latest, mode) = (state.dispatcher(), latest.clone(), options.mode.name());
        use_effect_with((), move |()| {
            let listener = host::listen(move |incoming| {
                let Some(state) = latest.borrow().clone() else { return };
                let answered = incoming.and_then(|incoming| answer(incoming, &state, &dispatch));
                if let Err(message) = answered {
                    host::tell(&Outgoing::Error { message });
                }
            });
            host::tell(&Outgoing::Ready { mode });
            move || drop(listener)
        });
    }
    {
        let evaluated = state.evaluated.clone();
        use_effect_with(evaluated, |evaluated| {
            if evaluated.ready {
                host::tell(&Outgoing::Result(Summary::of(&evaluated.evaluation)));
            }
        });
    }
    let asked = use_mut_ref(|| 0.0);
    let changes = (state.project.clone(), state.evaluated.evaluation.clone(), state.panel);
    use_effect_with(changes, move |_| {
        let timer = Timeout::new(REST, move || {
            if let Some(state) = latest.borrow().as_ref() {
                host::tell(&Outgoing::state(state, None));
            }
            if let Some(height) = host::wanted_height().filter(|height| *height != *asked.borrow()) {
                *asked.borrow_mut() = height;
                host::tell(&Outgoing::Resize { height });
            }
        });
        move || drop(timer)
    });
}

/// Does what the page around asks for.
fn answer(incoming: Incoming, state: &State, dispatch: &Dispatch) -> Result<(), String> {
    match incoming {
        Incoming::Set { project: Some(short), .. } => {
            let project = short.into_project()?;
            load(dispatch, Opened { project, example: String::new(), panel: None, before: None });
        }
        Incoming::Set { link: Some(link), .. } => {
            let fragment = drydock_playground::link::fragment(&link);
            match store::look(fragment)?.ok_or("the link holds nothing")? {
                Found::Project(opened) => load(dispatch, *opened),
                Found::Misconception(asked) => dispatch.dispatch(Action::Ask(asked)),
                Found::Rule(_) => return Err("the link holds the page of a rule and no project".to_owned()),
            }
        }
        Incoming::Set { .. } => return Err("set needs a project or a link".to_owned()),
        Incoming::Get { id } => host::tell(&Outgoing::state(state, id)),
        Incoming::Theme { theme } => dispatch.dispatch(Action::Theme(options::theme(&theme))),
        Incoming::Step { line } => dispatch.dispatch(Action::Go(line_span(&state.project.dockerfile, line)?)),
        Incoming::Reset => reset(state, dispatch),
    }
    Ok(())
}

fn load(dispatch: &Dispatch, opened: Opened) {
    dispatch.dispatch(Action::Load(Box::new(opened)));
}

/// Takes back every change.
fn reset(state: &State, dispatch: &Dispatch) {
    let project = (*state.opened).clone();
    load(dispatch, Opened { project, example: state.example.clone(), panel: None, before: None });
}

/// The text of a line, from 1.
fn line_span(text: &str, line: u32) -> Result<Span, String> {
    let start = text.split_inclusive('\n').scan(0usize, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, start + line.trim_end().len()))
    });
    let found = usize::try_from(line).ok().and_then(|line| start.into_iter().nth(line.checked_sub(1)?));
    let (start, end) = found.ok_or_else(|| format!("there is no line {line}"))?;
    let byte = |at: usize| u32::try_from(at).map_err(|error| error.to_string());
    Ok(Span { start: byte(start)?, end: byte(end)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let span = |line| line_span("FROM é\n\nRUN b", line);
        assert_eq!(span(1), Ok(Span { start: 0, end: 7 }));
        assert_eq!(span(3), Ok(Span { start: 9, end: 14 }));
        assert!(span(0).is_err() && span(4).is_err());
    }
}
