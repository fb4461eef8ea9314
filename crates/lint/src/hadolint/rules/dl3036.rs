//! zypper without zypper clean.

use crate::hadolint::commands::Call;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::unclean;

pub(super) static RULE: Rule = Rule {
    code: "DL3036",
    source: Source::Hadolint,
    description: "`zypper install` leaves its cache in the image",
    why: "What is loaded to install stays in the layer: indexes and packages, tens of megabytes. Cleaning in a later RUN does not help, since a layer keeps what it was made with.",
    help: "End the same RUN with `&& zypper clean`, or mount a cache at /var/cache/zypp.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3036",
    bad: "FROM opensuse/leap:15
RUN zypper install -y curl=8.0
",
    good: "FROM opensuse/leap:15
RUN zypper install -y curl=8.0 && zypper clean
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let installs = |call: &Call| call.has("zypper", &["install", "in"]);
    let cleans = |call: &Call| call.has("zypper", &["clean", "cc"]);
    pass.each_run(|running| {
        if running.keeps_out("/var/cache/zypp") {
            return None;
        }
        unclean(running, installs, cleans, "zypper clean")
    });
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3036";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹zypper in -y x=1›\nRUN zypper clean && ‹zypper in -y x=1›\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN zypper in -y x && zypper cc -a\n",
                "FROM a\nRUN --mount=type=tmpfs,target=/var/cache/zypp zypper in x\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN zypper in -y x\n", "FROM a\nRUN zypper in -y x && zypper clean\n");
    }
}
