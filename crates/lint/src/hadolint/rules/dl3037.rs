//! zypper install without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3037",
    source: Source::Hadolint,
    description: "Packages are installed with zypper in whatever version there is",
    why: "Two builds of the same file can then hold different packages, and a cached step goes on holding an old one.",
    help: "Write `zypper install -y package=version`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3037",
    bad: "FROM opensuse/leap:15
RUN zypper install -y curl && zypper clean
",
    good: "FROM opensuse/leap:15
RUN zypper install -y curl=8.0 && zypper clean
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_arg("zypper installs whatever version there is", loose);
}

/// Packages without a version.
fn loose(call: &Call) -> Vec<&Arg> {
    let installs = call.has("zypper", &["install", "in"]);
    let fixed = |text: &str| {
        matches!(text, "install" | "in") || text.contains(['=', '>', '<']) || text.ends_with(".rpm")
    };
    call.operands().filter(|arg| installs && !fixed(&arg.text)).collect()
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3037";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN zypper in -y ‹x› y=1 ‹$P› ‹z-1›\n");
        allows(RULE, &["FROM a\nRUN zypper install -y \"x>=1\" y.rpm\n", "FROM a\nRUN zypper rm x\n"]);
    }
}
