//! A port below 1024 for a user who is not root.

use drydock_source::Severity;
use drydock_syntax::instruction::Kind;

use crate::chain::in_image;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "PrivilegedPort",
    severity: Severity::Info,
    description: "A port below 1024, and a process that is not root",
    why: "Linux lets root alone listen below 1024. Docker 20.10 and later lifts that inside its containers; Podman without root, Kubernetes and hosts with other settings need not, and the server ends with `permission denied` there.",
    help: "Listen on a port from 1024 on, 8080 for one; `docker run -p 80:8080` still publishes it as 80.",
    url: "https://docs.docker.com/engine/release-notes/20.10/#rootless",
    bad: r#"FROM node:22-slim
USER node
EXPOSE 80
CMD ["node", "server.js"]
"#,
    good: r#"FROM node:22-slim
USER node
EXPOSE 8080
CMD ["node", "server.js"]
"#,
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    let kept = in_image(context.plan);
    let Some(stage) = context.plan.target.and_then(|target| context.plan.stages.get(target)) else { return };
    let last = stage.steps.last().map_or(&stage.initial, |step| &step.state);
    let user = last.user.split(':').next().unwrap_or_default();
    if matches!(user, "" | "root" | "0")
        || last.user == stage.initial.user && kept.iter().filter(|k| **k).count() < 2
    {
        return;
    }
    let user = user.to_owned();
    for at in context.steps().filter(|at| kept.get(at.stage.index) == Some(&true)) {
        let Kind::Expose(expose) = &at.instruction.kind else { continue };
        for word in &expose.ports {
            let number = word.text.split('/').next().unwrap_or_default().parse::<u32>();
            if let Ok(port @ 1..1024) = number {
                let message = format!("`{user}` may not listen on port {port} everywhere");
                context.add(Found::within(at.instruction, word.span, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "PrivilegedPort";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nEXPOSE ‹80› 8080 ‹443/tcp›\nUSER app\n");
        catches(RULE, "FROM a AS base\nUSER app\nFROM base\nEXPOSE ‹80›\n");
        allows(RULE, "FROM a\nEXPOSE 80\nFROM b\nUSER app\nEXPOSE 8080\n");
        allows(RULE, "FROM a\nUSER app\nUSER root\nEXPOSE 80\nCMD x\n");
        allows(RULE, "FROM a\nUSER app\nEXPOSE $PORT 8000-8010\n");
    }
}
