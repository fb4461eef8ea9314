//! Recommended packages that come along.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, after};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3015",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "`apt-get install` also installs what packages recommend",
    why: "What is recommended is often several times what was asked for, and nothing in the image needs it.",
    help: "Write `--no-install-recommends`, and name what you do need.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3015",
    bad: "FROM debian:12.5
RUN apt-get update && apt-get install -y curl=7.88.* && rm -rf /var/lib/apt/lists/*
",
    good: "FROM debian:12.5
RUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.* && rm -rf /var/lib/apt/lists/*
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| {
            call.has("apt-get", &["install"])
                && !call.has_flag(&["no-install-recommends"])
                && call.arg(&["APT::Install-Recommends=false"]).is_none()
        },
        |call| {
            let hit = Hit::new("This also installs what the packages recommend").at(call.span);
            let edit = call.arg(&["install"]).map(|install| after(install, " --no-install-recommends"));
            hit.suggest("Add `--no-install-recommends`", edit)
        },
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3015";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹apt-get install -y a=1›\nRUN ‹apt-get -o APT::Install-Recommends=0 install a›\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN apt-get install --no-install-recommends a\n",
                "FROM a\nRUN apt-get -o APT::Install-Recommends=false install a\n",
            ],
        );
        fixes(
            RULE,
            "FROM a\nRUN apt-get install -y a\n",
            "FROM a\nRUN apt-get install --no-install-recommends -y a\n",
        );
    }
}
