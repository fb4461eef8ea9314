//! The editor: tabs of files, the text with its marks, and a status line.

mod assist;
mod bridge;
mod marks;
mod offsets;
mod status;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use drydock_playground::Project;
use drydock_source::Span;
use yew::prelude::*;

use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::evaluator::{Evaluator, use_asking};
use crate::frame::{self, Frame, fill};
use crate::panels::tab_keys;
use crate::same::Same;
use crate::state::{Action, Evaluated, Order, is_changed};
pub use bridge::typed;
use bridge::{Editor, Handlers};
use status::status_line;

/// Properties of [`EditorPane`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the editor stands.
    pub frame: Frame,
    /// What is worked on.
    pub project: Same<Project>,
    /// What is known, and of what.
    pub evaluated: Evaluated,
    /// Path of the file to show.
    pub open: String,
    /// Paths of the files with a tab.
    pub tabs: Vec<String>,
    /// The last build, to mark what changed since.
    pub last: Option<Same<Project>>,
    /// What to do, with numbers; each is done once.
    pub orders: Vec<(u32, Order)>,
    /// What to light in the Dockerfile.
    pub light: Vec<Span>,
    /// What was said last, with a number.
    pub said: (&'static str, u32),
}

type Handle = Rc<RefCell<Option<Editor>>>;

/// The editor with its tabs and status line.
#[component]
pub fn EditorPane(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let asking = use_asking();
    let editor: Handle = use_mut_ref(|| None);
    let latest: Rc<RefCell<Same<Project>>> = use_mut_ref(|| props.project.clone());
    *latest.borrow_mut() = props.project.clone();
    use_editor(props, &editor, handlers(latest, &dispatch, asking));
    use_orders(props, &editor);
    use_marks(props, &editor);
    html! {
        <>
            { fill(&props.frame.tabs, tabs(props, &dispatch)) }
            { fill(&props.frame.status, status_line(&props.evaluated, props.said, &dispatch)) }
        </>
    }
}

/// Takes over the editor that stands in the frame, or makes it.
#[hook]
fn use_editor(props: &Props, editor: &Handle, handlers: Handlers) {
    {
        let (host, project, editor) = (props.frame.host.clone(), props.project.clone(), editor.clone());
        use_effect_with((), move |()| {
            let file = (project.dockerfile_path.as_str(), project.dockerfile.as_str());
            *editor.borrow_mut() = Some(Editor::standing_in(&host, file, handlers));
            move || drop(editor.borrow_mut().take())
        });
    }
    let host = props.frame.host.clone();
    use_effect_with(props.open.clone(), move |open| frame::set(&host, "aria-label", open));
}

fn handlers(latest: Rc<RefCell<Same<Project>>>, dispatch: &Dispatch, asking: Evaluator) -> Handlers {
    let (edits, carets, points, keys) =
        (dispatch.clone(), dispatch.clone(), dispatch.clone(), dispatch.clone());
    let place = move |path: &str, unit: u32| {
        let project = latest.borrow();
        (path == project.dockerfile_path).then(|| offsets::from_editor(&project.dockerfile, unit))
    };
    let pointed = place.clone();
    Handlers {
        edit: Box::new(move |path, text| edits.dispatch(Action::Edit(path, text))),
        caret: Box::new(move |path, unit| carets.dispatch(Action::Caret(place(&path, unit)))),
        point: Box::new(move |path, unit| {
            points.dispatch(Action::Point(unit.and_then(|unit| pointed(&path, unit))));
        }),
        key: Box::new(move |name| match name.as_str() {
            "build" => keys.dispatch(Action::Build),
            _ => keys.dispatch(Action::Say("Tab now leaves the editor")),
        }),
        ask: Box::new(move |kind, text, at, word| assist::ask(&asking, &kind, text, at, word)),
    }
}

/// Runs what was ordered since the last time, then shows the file that is open.
#[hook]
fn use_orders(props: &Props, editor: &Handle) {
    let done = use_mut_ref(|| 0u32);
    let shown = use_mut_ref(String::new);
    let (editor, project) = (editor.clone(), props.project.clone());
    use_effect_with((props.orders.clone(), props.open.clone()), move |(orders, open)| {
        let editor = editor.borrow();
        let Some(editor) = editor.as_ref() else { return };
        let last = done.replace(orders.last().map_or(0, |(number, _)| *number));
        let fresh = || orders.iter().filter(|(number, _)| *number > last).map(|(_, order)| order);
        for order in fresh() {
            match order {
                Order::Load => load(editor, &project),
                Order::Rename(from, to) => {
                    editor.rename(from, to);
                    if *shown.borrow() == *from {
                        shown.replace(to.clone());
                    }
                }
                Order::Forget(path) => {
                    editor.forget(path);
                    if *shown.borrow() == *path {
                        shown.take();
                    }
                }
                Order::Select(_) => {}
            }
        }
        if *shown.borrow() != *open {
            editor.show(open, text(&project, open), *open == project.dockerfile_path);
            shown.replace(open.clone());
        }
        for order in fresh() {
            if let Order::Select(span) = order
                && let Some(range) = marks::ranges(&project.dockerfile, &[*span]).first()
            {
                editor.select(range);
            }
        }
    });
}

/// Gives the editor the texts of the project; files that are gone are forgotten.
fn load(editor: &Editor, project: &Project) {
    for path in editor.paths() {
        if path == project.dockerfile_path || project.context.text(&path).is_some() {
            editor.load(&path, text(project, &path));
        } else {
            editor.forget(&path);
        }
    }
}

fn text<'a>(project: &'a Project, path: &str) -> &'a str {
    if path == project.dockerfile_path {
        &project.dockerfile
    } else {
        project.context.text(path).unwrap_or("")
    }
}

/// Keeps the marks and the light of the Dockerfile as the evaluation has them.
#[hook]
fn use_marks(props: &Props, editor: &Handle) {
    let is_dockerfile = props.open == props.project.dockerfile_path;
    let had_light = use_mut_ref(|| Cell::new(false));
    {
        let (editor, evaluated) = (editor.clone(), props.evaluated.clone());
        use_effect_with((props.evaluated.evaluation.clone(), props.open.clone()), move |_| {
            if let Some(editor) = editor.borrow().as_ref().filter(|_| is_dockerfile && evaluated.ready) {
                editor.decorate(&marks::marks(&evaluated.work.project.dockerfile, &evaluated.evaluation));
            }
        });
    }
    let (editor, project) = (editor.clone(), props.project.clone());
    use_effect_with((props.light.clone(), is_dockerfile), move |(light, is_dockerfile)| {
        let had = had_light.borrow().replace(!light.is_empty());
        if let Some(editor) =
            editor.borrow().as_ref().filter(|_| *is_dockerfile && (had || !light.is_empty()))
        {
            editor.light(&marks::ranges(&project.dockerfile, light));
        }
    });
}

fn tabs(props: &Props, dispatch: &Dispatch) -> Html {
    let changed = |path: &str| is_changed(&props.project, props.last.as_deref(), path);
    html! {
        <div class="tabs" role="tablist" aria-label="Open files">
            { for props.tabs.iter().map(|path| {
                let selected = *path == props.open;
                let closes = *path != props.project.dockerfile_path && path != ".dockerignore";
                let open = { let path = path.clone(); on(dispatch, move || Action::Open(path.clone())) };
                let close = Closing { dispatch: dispatch.clone(), path: path.clone() };
                let onkeydown = {
                    let (close, along) = (close.clone(), tab_keys());
                    Callback::from(move |event: KeyboardEvent| {
                        if closes && event.key() == "Delete" { close.close() } else { along.emit(event) }
                    })
                };
                html! {
                    <button
                        key={path.clone()} role="tab" aria-selected={selected.to_string()} onclick={open}
                        title={if closes { format!("{path} (Delete closes it)") } else { path.clone() }}
                        aria-keyshortcuts={closes.then_some("Delete")} tabindex={if selected { "0" } else { "-1" }} {onkeydown}
                    >
                        <span class="tab-title" data-text={path.clone()}>{ path }</span>
                        if changed(path) { <span class="dot" title="changed since the last build"><span class="hidden-text">{ ", changed since the last build" }</span></span> }
                        if closes { { close.cross() } }
                    </button>
                }
            }) }
        </div>
    }
}

/// Closes a tab. A tab holds nothing that takes the focus, so its cross is for the pointer and Delete for the keyboard.
#[derive(Clone)]
struct Closing {
    dispatch: Dispatch,
    path: String,
}

impl Closing {
    fn close(&self) {
        self.dispatch.dispatch(Action::Close(self.path.clone()));
    }

    fn cross(self) -> Html {
        let title = format!("Close {}", self.path);
        let onclick = Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            self.close();
        });
        html! { <span class="tab-close" aria-hidden="true" {title} {onclick}>{ "×" }</span> }
    }
}
