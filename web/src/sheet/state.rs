use drydock_playground::protocol::{Answer, Question};
use drydock_playground::{StateWord, Step};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::dispatch::use_dispatch;
use crate::evaluator::use_asking;
use crate::parts;
use crate::state::{Action, Evaluated};

/// Properties of [`StateStep`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the instruction begins.
    pub step: u32,
    /// What is known, and of what.
    pub evaluated: Evaluated,
}

/// A field: what it states, its path where it is about one, and what is typed.
#[derive(Clone, PartialEq)]
struct Field {
    key: &'static str,
    path: String,
    value: String,
}

/// What can be stated about a step, written as a comment above it.
#[component]
pub fn StateStep(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let asking = use_asking();
    let project = props.evaluated.work.project.clone();
    let mut steps = props.evaluated.evaluation.stages.iter().flat_map(|stage| &stage.steps);
    let step = steps.find(|step| step.span.start == props.step).cloned();
    let first = step.as_ref().map(fields).unwrap_or_default();
    let typed = use_state(|| first.clone());
    let wrong = use_state(String::new);
    let Some(step) = step else {
        return html! { <p class="sheet-page">{ "This step is no longer there." }</p> };
    };
    let ask = {
        let (text, at, wrong) = (project.dockerfile.clone(), props.step, wrong.setter());
        move |words: Vec<StateWord>| {
            let (before, dispatch, wrong) = (text.clone(), dispatch.clone(), wrong.clone());
            let take = move |answer| match answer {
                Answer::Stated(Ok(after)) => dispatch.dispatch(Action::Stated(before.clone(), after)),
                Answer::Stated(Err(error)) => wrong.set(error),
                _ => {}
            };
            asking.ask(Question::State { text: text.clone(), step: at, words }, Callback::from(take));
        }
    };
    let onsubmit = {
        let (ask, first, typed) = (ask.clone(), first.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask(changes(&first, &typed));
        })
    };
    let forget = {
        let first = first.clone();
        Callback::from(move |_: MouseEvent| {
            let gone =
                first.iter().map(|field| Field { value: String::new(), ..field.clone() }).collect::<Vec<_>>();
            ask(changes(&first, &gone));
        })
    };
    html! {
        <form class="sheet-page state-form" {onsubmit}>
            <p><code>{ &step.text }</code></p>
            <p class="dim">{ "Now: " }{ step.size.as_ref().map_or(html! { "no bytes" }, parts::size) }
                if let Some(size) = step.size.as_ref().filter(|size| !size.source.is_empty()) { { format!(" · {}", size.source) } }
                if let Some(time) = &step.seconds { { " · " }{ parts::seconds(time) }{ format!(", {}", step.time_source) } }
            </p>
            if !step.note.is_empty() { <p class="dim">{ &step.note }</p> }
            { for typed.iter().enumerate().map(|(i, field)| input(i, field, &typed)) }
            if !wrong.is_empty() { <p class="state-wrong" role="alert">{ (*wrong).clone() }</p> }
            <p class="dim">{ "It becomes a comment above the step, which changes no cache key. Undo takes it back." }</p>
            <p class="state-buttons">
                <button class="primary" type="submit">{ "State it" }</button>
                if !step.stated.is_empty() { <button type="button" onclick={forget}>{ "Take it all back" }</button> }
            </p>
        </form>
    }
}

/// The fields for `step`, with what is stated already.
fn fields(step: &Step) -> Vec<Field> {
    let stated = |key: &str, path: &str| {
        let found = step.stated.iter().rev().find(|word| word.key == key && word.path == path);
        found.map(|word| word.value.clone()).unwrap_or_default()
    };
    let plain = |key: &'static str| Field { key, path: String::new(), value: stated(key, "") };
    let mut fields = vec![plain("size"), plain("time")];
    if step.keyword == "FROM" {
        fields.push(plain("os"));
        return fields;
    }
    let files = step.stated.iter().filter(|word| word.key == "file");
    fields.extend(files.map(|word| Field {
        key: "file",
        path: word.path.clone(),
        value: stated("size", &word.path),
    }));
    fields.push(Field { key: "file", path: String::new(), value: String::new() });
    fields
}

/// What makes `to` of `from`.
fn changes(from: &[Field], to: &[Field]) -> Vec<StateWord> {
    let word = |field: &Field, value: Option<&str>| StateWord {
        key: field.key.to_owned(),
        path: field.path.trim().to_owned(),
        value: value.map(|value| value.trim().to_owned()),
    };
    let pairs = from.iter().zip(to).filter(|(from, to)| from != to);
    let each = |(from, to): (&Field, &Field)| match to.value.trim() {
        // A file that is made and whose size nobody knows is stated all the same.
        "" if to.key == "file" && !to.path.is_empty() && from.path != to.path => vec![word(to, Some(""))],
        "" if from.value.is_empty() && from.path.is_empty() => Vec::new(),
        "" => vec![word(from, None)],
        value => vec![word(to, Some(value))],
    };
    pairs.flat_map(each).collect()
}

fn input(index: usize, field: &Field, typed: &UseStateHandle<Vec<Field>>) -> Html {
    let set = |of: fn(&mut Field) -> &mut String| {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            let mut fields = (*typed).clone();
            if let Some(field) = fields.get_mut(index) {
                *of(field) = event.target_unchecked_into::<HtmlInputElement>().value();
            }
            typed.set(fields);
        })
    };
    let (title, hint) = match field.key {
        "size" => ("Bytes it adds", "120MB or 100-140MB"),
        "time" => ("Time it takes", "30s, 2m or 20-40s"),
        "os" => ("Its system", "debian-12, alpine-3.20 or none"),
        _ => ("Bytes of that file", "12MB"),
    };
    let value = set(|field| &mut field.value);
    html! {
        <div key={index} class="state-field">
            if field.key == "file" {
                <label><span>{ "A file it makes" }</span>
                    <input value={field.path.clone()} oninput={set(|field| &mut field.path)} placeholder="/app/server" autocapitalize="off" spellcheck="false"/></label>
            }
            <label><span>{ title }</span>
                <input value={field.value.clone()} oninput={value} placeholder={hint} autocapitalize="off" spellcheck="false"/></label>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &'static str, path: &str, value: &str) -> Field {
        Field { key, path: path.into(), value: value.into() }
    }

    #[test]
    fn only_what_was_changed_is_stated() {
        let from =
            [field("size", "", "1MB"), field("time", "", ""), field("os", "", "x"), field("file", "", "")];
        let to =
            [field("size", "", " 2MB "), field("time", "", ""), field("os", "", ""), field("file", "/a", "")];
        let said: Vec<_> =
            changes(&from, &to).into_iter().map(|word| (word.key, word.path, word.value)).collect();
        let word = |key: &str, path: &str, value: Option<&str>| {
            (key.to_owned(), path.to_owned(), value.map(str::to_owned))
        };
        assert_eq!(said, [word("size", "", Some("2MB")), word("os", "", None), word("file", "/a", Some(""))]);
        assert!(changes(&to, &to).is_empty());
    }
}
