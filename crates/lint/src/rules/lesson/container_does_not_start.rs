//! An image of which no container starts.

use drydock_syntax::instruction::Kind;

use crate::At;
use crate::chain::in_image;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "ContainerDoesNotStart",
    description: "The container of this image does not start",
    why: "The build only stores the command. Whether the image has the program, whether it may be run and whether the user exists shows when a container starts.",
    help: "Copy or install the program, or name one that the image has.",
    url: "https://docs.docker.com/reference/dockerfile/#cmd",
    bad: r#"FROM scratch
COPY hello.txt /
CMD cat /hello.txt
"#,
    good: r#"FROM alpine:3.22
COPY hello.txt /
CMD ["cat", "/hello.txt"]
"#,
    files: &[("hello.txt", "hello\n")],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let Some(failure) = context.build.and_then(|build| build.ran?.failure.clone()) else { return };
    let user = failure.contains("unable to find user") || failure.contains("unable to find group");
    let kept = in_image(context.plan);
    let says = |at: &At<'_>| match &at.instruction.kind {
        Kind::Cmd(_) | Kind::Entrypoint(_) => !user,
        Kind::User(_) => user,
        _ => false,
    };
    let last = context.steps().filter(|at| kept.get(at.stage.index) == Some(&true) && says(at)).last();
    let Some(at) = last else { return };
    let text = failure.trim_start_matches("docker: Error response from daemon: ");
    let text = text.split("\n\nRun 'docker").next().unwrap_or(text);
    let reason = text.rsplit("unable to start container process: ").next().unwrap_or(text);
    let reason = reason.trim_end_matches(": unknown");
    let message = format!("`docker run` fails: {reason}");
    let mut found = Found::within(at.instruction, at.instruction.span, message);
    if let Some(help) = help(reason) {
        found = found.help(help);
    }
    context.add(found);
}

/// What to do about a reason that many meet.
fn help(reason: &str) -> Option<&'static str> {
    if reason.contains("/bin/sh") {
        return Some(
            "The image has no shell, which shell form needs: write a JSON list, or take a base image with one.",
        );
    }
    if reason.contains("permission denied") {
        return Some("The file is not executable: `COPY --chmod=755`, or `chmod +x` before it is copied.");
    }
    if reason.contains("no matching entries") {
        return Some(
            "Make the user with `useradd` (Debian) or `adduser -D` (Alpine) above, or name it by its number.",
        );
    }
    if reason.starts_with("exec ") {
        return Some(
            "The script's first line names an interpreter that the image lacks; a line end of Windows there counts as part of its name.",
        );
    }
    None
}
