//! wget with its progress bar.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, insert};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3047",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "wget draws its progress bar into the log",
    why: "Without a terminal wget prints a line for every 50 kilobytes: a large file buries everything else in the log of the build.",
    help: "Write `wget -q` or `wget -nv`, or `--progress=dot:giga` for a line a megabyte or so.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3047",
    bad: "FROM buildpack-deps:bookworm
RUN wget https://example.com/data.tar
",
    good: "FROM buildpack-deps:bookworm
RUN wget --progress=dot:giga https://example.com/data.tar
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const QUIET: [&str; 8] = ["progress", "q", "quiet", "o", "output-file", "a", "append-output", "no-verbose"];

fn check(pass: &mut Pass<'_>) {
    pass.each_call(
        |call| call.name == "wget" && !call.has_flag(&QUIET) && call.arg(&["-nv"]).is_none(),
        |call| {
            let hit = Hit::new("`wget` draws its progress bar into the log").at(call.span);
            hit.fix("Add `--progress=dot:giga`", [insert(call.name_span.end, " --progress=dot:giga")])
        },
    );
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3047";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN ‹wget http://h/x›\nRUN ‹wget -O x http://h/x› && y\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN wget -qO- x; wget -nv x; wget -o l x; wget --no-verbose x\n",
                "FROM a\nRUN curl x\n",
            ],
        );
        fixes(RULE, "FROM a\nRUN wget x\n", "FROM a\nRUN wget --progress=dot:giga x\n");
    }
}
