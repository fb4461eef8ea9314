//! CMD or ENTRYPOINT in shell form.

use drydock_plan::FactKind;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "JSONArgsRecommended",
    source: Source::BuildKit,
    description: "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    url: "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/",
    why: "In shell form process 1 is a shell, which does not pass SIGTERM on: `docker stop` waits ten seconds and kills. Arguments of `docker run` are lost with a shell-form ENTRYPOINT.",
    help: "Write the words as a JSON list, or choose the shell on purpose with SHELL.",
    bad: "FROM nginx:1.28
CMD nginx -c /etc/nginx/nginx.conf
",
    good: r#"FROM nginx:1.28
CMD ["nginx", "-c", "/etc/nginx/nginx.conf"]
"#,
    same_as: &["DL3025"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::ShellForm { keyword } = &fact.kind else { continue };
        let message = format!(
            "JSON arguments recommended for {keyword} to prevent unintended behavior related to OS signals"
        );
        let mut found = Found::at(index, fact, message);
        if let Some(words) = plain_words(context.text(fact.span)) {
            let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            found = found.suggest("Write it as a list", fact.span, format!("{keyword} [{list}]"));
        }
        context.add(found);
    }
}

/// The words behind the keyword, when no shell is needed to tell them.
fn plain_words(instruction: &str) -> Option<Vec<&str>> {
    let (_, command) = instruction.split_once(' ')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,- ".contains(c);
    let words: Vec<&str> = command.split_whitespace().collect();
    (command.chars().all(plain) && !words.is_empty() && !words[0].contains('=')).then_some(words)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "JSONArgsRecommended";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\n‹CMD nginx -g off›\n");
        allows(RULE, "FROM a\nSHELL [\"sh\", \"-c\"]\nCMD a\n");
        fixes(RULE, "FROM a\nCMD nginx -v\n", "FROM a\nCMD [\"nginx\", \"-v\"]\n");
    }
}
