//! Help while writing: carries the editor's questions to the evaluator and the answers back, in the editor's offsets.

use drydock_playground::assist::{Completions, Hover, StageName};
use drydock_playground::protocol::{Answer, Question};
use drydock_source::{Edit, Span};
use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::JsValue;
use yew::Callback;

use super::bridge::to_js;
use super::marks::{self, Change};
use super::offsets::{ToEditor, from_editor};
use crate::evaluator::Evaluator;

/// Promises the answer to a question of `static/editor/src/assist.js`; null where there is none.
pub fn ask(evaluator: &Evaluator, kind: &str, text: String, at: u32, word: String) -> Promise {
    let place = from_editor(&text, at);
    let question = match kind {
        "hover" => Question::Hover { text: text.clone(), at: place },
        "complete" => Question::Complete { text: text.clone(), at: place, asked: word == "asked" },
        "stage" => Question::StageName { text: text.clone(), at: place },
        _ => Question::RenameStage { text: text.clone(), at: place, name: word },
    };
    let mut text = Some(text);
    let mut question = Some(question);
    Promise::new(&mut |resolve, _| {
        let (Some(question), Some(text)) = (question.take(), text.take()) else { return };
        let settle = move |value: &JsValue| {
            // Nothing can be done about a page that is going away.
            let _ = resolve.call1(&JsValue::NULL, value);
        };
        let answered = settle.clone();
        let answer = Callback::from(move |answer| answered(&answer_to_js(&text, answer)));
        if !evaluator.ask(question, answer) {
            settle(&JsValue::NULL);
        }
    })
}

fn answer_to_js(text: &str, answer: Answer) -> JsValue {
    match answer {
        Answer::Hover(Some(hover)) => to_js(&hover_for(text, &hover)),
        Answer::Completions(Some(found)) => to_js(&choices_for(text, &found)),
        Answer::StageName(Some(StageName { span, name })) => to_js(&Named { range: range(text, span), name }),
        Answer::Edits(edits) => to_js(&renamed(text, edits)),
        _ => JsValue::NULL,
    }
}

#[derive(Serialize)]
struct Token<'a> {
    from: u32,
    to: u32,
    title: &'a str,
    text: &'a [String],
    facts: &'a [drydock_playground::assist::Fact],
}

#[derive(Serialize)]
struct Choices<'a> {
    from: u32,
    items: Vec<Choice<'a>>,
}

#[derive(Serialize)]
struct Choice<'a> {
    label: &'a str,
    insert: Option<&'a str>,
    detail: &'a str,
    info: &'a str,
    opens: bool,
}

#[derive(Serialize)]
struct Named {
    range: marks::Range,
    name: String,
}

#[derive(Default, Serialize)]
struct Renamed {
    changes: Vec<Change>,
    error: Option<String>,
}

fn range(text: &str, span: Span) -> marks::Range {
    let mut to = ToEditor::new(text);
    marks::Range { from: to.at(span.start), to: to.at(span.end) }
}

fn hover_for<'a>(text: &str, hover: &'a Hover) -> Token<'a> {
    let marks::Range { from, to } = range(text, hover.span);
    Token { from, to, title: &hover.title, text: &hover.text, facts: &hover.facts }
}

fn choices_for<'a>(text: &str, found: &'a Completions) -> Choices<'a> {
    let items = found.items.iter().map(|item| Choice {
        label: &item.label,
        insert: item.insert.as_deref(),
        detail: &item.detail,
        info: &item.info,
        opens: item.opens,
    });
    Choices { from: range(text, found.span).from, items: items.collect() }
}

fn renamed(text: &str, edits: Result<Vec<Edit>, String>) -> Renamed {
    let mut to = ToEditor::new(text);
    match edits {
        Ok(edits) => {
            Renamed { changes: edits.iter().map(|edit| marks::change(edit, &mut to)).collect(), error: None }
        }
        Err(error) => Renamed { error: Some(error), ..Renamed::default() },
    }
}
