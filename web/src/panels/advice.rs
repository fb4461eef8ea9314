use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Advice, Evaluation, Saved};
use yew::prelude::*;

use super::line_link;
use crate::dispatch::{Dispatch, use_dispatch};
use crate::evaluator::use_answer;
use crate::format;
use crate::same::Same;
use crate::state::Action;

/// Properties of [`AdviceList`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
}

/// What would make the image smaller, with what it saves and the edit as one click. Asked for by a button, since every
/// piece of advice is an evaluation of its own.
#[component]
pub fn AdviceList(props: &Props) -> Html {
    let asked = use_state(|| false);
    let dispatch = use_dispatch();
    let answer = use_answer(asked.then_some(Question::Advice), &props.evaluation);
    let ask = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(true))
    };
    let list = match answer.as_deref() {
        _ if !*asked => html! { <p><button onclick={ask}>{ "Look for savings" }</button></p> },
        Some(Answer::Advice(advice)) if advice.is_empty() => {
            html! { <p class="dim">{ "Nothing found that would make this image smaller." }</p> }
        }
        Some(Answer::Advice(advice)) => html! {
            <ul class="problems">{ for advice.iter().map(|advice| item(advice, props, &dispatch)) }</ul>
        },
        _ => html! { <p class="dim">{ "Trying out edits…" }</p> },
    };
    html! { <section class="advice" aria-label="A smaller image"><h2>{ "A smaller image" }</h2>{ list }</section> }
}

fn item(advice: &Advice, props: &Props, dispatch: &Dispatch) -> Html {
    let apply = {
        let (fix, dispatch) = (advice.fix.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Fix(fix.clone())))
    };
    html! {
        <li key={advice.name.clone()} class="problem">
            <div class="problem-body">
                <p class="problem-message">{ format!("Removes {}", saved(&advice.saved)) }
                    if advice.context >= 1000 { { format!(", sends {} less", format::bytes(advice.context.unsigned_abs())) } }
                </p>
                <p>{ &advice.why }</p>
                if !advice.caution.is_empty() { <p>{ &advice.caution }</p> }
                <p class="dim problem-place">
                    if advice.line > 0 { { line_link(&props.evaluation, advice.line, format!("line {}", advice.line)) }{ " · " } }
                    { &advice.saved.source }
                </p>
                <p class="problem-fixes"><button onclick={apply}>{ &advice.title }</button></p>
            </div>
        </li>
    }
}

/// `about 38 MB (31 MB to 45 MB)`.
fn saved(saved: &Saved) -> String {
    let signed = |bytes: i64| {
        let sign = if bytes < 0 { "−" } else { "" };
        format!("{sign}{}", format::bytes(bytes.unsigned_abs()))
    };
    saved.in_words(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saving_tells_its_range() {
        let of = |low, high| saved(&Saved { low, likely: 38_000_000, high, source: String::new() });
        assert_eq!(of(Some(31_000_000), Some(45_000_000)), "about 38 MB (31 MB to 45 MB)");
        assert_eq!(of(Some(38_000_000), Some(38_000_000)), "38 MB");
        assert_eq!(of(Some(5_000_000), None), "38 MB or more (at least 5 MB)");
        assert_eq!(of(None, Some(1)), "about 38 MB, but not all of it is known");
    }
}
