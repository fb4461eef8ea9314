//! The goals of an exercise, which the page around gives, and how they stand at each keystroke.

use std::rc::Rc;

use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Evaluation, Goal};
use yew::prelude::*;

use super::host;
use super::message::{Outgoing, Progress};
use super::options::Asked;
use crate::evaluator::use_answer;
use crate::parts::prose;
use crate::same::Same;
use crate::texts::goals as texts;

/// Properties of [`Goals`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What the page around asks for.
    pub asked: Rc<Vec<Asked>>,
    /// What is known.
    pub evaluation: Same<Evaluation>,
}

/// The list of goals; the page around is told each time that one of them stands otherwise.
#[component]
pub fn Goals(props: &Props) -> Html {
    let question = Question::Goals(props.asked.iter().map(|asked| asked.goal.clone()).collect());
    let answer = use_answer(Some(question), &props.evaluation);
    let found = match answer.as_deref() {
        Some(Answer::Goals(goals)) => goals.clone(),
        _ => Vec::new(),
    };
    use_effect_with((props.asked.clone(), found.clone()), |(asked, found)| {
        if !found.is_empty() {
            host::tell(&Outgoing::Progress(Progress::of(asked, found)));
        }
    });
    let items = props.asked.iter().enumerate().filter_map(|(at, asked)| {
        let goal = found.get(at);
        let words = if asked.label.is_empty() { &goal?.words } else { &asked.label };
        Some(item(at, words, goal))
    });
    html! { <ul class="goals" aria-label={texts::GOALS}>{ for items }</ul> }
}

fn item(at: usize, words: &str, goal: Option<&Goal>) -> Html {
    let (mark, state) = match goal.map(|goal| goal.met) {
        Some(Some(true)) => ("✓", texts::MET),
        Some(Some(false)) => ("○", texts::OPEN),
        Some(None) => ("?", texts::UNKNOWN),
        None => ("…", texts::NOT_SEEN),
    };
    let now = goal.map_or("", |goal| goal.now.as_str());
    html! {
        <li key={at} class={classes!("goal", goal.is_some_and(|goal| goal.met == Some(true)).then_some("goal-met"))}>
            <span class="goal-mark" aria-hidden="true">{ mark }</span>
            <span>
                { prose(words) }
                <span class="hidden-text">{ texts::state(state) }</span>
                if !now.is_empty() { <span class="dim">{ " · " }{ prose(now) }</span> }
            </span>
        </li>
    }
}
