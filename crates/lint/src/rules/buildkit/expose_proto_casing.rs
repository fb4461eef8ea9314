//! A protocol of EXPOSE in capitals.

use drydock_plan::FactKind;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "ExposeProtoCasing",
    source: Source::BuildKit,
    description: "Protocol in EXPOSE instruction should be lowercase",
    url: "https://docs.docker.com/go/dockerfile/rule/expose-proto-casing/",
    why: "The image config has the protocol in lower case anyway.",
    help: "Write it in lower case.",
    bad: "FROM alpine:3.22
EXPOSE 53/UDP
",
    good: "FROM alpine:3.22
EXPOSE 53/udp
",
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::Port { port, protocol, .. } = &fact.kind else { continue };
        let lower = protocol.to_lowercase();
        if *protocol == lower {
            continue;
        }
        let message = format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase");
        let mut found = Found::at(index, fact, message);
        if context.text(fact.span) == port {
            found = found.replace("Write it in lower case", fact.span, port.to_lowercase());
        }
        context.add(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ExposeProtoCasing";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nEXPOSE ‹80/TCP›\n");
        allows(RULE, "FROM a\nEXPOSE 80/tcp 81\n");
        fixes(RULE, "FROM a\nEXPOSE 80/Udp\n", "FROM a\nEXPOSE 80/udp\n");
    }
}
