use drydock_playground::{Evaluation, Project, Step};
use yew::prelude::*;

use super::empty;
use super::places::place;

/// Variables, directory, user and shell as they stand after each line.
pub fn view(evaluation: &Evaluation, project: &Project) -> Html {
    if evaluation.stages.is_empty() {
        return empty(evaluation, "");
    }
    html! {<>
        { targets(evaluation) }
        { arguments(evaluation) }
        { for evaluation.stages.iter().map(|stage| {
            let mut before: Option<&Step> = None;
            html! {
                <section key={stage.index}>
                    <h2>{ &stage.label }<span class="dim">{ format!(" {}", stage.base) }</span></h2>
                    <table class="plain lines" aria-label={format!("State after each line of {}", stage.label)}>
                        <thead><tr><th scope="col" class="w-line">{ "line" }</th><th scope="col">{ "instruction" }</th><th scope="col">{ "after it" }</th></tr></thead>
                        <tbody>
                            { for stage.steps.iter().map(|step| {
                                let row = row(step, before, &project.dockerfile);
                                before = Some(step);
                                row
                            }) }
                        </tbody>
                    </table>
                </section>
            }
        }) }
    </>}
}

/// What can be built, with the descriptions from the comments (`docker build --call=targets`).
fn targets(evaluation: &Evaluation) -> Html {
    let named = evaluation.stages.iter().filter(|stage| !stage.name.is_empty() || stage.target);
    html! {
        <section>
            <h2>{ "Targets" }</h2>
            <table class="plain" aria-label="Targets">
                <thead><tr><th scope="col" class="w-line">{ "line" }</th><th scope="col">{ "name" }</th><th scope="col">{ "description" }</th></tr></thead>
                <tbody>
                    { for named.map(|stage| html! {
                        <tr key={stage.index} data-lit={place(stage.span)}>
                            <td class="dim">{ stage.lines.0 }</td>
                            <td class="path"><code>{ &stage.label }</code>if stage.target { <span class="dim">{ " target" }</span> }</td>
                            <td class="path">{ &stage.doc }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </section>
    }
}

/// What the target takes from outside (`docker build --call=outline`).
fn arguments(evaluation: &Evaluation) -> Html {
    if evaluation.arguments.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{ "Build arguments of the target" }</h2>
            <table class="plain" aria-label="Build arguments of the target">
                <thead><tr><th scope="col" class="w-line">{ "line" }</th><th scope="col">{ "name" }</th><th scope="col">{ "value" }</th><th scope="col">{ "description" }</th></tr></thead>
                <tbody>
                    { for evaluation.arguments.iter().map(|argument| html! {
                        <tr key={argument.name.clone()}>
                            <td class="dim">{ argument.line }</td>
                            <td class="path"><code>{ &argument.name }</code></td>
                            <td class="path"><code>{ argument.value.as_deref().unwrap_or_default() }</code></td>
                            <td class="path">{ &argument.doc }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </section>
    }
}

fn row(step: &Step, before: Option<&Step>, text: &str) -> Html {
    let span = step.span;
    let differs = |of: fn(&Step) -> &str| before.is_none_or(|before| of(before) != of(step));
    let root = |user: &str| if user.is_empty() { "root".to_owned() } else { user.to_owned() };
    let shell = before.is_some_and(|before| before.shell != step.shell);
    html! {
        <tr key={span.start} data-lit={place(span)}>
            <td class="dim">{ step.lines.0 }</td>
            <td class="path"><button class="step-button" data-go={place(span)}><code>{ &step.text }</code></button></td>
            <td class="path">
                { for step.env.iter().map(|change| html! {
                    <p><span class="dim">{ if change.arg { "ARG " } else { "ENV " } }</span><code>{ format!("{}={}", change.name, change.new) }</code>
                        if let Some(old) = change.old.as_ref().filter(|old| **old != change.new) { { " " }<s class="dim">{ old }</s> }
                    </p>
                }) }
                if differs(|step| &step.workdir) { <p><span class="dim">{ "directory " }</span><code>{ &step.workdir }</code></p> }
                if differs(|step| &step.user) { <p><span class="dim">{ "user " }</span><code>{ root(&step.user) }</code></p> }
                if shell { <p><span class="dim">{ "shell " }</span><code>{ step.shell.join(" ") }</code></p> }
                { for step.expanded.iter().map(|word| html! {
                    <p><code>{ word.span.of(text) }</code><span class="dim">{ " became " }</span><code>{ if word.value.is_empty() { "nothing" } else { &word.value } }</code>
                        if !word.unset.is_empty() { <span class="unset">{ format!(", not set: {}", word.unset.join(", ")) }</span> }
                    </p>
                }) }
            </td>
        </tr>
    }
}
