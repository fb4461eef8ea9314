use drydock_playground::protocol::{Answer, Question};
use drydock_playground::rules::{Mended, RuleText};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::example::Example;
use crate::dispatch::{on, use_dispatch};
use crate::evaluator::use_fact;
use crate::format::saves;
use crate::parts::prose;
use crate::state::Action;
use crate::texts::rules as texts;

/// Properties of [`RulePage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Code of the rule.
    pub code: AttrValue,
}

/// The page of a rule, with its examples at work.
#[component]
pub fn RulePage(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let answer = use_fact(Question::Rule(props.code.to_string()));
    let page = use_node_ref();
    let mended = use_state(|| None::<Mended>);
    {
        let page = page.clone();
        // What was pressed to come here may be gone, as on a phone; then the page takes the focus.
        use_effect_with((), move |()| {
            let page = page.cast::<HtmlElement>();
            let lost = super::focused()
                .is_none_or(|focused| focused.tag_name() == "BODY" || focused.offset_width() == 0);
            page.into_iter().filter(|_| lost).for_each(|page| drop(page.focus()));
        });
    }
    let body = match answer.as_deref() {
        None => html! { <p class="empty evaluating">{ texts::READING }</p> },
        Some(Answer::Rule(Some(rule))) => {
            let take = {
                let mended = mended.clone();
                Callback::from(move |fix| mended.set(fix))
            };
            html! {
                <>
                    { head(rule) }
                    <Example rule={AttrValue::from(rule.line.code.clone())} name={texts::BAD} text={AttrValue::from(rule.bad.clone())} files={rule.files.clone()} mended={take} />
                    if let Some(mended) = &*mended { { fix(mended) } }
                    <Example rule={AttrValue::from(rule.line.code.clone())} name={texts::GOOD} text={AttrValue::from(rule.good.clone())} files={rule.files.clone()} />
                    { foot(rule) }
                </>
            }
        }
        _ => html! { <p class="empty">{ texts::unknown(&props.code) }</p> },
    };
    html! {
        <article ref={page} class="sheet-page" tabindex="-1" aria-label={props.code.clone()}>
            <p class="sheet-back"><button class="link" onclick={on(&dispatch, || Action::Sheet(Some(super::Sheet::Rules(String::new()))))}>{ texts::ALL }</button></p>
            { body }
        </article>
    }
}

fn head(rule: &RuleText) -> Html {
    html! {
        <>
            <h3 class="rule-code">{ &rule.line.code }</h3>
            <p class="dim">
                { format!("{} · {}", rule.line.source, rule.severity) }
                if rule.experimental { { texts::OFF } }
            </p>
            <p class="rule-lead">{ prose(&rule.line.description) }</p>
            <p>{ prose(&rule.why) }</p>
            <p>{ prose(&rule.help) }</p>
        </>
    }
}

/// What the fix of the bad example changes.
fn fix(mended: &Mended) -> Html {
    let saving = saves(&mended.saving);
    html! {
        <section aria-label={texts::FIX}>
            <h4>{ texts::ITS_FIX }{ prose(&mended.title) }</h4>
            <p class="dim">
                { if mended.safe { texts::SAFE } else { texts::UNSAFE } }
                if !saving.is_empty() { { texts::fix_saves(&saving) } }
            </p>
            <pre class="diff">{ for mended.diff.iter().map(|line| {
                let (name, class) = match line.sign {
                    '-' => ("del", "diff-line diff-gone"),
                    '+' => ("ins", "diff-line diff-new"),
                    _ => ("span", "diff-line"),
                };
                html! { <@{name} {class}>{ format!("{} {}\n", line.sign, line.text) }</@> }
            }) }</pre>
            { for mended.appended.iter().map(|appended| html! {
                <p>{ texts::ADDS }<code>{ &appended.line }</code>{ texts::TO }<code>{ &appended.path }</code>{ "." }</p>
            }) }
        </section>
    }
}

fn foot(rule: &RuleText) -> Html {
    let one = rule.silence == rule.silence_file;
    html! {
        <>
            if !rule.files.is_empty() {
                <details>
                    <summary>{ texts::FILES }</summary>
                    { for rule.files.iter().map(|(path, text)| html! {
                        <><p><code>{ path }</code></p><pre class="rule-file">{ text.chars().take(600).collect::<String>() }</pre></>
                    }) }
                </details>
            }
            <h4>{ texts::LEAVE }</h4>
            <p>{ texts::IN_ONE_PLACE }</p>
            <pre class="rule-file">{ &rule.silence }</pre>
            <p>{ if one { texts::SAME_LINE } else { texts::IN_FILE } }</p>
            if !one { <pre class="rule-file">{ &rule.silence_file }</pre> }
            if !rule.same_as.is_empty() {
                <p>{ texts::SAME_AS }{ for rule.same_as.iter().enumerate().map(|(i, code)| html! {
                    <>if i > 0 { { ", " } }<button class="link" data-rule={code.clone()}>{ code }</button></>
                }) }{ texts::ONE_SHOWS }</p>
            }
            <p class="rule-links">
                if !rule.url.is_empty() { <a href={rule.url.clone()} target="_blank" rel="noopener noreferrer">{ texts::MORE }</a> }
                <a href={format!("#{}", drydock_playground::link::rule(&rule.line.code))}>{ texts::LINK }</a>
            </p>
        </>
    }
}
