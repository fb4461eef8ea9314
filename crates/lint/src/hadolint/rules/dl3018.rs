//! apk add without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3018",
    source: Source::Hadolint,
    description: "Packages are installed with apk in whatever version there is",
    why: "Two builds of the same file can then hold different packages. Note that Alpine drops old versions from its mirrors.",
    help: "Write `package=version`, or `package~version` for any build of it.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3018",
    bad: "FROM alpine:3.20
RUN apk add --no-cache curl
",
    good: "FROM alpine:3.20
RUN apk add --no-cache curl~8
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_arg("apk installs whatever version there is", loose);
}

/// Packages without a version.
fn loose(call: &Call) -> Vec<&Arg> {
    let adds = call.has("apk", &["add"]);
    let fixed = |text: &str| text == "add" || text.contains(['=', '~', '>', '<']) || text.ends_with(".apk");
    let operands = call.operands_without(&["t", "virtual", "repository", "X"]);
    operands.filter(|arg| adds && !fixed(&arg.text)).collect()
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3018";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN apk add ‹curl› b=1 ‹$P›\nRUN apk add --virtual=.d ‹gcc›\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN apk add -t deps --virtual .d -X http://r --repository s a~1 \"b>2\" x.apk\n",
                "FROM a\nRUN apk upgrade\n",
            ],
        );
    }
}
