//! Packages installed by a user who may not.

use drydock_plan::Base;

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "NeedsRoot",
    description: "Packages and users can be added by root alone",
    why: "RUN acts as the user that USER named above it. Without root's rights `apt-get`, `apk` and `useradd` end with `Permission denied`.",
    help: "Do what needs root first, and write USER below it.",
    url: "https://docs.docker.com/reference/dockerfile/#user",
    bad: r#"FROM node:22-bookworm-slim
USER node
RUN apt-get update && apt-get install -y --no-install-recommends git
"#,
    good: r#"FROM node:22-bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
USER node
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        let user = text.at.before.user.split(':').next().unwrap_or_default();
        // A user that the base image sets may be root by another name.
        let own = !matches!(text.at.stage.base, Base::Image { .. } | Base::Unknown)
            || text.at.before.user != text.at.stage.initial.user;
        if matches!(user, "" | "root" | "0") || !own {
            continue;
        }
        for (found, call) in text.calls() {
            let first = call.operands().next().and_then(|word| word.literal());
            let installs = match call.base_name() {
                "apt-get" | "apt" | "dnf" | "yum" | "microdnf" => {
                    matches!(first.as_deref(), Some("install" | "update" | "upgrade" | "remove" | "purge"))
                }
                "apk" => matches!(first.as_deref(), Some("add" | "del" | "upgrade")),
                "useradd" | "adduser" | "groupadd" | "addgroup" | "usermod" => true,
                _ => false,
            };
            if !installs || call.wrappers.iter().any(|wrapper| matches!(*wrapper, "sudo" | "doas")) {
                continue;
            }
            let message = format!("`{}` runs as `{user}` here and needs root", call.base_name());
            context.add(Found::within(text.at.instruction, text.span(found.command.span), message));
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "NeedsRoot";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nUSER app\nRUN ‹apt-get update› && apt-get install -y b\nUSER root\nRUN apk add c\n",
        );
        allows(RULE, "FROM a\nRUN apk add c\nUSER app\nRUN sudo apt-get update\nRUN apt-get --version\n");
    }
}
