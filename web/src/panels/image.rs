use drydock_playground::protocol::Question;
use drydock_playground::{Config, Evaluation, HistoryLine};
use yew::prelude::*;

use super::places::place;
use super::printed::Printed;
use super::{empty, line_link};
use crate::parts;
use crate::same::Same;

/// The image config as `docker inspect` names it, and `docker history`.
pub fn view(evaluation: &Same<Evaluation>) -> Html {
    let Some(image) = &evaluation.image else {
        return empty(evaluation, "This build makes no image.");
    };
    html! {
        <>
            <h2>{ "Config" }<span class="dim">{ " docker inspect" }</span></h2>
            { config(&image.config, &image.platform) }
            <h2>{ "History" }<span class="dim">{ " docker history, newest first" }</span></h2>
            <table class="plain history" aria-label="History of the image">
                <thead><tr><th scope="col" class="w-line">{ "line" }</th><th scope="col">{ "created by" }</th><th scope="col" class="end w-bytes">{ "size" }</th></tr></thead>
                <tbody>{ for image.history.iter().enumerate().map(|(i, line)| history(i, line, evaluation)) }</tbody>
            </table>
            <Printed evaluation={evaluation.clone()} question={Question::Printed} title="docker images and docker history" />
        </>
    }
}

fn history(index: usize, line: &HistoryLine, evaluation: &Evaluation) -> Html {
    let steps = || evaluation.stages.iter().flat_map(|stage| &stage.steps);
    let lit =
        line.lines.and_then(|lines| steps().find(|step| step.lines == lines)).map(|step| place(step.span));
    html! {
        <tr key={index} data-lit={lit} class={line.lines.is_none().then_some("from-base")}>
            <td>{ line.lines.map_or(html! { <span class="dim">{ "base" }</span> }, |(first, _)| line_link(evaluation, first, first.to_string())) }</td>
            <td class="path"><code>{ &line.created_by }</code></td>
            <td class="end nowrap">{ line.size.as_ref().map_or(html! { "0 B" }, parts::size) }</td>
        </tr>
    }
}

fn config(config: &Config, platform: &str) -> Html {
    let words = |words: &[String]| {
        let quoted: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        format!("[{}]", quoted.join(", "))
    };
    let list = |name: &'static str, values: &[String]| {
        (!values.is_empty()).then(|| {
            row(name, html! { { for values.iter().map(|value| html! { <p><code>{ value }</code></p> }) } })
        })
    };
    let text = |name: &'static str, value: &str| {
        (!value.is_empty()).then(|| row(name, html! { <code>{ value }</code> }))
    };
    let command = |name: &'static str, value: &Option<Vec<String>>| {
        row(
            name,
            value.as_ref().map_or(
                html! { <span class="dim">{ "none" }</span> },
                |value| html! { <code>{ words(value) }</code> },
            ),
        )
    };
    let labels: Vec<String> = config.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    html! {
        <dl class="facts">
            { command("Entrypoint", &config.entrypoint) }
            { command("Cmd", &config.cmd) }
            { row("User", if config.user.is_empty() { html! { <span class="dim">{ "root, none is set" }</span> } } else { html! { <code>{ &config.user }</code> } }) }
            { text("WorkingDir", &config.working_dir) }
            { list("Env", &config.env) }
            { list("ExposedPorts", &config.exposed_ports) }
            { list("Volumes", &config.volumes) }
            { list("Labels", &labels) }
            { config.healthcheck.as_ref().map(|check| row("Healthcheck", html! { <code>{ words(check) }</code> })) }
            { text("StopSignal", &config.stop_signal) }
            { (!config.shell.is_empty()).then(|| row("Shell", html! { <code>{ words(&config.shell) }</code> })) }
            { list("OnBuild", &config.on_build) }
            { text("Platform", platform) }
        </dl>
    }
}

fn row(title: &'static str, value: Html) -> Html {
    html! { <div><dt>{ title }</dt><dd class="path">{ value }</dd></div> }
}
