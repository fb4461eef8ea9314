//! go install without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::{Hit, Pass};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3062",
    source: Source::Hadolint,
    description: "Go packages are installed in whatever version there is",
    why: "A module that is released tomorrow is part of tomorrow's build, and breaks it without a change of yours.",
    help: "Write `go install package@version`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3062",
    bad: "FROM golang:1.23
RUN go install example.com/tool@latest
",
    good: "FROM golang:1.23
RUN go install example.com/tool@v1.2.3
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_run(|running| {
        // Where a RUN runs packages hadolint does not look at those it installs.
        let runs = running.script.calls.iter().any(|call| run_packages(call).next().is_some());
        Hit::of_args(running.script, "go takes whatever version there is", |call| loose(call, runs))
    });
}

fn loose(call: &Call, runs: bool) -> Vec<&Arg> {
    let named: Vec<&Arg> = if runs { run_packages(call).collect() } else { installed(call).collect() };
    named.into_iter().filter(|arg| !is_fixed(&arg.text)).collect()
}

/// What `go run` runs; everything behind it belongs to the program.
fn run_packages(call: &Call) -> impl Iterator<Item = &Arg> {
    let runs = call.has("go", &["run"]);
    call.operands().take(2).filter(move |arg| runs && arg.text != "run")
}

fn installed(call: &Call) -> impl Iterator<Item = &Arg> {
    let installs = call.has("go", &["install", "get"]);
    let plain = |text: &str| matches!(text, "install" | "get" | "tool");
    call.operands().filter(move |arg| installs && !plain(&arg.text))
}

fn is_fixed(package: &str) -> bool {
    let moving = package.ends_with("@latest") || package.ends_with("@none");
    package.starts_with(['.', '/']) || (package.contains('@') && !moving)
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3062";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN go install ‹x.org/y› x.org/z@v1\nRUN go get ‹x.org/y@latest›\nRUN go run ‹main.go› a\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN go install ./...\n",
                "FROM a\nRUN go run x@v1 arg\n",
                "FROM a\nRUN go build ./...\n",
                "FROM a\nRUN go get -tool x@v1\n",
            ],
        );
    }
}
