//! A global ARG used in a RUN of a stage that does not declare it.

use std::collections::HashSet;

use crate::edits::{fix, insert};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::Variable;

pub(super) static RULE: Rule = Rule {
    code: "ArgBeforeFrom",
    description: "An ARG before the first FROM holds for FROM lines only",
    why: "Each stage begins without build arguments. To the shell of a RUN an undeclared one is unset, and an unset variable is replaced by nothing.",
    help: "Declare it again in the stage, without a value: `ARG NAME`.",
    url: "https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact",
    bad: r#"ARG VERSION=3.22
FROM alpine:${VERSION}
RUN echo "built on $VERSION" > /version
"#,
    good: r#"ARG VERSION=3.22
FROM alpine:${VERSION}
ARG VERSION
RUN echo "built on $VERSION" > /version
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let global: HashSet<&str> = context.plan.meta_args.iter().map(|arg| arg.name.as_str()).collect();
    if global.is_empty() {
        return;
    }
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        let state = text.at.before;
        let mut told = HashSet::new();
        for Variable { name, span } in text.variables() {
            let set = state.env.get(name).is_some() || state.args.get(name).is_some();
            if set || !global.contains(name) || text.assigns(name) || !told.insert(name.to_owned()) {
                continue;
            }
            let message = format!("`{name}` is empty here: the ARG before FROM does not reach into stages");
            let line = text.at.stage.span.end as usize;
            let edit = insert(line, format!("\nARG {name}"));
            let found = Found::within(text.at.instruction, text.span(span), message);
            context.add(found.fixed(fix(format!("Declare `ARG {name}` in the stage"), vec![edit], true)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ArgBeforeFrom";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "ARG V=1\nFROM a\nRUN echo ‹$V› $V\nFROM b\nARG V\nRUN echo $V\n");
        allows(RULE, "ARG V=1\nFROM a\nENV V=2\nRUN echo $V\n");
        allows(RULE, "ARG V=1\nFROM a\nRUN V=3; echo $V; echo '$V'\nRUN for V in a; do echo $V; done\n");
        fixes(RULE, "ARG V=1\nFROM a\nRUN echo ${V}\n", "ARG V=1\nFROM a\nARG V\nRUN echo ${V}\n");
    }
}
