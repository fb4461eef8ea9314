//! A server that listens where nobody outside the container can ask.

use drydock_source::Span;
use drydock_syntax::instruction::{CommandLine, Kind};

use crate::At;
use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "ListensOnLoopback",
    description: "A server that listens on 127.0.0.1 is reached from inside its container only",
    why: "Each container has a loopback of its own. A published port leads to the container's outer address, where this server does not listen.",
    help: "Listen on all addresses: `0.0.0.0`.",
    url: "https://docs.docker.com/engine/network/#published-ports",
    bad: r#"FROM python:3.13-slim
EXPOSE 8000
CMD ["python", "-m", "http.server", "--bind", "127.0.0.1", "8000"]
"#,
    good: r#"FROM python:3.13-slim
EXPOSE 8000
CMD ["python", "-m", "http.server", "--bind", "0.0.0.0", "8000"]
"#,
    check,
    ..Rule::USUAL
};

/// Flags that name the address to listen on.
const FLAGS: [&str; 8] = ["--host", "--bind", "-b", "--address", "--listen", "-H", "--ip", "--hostname"];

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        match &at.instruction.kind {
            Kind::Cmd(cmd) => command(context, at, &cmd.command),
            Kind::Entrypoint(entrypoint) => command(context, at, &entrypoint.command),
            _ => {}
        }
    }
}

fn command(context: &mut Context<'_>, at: At<'_>, command: &CommandLine) {
    let list = command.words.as_deref().unwrap_or_default();
    let words: Vec<(String, Span)> = match command.prepend_shell {
        false => list.iter().map(|word| (word.text.clone(), word.span)).collect(),
        true => {
            let texts = context.shell_texts();
            let text = texts.iter().find(|text| text.at.instruction.span == at.instruction.span);
            let Some(text) = text else { return };
            let commands = text.script.commands();
            let words = commands.iter().flat_map(|found| &found.simple.words);
            words.filter_map(|word| Some((word.literal()?.into_owned(), text.span(word.span)))).collect()
        }
    };
    let mut before = "";
    for (word, span) in &words {
        let value = match word.split_once('=') {
            Some((flag, value)) if FLAGS.contains(&flag) => Some(value),
            _ if FLAGS.contains(&before) => Some(word.as_str()),
            _ => None,
        };
        before = word;
        let host =
            value.map(|value| value.trim_start_matches("http://").split(':').next().unwrap_or_default());
        let Some(host) = host.filter(|host| matches!(*host, "127.0.0.1" | "localhost")) else { continue };
        let message = format!(
            "Listening on `{host}`, the server cannot be reached from outside the container, also not with `-p`"
        );
        let place = context.text(*span).find(host).map(|offset| {
            let start = span.start as usize + offset;
            Span::new(start, start + host.len())
        });
        let found = Found::within(at.instruction, place.unwrap_or(*span), message);
        context.add(match place {
            Some(place) => found.suggest("Listen on `0.0.0.0`", place, "0.0.0.0"),
            None => found,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches, fixes};

    const RULE: &str = "ListensOnLoopback";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nCMD [\"gunicorn\", \"-b\", \"‹127.0.0.1›:80\", \"x\"]\nENTRYPOINT flask run --host=‹localhost›\n",
        );
        allows(
            RULE,
            "FROM a\nCMD [\"gunicorn\", \"-b\", \"0.0.0.0:80\"]\nHEALTHCHECK CMD curl --host localhost\n",
        );
        fixes(
            RULE,
            "FROM a\nCMD [\"a\", \"--host=127.0.0.1\"]\n",
            "FROM a\nCMD [\"a\", \"--host=0.0.0.0\"]\n",
        );
    }
}
