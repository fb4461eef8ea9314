//! ARG or ENV with the name of a secret.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::hadolint::value::Value;
use crate::rule::{Rule, Source};

pub(super) static RULE: Rule = Rule {
    code: "DL3064",
    source: Source::Hadolint,
    description: "ARG or ENV has the name of a secret",
    why: "What ARG and ENV hold can be read in the image: ENV by everything in the container, both by `docker history`.",
    help: "Give the secret to the one step that needs it, with `RUN --mount=type=secret`, or to the container when it starts.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3064",
    bad: r#"FROM debian:12.5
ARG API_TOKEN
RUN echo "$API_TOKEN" > /dev/null
"#,
    good: "FROM debian:12.5
RUN --mount=type=secret,id=api cat /run/secrets/api > /dev/null
",
    same_as: &["SecretsUsedInArgOrEnv"],
    hadolint: Some(check),
    ..Rule::USUAL
};

/// Names that say so by themselves, where no part of them does.
const NAMES: [&str; 13] = [
    "APPLICATION_KEY",
    "AWS_ACCESS_KEY_ID",
    "CI_DEPLOY_USER",
    "DOCKER_EMAIL",
    "FACEBOOK_APP_ID",
    "HEROKU_API_USER",
    "OKTA_AUTHN_GROUPID",
    "OKTA_CLIENT_ORGURL",
    "OKTA_OAUTH2_CLIENTID",
    "STRIPE_DEVICE_NAME",
    "TRAVIS_OS_NAME",
    "TRAVIS_SECURE_ENV_VARS",
    "TRAVIS_SUDO",
];
const PARTS: [&str; 7] = ["api_key", "client_key", "password", "private", "secret", "token", "username"];

fn check(pass: &mut Pass<'_>) {
    for step in pass.lists().into_iter().flatten() {
        let names: Vec<&Value> = match &step.kind {
            Kind::Arg(name) => vec![name],
            Kind::Env(pairs) => pairs.iter().map(|pair| &pair.name).collect(),
            _ => continue,
        };
        let mut secret = names.into_iter().filter(|name| is_secret(&name.text));
        if let Some(first) = secret.next() {
            let hit =
                Hit::new(format!("`{}` sounds like a secret, which would stay in the image", first.text));
            pass.add(step, secret.fold(hit.at(first.whole()), |hit, name| hit.at(name.whole())));
        }
    }
}

fn is_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    PARTS.iter().any(|part| lower.contains(part)) || NAMES.contains(&name.to_uppercase().as_str())
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3064";

    #[test]
    fn finds_and_leaves() {
        catches(
            RULE,
            "FROM a\nARG ‹PASSWORD›\nENV A=1 ‹my_secret›=2\nENV ‹TOKENIZER›=x\nARG ‹travis_sudo›=1\nONBUILD ARG ‹SECRET›\n",
        );
        allows(RULE, &["FROM a\nENV USER=x A=secret PUBLIC_KEY=x\nARG B\n"]);
    }
}
