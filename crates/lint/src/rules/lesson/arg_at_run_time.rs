//! An ARG used by the command of the container.

use std::collections::HashSet;

use crate::edits::{fix, insert};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::Variable;

pub(super) static RULE: Rule = Rule {
    code: "ArgAtRunTime",
    description: "Build arguments are gone when the container runs",
    why: "ARG holds during the build only. The container's environment has what ENV set, so the shell of CMD replaces the name by nothing.",
    help: "Hand the value on: `ENV NAME=$NAME` below the ARG.",
    url: "https://docs.docker.com/reference/dockerfile/#arg",
    bad: r#"FROM alpine:3.22
ARG PORT=8080
CMD exec nc -lk -p "$PORT"
"#,
    good: r#"FROM alpine:3.22
ARG PORT=8080
ENV PORT=$PORT
CMD exec nc -lk -p "$PORT"
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let texts = context.shell_texts();
    for text in texts.iter().filter(|text| !text.is_run()) {
        let stage = text.at.stage;
        // An ENV further down still reaches the container.
        let Some(last) = stage.steps.last().map(|step| &step.state) else { continue };
        let mut told = HashSet::new();
        for Variable { name, span } in text.variables() {
            let declared = stage.args.iter().rev().find(|arg| arg.name == name);
            let Some(arg) = declared.filter(|_| last.env.get(name).is_none() && !text.assigns(name)) else {
                continue;
            };
            if !told.insert(name.to_owned()) {
                continue;
            }
            let message =
                format!("`{name}` is empty when the container runs: ARG holds during the build only");
            let mut found = Found::within(text.at.instruction, text.span(span), message);
            let below = context.tree.nodes.iter().find(|node| node.lines == arg.lines);
            if let Some(node) = below {
                let edit = insert(node.span.end as usize, format!("\nENV {name}=${name}"));
                found = found.fixed(fix(format!("Add `ENV {name}=${name}`"), vec![edit], true));
            }
            context.add(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ArgAtRunTime";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nARG P=1\nCMD x ‹$P›\n");
        allows(RULE, "FROM a\nARG P=1\nCMD x $P\nENV P=$P\n");
        allows(RULE, "FROM a\nARG P=1\nRUN x $P\nCMD P=2; x $P $Q\n");
        fixes(RULE, "FROM a\nARG P=1\nCMD x ${P}\n", "FROM a\nARG P=1\nENV P=$P\nCMD x ${P}\n");
    }
}
