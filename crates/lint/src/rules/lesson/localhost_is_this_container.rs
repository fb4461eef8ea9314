//! Another service sought on localhost.

use drydock_source::Span;
use drydock_syntax::instruction::Kind;

use crate::finding::{Context, Found};
use crate::rule::Rule;

pub(super) static RULE: Rule = Rule {
    code: "LocalhostIsThisContainer",
    description: "`localhost` in a container is the container itself, not the host and not another container",
    why: "Each container has a network of its own with a loopback of its own. A database in another container is not there.",
    help: "Write the other container's name on the network that both share, and give it when the container starts.",
    url: "https://docs.docker.com/engine/network/drivers/bridge/",
    bad: r#"FROM python:3.13-slim
ENV DB_HOST=localhost
CMD ["python"]
"#,
    good: r#"FROM python:3.13-slim
ENV DB_HOST=db
CMD ["python"]
"#,
    check,
    ..Rule::USUAL
};

/// Words in the name of a variable that mean another service.
const SERVICES: [&str; 16] = [
    "DB",
    "DATABASE",
    "POSTGRES",
    "PG",
    "PGHOST",
    "MYSQL",
    "MARIADB",
    "MONGO",
    "MONGODB",
    "REDIS",
    "RABBITMQ",
    "AMQP",
    "KAFKA",
    "ELASTICSEARCH",
    "MEMCACHED",
    "BACKEND",
];

fn check(context: &mut Context<'_>) {
    for at in context.steps() {
        let Kind::Env(env) = &at.instruction.kind else { continue };
        for pair in &env.pairs {
            let service = pair.name.text.split('_').any(|part| SERVICES.contains(&part));
            let Some((span, host)) = host(context.text(pair.value.span), pair.value.span).filter(|_| service)
            else {
                continue;
            };
            let message = format!("`{host}` is this container itself: `{}` is not there", pair.name.text);
            context.add(Found::within(at.instruction, span, message));
        }
    }
}

/// The place of localhost, where it is a whole host name.
fn host(value: &str, span: Span) -> Option<(Span, &'static str)> {
    ["localhost", "127.0.0.1"].into_iter().find_map(|host| {
        let at = value.find(host)?;
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let before = value.get(..at)?.ends_with(part);
        let after = value.get(at + host.len()..)?.starts_with(part);
        let start = span.start as usize + at;
        (!before && !after).then(|| (Span::new(start, start + host.len()), host))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "LocalhostIsThisContainer";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENV DB_HOST=‹localhost› REDIS_URL=\"redis://‹127.0.0.1›:6379/0\"\n");
        allows(RULE, "FROM a\nENV HOST=localhost DB_HOST=db DB_NAME=localhost.example.com\n");
    }
}
