//! A download piped into another command.

use super::words::{each_simple, sets};
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "PipeHidesFailure",
    description: "A pipe ends as its last command ends",
    why: "When the download on the left fails, the command on the right gets nothing and may well succeed: the build goes on without the files.",
    help: "Set `pipefail`: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`, with `/bin/ash` and `-eo` on Alpine.",
    url: "https://docs.docker.com/build/building/best-practices/#using-pipes",
    bad: r#"FROM buildpack-deps:bookworm
RUN curl -fsSL https://example.com/install.sh | sh
"#,
    good: r#"FROM buildpack-deps:bookworm
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -fsSL https://example.com/install.sh | sh
"#,
    same_as: &["DL4006"],
    check,
    ..Rule::USUAL
};

/// Commands that fetch or make what the next one needs.
const SOURCES: [&str; 9] = ["curl", "wget", "git", "aws", "gsutil", "pg_dump", "mysqldump", "ssh", "gpg"];

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run() && !text.options.pipefail) {
        let mut pipefail = false;
        each_simple(text, &mut |_, simple| pipefail |= sets(simple, '\0', "pipefail"));
        if pipefail {
            continue;
        }
        for (found, call) in text.calls() {
            let place = found.place;
            let feeds = place.pipe_len > 1 && place.pipe_index + 1 < place.pipe_len;
            if !feeds || !SOURCES.contains(&call.base_name()) {
                continue;
            }
            let message = format!(
                "When `{}` fails, the pipe may still succeed, and the build goes on",
                call.base_name()
            );
            context.add(Found::within(text.at.instruction, text.span(found.command.span), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "PipeHidesFailure";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹curl x› | tar xz\n");
        allows(
            RULE,
            "FROM a\nRUN echo y | apt-get install x\nRUN set -o pipefail; curl x | sh\nRUN a | curl -d @- x\n",
        );
        allows(RULE, "FROM a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl x | sh\n");
    }
}
