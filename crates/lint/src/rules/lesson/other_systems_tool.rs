//! Commands that another distribution has.

use drydock_plan::{Base, Plan};
use drydock_shell::Invocation;
use drydock_source::Edit;

use crate::chain::roots;
use crate::edits::{fix, replace};
use crate::finding::{Context, Found};
use crate::rule::Rule;
use crate::script::ShellText;

pub(super) static RULE: Rule = Rule {
    code: "OtherSystemsTool",
    description: "A command of another distribution than the stage's",
    why: "Debian and its kin have `apt-get` and `useradd`, Alpine has `apk` and BusyBox's `adduser`, Red Hat's have `dnf`. One that is not there ends the step with exit code 127; options that the other kind of `adduser` does not know end it too.",
    help: "Use what this base image has, or take another base image.",
    url: "https://wiki.alpinelinux.org/wiki/Setting_up_a_new_user",
    bad: r#"FROM alpine:3.22
RUN useradd -m app
USER app
"#,
    good: r#"FROM alpine:3.22
RUN adduser -D app
USER app
"#,
    check,
    ..Rule::USUAL
};

/// Commands of the package `shadow`, which Alpine does not have from the start, and BusyBox's own for them.
const SHADOW: [(&str, &str); 6] = [
    ("useradd", "adduser"),
    ("userdel", "deluser"),
    ("usermod", "addgroup USER GROUP"),
    ("groupadd", "addgroup"),
    ("groupdel", "delgroup"),
    ("groupmod", "addgroup"),
];
/// Package managers, and the one a system has instead.
const MANAGERS: [(&str, &str); 5] =
    [("apt-get", "apt"), ("apt", "apt"), ("apk", "apk"), ("dnf", "dnf"), ("yum", "dnf")];

fn check(context: &mut Context<'_>) {
    let (texts, roots) = (context.shell_texts(), roots(context.plan));
    // Who installs it, there or above, has it.
    let mut shadow = false;
    for text in texts.iter().filter(|text| text.is_run()) {
        let Some(manager) = manager(context.plan, &roots, text.at.stage.index) else { continue };
        shadow |= installs(text, "shadow");
        for (_, call) in text.calls() {
            let Some((message, edit)) = problem(text, &call, manager, shadow) else { continue };
            let found = Found::within(text.at.instruction, text.span(call.name_span), message);
            context.add(match edit {
                Some(edit) => found.fixed(fix("Write it as BusyBox's `adduser` reads it", vec![edit], false)),
                None => found,
            });
            break;
        }
    }
}

/// The package manager of the image that a stage begins with; `None` when nobody knows.
fn manager<'p>(plan: &'p Plan, roots: &[usize], stage: usize) -> Option<&'p str> {
    match &plan.stages.get(*roots.get(stage)?)?.base {
        Base::Image { info: Some(info), .. } => {
            Some(info.package_manager.as_str()).filter(|name| !name.is_empty() && *name != "none")
        }
        _ => None,
    }
}

fn installs(text: &ShellText<'_>, package: &str) -> bool {
    text.calls().any(|(_, call)| {
        call.base_name() == "apk"
            && call
                .operands()
                .filter_map(|word| word.literal())
                .any(|word| word.split('=').next() == Some(package))
    })
}

fn problem(
    text: &ShellText<'_>,
    call: &Invocation<'_>,
    manager: &str,
    shadow: bool,
) -> Option<(String, Option<Edit>)> {
    let name = call.base_name();
    // A path leads to a program that someone put there.
    if call.name.contains('/') {
        return None;
    }
    if MANAGERS.iter().any(|(known, of)| *known == name && *of != manager) {
        let has = if manager == "apt" { "apt-get" } else { manager };
        return Some((format!("This base image has no `{name}`: its packages come with `{has}`"), None));
    }
    match manager {
        "apk" if !shadow => {
            if let Some((_, instead)) = SHADOW.iter().find(|(known, _)| *known == name) {
                let message = format!("Alpine has no `{name}`: BusyBox has `{instead}`");
                let edit = (name == "useradd").then(|| as_busybox(text, call)).flatten();
                return Some((message, edit));
            }
            None
        }
        "apt" if name == "adduser" && call.has_flag("D") => {
            let message = "Debian's `adduser` has no `-D`: `useradd -m` makes a user without a password";
            Some((message.to_owned(), None))
        }
        _ => None,
    }
}

/// `useradd` with what BusyBox's `adduser` has too, written its way; `None` where something has no counterpart.
fn as_busybox(text: &ShellText<'_>, call: &Invocation<'_>) -> Option<Edit> {
    let mut words = vec!["adduser".to_owned(), "-D".to_owned()];
    let mut home = false;
    let mut args = call.args.iter();
    let mut name = None;
    while let Some(word) = args.next() {
        let word = word.literal()?.into_owned();
        match word.as_str() {
            "-m" | "--create-home" => home = true,
            "-r" | "--system" => words.push("-S".into()),
            "-u" | "--uid" | "-s" | "--shell" | "-d" | "--home-dir" | "-g" | "--gid" => {
                let flag = match word.as_str() {
                    "-u" | "--uid" => "-u",
                    "-s" | "--shell" => "-s",
                    "-d" | "--home-dir" => "-h",
                    _ => "-G",
                };
                words.extend([flag.to_owned(), args.next()?.literal()?.into_owned()]);
            }
            option if option.starts_with('-') => return None,
            _ if name.is_none() => name = Some(word),
            _ => return None,
        }
    }
    if !home {
        words.push("-H".into());
    }
    words.push(name?);
    let plain =
        |word: &String| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
    let end = call.args.last()?.span.end;
    let whole = drydock_source::Span { start: call.name_span.start, end };
    words.iter().all(plain).then(|| replace(text.span(whole), words.join(" ")))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "OtherSystemsTool";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM alpine\nRUN ‹useradd› app\nFROM debian\nRUN ‹apk› add curl\nRUN ‹adduser› -D app\n",
        );
        catches(RULE, "FROM alpine AS base\nFROM base\nRUN echo && ‹apt-get› update\n");
        allows(RULE, "FROM alpine\nRUN apk add --no-cache shadow && useradd app\nRUN usermod -aG a app\n");
        allows(
            RULE,
            "FROM debian\nRUN useradd app && apt-get update\nFROM unknown\nRUN useradd a && apk add b\n",
        );
        allows(RULE, "FROM alpine\nRUN adduser -D app && addgroup x && /opt/useradd a\n");
    }

    #[test]
    fn writes_it_the_other_way() {
        fixes(RULE, "FROM alpine\nRUN useradd -m -u 1001 app\n", "FROM alpine\nRUN adduser -D -u 1001 app\n");
        fixes(
            RULE,
            "FROM alpine\nRUN useradd -r app && id\n",
            "FROM alpine\nRUN adduser -D -S -H app && id\n",
        );
    }
}
