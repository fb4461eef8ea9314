//! `FROM --platform=$TARGETPLATFORM`.

use drydock_plan::FactKind;
use drydock_source::Span;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "RedundantTargetPlatform",
    source: Source::BuildKit,
    description: "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    url: "https://docs.docker.com/go/dockerfile/rule/redundant-target-platform/",
    why: "A stage is built for the target platform anyway.",
    help: "Leave the flag out.",
    bad: r#"FROM --platform=$TARGETPLATFORM alpine:3.22
CMD ["uname", "-m"]
"#,
    good: r#"FROM alpine:3.22
CMD ["uname", "-m"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::FromPlatform(platform) = &fact.kind else { continue };
        if !platform.is_target {
            continue;
        }
        let written = &platform.written;
        let message = format!(
            "Setting platform to predefined {written} in FROM is redundant as this is the default behavior"
        );
        let mut found = Found::at(index, fact, message);
        if let Some(flag) = whole_flag(context, fact.span) {
            found = found.replace("Remove the flag", flag, "");
        }
        context.add(found);
    }
}

/// The flag around its value, with the white space behind it.
fn whole_flag(context: &Context<'_>, value: Span) -> Option<Span> {
    let text = &context.tree.text;
    let start = (value.start as usize).checked_sub("--platform=".len())?;
    let rest = text.get(value.end as usize..)?;
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    text.get(start..)?.starts_with("--platform=").then(|| Span::new(start, value.end as usize + space))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "RedundantTargetPlatform";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM --platform=‹$TARGETPLATFORM› a\n");
        allows(RULE, "FROM --platform=$BUILDPLATFORM a\n");
        fixes(RULE, "FROM --platform=$TARGETPLATFORM a\n", "FROM a\n");
    }
}
