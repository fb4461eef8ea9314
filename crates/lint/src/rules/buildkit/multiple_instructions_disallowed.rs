//! CMD, ENTRYPOINT or HEALTHCHECK twice in a stage.

use drydock_plan::FactKind;
use drydock_source::Span;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "MultipleInstructionsDisallowed",
    source: Source::BuildKit,
    description: "Multiple instructions of the same type should not be used in the same stage",
    url: "https://docs.docker.com/go/dockerfile/rule/multiple-instructions-disallowed/",
    why: "Only the last one counts; the earlier one misleads the reader.",
    help: "Remove the earlier one.",
    bad: r#"FROM alpine:3.22
CMD ["echo", "one"]
CMD ["echo", "two"]
"#,
    good: r#"FROM alpine:3.22
CMD ["echo", "two"]
"#,
    same_as: &["DL3012", "DL4003", "DL4004"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::Replaced { keyword, .. } = &fact.kind else { continue };
        let message = format!(
            "Multiple {keyword} instructions should not be used in the same stage because only the last one will be used"
        );
        let end = fact.span.end as usize;
        let newline = context.tree.text.get(end..).map_or(0, |rest| usize::from(rest.starts_with('\n')));
        let line = Span::new(fact.span.start as usize, end + newline);
        context.add(Found::at(index, fact, message).replace("Remove it", line, ""));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "MultipleInstructionsDisallowed";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹CMD [\"b\"]›\nCMD [\"c\"]\n");
        allows(RULE, "FROM a\nCMD [\"b\"]\nFROM c\nCMD [\"d\"]\n");
        fixes(RULE, "FROM a\nCMD [\"b\"]\nCMD [\"c\"]\n", "FROM a\nCMD [\"c\"]\n");
    }
}
