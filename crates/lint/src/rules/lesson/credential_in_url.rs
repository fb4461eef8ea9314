//! A password in an address.

use drydock_source::Span;
use drydock_syntax::instruction::Kind;

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "CredentialInUrl",
    description: "A password in the text of an instruction stays in the image's history",
    why: "`docker history` shows the text of every instruction to everybody who has the image.",
    help: "Take it from a secret: `RUN --mount=type=secret,id=NAME …`.",
    url: "https://docs.docker.com/build/building/secrets/",
    bad: r#"FROM alpine:3.22
RUN wget -q https://deploy:s3cret@example.com/app.tar
"#,
    good: r#"FROM alpine:3.22
RUN --mount=type=secret,id=login wget -q "https://$(cat /run/secrets/login)@example.com/app.tar"
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        if !matches!(at.instruction.kind, Kind::Run(_) | Kind::Add(_) | Kind::Env(_) | Kind::Arg(_)) {
            continue;
        }
        let text = context.text(at.instruction.span);
        for (offset, _) in text.match_indices("://") {
            let Some(length) = text.get(offset + 3..).and_then(password) else { continue };
            let start = at.instruction.span.start as usize + offset + 3;
            let message = "A password that stands here can be read in the image's history".to_owned();
            context.add(Found::within(at.instruction, Span::new(start, start + length), message));
        }
    }
}

/// Length of `user:password` before an `@`, where the password is written out.
fn password(rest: &str) -> Option<usize> {
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '@' | '`'))
        .unwrap_or(rest.len());
    let (user, password) = rest.get(..end)?.split_once(':')?;
    let written = !password.is_empty() && !password.contains(['$', '<', '{', '*']) && !user.contains('$');
    (rest.get(end..)?.starts_with('@') && written).then_some(end)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "CredentialInUrl";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN git clone https://‹me:pw›@example.com/x\nENV U=postgres://‹a:b›@db/c\n");
        allows(
            RULE,
            "FROM a\nRUN git clone https://me:$PW@example.com/x https://b@c ssh://git@x:22/y http://a:80/@x\n",
        );
    }
}
