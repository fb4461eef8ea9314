//! A command substitution without quotes.

use drydock_shell::{Body, Invocation, PartKind};

use super::words::split_parts;
use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SC2046",
    source: Source::ShellCheck,
    description: "The output of a command without quotes is split at its spaces",
    why: "Without quotes the shell splits what a command prints at white space and takes `*` and `?` in it for file names.",
    help: "Put it into double quotes, unless it is meant to be several words; lists are safer with `xargs` or `while read -r`.",
    url: "https://www.shellcheck.net/wiki/SC2046",
    bad: r#"FROM alpine:3.22
RUN touch /srv/$(cat /etc/hostname).log
"#,
    good: r#"FROM alpine:3.22
RUN touch "/srv/$(cat /etc/hostname).log"
"#,
    check,
    ..Rule::USUAL
};

/// Programs that print one word without spaces.
const ONE_WORD: [&str; 8] = ["nproc", "uname", "id", "arch", "getconf", "whoami", "mktemp", "dpkg"];

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        for (simple, part) in split_parts(text) {
            let PartKind::Command(body) = &part.kind else { continue };
            // ShellCheck says something else of `echo $(…)`.
            let echo = simple.words.first().is_some_and(|word| word.is("echo"));
            if echo || prints_one_word(body) {
                continue;
            }
            let message =
                "What this prints is split at white space, and `*` in it becomes file names".to_owned();
            context.add(Found::within(text.at.instruction, text.span(part.span), message));
        }
    }
}

fn prints_one_word(body: &Body) -> bool {
    let [list] = body.lists.as_slice() else { return false };
    let [command] = list.first.commands.as_slice() else { return false };
    let drydock_shell::CommandKind::Simple(simple) = &command.kind else { return false };
    list.rest.is_empty() && Invocation::of(simple).is_some_and(|call| ONE_WORD.contains(&call.base_name()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "SC2046";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nRUN apt-get purge ‹$(cat list)›\n");
        allows(RULE, "FROM a\nRUN make -j$(nproc) && x=$(cat y) && rm \"$(cat z)\" && echo $(pwd)\n");
    }
}
