//! `export`, `source`, `alias` and the like with nothing after them in their RUN.

use drydock_shell::{Quote, Simple};

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "RunStateIsLost",
    description: "Variables, aliases and shell settings end with the RUN that sets them",
    why: "Each RUN is a process of its own: only files stay. A variable that is exported, an environment that is activated or a limit that is set is gone for the next instruction and for the container.",
    help: "Set variables with ENV; put what needs a setting into the same RUN.",
    url: "https://docs.docker.com/reference/dockerfile/#env",
    bad: r#"FROM alpine:3.22
RUN export APP_ENV=production
CMD ["printenv", "APP_ENV"]
"#,
    good: r#"FROM alpine:3.22
ENV APP_ENV=production
CMD ["printenv", "APP_ENV"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run() && !text.heredoc) {
        let Some((command, simple)) = text.last_command() else { continue };
        let Some(message) = lost(simple) else { continue };
        let found = Found::within(text.at.instruction, text.span(command.span), message);
        let alone = text.only_command().is_some();
        context.add(match exported(simple).filter(|_| alone) {
            Some(pair) => {
                let env = format!("ENV {pair}");
                found.replace(format!("Write `{env}`"), text.at.instruction.span, env)
            }
            None => found,
        });
    }
}

/// What is lost, for a command that only changes its shell.
fn lost(simple: &Simple) -> Option<String> {
    let (name, args) = simple.words.split_first()?;
    let first = args.first()?.literal()?;
    Some(match &*name.literal()? {
        "export" if first.contains('=') => {
            let variable = first.split('=').next().unwrap_or_default();
            format!("`{variable}` is set for this RUN only: neither the next one nor the container has it")
        }
        "unset" => format!(
            "`{first}` is unset for this RUN only: ENV still gives it to the next one and to the container"
        ),
        "alias" => "An alias ends with its RUN".to_owned(),
        "source" | "." => format!("What `{first}` sets ends with this RUN"),
        "ulimit" | "umask" => format!("`{}` holds for this RUN only", name.literal()?),
        _ => return None,
    })
}

/// `NAME=value`, when that is all there is and ENV reads it alike.
fn exported(simple: &Simple) -> Option<String> {
    let [export, pair] = simple.words.as_slice() else { return None };
    let plain = |c: char| c.is_ascii_alphanumeric() || "_=/.:-+,@".contains(c);
    let text = pair.literal().filter(|text| text.contains('=') && text.chars().all(plain))?;
    let unquoted = pair.parts.iter().all(|part| part.quote == Quote::None);
    (export.is("export") && unquoted).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "RunStateIsLost";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹export A=1›\nRUN x && ‹source /venv/bin/activate›\nRUN ‹unset B›\n");
        allows(
            RULE,
            "FROM a\nRUN export A=1 && make\nRUN . /venv/bin/activate && pip install x\nRUN export\n",
        );
        fixes(RULE, "FROM a\nRUN export A=1\n", "FROM a\nENV A=1\n");
    }
}
