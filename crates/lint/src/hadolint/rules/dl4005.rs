//! Another /bin/sh.

use crate::hadolint::pass::{Hit, Pass};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL4005",
    source: Source::Hadolint,
    description: "/bin/sh is replaced to change the shell",
    why: "Scripts of the distribution expect the shell they were written for at /bin/sh; another one there breaks them in places nobody looks at.",
    help: "Write `SHELL [\"/bin/bash\", \"-c\"]`, which changes the shell of the RUNs below.",
    url: "https://github.com/hadolint/hadolint/wiki/DL4005",
    bad: "FROM debian:12.5
RUN ln -sf /bin/bash /bin/sh
",
    good: r#"FROM debian:12.5
SHELL ["/bin/bash", "-c"]
"#,
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.has("ln", &["/bin/sh"]),
        |call| Hit::new("/bin/sh is replaced; SHELL changes the shell of RUN").at(call.span),
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL4005";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN rm /bin/sh && ‹ln -s /bin/bash /bin/sh›\n");
        allows(RULE, &["FROM a\nRUN ln -s a /bin/sh2\n", "FROM a\nRUN ln -sf bash /usr/bin/sh\n"]);
    }
}
