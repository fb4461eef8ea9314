//! curl and wget both.

use crate::hadolint::pass::{Hit, Pass, Running};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL4001",
    source: Source::Hadolint,
    description: "A stage uses curl and wget",
    why: "Both do the same. An image that needs both is larger, and there are two programs to keep up to date.",
    help: "Choose one of the two.",
    url: "https://github.com/hadolint/hadolint/wiki/DL4001",
    bad: "FROM buildpack-deps:bookworm
RUN curl -O https://example.com/a
RUN wget -q https://example.com/b
",
    good: "FROM buildpack-deps:bookworm
RUN curl -O https://example.com/a && curl -O https://example.com/b
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for steps in pass.lists() {
        let (mut curl, mut wget) = (false, false);
        for step in steps {
            if let Kind::From(_) = step.kind {
                (curl, wget) = (false, false);
            }
            let Some(running) = Running::of(step) else { continue };
            let mut calls =
                running.script.calls.iter().filter(|call| matches!(call.name.as_str(), "curl" | "wget"));
            let loads = calls.clone().next_back();
            curl |= calls.clone().any(|call| call.name == "curl");
            wget |= calls.any(|call| call.name == "wget");
            if let Some(call) = loads.filter(|_| curl && wget) {
                let other = if call.name == "curl" { "wget" } else { "curl" };
                let message = format!("`{}` is run here, and `{other}` in the same stage", call.name);
                pass.add(step, Hit::new(message).at(call.name_span));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL4001";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN curl x\nRUN ‹wget› -q y\nRUN ‹curl› z\nRUN b\n");
        catches(RULE, "FROM a\nRUN x=$(curl y) && ‹wget› -q z\n");
        allows(
            RULE,
            &["FROM a\nRUN curl x\nFROM a\nRUN wget y\n", "FROM a\nRUN apt-get install curl wget\n"],
        );
    }
}
