//! dnf install without versions.

use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::rpm::Program;

pub(super) static RULE: Rule = Rule {
    code: "DL3041",
    source: Source::Hadolint,
    description: "Packages are installed with dnf in whatever version there is",
    why: "Two builds of the same file can then hold different packages, and a cached step goes on holding an old one.",
    help: "Write `dnf install -y package-version`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3041",
    bad: "FROM rockylinux:9
RUN dnf install -y httpd && dnf clean all
",
    good: "FROM rockylinux:9
RUN dnf install -y httpd-2.4.57 && dnf clean all
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const PROGRAM: Program = Program {
    names: &["dnf", "microdnf"],
    not_packages: &["module", "group"],
    message: "dnf installs whatever version there is",
};

fn check(pass: &mut Pass<'_>) {
    PROGRAM.check(pass);
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3041";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN dnf install -y ‹httpd› a-1\nRUN microdnf install ‹./x.rpm› ‹@group›\nRUN dnf module install ‹php›\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN dnf install -y a-tools-2.4 nodejs-18.1:2\n",
                "FROM a\nRUN dnf module enable -y php\n",
            ],
        );
        allows(RULE, &["FROM a\nRUN dnf group install x\n", "FROM a\nENV V=1\nRUN dnf install p-$V\n"]);
    }
}
