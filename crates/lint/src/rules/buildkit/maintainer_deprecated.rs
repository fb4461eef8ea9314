//! MAINTAINER.

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "MaintainerDeprecated",
    source: Source::BuildKit,
    description: "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    url: "https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/",
    why: "MAINTAINER is deprecated; tools look for the author in a label.",
    help: "Write `LABEL org.opencontainers.image.authors=…`.",
    bad: "FROM alpine:3.22
MAINTAINER jo@example.com
",
    good: r#"FROM alpine:3.22
LABEL org.opencontainers.image.authors="jo@example.com"
"#,
    same_as: &["DL4000"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let tree = context.tree;
    for node in tree.nodes.iter().filter(|node| node.keyword.text.eq_ignore_ascii_case("maintainer")) {
        let message = "Maintainer instruction is deprecated in favor of using label".to_string();
        let moment = Moment::Instruction(node.lines.first, 0);
        let mut found = Found::new(moment, node.span, node.lines, message).under(&node.comments);
        if let [author] = node.args.as_slice()
            && !author.text.contains(['"', '\\', '$', '`'])
        {
            let label = format!("LABEL org.opencontainers.image.authors=\"{}\"", author.text);
            found = found.suggest("Turn it into a label", node.span, label);
        }
        context.add(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "MaintainerDeprecated";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹MAINTAINER me›\n");
        allows(RULE, "FROM a\nLABEL maintainer=me\n");
        fixes(RULE, "FROM a\nMAINTAINER Jo B\n", "FROM a\nLABEL org.opencontainers.image.authors=\"Jo B\"\n");
    }
}
