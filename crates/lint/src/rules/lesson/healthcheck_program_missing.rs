//! A health check with a program that the image lacks.

use drydock_source::Span;
use drydock_syntax::instruction::Kind;

use crate::chain::in_image;
use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "HealthcheckProgramMissing",
    description: "The health check calls a program that the image does not have",
    why: "The check runs inside the container. Slim images have no curl, so every check fails and the container is unhealthy although it works.",
    help: "Use what the image has: `wget` on Alpine, the language's own client elsewhere; or install the program.",
    url: "https://docs.docker.com/reference/dockerfile/#healthcheck",
    bad: r#"FROM python:3.13-slim
HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1
CMD ["python", "-m", "http.server"]
"#,
    good: r#"FROM python:3.13-slim
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/')"]
CMD ["python", "-m", "http.server"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let Some(build) = context.build else { return };
    let Some((exit, output)) = build.ran.and_then(|ran| ran.health.as_ref()) else { return };
    // A shell goes on with `|| exit 1`; what it printed still tells.
    if *exit != 127 && !(*exit != 0 && output.contains("not found")) {
        return;
    }
    let kept = in_image(context.plan);
    let checks = |at: &crate::At<'_>| matches!(at.instruction.kind, Kind::Healthcheck(_));
    let last = context.steps().filter(|at| kept.get(at.stage.index) == Some(&true) && checks(at)).last();
    let Some(at) = last else { return };
    let texts = context.shell_texts();
    let text = texts.iter().find(|text| text.at.instruction.span == at.instruction.span);
    let missing = text.and_then(|text| text.calls().find(|(_, call)| output.contains(call.base_name())));
    let (name, span) = match (text, &missing) {
        (Some(text), Some((_, call))) => (call.base_name().to_owned(), text.span(call.name_span)),
        _ => ("its program".to_owned(), at.instruction.span),
    };
    let message =
        format!("The image has no `{name}`: every check fails, and the container never becomes healthy");
    let mut found = Found::within(at.instruction, span, message);
    let tools = build
        .image
        .and_then(|(_, files)| files.base.clone())
        .map(|base| base.tools.clone())
        .unwrap_or_default();
    let has = |tool: &str| tools.iter().any(|known| known == tool);
    if let Some((text, url)) = text.and_then(|text| Some((text, url(text)?))) {
        let whole = text.span(Span::new(0, text.text.len()));
        let other = match name.as_str() {
            "curl" | "wget" if has("python3") => Some((
                "Python",
                format!("[\"python3\", \"-c\", \"import urllib.request; urllib.request.urlopen('{url}')\"]"),
            )),
            "curl" if has("wget") => Some(("`wget`", format!("wget -q --spider {url} || exit 1"))),
            _ => None,
        };
        if let Some((tool, command)) = other {
            found = found.fixed(fix(format!("Ask with {tool}"), vec![replace(whole, command)], true));
        }
    }
    context.add(found);
}

/// The address that is asked.
fn url(text: &ShellText<'_>) -> Option<String> {
    let words: Vec<_> =
        text.calls().flat_map(|(_, call)| call.args.iter()).filter_map(|word| word.literal()).collect();
    let plain = |url: &str| url.starts_with("http") && !url.contains(['\'', '"', '\\']);
    words.into_iter().find(|word| plain(word)).map(Into::into)
}
