//! A `~` where no shell reads it.

use drydock_source::Span;
use drydock_syntax::Word;
use drydock_syntax::instruction::Kind;

use crate::At;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "TildeIsLiteral",
    description: "`~` is the home directory to a shell, and a plain character to Dockerfile instructions",
    why: "WORKDIR, COPY, ADD and ENV are carried out without a shell. They take `~` for a name, so a directory called `~` appears.",
    help: "Write the whole path of the home directory: `/root`, or `/home/NAME`.",
    url: "https://docs.docker.com/reference/dockerfile/#workdir",
    bad: r#"FROM python:3.13-slim
WORKDIR ~/app
COPY app.py ./
CMD ["python", "app.py"]
"#,
    good: r#"FROM python:3.13-slim
WORKDIR /root/app
COPY app.py ./
CMD ["python", "app.py"]
"#,
    files: &[("app.py", "print('hello')\n")],
    same_as: &["DL3000"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        match &at.instruction.kind {
            Kind::Workdir(workdir) => word(context, at, &workdir.path, "WORKDIR"),
            Kind::Copy(copy) => word(context, at, &copy.sources.dest, "COPY"),
            Kind::Add(add) => word(context, at, &add.sources.dest, "ADD"),
            Kind::Env(env) => {
                for pair in env.pairs.iter().filter(|pair| pair.name.text == "PATH") {
                    let text = pair.value.text.as_str();
                    let starts = text.match_indices('~').map(|(at, _)| at);
                    let own =
                        |at: &usize| *at == 0 || matches!(text.as_bytes().get(at - 1), Some(b':' | b'"'));
                    if let Some(offset) =
                        starts.into_iter().find(own).filter(|_| context.text(pair.value.span) == text)
                    {
                        tilde(context, at, pair.value.span.start as usize + offset, "ENV PATH");
                    }
                }
            }
            _ => {}
        }
    }
}

/// Reports a word that begins with `~` or `~/`.
fn word(context: &mut Context<'_>, at: At<'_>, word: &Word, what: &str) {
    let quoted = word.text.starts_with(['"', '\'']);
    let plain = word.text.trim_start_matches(['"', '\'']);
    if plain == "~" || plain.starts_with("~/") {
        tilde(context, at, word.span.start as usize + usize::from(quoted), what);
    }
}

fn tilde(context: &mut Context<'_>, at: At<'_>, offset: usize, what: &str) {
    let span = Span::new(offset, offset + 1);
    if context.text(span) != "~" {
        return;
    }
    let message = format!("{what} takes `~` for a name: only a shell turns it into the home directory");
    let home = match at.before.user.split(':').next().unwrap_or_default() {
        "" | "root" | "0" => Some("/root".to_owned()),
        user if user.chars().all(|c| c.is_ascii_digit()) => None,
        user => Some(format!("/home/{user}")),
    };
    let found = Found::within(at.instruction, span, message);
    context.add(match home {
        Some(home) => found.suggest(format!("Write `{home}`"), span, home),
        None => found,
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "TildeIsLiteral";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nWORKDIR ‹~›\nCOPY a \"‹~›/b/\"\nENV PATH=$PATH:‹~›/bin\n");
        allows(RULE, "FROM a\nWORKDIR /a~b\nRUN ls ~\nCOPY ~backup /x\nENV A=~ PATH=/a:$PATH\n");
        fixes(RULE, "FROM a\nUSER app\nWORKDIR ~/x\n", "FROM a\nUSER app\nWORKDIR /home/app/x\n");
    }
}
