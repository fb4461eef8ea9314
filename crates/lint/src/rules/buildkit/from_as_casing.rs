//! `AS` in another case than its `FROM`.

use crate::finding::{Context, Found, Moment};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "FromAsCasing",
    source: Source::BuildKit,
    description: "The 'as' keyword should match the case of the 'from' keyword",
    url: "https://docs.docker.com/go/dockerfile/rule/from-as-casing/",
    why: "Keywords of one line that differ in case are harder to read.",
    help: "Write both in capitals, or both in small letters.",
    bad: r#"FROM alpine:3.22 as base
CMD ["echo", "hello"]
"#,
    good: r#"FROM alpine:3.22 AS base
CMD ["echo", "hello"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let tree = context.tree;
    for node in tree.nodes.iter().filter(|node| node.keyword.text.eq_ignore_ascii_case("from")) {
        let [_, word, _, ..] = node.args.as_slice() else { continue };
        let from = &node.keyword.text;
        // A keyword of mixed case is another rule's matter.
        let wanted = if *from == from.to_lowercase() {
            word.text.to_lowercase()
        } else if *from == from.to_uppercase() {
            word.text.to_uppercase()
        } else {
            continue;
        };
        if wanted == word.text {
            continue;
        }
        let message = format!("'{}' and '{from}' keywords' casing do not match", word.text);
        let found = Found::new(Moment::Instruction(node.lines.first, 1), word.span, node.lines, message);
        context.add(found.under(&node.comments).replace(format!("Write `{wanted}`"), word.span, wanted));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "FromAsCasing";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM alpine ‹as› base\n");
        allows(RULE, "from alpine as base\n");
        fixes(RULE, "FROM a as b\n", "FROM a AS b\n");
    }
}
