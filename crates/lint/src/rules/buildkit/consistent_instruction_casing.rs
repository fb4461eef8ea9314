//! Keywords in different cases.

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "ConsistentInstructionCasing",
    source: Source::BuildKit,
    description: "All commands within the Dockerfile should use the same casing (either upper or lower)",
    url: "https://docs.docker.com/go/dockerfile/rule/consistent-instruction-casing/",
    why: "Keywords do not depend on case, but one convention makes instructions stand out from their arguments.",
    help: "Write all keywords in capitals.",
    bad: r#"FROM alpine:3.22
run echo hello > /hello
CMD ["cat", "/hello"]
"#,
    good: r#"FROM alpine:3.22
RUN echo hello > /hello
CMD ["cat", "/hello"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let file = context.file;
    let keywords = || {
        file.stages.iter().flat_map(|stage| {
            let own = stage.instructions.iter().map(|instruction| (&instruction.keyword, instruction.lines));
            std::iter::once((&stage.keyword, stage.lines)).chain(own)
        })
    };
    let count =
        |convert: fn(&str) -> String| keywords().filter(|(word, _)| convert(&word.text) == word.text).count();
    let lower = count(str::to_lowercase) > count(str::to_uppercase);
    for (word, lines) in keywords() {
        let (wanted, case) = if lower {
            (word.text.to_lowercase(), "lowercase")
        } else {
            (word.text.to_uppercase(), "uppercase")
        };
        if wanted == word.text {
            continue;
        }
        let message =
            format!("Command '{}' should match the case of the command majority ({case})", word.text);
        let found = Found::new(Moment::Casing, word.span, lines, message);
        context.add(found.replace(format!("Write `{wanted}`"), word.span, wanted));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ConsistentInstructionCasing";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹run› b\nCMD c\n");
        allows(RULE, "from a\nrun b\n");
        fixes(RULE, "FROM a\nRun b\n", "FROM a\nRUN b\n");
    }
}
