//! A container that has to be killed.

use drydock_syntax::instruction::Kind;

use crate::At;
use crate::chain::in_image;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "StopKills",
    description: "`docker stop` has to wait ten seconds and kill",
    why: "The signal goes to process 1 alone. A shell there does not pass it on to the program it started, so the program never learns that it should end.",
    help: "Start the program with `exec`, so that it takes the shell's place, or run the container with `--init`.",
    url: "https://docs.docker.com/reference/dockerfile/#exec-form-entrypoint-example",
    bad: r#"FROM python:3.13-slim
COPY start.sh /
ENTRYPOINT ["sh", "/start.sh"]
"#,
    good: r#"FROM python:3.13-slim
CMD ["python", "-m", "http.server"]
STOPSIGNAL SIGINT
"#,
    files: &[("start.sh", "#!/bin/sh\necho starting\nsleep 1000\necho done\n")],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let Some(ran) = context.build.and_then(|build| build.ran) else { return };
    let shell = ran.pid1.split(' ').next().and_then(|program| program.rsplit('/').next());
    let is_shell = shell.is_some_and(|shell| ["sh", "bash", "ash", "dash"].contains(&shell));
    if ran.failure.is_some() || ran.stop_seconds < 10.0 || !is_shell {
        return;
    }
    let kept = in_image(context.plan);
    // Of shell form BuildKit's own check speaks already.
    let exec = |at: &At<'_>| match &at.instruction.kind {
        Kind::Cmd(cmd) => !cmd.command.prepend_shell,
        Kind::Entrypoint(entrypoint) => !entrypoint.command.prepend_shell,
        _ => false,
    };
    let last = context.steps().filter(|at| kept.get(at.stage.index) == Some(&true) && exec(at)).last();
    let Some(at) = last else { return };
    let message = format!(
        "`docker stop` takes {:.0} s and kills: process 1 is `{}`, which does not pass the signal on",
        ran.stop_seconds, ran.pid1
    );
    context.add(Found::within(at.instruction, at.instruction.span, message));
}
