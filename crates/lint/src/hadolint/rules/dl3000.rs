//! WORKDIR with a relative path.

use drydock_source::Severity;

use crate::hadolint::pass::{Hit, Pass, replace};
use crate::hadolint::step::Kind;
use crate::hadolint::value::Value;
use crate::rule::{Rule, Source};

use super::names::is_windows_absolute;

pub(super) static RULE: Rule = Rule {
    code: "DL3000",
    source: Source::Hadolint,
    severity: Severity::Error,
    description: "WORKDIR takes an absolute path",
    why: "A relative path goes on from the WORKDIR before, or from that of the base image, which may change without notice.",
    help: "Write the whole path, beginning with `/`.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3000",
    bad: "FROM debian:12.5
WORKDIR app
",
    good: "FROM debian:12.5
WORKDIR /app
",
    same_as: &["WorkdirRelativePath"],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut before: Option<&str> = None;
    for step in pass.steps() {
        match &step.kind {
            Kind::From(_) => before = None,
            Kind::Workdir(path) => {
                let plain = path.unquoted();
                if plain.starts_with(['/', '$']) || is_windows_absolute(plain) {
                    before = Some(plain);
                    continue;
                }
                let message = format!("The path `{plain}` of WORKDIR is relative");
                let hit = Hit::new(message).at(path.whole());
                pass.add(step, mended(hit, path, before));
                before = None;
            }
            _ => {}
        }
    }
}

/// With the path it stands for, as far as this file tells.
fn mended(hit: Hit, path: &Value, before: Option<&str>) -> Hit {
    let plain = path.text.as_str();
    let usual = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if !plain.chars().all(usual) || plain.split('/').any(|part| part == "..") {
        return hit;
    }
    let relative = plain.trim_start_matches("./");
    match before.filter(|before| before.starts_with('/') && before.chars().all(usual)) {
        Some(before) => {
            let whole = format!("{}/{relative}", before.trim_end_matches('/'));
            hit.fix("Write the whole path", [replace(path.whole(), whole)])
        }
        None => hit.suggest("Begin it at `/`", [replace(path.whole(), format!("/{relative}"))]),
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches, fixes};

    const RULE: &str = "DL3000";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nWORKDIR ‹app›\nWORKDIR ‹~/x›\nWORKDIR ‹\"y\"›\n");
        allows(RULE, &["FROM a\nWORKDIR $HOME/app\nWORKDIR '/srv'\nWORKDIR C:\\app\nWORKDIR c:/app\n"]);
        fixes(RULE, "FROM a\nWORKDIR /srv/\nWORKDIR ./app\n", "FROM a\nWORKDIR /srv/\nWORKDIR /srv/app\n");
        fixes(RULE, "FROM a\nWORKDIR app\n", "FROM a\nWORKDIR /app\n");
    }
}
