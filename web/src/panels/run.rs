use drydock_playground::{Container, Evaluation, HealthReport, HealthState, Matrix};
use drydock_source::Span;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::empty;
use super::places::place;
use crate::dispatch::Dispatch;
use crate::state::Action;

/// What `docker run` makes of the image; `run` is what follows it.
pub fn view(evaluation: &Evaluation, run: &str, dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        dispatch.dispatch(Action::Run(event.target_unchecked_into::<HtmlInputElement>().value()));
    });
    html! {
        <>
            <div class="run-line">
                <label for="run">{ "docker run" }</label>
                <input id="run" value={run.to_owned()} {oninput} placeholder="-e NAME=value IMAGE command" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="run-help"/>
            </div>
            <p id="run-help" class="dim run-help">{ "Options, then any word for the image, then arguments: -e, -p, -P, --user, --entrypoint, --read-only, --rm -it…" }</p>
            if let Some(container) = &evaluation.container {
                { container_view(container) }
            } else {
                { empty(evaluation, "There is no image to run.") }
            }
        </>
    }
}

fn container_view(container: &Container) -> Html {
    html! {
        <>
            if let Some(error) = &container.error { <p class="run-error" role="status"><i class="verdict verdict-failed" aria-hidden="true">{ "✕" }</i>{ " " }{ error }</p> }
            if !container.argv.is_empty() {
                <ol class="argv" aria-label="The process: its arguments in order">
                    { for container.argv.iter().enumerate().map(|(i, word)| {
                        let origin = container.origins.get(i).map_or("", String::as_str);
                        argv_word(i, word, origin, container.places.get(i).copied().flatten())
                    }) }
                </ol>
                { legend(&container.origins) }
            }
            { matrix(&container.matrix) }
            <dl class="facts">
                if !container.pid1.is_empty() {
                    { fact("PID 1", html! { <><code>{ &container.pid1 }</code>if !container.stop.is_empty() { <p>{ &container.stop }</p> }</> }) }
                }
                if let Some(exit) = container.exit.filter(|_| container.error.is_none()) {
                    { fact("Ends", html! { <p>{ format!("by itself, exit code {exit}") }</p> }) }
                }
                if !container.stdout.is_empty() || !container.stderr.is_empty() {
                    { fact("Prints", html! { <pre>{ &container.stdout }{ &container.stderr }</pre> }) }
                }
                if let Some(health) = &container.health {
                    { fact("Health", health_view(health)) }
                }
                { fact("User", html! { <code>{ if container.user.is_empty() { "root" } else { &container.user } }</code> }) }
                { fact("Directory", html! { <code>{ if container.workdir.is_empty() { "/" } else { &container.workdir } }</code> }) }
                { fact("Environment", html! { { for container.env.iter().map(|pair| html! { <p class="path"><code>{ pair }</code></p> }) } }) }
                { fact("Ports", if container.ports.is_empty() { html! { <span class="dim">{ "none exposed or published" }</span> } } else {
                    html! { { for container.ports.iter().map(|port| html! { <p>{ port }</p> }) } }
                }) }
                if !container.podman.is_empty() {
                    { fact("With Podman", html! { { for container.podman.iter().map(|line| html! { <p>{ line }</p> }) } }) }
                }
            </dl>
        </>
    }
}

/// A word of the process; one that is written in the Dockerfile is a way there.
fn argv_word(at: usize, word: &str, origin: &str, written: Option<Span>) -> Html {
    let words = html! { <>{ shown(word) }<span class="hidden-text">{ format!(", {}", origin_words(origin)) }</span></> };
    let lit = written.map(place);
    html! {
        <li key={at} class={format!("argv-word origin-{origin}")} title={origin_words(origin)} data-lit={lit.clone()}>
            if lit.is_some() { <button class="step-button" data-go={lit}>{ words }</button> } else { { words } }
        </li>
    }
}

/// The states of the check over time, and what the last check said.
fn health_view(health: &HealthReport) -> Html {
    let state = |state: &HealthState| match (state.status.name(), state.failing_streak) {
        (name, 0) => format!("{} s: {name}", state.seconds),
        (name, streak) => format!("{} s: {name}, {streak} failed", state.seconds),
    };
    html! {
        <>
            { for health.states.iter().map(|at| html! { <p>{ state(at) }</p> }) }
            if let Some(last) = health.last.as_ref().filter(|last| last.exit != 0) {
                <p>{ format!("The check ends with {}", last.exit) }if !last.output.is_empty() { { ": " }<code>{ last.output.trim_end() }</code> }</p>
            }
            if health.assumed { <p class="dim">{ "What the check asks cannot be answered here: it is taken to pass." }</p> }
        </>
    }
}

fn fact(title: &'static str, value: Html) -> Html {
    html! { <div><dt>{ title }</dt><dd>{ value }</dd></div> }
}

/// A word as a shell would need it, so that spaces and empty words show.
fn shown(word: &str) -> String {
    let plain =
        !word.is_empty() && word.chars().all(|c| !c.is_whitespace() && !"'\"$`\\&|;<>()*?".contains(c));
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

fn origin_words(origin: &str) -> &'static str {
    match origin {
        "entrypoint" => "from ENTRYPOINT",
        "cmd" => "from CMD, replaced by arguments",
        "argument" => "from the arguments of docker run",
        "shell" => "the shell that runs the shell form",
        _ => "",
    }
}

fn legend(origins: &[String]) -> Html {
    let used = ["entrypoint", "cmd", "argument", "shell"];
    let used = used.into_iter().filter(|origin| origins.iter().any(|other| other == origin));
    html! {
        <ul class="legend" aria-hidden="true">
            { for used.map(|origin| html! { <li key={origin}><span class={format!("key origin-{origin}")}></span>{ origin_words(origin) }</li> }) }
        </ul>
    }
}

fn matrix(matrix: &Matrix) -> Html {
    if matrix.cells.is_empty() {
        return html! {};
    }
    html! {
        <div class="matrix-scroll" role="region" aria-label="ENTRYPOINT and CMD together" tabindex="0">
        <table class="matrix" aria-label="What ENTRYPOINT and CMD make together">
            <thead><tr><td></td>{ for matrix.columns.iter().map(|title| html! { <th scope="col"><code>{ title }</code></th> }) }</tr></thead>
            <tbody>
                { for matrix.cells.iter().enumerate().map(|(i, cells)| html! {
                    <tr key={i}>
                        <th scope="row"><code>{ matrix.rows.get(i).map_or("", String::as_str) }</code></th>
                        { for cells.iter().map(|cell| html! {
                            <td class={cell.here.then_some("matrix-here")} aria-current={cell.here.then_some("true")}>
                                if !cell.argv.is_empty() { <code>{ cell.argv.iter().map(|word| shown(word)).collect::<Vec<_>>().join(" ") }</code> }
                                if !cell.note.is_empty() { <p class="dim">{ &cell.note }</p> }
                                if cell.here { <span class="hidden-text">{ " (this image)" }</span> }
                            </td>
                        }) }
                    </tr>
                }) }
            </tbody>
        </table>
        </div>
    }
}
