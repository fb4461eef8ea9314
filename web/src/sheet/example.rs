use drydock_playground::Project;
use drydock_playground::protocol::{Answer, Question};
use drydock_playground::rules::{Checked, Mended};
use drydock_source::{LineIndex, Span};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::dispatch::use_dispatch;
use crate::evaluator::use_asking;
use crate::parts::{prose, severity};
use crate::state::{Action, Opened, Panel};
use crate::texts::common;
use crate::texts::rules as texts;

/// Properties of [`Example`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Code of the rule.
    pub rule: AttrValue,
    /// `Bad` or `Good`.
    pub name: &'static str,
    /// The Dockerfile.
    pub text: AttrValue,
    /// Files beside it.
    pub files: Vec<(String, String)>,
    /// Takes the fix of what is found.
    #[prop_or_default]
    pub mended: Callback<Option<Mended>>,
}

/// A small Dockerfile that can be changed, with what is found in it marked in the text and told below.
#[component]
pub fn Example(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let asking = use_asking();
    // Without the line break at its end, after which a field shows one line more.
    let first = props.text.trim_end().to_owned();
    let text = use_state(|| first.clone());
    let known = use_state(|| (String::new(), Checked::default()));
    {
        let (known, rule, mended) = (known.setter(), props.rule.to_string(), props.mended.clone());
        use_effect_with((*text).clone(), move |dockerfile| {
            let asked = dockerfile.clone();
            let take = move |answer| {
                if let Answer::Checked(checked) = answer {
                    mended.emit(checked.mended.clone());
                    known.set((asked.clone(), checked));
                }
            };
            asking.ask(Question::Check { code: rule, dockerfile: dockerfile.clone() }, Callback::from(take));
        });
    }
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value())
        })
    };
    let reset = {
        let (text, first) = (text.clone(), first.clone());
        Callback::from(move |_: MouseEvent| text.set(first.clone()))
    };
    let open = {
        let (text, files, rule, name) = (text.clone(), props.files.clone(), props.rule.clone(), props.name);
        Callback::from(move |_: MouseEvent| {
            let opened = Opened {
                project: project(&text, &files),
                example: String::new(),
                panel: Some(Panel::Problems),
                before: None,
            };
            let said = texts::opened(name, &rule);
            dispatch.dispatch(Action::Try(Box::new(opened), said));
        })
    };
    let (of, checked) = &*known;
    let current = *of == *text;
    let marked = if current {
        marked(&text, checked)
    } else {
        html! { { (*text).clone() } }
    };
    let label = texts::example(props.name);
    html! {
        <section class="example" aria-label={label.clone()} aria-busy={(!current).to_string()}>
            <header class="example-head">
                <h4>{ props.name }</h4>
                <span class="grow"></span>
                if *text != first { <button class="quiet" onclick={reset}>{ common::RESET }</button> }
                <button class="quiet" onclick={open}>{ texts::OPEN }</button>
            </header>
            <div class="example-text">
                // One more line break, so that the last line counts as in the field.
                <pre aria-hidden="true">{ marked }{ "\n" }</pre>
                <textarea aria-label={label} value={(*text).clone()} {oninput} autocapitalize="off" autocomplete="off" spellcheck="false"/>
            </div>
            { findings(&props.rule, of, checked) }
        </section>
    }
}

fn project(dockerfile: &str, files: &[(String, String)]) -> Project {
    let mut project = Project { dockerfile: dockerfile.to_owned(), ..Project::default() };
    for (path, text) in files {
        // Paths of a rule's files are plain and different, so that each has its place.
        drop(project.context.set_text(path, text));
    }
    project
}

/// What is found, the rule's own first.
fn findings(rule: &str, text: &str, checked: &Checked) -> Html {
    let index = LineIndex::new(text);
    let item = |at: usize| {
        let found = checked.findings.get(at)?;
        let other = found.code != rule;
        Some(html! {
            <li key={at}>
                { severity(found.severity) }
                <span>
                    { prose(&found.message) }
                    <span class="dim">
                        { texts::at_line(index.line(found.span.start)) }
                        if other { <button class="link" data-rule={found.code.to_string()}>{ found.code.to_string() }</button> } else { { rule } }
                    </span>
                </span>
            </li>
        })
    };
    let others = (0..checked.findings.len()).filter(|at| !checked.own.contains(at));
    html! {
        <>
            if checked.own.is_empty() && !text.is_empty() { <p class="example-clean"><i class="verdict verdict-cached" aria-hidden="true">{ "✓" }</i>{ texts::finds_nothing(rule) }</p> }
            <ul class="example-findings">{ for checked.own.iter().copied().filter_map(item) }</ul>
            <ul class="example-findings example-others">{ for others.filter_map(item) }</ul>
        </>
    }
}

/// The text with its keywords and the places of what is found.
fn marked(text: &str, checked: &Checked) -> Html {
    let places = |own: bool| {
        let all = checked.findings.iter().enumerate();
        all.filter(move |(at, _)| checked.own.contains(at) == own).map(|(_, found)| found.span).collect()
    };
    let (own, others): (Vec<Span>, Vec<Span>) = (places(true), places(false));
    let within =
        |spans: &[Span], from: u32, to: u32| spans.iter().any(|span| span.start <= from && to <= span.end);
    let mut ends: Vec<u32> = [&own, &others, &checked.keywords]
        .into_iter()
        .flatten()
        .flat_map(|span| [span.start, span.end])
        .collect();
    ends.extend([0, text.len() as u32]);
    ends.sort_unstable();
    ends.dedup();
    let part = |pair: &[u32]| {
        let [from, to] = *pair else { return None };
        let part = text.get(from as usize..to as usize)?;
        let keyword = within(&checked.keywords, from, to).then_some("example-keyword");
        Some(match (within(&own, from, to), within(&others, from, to)) {
            (true, _) => html! { <mark class={classes!(keyword)}>{ part }</mark> },
            (false, true) => html! { <span class={classes!(keyword, "example-other")}>{ part }</span> },
            _ => html! { <span class={classes!(keyword)}>{ part }</span> },
        })
    };
    ends.windows(2).filter_map(part).collect()
}
