//! A server that runs as root without need.

use drydock_plan::Base;
use drydock_source::Severity;
use drydock_syntax::instruction::Kind;

use crate::chain::roots;
use crate::edits::{fix, insert};
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "RunsAsRoot",
    severity: Severity::Hint,
    description: "The server runs as root, though its base image has a user for it",
    why: "Without USER the process is root inside the container. Who breaks into it may change everything there, and is root also towards the host's kernel and every directory that is mounted.",
    help: "Name the image's own user with USER before CMD, by its number so that its host can tell; give it what it has to write to.",
    url: "https://docs.docker.com/build/building/best-practices/#user",
    bad: r#"FROM node:22-slim
WORKDIR /app
COPY server.js .
EXPOSE 8080
CMD ["node", "server.js"]
"#,
    good: r#"FROM node:22-slim
WORKDIR /app
COPY server.js .
EXPOSE 8080
USER 1000
CMD ["node", "server.js"]
"#,
    files: &[("server.js", "require('http').createServer((q, s) => s.end()).listen(8080)\n")],
    same_as: &["DL3002"],
    check,
    ..Rule::USUAL
};

/// Base images that come with a user for what runs on them: image, user, number. Images of services change their user
/// themselves.
const USERS: [(&str, &str, u32); 2] = [("node", "node", 1000), ("denoland/deno", "deno", 1993)];

fn check(context: &mut Context<'_>) {
    let plan = context.plan;
    let Some(stage) = plan.target.and_then(|target| plan.stages.get(target)) else { return };
    let Some(first) = roots(plan).get(stage.index).and_then(|root| plan.stages.get(*root)) else { return };
    let Base::Image { reference, info: Some(_) } = &first.base else { return };
    let Some((user, number)) = user(reference) else { return };
    let last = stage.steps.last().map_or(&stage.initial, |step| &step.state);
    let own: Vec<_> = context.steps().filter(|at| at.stage.index == stage.index).collect();
    let exposes = own.iter().any(|at| matches!(at.instruction.kind, Kind::Expose(_)));
    // Who writes USER root has said so, and hadolint has a rule for it.
    let says = own.iter().any(|at| matches!(at.instruction.kind, Kind::User(_)));
    if !last.user.is_empty() || !exposes || says {
        return;
    }
    let starts = |at: &&crate::At<'_>| matches!(at.instruction.kind, Kind::Cmd(_) | Kind::Entrypoint(_));
    let Some(start) = own.iter().find(starts) else { return };
    let message =
        format!("The container's process is root; the image has the user `{user}`, {number}, for it");
    let edit = insert(start.instruction.span.start as usize, format!("USER {number}\n"));
    let fix = fix(format!("Run as `{user}`, {number}"), vec![edit], false);
    context.add(Found::within(start.instruction, start.instruction.span, message).fixed(fix));
}

/// The user that the image `reference` has.
fn user(reference: &str) -> Option<(&'static str, u32)> {
    let path = reference.trim_start_matches("docker.io/").trim_start_matches("library/");
    let name = path.split([':', '@']).next().unwrap_or(path);
    USERS.iter().find(|(image, ..)| *image == name).map(|(_, user, number)| (*user, *number))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "RunsAsRoot";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM node:22 AS base\nFROM base\nEXPOSE 80\n‹CMD [\"x\"]›\n");
        allows(RULE, "FROM node:22\nCMD [\"x\"]\nFROM python\nEXPOSE 80\nCMD [\"x\"]\n");
        allows(RULE, "FROM nginx\nEXPOSE 80\nCMD [\"x\"]\n");
        allows(RULE, "FROM node:22\nEXPOSE 80\nUSER app\nCMD [\"x\"]\n");
    }

    #[test]
    fn names_the_user_that_is_there() {
        fixes(RULE, "FROM node\nEXPOSE 80\nCMD [\"x\"]\n", "FROM node\nEXPOSE 80\nUSER 1000\nCMD [\"x\"]\n");
    }
}
