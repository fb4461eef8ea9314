//! useradd with a high number.

use crate::hadolint::pass::{Hit, Pass, insert};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3046",
    source: Source::Hadolint,
    description: "`useradd` gives a high number without `-l`",
    why: "useradd then makes /var/log/lastlog and faillog as large as the number is high. They are sparse files, but a layer may hold them in full: gigabytes.",
    help: "Write `useradd -l`, or choose a number of at most five digits.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3046",
    bad: "FROM debian:12.5
RUN useradd -u 123456 app
",
    good: "FROM debian:12.5
RUN useradd -l -u 123456 app
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| {
            let high = call.values_of("u").any(|id| id.text.chars().count() > 5);
            call.name == "useradd" && high && !call.has_flag(&["l", "no-log-init"])
        },
        |call| {
            let hit = Hit::new("`useradd` with a high number makes huge log files unless it is given `-l`");
            hit.at(call.span).fix("Add `-l`", [insert(call.name_span.end, " -l")])
        },
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3046";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹useradd -u 123456 x›\nRUN useradd -u 12345 x\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN useradd -lu 123456 x\n",
                "FROM a\nRUN useradd --uid 123456 x\n",
                "FROM a\nRUN adduser -u 123456 x\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN useradd -u 100000 x\n", "FROM a\nRUN useradd -l -u 100000 x\n");
    }
}
