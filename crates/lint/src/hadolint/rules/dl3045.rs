//! COPY to a relative path.

use crate::hadolint::pass::{Hit, Pass};
use crate::hadolint::step::Kind;
use crate::rule::{Rule, Source};

use super::names::is_windows_absolute;
use super::stages::Marks;

pub(super) static RULE: Rule = Rule {
    code: "DL3045",
    source: Source::Hadolint,
    description: "COPY goes to a relative path, and no WORKDIR is set",
    why: "The path then goes on from the WORKDIR of the base image, which may change without notice.",
    help: "Write WORKDIR before it, or the whole path.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3045",
    bad: "FROM debian:12.5
COPY app.py .
",
    good: "FROM debian:12.5
WORKDIR /srv
COPY app.py .
",
    files: &[("app.py", "print(1)\n")],
    hadolint: Some(check),
    ..Rule::USUAL
};

fn check(pass: &mut Pass<'_>) {
    let mut set = Marks::default();
    for step in pass.steps() {
        match &step.kind {
            Kind::From(from) => set.enter(from),
            Kind::Workdir(_) => set.set(),
            Kind::Copy(copy) if !set.is_set() => {
                let target = copy.target.unquoted();
                if !target.starts_with(['/', '$']) && !is_windows_absolute(target) {
                    let message = format!("`{target}` is relative, and this stage sets no WORKDIR");
                    pass.add(step, Hit::new(message).at(copy.target.whole()));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3045";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nCOPY a ‹.›\nCOPY --from=x:1 /a ‹\"b\"›\n");
        catches(RULE, "FROM a AS b\nWORKDIR /w\nFROM c\nCOPY x ‹y›\n");
        allows(
            RULE,
            &["FROM a AS b\nWORKDIR /w\nFROM b\nCOPY x y\n", "FROM a\nWORKDIR /w\nFROM a\nCOPY x y\n"],
        );
        allows(RULE, &["FROM a\nCOPY a $D\nCOPY a c:/x\nADD a.tar b\nONBUILD COPY a b\n"]);
    }
}
