use std::rc::Rc;

use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{Evaluation, FixReport, FixesMade, Project, Saving};
use drydock_source::{Diagnostic, Fix, LineIndex};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::places::place;
use crate::dispatch::{on, use_dispatch};
use crate::evaluator::use_asking;
use crate::format::saves;
use crate::parts::{prose, severity};
use crate::same::Same;
use crate::sheet::Sheet;
use crate::state::Action;
use crate::texts::common;
use crate::texts::counts;
use crate::texts::problems as texts;

/// How long the text rests before its fixes are tried out, in milliseconds: each trial is an evaluation.
const REST: u32 = 250;

/// Properties of [`Problems`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is known.
    pub evaluation: Same<Evaluation>,
    /// Of what.
    pub project: Same<Project>,
}

/// Every finding: where, why, and the fix as one click, with what it saves.
#[component]
pub fn Problems(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let report = use_report(&props.evaluation);
    let diagnostics = &props.evaluation.diagnostics;
    let rules = on(&dispatch, || Action::Sheet(Some(Sheet::Rules(String::new()))));
    let rules = html! { <button class="link" onclick={rules}>{ texts::ALL_RULES }</button> };
    if diagnostics.is_empty() {
        let nothing = props.evaluation.stages.is_empty();
        let text = if nothing { texts::NOTHING } else { texts::NONE };
        return html! { <p class="empty">{ text }{ " " }{ rules }</p> };
    }
    let index = LineIndex::new(&props.project.dockerfile);
    html! {
        <>
            <header class="problems-head">
                <span>{ counts::findings(diagnostics.len()) }</span>
                { rules }
                <span class="grow"></span>
                <FixAll project={props.project.clone()} report={report.clone()} />
            </header>
            <ul class="problems">
                { for diagnostics.iter().enumerate().map(|(i, found)| {
                    let line = index.line(found.span.start);
                    problem(i, found, line, report.as_deref())
                }) }
            </ul>
        </>
    }
}

/// What the fixes do, once the text rests. Until it is known of the newest evaluation there is none.
#[hook]
fn use_report(evaluation: &Same<Evaluation>) -> Option<Rc<FixReport>> {
    let asking = use_asking();
    let known = use_state(|| None::<(Same<Evaluation>, Rc<FixReport>)>);
    {
        let known = known.setter();
        use_effect_with(evaluation.clone(), move |evaluation| {
            let evaluation = evaluation.clone();
            let ask = move || {
                let take = move |answer| {
                    if let Answer::FixReport(report) = answer {
                        known.set(Some((evaluation.clone(), Rc::new(report))));
                    }
                };
                asking.ask(Question::FixReport, Callback::from(take));
            };
            let timer = Timeout::new(REST, ask);
            move || drop(timer)
        });
    }
    known.as_ref().filter(|(of, _)| of == evaluation).map(|(_, report)| report.clone())
}

/// Properties of [`FixAll`].
#[derive(Properties, PartialEq)]
struct FixAllProps {
    project: Same<Project>,
    report: Option<Rc<FixReport>>,
}

/// A button that makes all safe fixes.
#[component]
fn FixAll(props: &FixAllProps) -> Html {
    let dispatch = use_dispatch();
    let asking = use_asking();
    let Some(report) = props.report.as_deref().filter(|report| report.safe > 0) else { return html! {} };
    let onclick = {
        let project = props.project.clone();
        Callback::from(move |_: MouseEvent| {
            let (dispatch, project) = (dispatch.clone(), project.clone());
            let take = move |answer| {
                if let Answer::FixesMade(made) = answer {
                    let said = said(&made);
                    dispatch.dispatch(Action::FixAll(project.clone(), Box::new(made.patch), said));
                }
            };
            asking.ask(Question::MakeFixes, Callback::from(take));
        })
    };
    let title = texts::safe_fixes(report.safe);
    html! { <button {onclick} title={texts::SAFE}>{ title }{ saving(&report.saving) }</button> }
}

/// What the fixes did, in a line.
fn said(made: &FixesMade) -> String {
    let gone = usize::try_from(made.saving.findings).unwrap_or(0);
    texts::made(made.titles.len(), &saves(&made.saving), gone)
}

/// What a fix saves, behind its title.
fn saving(saving: &Saving) -> Html {
    let saves = saves(saving);
    if saves.is_empty() {
        html! {}
    } else {
        html! { <span class="dim">{ format!(" · {saves}") }</span> }
    }
}

fn problem(index: usize, found: &Diagnostic, line: u32, report: Option<&FixReport>) -> Html {
    let span = found.span;
    let has_page = report.is_some_and(|report| report.ruled.get(index) == Some(&true));
    let code = found.code.to_string();
    let saved = report.and_then(|report| report.each.get(index));
    html! {
        <li key={index} class="problem" data-lit={place(span)}>
            { severity(found.severity) }
            <div class="problem-body">
                <p class="problem-message">{ prose(&found.message) }</p>
                if !found.explanation.is_empty() { <p>{ prose(&found.explanation) }</p> }
                if !found.help.is_empty() { <p>{ prose(&found.help) }</p> }
                { for found.labels.iter().map(|label| {
                    let span = label.span;
                    html! { <p><button class="link" data-go={place(span)}>{ &label.message }</button></p> }
                }) }
                <p class="dim problem-place">
                    <button class="link" data-go={place(span)}>{ common::line(line) }</button>
                    { " · " }
                    if has_page { <button class="link" data-rule={code.clone()} title={texts::ABOUT_RULE}>{ code }</button> } else { { code } }
                </p>
                if !found.fixes.is_empty() {
                    <p class="problem-fixes">{ for found.fixes.iter().enumerate().map(|(i, fix)| {
                        let saved = saved.and_then(|saved| saved.get(i)?.as_ref());
                        fix_button(&format!("{index}.{i}"), fix, saved)
                    }) }</p>
                }
            </div>
        </li>
    }
}

fn fix_button(number: &str, fix: &Fix, saved: Option<&Saving>) -> Html {
    let title = if fix.safe { "" } else { texts::UNSAFE };
    html! {
        <button data-fix={number.to_owned()} {title}>{ prose(&fix.title) }if let Some(saved) = saved { { saving(saved) } }</button>
    }
}
