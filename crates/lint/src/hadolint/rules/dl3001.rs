//! Commands for a machine that somebody sits at.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3001",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "A command that has no use in a build",
    why: "A build has no services, no other processes and nobody to type: `ssh`, `vim`, `service` and the like do nothing here that is left in the image.",
    help: "Leave the command out, or do its work where the container runs.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3001",
    bad: "FROM debian:12.5
RUN service nginx start
",
    good: r#"FROM debian:12.5
CMD ["nginx", "-g", "daemon off;"]
"#,
    hadolint: Some(check),
    ..Rule::USUAL
};

const COMMANDS: [&str; 9] = ["free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"];

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| COMMANDS.contains(&call.name.as_str()),
        |call| Hit::new(format!("`{}` has no use in a build", call.name)).at(call.name_span),
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3001";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN true && ‹kill› 1\nRUN time ‹free›\nRUN if a; then ‹ps›; fi\nRUN [\"‹ssh›\", \"h\"]\n",
        );
        catches(RULE, "FROM a\nONBUILD RUN ‹top›\n");
        allows(
            RULE,
            &["FROM a\nRUN /usr/bin/top\n", "FROM a\nRUN echo kill\n", "FROM a\nRUN sh -c \"kill 1\"\n"],
        );
    }
}
