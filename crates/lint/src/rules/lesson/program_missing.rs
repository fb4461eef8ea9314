//! A RUN that calls a program which its image lacks.

use drydock_plan::BaseImage;

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "ProgramMissing",
    description: "RUN calls a program that the image does not have",
    why: "A step has what its image has, and slim images have little: no `curl` on `debian`, no `bash` on Alpine, not even a shell on `scratch` and in distroless images.",
    help: "Install it in the same RUN or one above, or take a base image that has it.",
    url: "https://docs.docker.com/reference/dockerfile/#run",
    bad: r#"FROM debian:12-slim
RUN curl -fsSL https://example.com/app -o /usr/local/bin/app
"#,
    good: r#"FROM buildpack-deps:bookworm-curl
RUN curl -fsSL https://example.com/app -o /usr/local/bin/app
"#,
    same_as: &["OtherSystemsTool"],
    check,
    ..Rule::USUAL
};

/// Exit code of a shell that does not find a program.
const NOT_FOUND: &str = "exit code: 127";

fn check(context: &mut Context<'_>) {
    let Some(build) = context.build else { return };
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        let Some((_, result)) = build.result(context.plan, text.at.step) else { continue };
        let Some(error) = result.error.as_deref() else { continue };
        let base = result.base.as_deref();
        if has_no_shell(base, build.before(context.plan, text.at.step)) {
            let message = "This image has no shell, which RUN in shell form needs".to_owned();
            let help = "Do it in an earlier stage that has one, and copy what it makes with `COPY --from`.";
            context.add(Found::within(text.at.instruction, text.at.instruction.span, message).help(help));
            continue;
        }
        let log = result.record.as_ref().map(|record| record.log.as_str()).unwrap_or_default();
        if !error.ends_with(NOT_FOUND) {
            continue;
        }
        let missing = |name: &str| log.lines().any(|line| line.contains(&format!("{name}: not found")));
        let Some((found, call)) = text.calls().find(|(_, call)| missing(&call.name)) else { continue };
        let message = format!("The image has no `{}`", call.base_name());
        let mut finding = Found::within(text.at.instruction, text.span(call.name_span), message);
        if found.command.redirects.is_empty() {
            finding = finding.help(help(base, call.base_name()));
        }
        context.add(finding);
    }
}

fn has_no_shell(base: Option<&BaseImage>, before: Option<drydock_builder::FileSystem>) -> bool {
    let there = before.is_none_or(|fs| fs.follow("/bin/sh").is_some());
    !there && base.is_none_or(|base| base.has_shell == Some(false))
}

/// How the program comes into the image.
fn help(base: Option<&BaseImage>, name: &str) -> String {
    let package = match name {
        "pip" | "pip3" => "python3-pip",
        "python" => "python3",
        "node" => "nodejs",
        name => name,
    };
    match base.map(|base| base.package_manager.as_str()) {
        Some("apt") => format!(
            "Install it first: `apt-get update && apt-get install -y --no-install-recommends {package}`."
        ),
        Some("apk") if matches!(name, "useradd" | "groupadd" | "usermod") => {
            "Alpine has `adduser` and `addgroup` for this.".into()
        }
        Some("apk") => format!("Install it first: `apk add --no-cache {package}`."),
        Some("dnf") => format!("Install it first: `dnf install -y {package}`."),
        _ => "Take a base image that has it, or do this in an earlier stage.".into(),
    }
}
