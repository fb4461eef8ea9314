//! dnf without dnf clean all.

use crate::hadolint::commands::Call;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::unclean;

pub(super) static RULE: Rule = Rule {
    code: "DL3040",
    source: Source::Hadolint,
    description: "`dnf` leaves its cache in the image",
    why: "What is loaded to install stays in the layer: indexes and packages, tens of megabytes. Cleaning in a later RUN does not help, since a layer keeps what it was made with.",
    help: "End the same RUN with `&& dnf clean all`, or mount a cache at /var/cache/libdnf5.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3040",
    bad: "FROM rockylinux:9
RUN dnf install -y httpd-2.4.57
",
    good: "FROM rockylinux:9
RUN dnf install -y httpd-2.4.57 && dnf clean all
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const INSTALLS: [&str; 8] =
    ["install", "in", "upgrade", "up", "upgrade-minimal", "up-min", "reinstall", "rei"];

fn check(pass: &mut Pass<'_>) {
    pass.each_run(|running| {
        if running.keeps_out("/var/cache/libdnf5") || running.keeps_out(".cache/libdnf5") {
            return None;
        }
        let left = |program: &str, clean: &str| {
            let installs = |call: &Call| call.has(program, &INSTALLS);
            let removes = |call: &Call| call.has("rm", &["-rf", "/var/cache/libdnf5*"]);
            unclean(running, installs, |call| call.has(program, &["clean", "all"]) || removes(call), clean)
        };
        match (left("dnf", "dnf clean all"), left("microdnf", "microdnf clean all")) {
            (Some(dnf), Some(microdnf)) => Some(dnf.and(microdnf)),
            (dnf, microdnf) => dnf.or(microdnf),
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3040";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹dnf in -y x›\nRUN ‹microdnf upgrade›\nRUN ‹dnf install a› && microdnf clean all\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN dnf install x && dnf clean all\n",
                "FROM a\nRUN dnf install x && rm -rf /var/cache/dnf\n",
            ],
        );
        allows(RULE, &["FROM a\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install x\n"]);
        fixes(RULE, "FROM a\nRUN dnf install -y x\n", "FROM a\nRUN dnf install -y x && dnf clean all\n");
    }
}
