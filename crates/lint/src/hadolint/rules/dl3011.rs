//! A port that cannot be.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::{Kind, Ports};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3011",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "EXPOSE names a port above 65535",
    why: "A port is a number of 16 bits.",
    help: "Write the port that the program listens on.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3011",
    bad: "FROM debian:12.5
EXPOSE 80000
",
    good: "FROM debian:12.5
EXPOSE 8080
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let Kind::Expose(ports) = &step.kind else { continue };
        // A range is looked at when both of its ends are numbers.
        let too_high = |ports: &&Ports| match (ports.first, ports.last) {
            (Some(first), Some(last)) => first > 65_535 || last > 65_535,
            _ => false,
        };
        let mut wrong = ports.iter().filter(too_high);
        if let Some(first) = wrong.next() {
            let message = format!("There is no port `{}`: the highest is 65535", first.text.text);
            let hit = Hit::new(message).at(first.text.whole());
            pass.add(step, wrong.fold(hit, |hit, ports| hit.at(ports.text.whole())));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3011";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nEXPOSE 80 ‹90000›\nEXPOSE ‹8000-80000/tcp›\n");
        allows(RULE, &["FROM a\nEXPOSE 0 65535 $PORT 443/udp 8000-8100\n"]);
    }
}
