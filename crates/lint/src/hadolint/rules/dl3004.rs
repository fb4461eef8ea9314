//! sudo in a RUN.

use drydock_source::{Severity, Span};

use crate::hadolint::pass::{Hit, Pass, replace};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3004",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "`sudo` is run",
    why: "A build runs as root until USER says otherwise, so sudo changes nothing; where it does, signals and the environment no longer reach the program as expected.",
    help: "Leave it out. To change the user within a RUN switch with USER, or use `gosu` or `setpriv` in an entrypoint.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3004",
    bad: "FROM debian:12.5
RUN sudo mkdir /data
",
    good: "FROM debian:12.5
RUN mkdir /data
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.name == "sudo",
        |call| {
            let hit = Hit::new("`sudo` has no place in a build").at(call.name_span);
            match call.args.first().filter(|next| !next.text.starts_with('-')) {
                Some(next) if call.span.start == call.name_span.start => {
                    let gap = Span { start: call.name_span.start, end: next.span.start };
                    hit.suggest("Leave `sudo` out", [replace(gap, "")])
                }
                _ => hit,
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3004";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN true && ‹sudo› ls\nRUN A=b ‹sudo› ls\nONBUILD RUN ‹sudo› ls\n");
        allows(
            RULE,
            &["FROM a\nRUN echo sudo\n", "FROM a\nRUN /usr/bin/sudo ls\n", "FROM a\nRUN gosu app ls\n"],
        );
        fixes(RULE, "FROM a\nRUN sudo ls && sudo  a\n", "FROM a\nRUN ls && a\n");
    }
}
