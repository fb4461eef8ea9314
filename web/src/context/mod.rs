//! The build context: a tree of files to open, add, rename and delete.

mod import;
mod name_form;
mod tree;

use std::collections::BTreeSet;

use drydock_builder::ContextFile;
use drydock_playground::{Evaluation, Project};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::dispatch::{Dispatch, use_dispatch};
use crate::format;
use crate::same::Same;
use crate::state::Action;
use import::ImportButtons;
use name_form::NameForm;
use tree::Row;

/// Properties of [`ContextPane`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is worked on.
    pub project: Same<Project>,
    /// For what is ignored, and what is sent.
    pub evaluation: Same<Evaluation>,
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
    let folded = use_state(BTreeSet::new);
    let asking = use_state(|| None::<Asking>);
    let focused = use_state(|| 0usize);
    let list = use_node_ref();
    let rows =
        use_memo((props.project.clone(), props.evaluation.clone(), props.last.clone(), (*folded).clone()), {
            |(project, evaluation, last, folded)| {
                tree::rows(project, &evaluation.context.excluded, last.as_deref(), folded)
            }
        });
    let active = (*focused).min(rows.len().saturating_sub(1));
    let onkeydown = {
        let (rows, dispatch, folded, focused, asking, list) =
            (rows.clone(), dispatch.clone(), folded.clone(), focused.clone(), asking.clone(), list.clone());
        let dockerfile = props.project.dockerfile_path.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(row) = rows.get(active) else { return };
            let own = row.path != dockerfile && row.folded.is_none();
            match event.key().as_str() {
                "ArrowDown" => focus_row(&list, &focused, (active + 1).min(rows.len() - 1)),
                "ArrowUp" => focus_row(&list, &focused, active.saturating_sub(1)),
                "Home" => focus_row(&list, &focused, 0),
                "End" => focus_row(&list, &focused, rows.len() - 1),
                "ArrowRight" if row.folded == Some(true) => fold(&folded, &row.path),
                "ArrowLeft" if row.folded == Some(false) => fold(&folded, &row.path),
                "Enter" | " " => activate(row, &dispatch, &folded),
                "F2" if own => asking.set(Some(Asking::Rename(row.path.clone()))),
                "Delete" if own => dispatch.dispatch(Action::Delete(row.path.clone())),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onclick = {
        let (rows, dispatch, folded, asking) =
            (rows.clone(), dispatch.clone(), folded.clone(), asking.clone());
        Callback::from(move |event: MouseEvent| {
            let Some((index, button)) = pressed(&event) else { return };
            let Some(row) = rows.get(index) else { return };
            match button.as_str() {
                "rename" => asking.set(Some(Asking::Rename(row.path.clone()))),
                "delete" => dispatch.dispatch(Action::Delete(row.path.clone())),
                _ => activate(row, &dispatch, &folded),
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
    html! {
        <>
            <h2>{ "Build context" }<span class="num">{ format::bytes(bytes) }</span></h2>
            <ul class="tree" role="tree" aria-label="Files of the build context" ref={list} {onkeydown} {onclick}>
                { for rows.iter().enumerate().map(|(i, row)| {
                    let renaming = *asking == Some(Asking::Rename(row.path.clone()));
                    if renaming {
                        return html! {
                            <li key={format!("{}?", row.path)} role="none">
                                <NameForm value={row.path.clone()} project={props.project.clone()} named={named.clone()} />
                            </li>
                        };
                    }
                    tree_row(row, i, i == active, props)
                }) }
            </ul>
            if *asking == Some(Asking::New) {
                <NameForm value="" project={props.project.clone()} named={named} />
            }
            <div class="file-buttons">
                <button class="quiet" onclick={
                    let asking = asking.clone();
                    Callback::from(move |_: MouseEvent| asking.set(Some(Asking::New)))
                }>{ "Add file" }</button>
                <ImportButtons />
            </div>
        </>
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

fn fold(folded: &UseStateHandle<BTreeSet<String>>, path: &str) {
    let mut next = (**folded).clone();
    if !next.remove(path) {
        next.insert(path.to_owned());
    }
    folded.set(next);
}

fn activate(row: &Row, dispatch: &Dispatch, folded: &UseStateHandle<BTreeSet<String>>) {
    match row.folded {
        Some(_) => fold(folded, &row.path),
        None => dispatch.dispatch(Action::Open(row.path.clone())),
    }
}

/// Which row an event happened to, and which of its buttons.
fn pressed(event: &MouseEvent) -> Option<(usize, String)> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let row = element.closest("[data-row]").ok()??.get_attribute("data-row")?.parse().ok()?;
    let button = element.closest("[data-do]").ok()?.and_then(|button| button.get_attribute("data-do"));
    Some((row, button.unwrap_or_default()))
}

fn tree_row(row: &Row, index: usize, active: bool, props: &Props) -> Html {
    let class = classes!(
        "tree-row",
        format!("tree-{}", row.level.min(6)),
        row.ignored.is_some().then_some("tree-ignored"),
    );
    let own = row.path != props.project.dockerfile_path && row.folded.is_none();
    let ignored = row.ignored.as_ref().filter(|(line, _)| *line > 0);
    let title =
        ignored.map(|(line, pattern)| format!("left out by line {line} of the ignore file: {pattern}"));
    html! {
        <li
            key={row.path.clone()} {class} role="treeitem" aria-level={row.level.to_string()} {title}
            aria-selected={(row.path == props.open && row.folded.is_none()).to_string()}
            aria-expanded={row.folded.map(|folded| (!folded).to_string())}
            tabindex={if active { "0" } else { "-1" }} data-row={index.to_string()}
        >
            if let Some(folded) = row.folded { <span class="tree-fold" aria-hidden="true">{ if folded { "▸" } else { "▾" } }</span> }
            <span class="tree-name">{ &row.name }</span>
            if row.changed { <span class="dot" title="changed since the last build"><span class="hidden-text">{ ", changed since the last build" }</span></span> }
            if let Some((line, _)) = ignored {
                <span class="num">{ format!("ignored · {line}") }</span>
            } else if row.ignored.is_some() {
                <span class="num">{ "ignored" }</span>
            } else {
                <span class="num">{ format::bytes(row.bytes) }</span>
            }
            if own {
                <span class="file-tools">
                    <button class="quiet" tabindex="-1" title="Rename (F2)" aria-label={format!("Rename {}", row.path)} data-do="rename">{ "✎" }</button>
                    <button class="quiet" tabindex="-1" title="Delete (Del)" aria-label={format!("Delete {}", row.path)} data-do="delete">{ "×" }</button>
                </span>
            }
        </li>
    }
}
