//! yum without yum clean all.

use crate::hadolint::commands::Call;
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::unclean;

pub(super) static RULE: Rule = Rule {
    code: "DL3032",
    source: Source::Hadolint,
    description: "`yum install` leaves its cache in the image",
    why: "What is loaded to install stays in the layer: indexes and packages, tens of megabytes. Cleaning in a later RUN does not help, since a layer keeps what it was made with.",
    help: "End the same RUN with `&& yum clean all`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3032",
    bad: "FROM rockylinux:9
RUN yum install -y httpd-2.4.57
",
    good: "FROM rockylinux:9
RUN yum install -y httpd-2.4.57 && yum clean all
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let installs = |call: &Call| call.has("yum", &["install"]);
    let cleans =
        |call: &Call| call.has("yum", &["clean", "all"]) || call.has("rm", &["-rf", "/var/cache/yum/*"]);
    pass.each_run(|running| unclean(running, installs, cleans, "yum clean all"));
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3032";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹yum install -y a-1›\nRUN yum clean all && ‹yum install -y a-1›\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN yum install -y a && yum clean all\n",
                "FROM a\nRUN yum install a && rm -rf /x\n",
                "FROM a\nRUN yum update\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN yum install -y a\n", "FROM a\nRUN yum install -y a && yum clean all\n");
    }
}
