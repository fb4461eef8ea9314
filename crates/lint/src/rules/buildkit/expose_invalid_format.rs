//! EXPOSE with an address or a port of the host.

use drydock_plan::FactKind;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "ExposeInvalidFormat",
    source: Source::BuildKit,
    description: "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
    url: "https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/",
    why: "EXPOSE only documents ports of the container; which port of the host they get is said when the container starts.",
    help: "Write the container's port only, and `docker run -p` for the rest.",
    bad: "FROM nginx:1.28
EXPOSE 8080:80
",
    good: "FROM nginx:1.28
EXPOSE 80
",
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::Port { port, mapped: true, .. } = &fact.kind else { continue };
        let message = format!(
            "EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'"
        );
        let mut found = Found::at(index, fact, message).second();
        if let (true, Some((_, own))) = (context.text(fact.span) == port, port.rsplit_once(':')) {
            found = found.replace("Keep the container's port", fact.span, own);
        }
        context.add(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ExposeInvalidFormat";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nEXPOSE ‹8080:80›\n");
        allows(RULE, "FROM a\nEXPOSE 80\n");
        fixes(RULE, "FROM a\nEXPOSE 127.0.0.1:8080:80/tcp\n", "FROM a\nEXPOSE 80/tcp\n");
    }
}
