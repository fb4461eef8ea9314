//! pip install without versions.

use crate::hadolint::commands::{Arg, Call};
use crate::hadolint::pass::Pass;
use crate::rule::{Rule, Source};

use super::install::is_pip_install;

pub(super) static RULE: Rule = Rule {
    code: "DL3013",
    source: Source::Hadolint,
    description: "Packages are installed with pip in whatever version there is",
    why: "A package that is released tomorrow is part of tomorrow's build, and breaks it without a change of yours.",
    help: "Write `package==version`, or install from a requirements file that names versions (`-r requirements.txt`).",
    url: "https://github.com/hadolint/hadolint/wiki/DL3013",
    bad: "FROM python:3.12-slim
RUN pip install --no-cache-dir flask
",
    good: "FROM python:3.12-slim
RUN pip install --no-cache-dir flask==3.1.0
",
    hadolint: Some(check),
    ..Rule::USUAL
};

const VALUED: [&str; 26] = [
    "abi",
    "b",
    "build",
    "e",
    "editable",
    "extra-index-url",
    "f",
    "find-links",
    "i",
    "implementation",
    "index-url",
    "no-binary",
    "only-binary",
    "platform",
    "prefix",
    "progress-bar",
    "proxy",
    "python",
    "python-version",
    "root",
    "root-user-action",
    "src",
    "t",
    "target",
    "trusted-host",
    "upgrade-strategy",
];

/// Ways to name a repository, each followed by `+` and a protocol, or alone.
const REPOSITORIES: [(&str, &[&str]); 4] = [
    ("git", &["file", "git", "http", "https", "ssh"]),
    ("hg", &["file", "http", "https", "ssh", "static-http"]),
    ("svn", &["http", "https", "ssh", "svn"]),
    ("bzr", &["ftp", "http", "https", "lp", "sftp", "ssh"]),
];

fn check(pass: &mut Pass<'_>) {
    pass.each_arg("pip installs whatever version there is", loose);
}

/// Packages without a version.
fn loose(call: &Call) -> Vec<&Arg> {
    let from_files = call.arg(&["--requirement", "-r", "."]).is_some();
    if !is_pip_install(call) || from_files || call.has_flag(&["c", "constraint"]) {
        return Vec::new();
    }
    let behind = call.operands_without(&VALUED).skip_while(|arg| arg.text != "install");
    behind.skip_while(|arg| arg.text == "install").filter(|arg| !is_fixed(&arg.text)).collect()
}

fn is_fixed(package: &str) -> bool {
    let versioned = package.contains("==")
        || package.contains(['<', '>'])
        || package.contains("!=")
        || package.contains("~=");
    let repository = is_repository(package);
    versioned
        || (repository && package.contains('@'))
        || package.ends_with(".whl")
        || package.ends_with(".tar.gz")
        || (!repository && package.contains('/'))
}

fn is_repository(package: &str) -> bool {
    package.starts_with("git")
        || REPOSITORIES.iter().any(|(name, protocols)| {
            let rest = package.strip_prefix(name).and_then(|rest| rest.strip_prefix('+'));
            rest.is_some_and(|rest| protocols.iter().any(|protocol| rest.starts_with(protocol)))
        })
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3013";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN pip install ‹flask› b==1\nRUN python3 -m pip install ‹$P›\nRUN pipx install ‹git+https://h/x.git›\n",
        );
        catches(RULE, "FROM a\nRUN pip install ‹flask›>=3\n");
        allows(
            RULE,
            &[
                "FROM a\nRUN pip install -r r.txt\n",
                "FROM a\nRUN pip install -i https://x b==1\n",
                "FROM a\nRUN pip install -e .\n",
            ],
        );
        allows(
            RULE,
            &[
                "FROM a\nRUN pip install -c c.txt flask\n",
                "FROM a\nRUN pip install git+https://h/x@v1 ./a.whl d/e\n",
            ],
        );
        allows(RULE, &["FROM a\nRUN pipenv install flask\n", "FROM a\nRUN uv pip install flask\n"]);
    }
}
