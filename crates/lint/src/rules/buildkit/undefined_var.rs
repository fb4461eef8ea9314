//! A variable that is not set where it is used.

use drydock_plan::{Base, FactKind, Plan};

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};
use crate::suggest::Names;

pub(super) static RULE: Rule = Rule {
    code: "UndefinedVar",
    source: Source::BuildKit,
    description: "Variables should be defined before their use",
    url: "https://docs.docker.com/go/dockerfile/rule/undefined-var/",
    why: "An unset variable is replaced by nothing: paths, names and versions change without a word. ARGs before the first FROM must be declared again in the stage.",
    help: "Set it with ENV or ARG above, correct the name, or give a default: `${NAME:-default}`.",
    bad: "FROM alpine:3.22
ENV VERSION=1.4
LABEL version=$VERSON
",
    good: "FROM alpine:3.22
ENV VERSION=1.4
LABEL version=$VERSION
",
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let names = names_in_reach(context.plan);
    for (index, fact) in context.facts() {
        let FactKind::Unset { name, env } = &fact.kind else { continue };
        let near = names.nearest(name, env);
        let hint = near.map(|near| format!(" (did you mean ${near}?)")).unwrap_or_default();
        let message = format!("Usage of undefined variable '${name}'{hint}");
        let place = context.variable(fact.span, name);
        let mut found = Found::at(index, fact, message).on(place);
        if let Some(near) = near.filter(|_| place != fact.span) {
            found = found.suggest(format!("Write `{near}`"), place, near);
        }
        context.add(found);
    }
}

/// Every name that some place in the file may see, when a place misses one at all.
fn names_in_reach<'a>(plan: &'a Plan) -> Names<'a> {
    let unset = plan.facts.iter().filter(|fact| matches!(fact.kind, FactKind::Unset { .. })).count();
    if unset == 0 {
        return Names::default();
    }
    let first = plan.stages.iter().filter(|stage| !matches!(stage.base, Base::Stage(_)));
    let inherited = first.flat_map(|stage| stage.initial.env.iter().map(|(name, _)| name));
    let own = plan.facts.iter().filter_map(|fact| match &fact.kind {
        FactKind::Sets { name, .. } => Some(&**name),
        _ => None,
    });
    Names::new(inherited.chain(own), unset)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "UndefinedVar";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENV B=1\nLABEL x=$‹C›\n");
        allows(RULE, "FROM a\nARG C\nLABEL x=$C\n");
        fixes(
            RULE,
            "FROM a\nENV VERSION=1\nLABEL x=${VERSON}\n",
            "FROM a\nENV VERSION=1\nLABEL x=${VERSION}\n",
        );
    }
}
