//! ENV PATH without the old one.

use drydock_syntax::instruction::Kind;

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "PathReplaced",
    description: "ENV PATH without `$PATH` hides all programs of the image",
    why: "A shell finds programs in the folders of PATH only. With the old ones gone, `ls` and `sh` are not found any more.",
    help: "Write `ENV PATH=/new/bin:$PATH`.",
    url: "https://docs.docker.com/reference/dockerfile/#env",
    bad: r#"FROM debian:12-slim
ENV PATH=/opt/app/bin
"#,
    good: r#"FROM debian:12-slim
ENV PATH=/opt/app/bin:$PATH
"#,
    check,
    ..Rule::USUAL
};

/// The folders without which nothing is found.
const NEEDED: [&str; 2] = ["/usr/bin", "/bin"];

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        let Kind::Env(env) = &at.instruction.kind else { continue };
        for pair in env.pairs.iter().filter(|pair| pair.name.text == "PATH") {
            let value = at.step.state.env.get("PATH").unwrap_or_default();
            let before = at.before.env.get("PATH").unwrap_or_default();
            let lost = NEEDED.iter().all(|dir| !value.split(':').any(|other| other == *dir));
            let had = before.split(':').any(|dir| NEEDED.contains(&dir));
            if !lost || !had || pair.value.text.is_empty() {
                continue;
            }
            let message =
                "This hides every folder that PATH had: `sh` and `ls` are not found any more".to_owned();
            let span = pair.value.span;
            let mut found = Found::within(at.instruction, span, message);
            let plain = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
            if context.text(span).chars().all(plain) {
                found = found.replace("Keep the old ones", span, format!("{}:$PATH", context.text(span)));
            }
            context.add(found);
        }
    }
}
