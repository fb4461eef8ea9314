use drydock_playground::protocol::{Answer, Question};
use drydock_playground::rules::RuleLine;
use web_sys::Element;
use yew::prelude::*;

use super::rule::RulePage;
use super::{filter_field, list_keys, matches};
use crate::evaluator::use_fact;
use crate::parts::prose;
use crate::texts::rules as texts;

/// Properties of [`Rules`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Code of the rule that shows, or empty.
    pub code: AttrValue,
}

/// All rules by whose they are, and the page of one of them.
#[component]
pub fn Rules(props: &Props) -> Html {
    let filter = use_state(String::new);
    let answer = use_fact(Question::Rules);
    let lines: &[RuleLine] = match answer.as_deref() {
        Some(Answer::Rules(lines)) => lines,
        _ => &[],
    };
    let found: Vec<&RuleLine> = lines
        .iter()
        .filter(|line| matches(&filter, &[&line.code, &line.source, &line.description]))
        .collect();
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_with((props.code.clone(), lines.len()), move |_| show_current(&list));
    }
    let shown = if props.code.is_empty() { "sheet-columns" } else { "sheet-columns sheet-has-page" };
    html! {
        <div class={shown}>
            <nav ref={list} class="sheet-list" aria-label={texts::RULES}>
                { filter_field(texts::FILTER, &filter) }
                <div class="sheet-scroll" onkeydown={list_keys()}>
                    { for found.chunk_by(|a, b| a.source == b.source).map(|group| group_of(group, &props.code)) }
                    if found.is_empty() && !lines.is_empty() { <p class="empty">{ texts::NONE }</p> }
                </div>
            </nav>
            if props.code.is_empty() {
                <div class="sheet-page">
                    <p>{ texts::count(lines.len()) }</p>
                    <p>{ texts::ABOUT }</p>
                </div>
            } else {
                <RulePage key={props.code.to_string()} code={props.code.clone()} />
            }
        </div>
    }
}

/// Brings the rule that shows into sight in the list.
fn show_current(list: &NodeRef) {
    let current =
        list.cast::<Element>().and_then(|list| list.query_selector("[aria-current]").ok().flatten());
    let scroll = list.cast::<Element>().and_then(|list| list.query_selector(".sheet-scroll").ok().flatten());
    let (Some(current), Some(scroll)) = (current, scroll) else { return };
    let (at, room) = (current.get_bounding_client_rect(), scroll.get_bounding_client_rect());
    // Below the title of its group, which stays in sight.
    let title = 32.0;
    if at.top() < room.top() + title || at.bottom() > room.bottom() {
        scroll.set_scroll_top(scroll.scroll_top() + (at.top() - room.top() - room.height() / 3.0) as i32);
    }
}

/// Rules of one source.
fn group_of(lines: &[&RuleLine], code: &str) -> Html {
    let source = lines.first().map_or("", |line| line.source.as_str());
    let title = match source {
        "BuildKit" => texts::BUILDKIT,
        "Drydock" => texts::DRYDOCK,
        "ShellCheck" => texts::SHELLCHECK,
        _ => source,
    };
    html! {
        <section key={source.to_owned()} aria-label={title.to_owned()}>
            <h3>{ title }<span class="count">{ lines.len() }</span></h3>
            <ul>
                { for lines.iter().map(|line| html! {
                    <li key={line.code.clone()}>
                        <button class="sheet-choice" data-rule={line.code.clone()} aria-current={(line.code == code).then_some("true")}>
                            <strong>{ &line.code }</strong>
                            <span class="dim">{ prose(&line.description) }</span>
                        </button>
                    </li>
                }) }
            </ul>
        </section>
    }
}
