//! Commands in shell form.

use crate::hadolint::pass::{Hit, Pass, replace};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3025",
    source: Source::Hadolint,
    description: "CMD, ENTRYPOINT or HEALTHCHECK in shell form",
    why: "In shell form process 1 is `/bin/sh -c`, which passes no signals on: `docker stop` waits ten seconds, then kills. A shell-form ENTRYPOINT also drops CMD and what is given to `docker run`.",
    help: "Write the words as a JSON list, with double quotes.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3025",
    bad: "FROM node:22-slim
CMD node server.js
",
    good: r#"FROM node:22-slim
CMD ["node", "server.js"]
"#,
    same_as: &["JSONArgsRecommended"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    for step in pass.steps() {
        let (keyword, arguments) = match &step.kind {
            Kind::Cmd(arguments) => ("CMD", arguments),
            Kind::Entrypoint(arguments) => ("ENTRYPOINT", arguments),
            Kind::Healthcheck(Some(arguments)) => ("HEALTHCHECK", arguments),
            _ => continue,
        };
        if arguments.exec {
            continue;
        }
        let text = &arguments.text;
        let hit = Hit::new(format!("{keyword} is in shell form")).at(text.whole());
        let list = list(&text.text).filter(|_| !text.whole().of(&pass.file.text).contains('\n'));
        pass.add(step, hit.suggest("Write it as a list", list.map(|list| replace(text.whole(), list))));
    }
}

/// The words as a list, when no shell is needed to tell them apart.
fn list(command: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,- ".contains(c);
    let words: Vec<String> = command.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    let first = words.first()?;
    (command.chars().all(plain) && !first.contains('=') && first != "\"exec\"")
        .then(|| format!("[{}]", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3025";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nCMD ‹node x›\nENTRYPOINT ‹['node']›\nHEALTHCHECK --interval=5s CMD ‹curl x›\nCMD ‹[\"a\",]›\n",
        );
        allows(RULE, &["FROM a\nCMD []\nENTRYPOINT [\"a\"]\nHEALTHCHECK NONE\nONBUILD CMD foo\n"]);
        fixes(RULE, "FROM a\nCMD node x -p 1\n", "FROM a\nCMD [\"node\", \"x\", \"-p\", \"1\"]\n");
    }
}
