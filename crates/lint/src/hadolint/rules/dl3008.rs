//! apt-get install without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3008",
    source: Source::Hadolint,
    description: "Packages are installed with apt-get in whatever version there is",
    why: "Two builds of the same file can then hold different packages, and a cached step goes on holding an old one.",
    help: "Write `package=version`; `apt-cache policy package` tells the versions. For a release of Debian `package=7.88.*` is often enough.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3008",
    bad: r#"FROM debian:12.5
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl \
 && rm -rf /var/lib/apt/lists/*
"#,
    good: r#"FROM debian:12.5
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl=7.88.* \
 && rm -rf /var/lib/apt/lists/*
"#,
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_arg("apt-get installs whatever version there is", loose);
}

/// Packages without a version.
fn loose(call: &Call) -> Vec<&Arg> {
    let installs = call.has("apt-get", &["install"]);
    let fixed = |text: &str| text == "install" || text.contains(['=', '/']) || text.ends_with(".deb");
    call.operands_without(&["t", "target-release"]).filter(|arg| installs && !fixed(&arg.text)).collect()
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3008";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN apt-get install -y ‹curl›\nRUN apt-get -t=x install ‹$PKG› b=1\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN apt-get install -y -t stable curl=7.*\n",
                "FROM a\nRUN apt-get install ./a.deb b/stable\n",
            ],
        );
        allows(RULE, &["FROM a\nRUN env A=1 apt-get install curl\n", "FROM a\nRUN apt-get upgrade\n"]);
    }
}
