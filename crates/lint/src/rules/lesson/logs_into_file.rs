//! A server whose log goes into a file of the container.

use drydock_shell::RedirectOp;
use drydock_source::{Severity, Span};
use drydock_syntax::instruction::{Cmd, CommandLine, Entrypoint, Kind};

use crate::At;
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "LogsIntoFile",
    severity: Severity::Info,
    description: "The log of the container's process goes into a file",
    why: "`docker logs` shows what the process writes to its standard output and standard error. A file inside the container is seen by nobody, grows until the disk is full, and is gone with the container.",
    help: "Write to standard output: without the redirection, or to `/dev/stdout`.",
    url: "https://docs.docker.com/engine/logging/",
    bad: r#"FROM python:3.13-slim
CMD python -m http.server 8000 >> /var/log/server.log
"#,
    good: r#"FROM python:3.13-slim
CMD ["python", "-m", "http.server", "8000"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let starts = |at: &At<'_>| matches!(at.instruction.kind, Kind::Cmd(_) | Kind::Entrypoint(_));
    for text in context.shell_texts().iter().filter(|text| starts(&text.at)) {
        report(context, text.at, redirected(text));
    }
    for at in context.steps() {
        if let Kind::Cmd(Cmd { command }) | Kind::Entrypoint(Entrypoint { command }) = &at.instruction.kind
            && !command.prepend_shell
        {
            report(context, at, argument(context, command));
        }
    }
}

fn report(context: &mut Context<'_>, at: At<'_>, found: Vec<(Span, String)>) {
    for (span, path) in found {
        let message = format!("`docker logs` does not show what goes into `{path}`");
        let found = Found::within(at.instruction, span, message);
        context.add(found.suggest("Write it to standard output", span, "/dev/stdout"));
    }
}

fn is_log(path: &str) -> bool {
    path.starts_with("/var/log/") || path.ends_with(".log")
}

/// Targets of redirections, with what they are in the file.
fn redirected(text: &ShellText<'_>) -> Vec<(Span, String)> {
    let writes = |op| matches!(op, RedirectOp::Write | RedirectOp::Append | RedirectOp::Clobber);
    let commands = text.script.commands();
    let redirects = commands.iter().flat_map(|found| &found.command.redirects);
    let targets = redirects.filter(|redirect| writes(redirect.op)).filter_map(|redirect| {
        let path = redirect.target.literal()?.into_owned();
        is_log(&path).then(|| (text.span(redirect.target.span), path))
    });
    targets.collect()
}

/// Arguments of an option that names a log.
fn argument(context: &Context<'_>, command: &CommandLine) -> Vec<(Span, String)> {
    let words = command.words.as_deref().unwrap_or_default();
    let mut found = Vec::new();
    let mut before = "";
    for word in words {
        let (flag, value) = word.text.split_once('=').unwrap_or((before, &word.text));
        before = &word.text;
        if !(flag.starts_with('-') && flag.contains("log") && value.starts_with('/') && is_log(value)) {
            continue;
        }
        let at = context.text(word.span).find(value);
        let start = at.map_or(word.span.start as usize, |offset| word.span.start as usize + offset);
        if at.is_some() {
            found.push((Span::new(start, start + value.len()), value.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "LogsIntoFile";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nCMD serve > ‹/var/log/x› 2>&1\nENTRYPOINT [\"g\", \"--access-logfile\", \"‹/app/a.log›\"]\n",
        );
        catches(RULE, "FROM a\nCMD [\"g\", \"--log-file=‹/var/log/g.log›\"]\n");
        allows(RULE, "FROM a\nRUN make > /tmp/make.log\nCMD [\"tail\", \"-f\", \"/var/log/app.log\"]\n");
        allows(RULE, "FROM a\nCMD serve > /dev/stdout\nENTRYPOINT [\"g\", \"--access-logfile\", \"-\"]\n");
    }

    #[test]
    fn writes_to_standard_output() {
        fixes(RULE, "FROM a\nCMD serve >> /x.log\n", "FROM a\nCMD serve >> /dev/stdout\n");
    }
}
