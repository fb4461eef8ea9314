//! ARG or ENV with the name of a secret.

use drydock_plan::FactKind;
use drydock_syntax::quote;

use crate::finding::{Context, Found};
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "SecretsUsedInArgOrEnv",
    source: Source::BuildKit,
    description: "Sensitive data should not be used in the ARG or ENV commands",
    url: "https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/",
    why: "Values of ARG and ENV stay in the image, its history or its provenance, where everybody who has the image can read them.",
    help: "Use `RUN --mount=type=secret` in the build, and pass the value when the container starts.",
    bad: r#"FROM alpine:3.22
ARG API_TOKEN
RUN wget -q --header "Authorization: $API_TOKEN" https://example.com/data
"#,
    good: r#"FROM alpine:3.22
RUN --mount=type=secret,id=api wget -q --header "Authorization: $(cat /run/secrets/api)" https://example.com/data
"#,
    check,
    ..Rule::USUAL
};

/// Words that make a name one of a secret, parted by underscores.
const SECRET: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
/// Words that make it harmless.
const HARMLESS: [&str; 3] = ["public", "file", "version"];

fn check(context: &mut Context<'_>) {
    for (index, fact) in context.facts() {
        let FactKind::Sets { instruction, name } = &fact.kind else { continue };
        let has = |words: &[&str]| {
            name.split('_').any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
        };
        if has(&SECRET) && !has(&HARMLESS) {
            let message = format!(
                "Do not use ARG or ENV instructions for sensitive data ({instruction} {})",
                quote(name)
            );
            context.add(Found::at(index, fact, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{allows, catches};

    const RULE: &str = "SecretsUsedInArgOrEnv";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nENV ‹DB_PASSWORD›=x\nARG ‹token›\n");
        allows(RULE, "FROM a\nENV TOKEN_FILE=x PUBLIC_KEY=y KEYS=z MONKEY=1\n");
    }
}
