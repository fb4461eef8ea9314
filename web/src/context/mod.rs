//! The build context: a tree of files to open, add, rename and delete.

mod dropped;
mod folder;
mod import;
mod memory;
mod name_form;
mod tree;
mod verdicts;
mod weight;

use drydock_builder::ContextFile;
use drydock_playground::{ContextVerdict, Project};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, HtmlElement};
use yew::prelude::*;

use crate::dispatch::{Dispatch, use_dispatch};
use crate::format;
use crate::same::Same;
use crate::state::{Action, Evaluated};
use crate::texts::context as texts;
use import::{Import, ImportButtons, use_import};
use name_form::NameForm;
use tree::{Folds, Row};
use verdicts::use_verdicts;
use weight::WeightList;

/// Properties of [`ContextPane`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is worked on.
    pub project: Same<Project>,
    /// For what is ignored, and what is sent.
    pub evaluated: Evaluated,
    /// Path of the file in the editor.
    pub open: String,
    /// The last build, to mark what changed since.
    pub last: Option<Same<Project>>,
}

/// A name being asked for.
#[derive(Clone, PartialEq)]
enum Asking {
    New,
    Rename(String),
}

/// The tree of files.
#[component]
pub fn ContextPane(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let folded = use_state(Folds::default);
    let import = use_import();
    let dragged = use_state(|| false);
    let asking = use_state(|| None::<Asking>);
    let focused = use_state(|| 0usize);
    let list = use_node_ref();
    let rows =
        use_memo((props.project.clone(), props.last.clone(), (*folded).clone()), |(project, last, folds)| {
            tree::rows(project, last.as_deref(), folds)
        });
    let paths = use_memo(rows.clone(), |rows| {
        let own = rows.iter().filter(|row| row.more.is_none());
        own.map(|row| row.path.clone()).collect::<Vec<_>>()
    });
    let verdicts = use_verdicts(paths, &props.evaluated.evaluation);
    let active = (*focused).min(rows.len().saturating_sub(1));
    let onkeydown = {
        let (rows, dispatch, folded, focused, asking, list) =
            (rows.clone(), dispatch.clone(), folded.clone(), focused.clone(), asking.clone(), list.clone());
        let (import, project) = (import.clone(), props.project.clone());
        let dockerfile = props.project.dockerfile_path.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The row that has the focus, however it got it.
            let active = row_of(&event).unwrap_or(active);
            let Some(row) = rows.get(active) else { return };
            let own = row.path != dockerfile && row.folded.is_none() && row.more.is_none();
            match event.key().as_str() {
                "ArrowDown" => focus_row(&list, &focused, (active + 1).min(rows.len() - 1)),
                "ArrowUp" => focus_row(&list, &focused, active.saturating_sub(1)),
                "Home" => focus_row(&list, &focused, 0),
                "End" => focus_row(&list, &focused, rows.len() - 1),
                "ArrowRight" if row.folded == Some(true) => fold(&folded, &row.path),
                "ArrowLeft" if row.folded == Some(false) => fold(&folded, &row.path),
                "Enter" | " " => activate(row, &dispatch, &folded, (&import, &project)),
                "F2" if own => asking.set(Some(Asking::Rename(row.path.clone()))),
                "x" if own => dispatch.dispatch(toggled(row)),
                "Delete" if own => dispatch.dispatch(Action::Delete(row.path.clone())),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onclick = {
        let (rows, dispatch, folded, asking) =
            (rows.clone(), dispatch.clone(), folded.clone(), asking.clone());
        let (import, project) = (import.clone(), props.project.clone());
        Callback::from(move |event: MouseEvent| {
            let Some((index, button)) = pressed(&event) else { return };
            let Some(row) = rows.get(index) else { return };
            match button.as_str() {
                "rename" => asking.set(Some(Asking::Rename(row.path.clone()))),
                "chmod" => dispatch.dispatch(toggled(row)),
                "delete" => dispatch.dispatch(Action::Delete(row.path.clone())),
                _ => activate(row, &dispatch, &folded, (&import, &project)),
            }
        })
    };
    let bytes = props.project.build_context().totals().bytes;
    let named = {
        let (dispatch, asking) = (dispatch.clone(), asking.clone());
        Callback::from(move |name: Option<String>| {
            match (name, (*asking).clone()) {
                (Some(name), Some(Asking::New)) => {
                    dispatch.dispatch(Action::Add(vec![(name, ContextFile::text(""))]));
                }
                (Some(name), Some(Asking::Rename(from))) if name != from => {
                    dispatch.dispatch(Action::Rename(from, name));
                }
                _ => {}
            }
            asking.set(None);
        })
    };
    let ondragover = {
        let dragged = dragged.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            dragged.set(true);
        })
    };
    let ondragleave = {
        let dragged = dragged.clone();
        Callback::from(move |_: DragEvent| dragged.set(false))
    };
    let ondrop = {
        let (dragged, import) = (dragged.clone(), import.clone());
        Callback::from(move |event: DragEvent| {
            dragged.set(false);
            import.dropped(&event);
        })
    };
    let files = props.project.context.len();
    html! {
        <div class={classes!("context-pane", dragged.then_some("context-dragged"))} {ondragover} {ondragleave} {ondrop}>
            <h2>{ texts::TITLE }<span class="num">{ format::bytes(bytes) }</span></h2>
            <ul class="tree" role="tree" aria-label={texts::FILES} ref={list} {onkeydown} {onclick}>
                { for rows.iter().enumerate().map(|(i, row)| {
                    let renaming = *asking == Some(Asking::Rename(row.path.clone()));
                    if renaming {
                        return html! {
                            <li key={format!("{}?", row.path)} role="none">
                                <NameForm value={row.path.clone()} project={props.project.clone()} named={named.clone()} />
                            </li>
                        };
                    }
                    tree_row(row, (i, i == active), verdicts.get(&row.path), props)
                }) }
            </ul>
            if *asking == Some(Asking::New) {
                <NameForm value="" project={props.project.clone()} named={named} />
            }
            <div class="file-buttons">
                <button class="quiet" onclick={
                    let asking = asking.clone();
                    Callback::from(move |_: MouseEvent| asking.set(Some(Asking::New)))
                }>{ texts::ADD_FILE }</button>
                <ImportButtons import={import.clone()} />
            </div>
            <WeightList evaluation={props.evaluated.evaluation.clone()} />
            { memory::memory(files, import.unread(), props.evaluated.memory) }
        </div>
    }
}

fn focus_row(list: &NodeRef, focused: &UseStateHandle<usize>, index: usize) {
    focused.set(index);
    let row = list.cast::<HtmlElement>().and_then(|list| list.children().item(u32::try_from(index).ok()?));
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        // A row that is shown takes the focus.
        let _ = row.focus();
    }
}

fn fold(folded: &UseStateHandle<Folds>, path: &str) {
    let mut next = (**folded).clone();
    if !next.toggled.remove(path) {
        next.toggled.insert(path.to_owned());
    }
    folded.set(next);
}

/// Folds a folder, shows more of one, or opens a file, which is read first where only its size is known.
fn activate(
    row: &Row,
    dispatch: &Dispatch,
    folded: &UseStateHandle<Folds>,
    (import, project): (&Import, &Project),
) {
    if row.more.is_some() {
        let mut next = (**folded).clone();
        *next.pages.entry(row.path.clone()).or_insert(1) += 1;
        return folded.set(next);
    }
    if row.folded.is_some() {
        return fold(folded, &row.path);
    }
    let unread = project.context.get(&row.path).filter(|_| row.unread);
    if !unread.is_some_and(|file| import.open(&row.path, &file)) {
        dispatch.dispatch(Action::Open(row.path.clone()));
    }
}

/// Which row an event happened to.
fn row_of(event: &Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest("[data-row]").ok()??.get_attribute("data-row")?.parse().ok()
}

/// Which row an event happened to, and which of its buttons.
fn pressed(event: &MouseEvent) -> Option<(usize, String)> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let row = row_of(event)?;
    let button = element.closest("[data-do]").ok()?.and_then(|button| button.get_attribute("data-do"));
    Some((row, button.unwrap_or_default()))
}

fn tree_row(
    row: &Row,
    (index, active): (usize, bool),
    verdict: Option<&ContextVerdict>,
    props: &Props,
) -> Html {
    if let Some(more) = row.more {
        return more_row(row, more, (index, active));
    }
    let out = verdict.filter(|verdict| !verdict.sent);
    let class = classes!("tree-row", format!("tree-{}", row.level.min(6)), out.map(|_| "tree-ignored"));
    let own = row.path != props.project.dockerfile_path && row.folded.is_none();
    html! {
        <li
            key={row.path.clone()} {class} role="treeitem" aria-level={row.level.to_string()} title={verdict.and_then(why)}
            aria-selected={(row.path == props.open && row.folded.is_none()).to_string()}
            aria-expanded={row.folded.map(|folded| (!folded).to_string())}
            tabindex={if active { "0" } else { "-1" }} data-row={index.to_string()}
        >
            if let Some(folded) = row.folded { <span class="tree-fold" aria-hidden="true">{ if folded { "▸" } else { "▾" } }</span> }
            <span class="tree-name">{ &row.name }</span>
            if row.changed { <span class="dot" title={texts::CHANGED}><span class="hidden-text">{ texts::COMMA_CHANGED }</span></span> }
            <span class="num">{ amount(row, verdict) }</span>
            if own {
                <span class="file-tools">
                    <button class="quiet" tabindex="-1" title={texts::EXECUTABLE} aria-pressed={(row.mode & 0o111 != 0).to_string()} aria-label={texts::make_executable(&row.path)} data-do="chmod">{ "x" }</button>
                    <button class="quiet" tabindex="-1" title={texts::RENAME_KEY} aria-label={texts::rename(&row.path)} data-do="rename">{ "✎" }</button>
                    <button class="quiet" tabindex="-1" title={texts::DELETE_KEY} aria-label={texts::delete(&row.path)} data-do="delete">{ "×" }</button>
                </span>
            }
        </li>
    }
}

/// Makes a file executable, or no longer so, as `chmod +x` and `chmod -x` do.
fn toggled(row: &Row) -> Action {
    let mode = if row.mode & 0o111 == 0 { row.mode | (row.mode & 0o444) >> 2 } else { row.mode & !0o111 };
    Action::Chmod(row.path.clone(), mode)
}

fn more_row(row: &Row, more: usize, (index, active): (usize, bool)) -> Html {
    let class = classes!("tree-row", "tree-more", format!("tree-{}", row.level.min(6)));
    html! {
        <li
            key={format!("{}/+", row.path)} {class} role="treeitem" aria-level={row.level.to_string()}
            tabindex={if active { "0" } else { "-1" }} data-row={index.to_string()}
        >{ texts::show_more(more.min(tree::PAGE), more) }</li>
    }
}

/// The line of the ignore file that decides, in a sentence.
fn why(verdict: &ContextVerdict) -> Option<String> {
    let line = verdict.line?;
    Some(texts::decided(verdict.sent, line, &verdict.pattern))
}

/// What stands at the end of a row: bytes, how many of them enter, or the line that leaves it out.
fn amount(row: &Row, verdict: Option<&ContextVerdict>) -> String {
    let all = format::bytes(row.bytes);
    match verdict {
        Some(ContextVerdict { sent: false, line: Some(line), .. }) => texts::ignored_by(*line),
        Some(ContextVerdict { sent: false, .. }) => texts::IGNORED.to_owned(),
        Some(verdict) if row.folded.is_some() && verdict.sent_bytes < row.bytes => {
            texts::part(&format::bytes(verdict.sent_bytes), &all)
        }
        _ => all,
    }
}
