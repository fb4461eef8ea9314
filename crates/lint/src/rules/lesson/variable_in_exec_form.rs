//! A variable in exec form, where nothing expands it.

use drydock_source::Span;
use drydock_syntax::Word;
use drydock_syntax::instruction::{CommandLine, Kind};

use crate::At;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "VariableInExecForm",
    description: "Variables in exec form reach the program as they are written",
    why: "In RUN, CMD and ENTRYPOINT it is the shell that expands variables, and exec form has none: the program gets the dollar sign and the name.",
    help: "Use shell form, call a shell in the list (`[\"sh\", \"-c\", \"…\"]`), or let the program read the variable itself.",
    url: "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
    bad: r#"FROM alpine:3.22
ENV GREETING=hello
CMD ["echo", "$GREETING"]
"#,
    good: r#"FROM alpine:3.22
ENV GREETING=hello
CMD ["sh", "-c", "echo \"$GREETING\""]
"#,
    check,
    ..Rule::USUAL
};

/// Programs that give a dollar sign a meaning of their own.
const OWN_MEANING: [&str; 14] = [
    "sh",
    "bash",
    "ash",
    "dash",
    "zsh",
    "ksh",
    "fish",
    "pwsh",
    "powershell",
    "env",
    "awk",
    "perl",
    "envsubst",
    "cmd",
];

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        match &at.instruction.kind {
            Kind::Run(run) => words(context, at, &run.command, "RUN"),
            Kind::Cmd(cmd) => words(context, at, &cmd.command, "CMD"),
            Kind::Entrypoint(entrypoint) => words(context, at, &entrypoint.command, "ENTRYPOINT"),
            _ => {}
        }
    }
}

fn words(context: &mut Context<'_>, at: At<'_>, command: &CommandLine, keyword: &str) {
    let list = command.words.as_deref().filter(|_| !command.prepend_shell);
    let Some((program, args)) = list.and_then(|words| words.split_first()) else { return };
    let own = |word: &Word| OWN_MEANING.contains(&word.text.rsplit(['/', '\\']).next().unwrap_or_default());
    if own(program) || args.iter().any(own) {
        return;
    }
    for word in list.unwrap_or_default() {
        let known = |name: &&str| at.before.env.get(name).is_some() || at.before.args.get(name).is_some();
        let Some(name) = variable(&word.text).filter(known) else { continue };
        let message =
            format!("{keyword} in exec form has no shell: the program gets `${name}` itself, not its value");
        context.add(Found::within(at.instruction, place(context, word, name), message));
    }
}

/// The first name behind a dollar sign.
fn variable(text: &str) -> Option<&str> {
    text.split('$').skip(1).find_map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.get(..end).filter(|name| name.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic()))
    })
}

/// The dollar sign with the name; the whole word where escapes hide it.
fn place(context: &Context<'_>, word: &Word, name: &str) -> Span {
    let name_span = context.variable(word.span, name);
    let text = &context.tree.text;
    let start = text.get(..name_span.start as usize).and_then(|before| before.rfind('$'));
    match start.filter(|_| name_span != word.span) {
        Some(start) => {
            let brace = text.get(name_span.end as usize..).is_some_and(|rest| rest.starts_with('}'));
            Span::new(
                start,
                name_span.end as usize + usize::from(brace && start + 2 == name_span.start as usize),
            )
        }
        None => word.span,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "VariableInExecForm";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENV A=1\nCMD [\"echo\", \"x ‹${A}›\"]\nARG B=2\nRUN [\"touch\", \"‹$B›\"]\n");
        allows(
            RULE,
            "FROM a\nENV A=1\nCMD [\"sh\", \"-c\", \"echo $A\"]\nENTRYPOINT [\"tini\", \"--\", \"sh\", \"-c\", \"$A\"]\n",
        );
        allows(RULE, "FROM a\nCMD [\"nginx\", \"-g\", \"log_format x '$remote_addr';\"]\nRUN echo $A\n");
    }
}
