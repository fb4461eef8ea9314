//! yum install without versions.

use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::rpm::Program;

pub(super) static RULE: Rule = Rule {
    code: "DL3033",
    source: Source::Hadolint,
    description: "Packages are installed with yum in whatever version there is",
    why: "Two builds of the same file can then hold different packages, and a cached step goes on holding an old one.",
    help: "Write `yum install -y package-version`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3033",
    bad: "FROM rockylinux:9
RUN yum install -y httpd && yum clean all
",
    good: "FROM rockylinux:9
RUN yum install -y httpd-2.4.57 && yum clean all
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const PROGRAM: Program =
    Program { names: &["yum"], not_packages: &["module"], message: "yum installs whatever version there is" };

fn check(pass: &mut Pass<'_>) {
    PROGRAM.check(pass);
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3033";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN yum install -y ‹httpd› a-1 ‹a-tools›\nRUN yum module install -y ‹php›\nRUN yum install ‹p-$V› ‹x.rpm›\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN yum install -y a-2.4-5.el9 my-x.rpm java-17-openjdk\n",
                "FROM a\nRUN yum module install php:8.1\n",
            ],
        );
        allows(
            RULE,
            &[
                "FROM a\nARG V=1\nRUN yum install p-$V\n",
                "FROM a AS b\nENV V=1\nFROM b\nRUN yum install p-${V}\n",
            ],
        );
    }
}
