//! A command that looks like a list and is none.

use drydock_source::Span;
use drydock_syntax::instruction::{CommandLine, Kind};

use crate::At;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "ListIsNotJson",
    description: "Exec form is a JSON list; one that is not JSON is taken for shell form",
    why: "JSON knows double quotes only. A list with single quotes, without quotes or with a comma at its end is no JSON, so all of it goes to a shell, brackets included: `/bin/sh: [python,: not found`.",
    help: "Put each word into double quotes, with commas between them and none at the end.",
    url: "https://docs.docker.com/reference/dockerfile/#exec-form",
    bad: r#"FROM python:3.13-slim
COPY app.py /
CMD ['python', '/app.py']
"#,
    good: r#"FROM python:3.13-slim
COPY app.py /
CMD ["python", "/app.py"]
"#,
    files: &[("app.py", "print('hello')\n")],
    same_as: &["DL3025"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        match &at.instruction.kind {
            Kind::Run(run) => command(context, at, &run.command, "RUN"),
            Kind::Cmd(cmd) => command(context, at, &cmd.command, "CMD"),
            Kind::Entrypoint(entrypoint) => command(context, at, &entrypoint.command, "ENTRYPOINT"),
            _ => {}
        }
    }
}

fn command(context: &mut Context<'_>, at: At<'_>, command: &CommandLine, keyword: &str) {
    let word = command.words.as_deref().and_then(|words| words.first()).filter(|_| command.prepend_shell);
    let Some(word) = word.filter(|word| looks_like_a_list(&word.text)) else { return };
    let message = format!("This list is no JSON, so {keyword} gives all of it to a shell, brackets included");
    let span = Span { start: word.span.start, end: word.span.end };
    let found = Found::within(at.instruction, span, message);
    context.add(match list(&word.text) {
        Some(list) => found.replace("Write it as JSON", span, list),
        None => found,
    });
}

/// `[` and a quote or a comma: `[ -f x ]` is a test.
fn looks_like_a_list(text: &str) -> bool {
    let inner = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| {
        !inner.starts_with([' ', '\t', '[']) && (inner.contains(',') || inner.starts_with(['\'', '"', '“']))
    })
}

/// The same list as JSON, where its words are plain to see.
fn list(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let inner = inner.trim().trim_end_matches(',');
    let word = |word: &str| {
        let word = word.trim();
        let bare = ["'", "\""]
            .iter()
            .find_map(|quote| word.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(word);
        (!bare.contains(['"', '\'', '\\', '\n'])).then(|| format!("\"{bare}\""))
    };
    let words: Vec<String> = inner.split(',').map(word).collect::<Option<_>>()?;
    Some(format!("[{}]", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ListIsNotJson";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nCMD ‹['a', 'b']›\nENTRYPOINT ‹[a, b]›\nRUN ‹[\"a\",]›\n");
        allows(RULE, "FROM a\nCMD [\"a\"]\nRUN [ -f x ]\nRUN [[ -f x ]]\nRUN [ -f x ] && y\n");
        fixes(RULE, "FROM a\nCMD ['a', b,]\n", "FROM a\nCMD [\"a\", \"b\"]\n");
    }
}
