use drydock_playground::MisconceptionLine;
use drydock_playground::protocol::{Answer, Question};
use yew::prelude::*;

use super::{filter_field, list_keys, matches};
use crate::dispatch::{Dispatch, on, use_dispatch};
use crate::evaluator::use_fact;
use crate::guide::Asked;
use crate::parts::prose;
use crate::state::Action;
use crate::texts::gallery as texts;

/// All misconceptions by subject. One that is chosen opens beside what shows it.
#[component]
pub fn Gallery() -> Html {
    let dispatch = use_dispatch();
    let filter = use_state(String::new);
    let answer = use_fact(Question::Misconceptions);
    let lines: &[MisconceptionLine] = match answer.as_deref() {
        Some(Answer::Misconceptions(lines)) => lines,
        _ => &[],
    };
    let found: Vec<&MisconceptionLine> =
        lines.iter().filter(|line| matches(&filter, &[&line.title, &line.subject, &line.belief])).collect();
    html! {
        <div class="sheet-gallery">
            <p>{ texts::ABOUT }</p>
            { filter_field(texts::SEARCH, &filter) }
            <div class="sheet-scroll" onkeydown={list_keys()}>
                { for found.chunk_by(|a, b| a.subject == b.subject).map(|group| subject(group, &dispatch)) }
                if found.is_empty() && !lines.is_empty() { <p class="empty">{ texts::NONE }</p> }
            </div>
        </div>
    }
}

fn subject(lines: &[&MisconceptionLine], dispatch: &Dispatch) -> Html {
    let title = lines.first().map_or("", |line| line.subject.as_str()).to_owned();
    html! {
        <section key={title.clone()} aria-label={title.clone()}>
            <h3>{ title }<span class="count">{ lines.len() }</span></h3>
            <ul class="gallery-list">
                { for lines.iter().map(|line| {
                    let name = line.name.clone();
                    html! {
                        <li key={name.clone()}>
                            <button class="sheet-choice" onclick={on(dispatch, move || Action::Ask(Asked::of(&name)))}>
                                <strong>{ &line.title }</strong>
                                <span class="dim">{ "“" }{ prose(&line.belief) }{ "”" }</span>
                            </button>
                        </li>
                    }
                }) }
            </ul>
        </section>
    }
}
