//! A service started in a RUN, or a command left in its background.

use drydock_shell::Invocation;

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "ServiceIsStopped",
    description: "A process that a RUN starts does not outlive it",
    why: "An image holds files, no processes: when the RUN ends, everything it started is killed.",
    help: "Start the program with CMD or ENTRYPOINT; what needs it during the build goes into the same RUN.",
    url: "https://docs.docker.com/reference/dockerfile/#cmd",
    bad: r#"FROM nginx:1.28
RUN service nginx start
"#,
    good: r#"FROM nginx:1.28
CMD ["nginx", "-g", "daemon off;"]
"#,
    same_as: &["DL3001"],
    check,
    ..Rule::USUAL
};

fn check(context: &mut Context<'_>) {
    for text in context.shell_texts().iter().filter(|text| text.is_run()) {
        let background = text.script.body.lists.last().filter(|list| list.background);
        if let Some(list) = background {
            let message = "This is killed when the RUN ends: nothing waits for it".to_owned();
            context.add(Found::within(text.at.instruction, text.span(list.span), message));
            continue;
        }
        let Some((command, simple)) = text.last_command() else { continue };
        let Some(service) = Invocation::of(simple).and_then(|call| started(&call)) else { continue };
        let message = format!("`{service}` is killed when this RUN ends; the container starts without it");
        context.add(Found::within(text.at.instruction, text.span(command.span), message));
    }
}

/// The service that is started.
fn started(call: &Invocation<'_>) -> Option<String> {
    let words: Vec<_> = call.operands().map(|word| word.literal()).collect::<Option<_>>()?;
    let words: Vec<&str> = words.iter().map(|word| &**word).collect();
    match (call.base_name(), words.as_slice()) {
        ("service" | "rc-service", [name, "start" | "restart"]) => Some((*name).to_owned()),
        ("systemctl", ["start" | "restart", name]) => Some((*name).to_owned()),
        (name, ["start" | "restart"]) if call.name.starts_with("/etc/init.d/") => Some(name.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "ServiceIsStopped";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nRUN ‹service postgresql start›\nRUN x && ‹/etc/init.d/y start›\nRUN ‹redis-server› &\n",
        );
        allows(
            RULE,
            "FROM a\nRUN service postgresql start && createdb app\nRUN systemctl enable x\nCMD service x start\n",
        );
    }
}
