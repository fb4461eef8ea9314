//! gem install without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3028",
    source: Source::Hadolint,
    description: "Gems are installed in whatever version there is",
    why: "A gem that is released tomorrow is part of tomorrow's build, and breaks it without a change of yours.",
    help: "Write `gem install name:version`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3028",
    bad: "FROM ruby:3.3-slim
RUN gem install rails
",
    good: "FROM ruby:3.3-slim
RUN gem install rails:7.1.3
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_arg("gem installs whatever version there is", loose);
}

/// Gems without a version.
fn loose(call: &Call) -> Vec<&Arg> {
    let versioned =
        |arg: &Arg| matches!(arg.text.as_str(), "-v" | "--version") || arg.text.starts_with("--version=");
    if !call.has("gem", &["install", "i"]) || call.args.iter().any(versioned) {
        return Vec::new();
    }
    let mut gems = Vec::new();
    let mut args = call.args.iter().take_while(|arg| arg.text != "--");
    while let Some(arg) = args.next() {
        if arg.text.starts_with('-') {
            // Whatever follows a flag is taken for its value.
            args.next();
        } else if !matches!(arg.text.as_str(), "install" | "i") && !arg.text.contains(':') {
            gems.push(arg);
        }
    }
    gems
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3028";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN gem install ‹rails› rake:1\nRUN gem i ‹x›\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN gem install rails -v 7\n",
                "FROM a\nRUN gem install --no-document rails:7\n",
                "FROM a\nRUN gem update\n",
            ],
        );
        allows(
            RULE,
            &["FROM a\nRUN gem install x:1 -- --with-flag y\n", "FROM a\nRUN gem install --version=7 x\n"],
        );
    }
}
