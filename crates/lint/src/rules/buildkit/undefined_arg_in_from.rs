//! A name in FROM that no ARG declares.

use drydock_plan::FactKind;
use drydock_syntax::suggest;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "UndefinedArgInFrom",
    source: Source::BuildKit,
    description: "FROM command must use declared ARGs",
    url: "https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/",
    why: "FROM sees only ARGs that stand before the first FROM, and the predefined platform arguments; another name is empty there.",
    help: "Declare it with ARG before the first FROM, or correct the name.",
    bad: r#"FROM alpine:${TAG:-3.22}
CMD ["cat", "/etc/os-release"]
"#,
    good: r#"ARG TAG=3.22
FROM alpine:${TAG}
CMD ["cat", "/etc/os-release"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let plan = context.plan;
    let declared = plan.meta_args.iter().map(|arg| arg.name.as_str());
    let known: Vec<&str> = plan.globals.iter().map(|(name, _)| name).chain(declared).collect();
    for (index, fact) in context.facts() {
        let FactKind::UndeclaredInFrom { name } = &fact.kind else { continue };
        let near = suggest::nearest(name, &known);
        let hint = near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
        let message = format!("FROM argument '{name}' is not declared{hint}");
        let place = context.variable(fact.span, name);
        let mut found = Found::at(index, fact, message).on(place);
        if let Some(near) = near.filter(|_| place != fact.span) {
            found = found.suggest(format!("Write `{near}`"), place, near);
        }
        context.add(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "UndefinedArgInFrom";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM --platform=$‹BUILDPLATFROM› a\n");
        allows(RULE, "ARG T=1\nFROM a:$T\n");
        fixes(RULE, "ARG TAG=1\nFROM a:${TAGG:-2}\n", "ARG TAG=1\nFROM a:${TAG:-2}\n");
    }
}
