//! npm install without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3016",
    source: Source::Hadolint,
    description: "Packages are installed with npm in whatever version there is",
    why: "The newest version of today is not the one you tried, and the build does not say which it took.",
    help: "Write `package@version`, or `npm ci` with a lock file.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3016",
    bad: "FROM node:22-slim
RUN npm install -g serve
",
    good: "FROM node:22-slim
RUN npm install -g serve@14.2.4
",
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    pass.each_arg("npm installs whatever version there is", loose);
}

/// Packages without a version.
fn loose(call: &Call) -> Vec<&Arg> {
    let operands: Vec<&Arg> = call.operands_without(&["loglevel", "registry"]).collect();
    if call.name != "npm" || operands.first().is_none_or(|first| first.text != "install") {
        return Vec::new();
    }
    operands.into_iter().skip_while(|arg| arg.text == "install").filter(|arg| !is_fixed(&arg.text)).collect()
}

fn is_fixed(package: &str) -> bool {
    let starts = |starts: &[&str]| starts.iter().any(|start| package.starts_with(start));
    if starts(&["git://", "git+ssh://", "git+http://", "git+https://"]) {
        return package.contains('#');
    }
    let archive = [".tar", ".tar.gz", ".tgz"].iter().any(|end| package.ends_with(end));
    archive || starts(&["/", "./", "../", "~/"]) || without_scope(package).contains('@')
}

/// The package behind `@scope`, which ends at the first character that sorts before letters and digits.
fn without_scope(package: &str) -> &str {
    if package.starts_with('@') { package.trim_start_matches(|c| c > '/') } else { package }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3016";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN npm install -g ‹express› a@1 ‹@s/p›\nRUN npm install ‹git+https://h/x.git›\n",
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN npm install\n",
                "FROM a\nRUN npm ci\n",
                "FROM a\nRUN npm i x\n",
                "FROM a\nRUN npm run install x\n",
            ],
        );
        allows(
            RULE,
            &["FROM a\nRUN npm install --registry https://r e@1 @s/p@1 ./local x.tgz git://h/x#v1\n"],
        );
    }
}
