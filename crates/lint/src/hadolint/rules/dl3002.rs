//! A stage that ends as root.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Kind, Step};
use crate::hadolint::value::Value;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3002",
    source: Source::Hadolint,
    description: "The last USER of a stage is root",
    why: "What runs as root in a container is root to everything that is mounted into it, and one mistake of the kernel away from the host.",
    help: "Let the last USER name an account of your own, best by its number.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3002",
    bad: "FROM debian:12.5
USER root
RUN touch /ready
",
    good: "FROM debian:12.5
USER root
RUN touch /ready
USER 1000
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut stage = false;
    let mut last: Option<(&Step, &Value)> = None;
    for step in pass.steps() {
        match &step.kind {
            Kind::From(_) => {
                tell(pass, last.take());
                stage = true;
            }
            Kind::User(user) if stage => last = is_root(&user.text).then_some((step, user)),
            _ => {}
        }
    }
    tell(pass, last);
}

fn tell(pass: &mut Pass<'_>, last: Option<(&Step, &Value)>) {
    if let Some((step, user)) = last {
        let message = format!("The last USER of this stage is `{}`", user.text);
        pass.add(step, Hit::new(message).at(user.whole()));
    }
}

fn is_root(user: &str) -> bool {
    matches!(user, "root" | "0") || user.starts_with("root:") || user.starts_with("0:")
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3002";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nUSER ‹root›\nFROM b\nUSER app\nUSER ‹0:0›\n");
        allows(
            RULE,
            &["FROM a\nUSER root\nUSER app\n", "FROM a\nUSER \"root\"\n", "FROM a\nUSER 00\n", "FROM a\n"],
        );
    }
}
