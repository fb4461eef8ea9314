//! CMD beside an ENTRYPOINT in shell form.

use drydock_syntax::instruction::Kind;

use crate::At;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "CmdSwallowed",
    description: "An ENTRYPOINT in shell form takes no arguments: CMD has no effect",
    why: "The process is `/bin/sh -c \"entrypoint\" cmd…`. A shell called like that takes further words for `$0`, `$1`… of its text, and the program never sees them. Arguments of `docker run` are lost the same way.",
    help: "Write ENTRYPOINT as a JSON list.",
    url: "https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact",
    bad: r#"FROM alpine:3.22
ENTRYPOINT ping -c 3
CMD ["localhost"]
"#,
    good: r#"FROM alpine:3.22
ENTRYPOINT ["ping", "-c", "3"]
CMD ["localhost"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let mut entrypoint: Option<At<'_>> = None;
    let mut cmd: Option<At<'_>> = None;
    let mut pairs = Vec::new();
    for at in context.steps() {
        if entrypoint.or(cmd).is_some_and(|other| other.stage.index != at.stage.index) {
            pairs.extend(entrypoint.take().zip(cmd.take()));
            (entrypoint, cmd) = (None, None);
        }
        match &at.instruction.kind {
            Kind::Entrypoint(_) => entrypoint = Some(at),
            Kind::Cmd(_) => cmd = Some(at),
            _ => {}
        }
    }
    pairs.extend(entrypoint.zip(cmd));
    for (entrypoint, cmd) in pairs {
        let Kind::Entrypoint(kind) = &entrypoint.instruction.kind else { continue };
        let Kind::Cmd(words) = &cmd.instruction.kind else { continue };
        let command = kind.command.words.as_deref().and_then(|words| words.first());
        // A text that uses its arguments wants them.
        let takes =
            command.is_some_and(|word| ["$@", "$*", "$0", "$1"].iter().any(|mark| word.text.contains(mark)));
        let empty = words.command.words.as_deref().is_none_or(<[_]>::is_empty);
        if !kind.command.prepend_shell || takes || empty {
            continue;
        }
        let line = entrypoint.instruction.lines.first;
        let message = format!(
            "CMD has no effect: ENTRYPOINT in line {line} is in shell form, which takes no arguments"
        );
        let found = Found::within(cmd.instruction, cmd.instruction.span, message)
            .label(entrypoint.instruction.span, "this is in shell form");
        context.add(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "CmdSwallowed";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹CMD [\"x\"]›\nENTRYPOINT a b\nFROM c\nENTRYPOINT d\n‹CMD e›\n");
        allows(
            RULE,
            "FROM a\nENTRYPOINT [\"a\"]\nCMD [\"x\"]\nFROM b\nENTRYPOINT exec a \"$@\"\nCMD [\"x\"]\n",
        );
        allows(RULE, "FROM a\nENTRYPOINT a\nFROM b\nCMD [\"x\"]\n");
    }
}
