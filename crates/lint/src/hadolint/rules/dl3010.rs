//! An archive that is copied and then unpacked.

use std::collections::{BTreeMap, HashMap};

use drydock_source::Severity;

use crate::hadolint::commands::Call;
use crate::hadolint::pass::{Hit, Pass, Running};
use crate::hadolint::step::{Copy, Kind, Step};
use crate::hadolint::value::Value;
use crate::rule::{Rule, Source};

use super::names::is_archive;

pub(super) static RULE: Rule = Rule {
    code: "DL3010",
    source: Source::Hadolint,
    severity: Severity::Info,
    description: "An archive is copied and unpacked instead of added",
    why: "COPY puts the archive into a layer of its own, where it stays after it was unpacked. ADD unpacks a local tar archive on its way in.",
    help: "Write `ADD archive.tar.gz /there/` in place of both.",
    url: "https://github.com/hadolint/hadolint/wiki/DL3010",
    bad: "FROM debian:12.5
COPY app.tar.gz /tmp/
RUN tar -xzf /tmp/app.tar.gz -C /opt
",
    good: "FROM debian:12.5
ADD app.tar.gz /opt/
",
    files: &[("app.tar.gz", "an archive in a real project\n")],
    hadolint: Some(check),
    ..Rule::USUAL
};

const UNPACKERS: [&str; 9] =
    ["unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat"];

/// An archive in the image: its base name, the value that names it, the COPY that brought it.
type Archive<'a> = (&'a str, &'a Value, &'a Step);

fn check(pass: &mut Pass<'_>) {
    // hadolint forgets a stage when the next begins.
    let steps = pass.steps();
    let last = steps.iter().rposition(|step| matches!(step.kind, Kind::From(_))).unwrap_or(0);
    let mut archives: HashMap<&str, Vec<Archive<'_>>> = HashMap::new();
    let mut unpacked: BTreeMap<(u32, &str), Archive<'_>> = BTreeMap::new();
    for step in steps.get(last..).unwrap_or_default() {
        if let Kind::Copy(copy) = &step.kind
            && copy.from.is_none()
        {
            for value in copied(copy) {
                let name = base_name(value.unquoted());
                archives.entry(name).or_default().push((name, value, step));
            }
        }
        let Some(running) = Running::of(step) else { continue };
        for call in running.script.calls.iter().filter(|call| unpacks(call)) {
            for arg in call.operands() {
                let found = archives.remove(base_name(arg.text.trim_matches(['"', '\''])));
                let found = found.into_iter().flatten();
                unpacked.extend(found.map(|archive| ((archive.2.line, archive.0), archive)));
            }
        }
    }
    for (name, value, step) in unpacked.into_values() {
        let message = format!("`{name}` is copied and unpacked later; ADD does both at once");
        pass.add(step, Hit::new(message).at(value.whole()));
    }
}

/// The archives that COPY leaves in the image.
fn copied(copy: &Copy) -> Vec<&Value> {
    if is_archive(copy.target.unquoted()) {
        return vec![&copy.target];
    }
    copy.sources.iter().filter(|source| is_archive(source.unquoted())).collect()
}

fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn unpacks(call: &Call) -> bool {
    let extracts =
        |text: &str| matches!(text, "--extract" | "--get") || (text.starts_with('-') && text.contains('x'));
    UNPACKERS.contains(&call.name.as_str())
        || (call.name == "tar" && call.args.iter().any(|arg| extracts(&arg.text)))
}

#[cfg(test)]
mod tests {
    use crate::hadolint::testing::{allows, catches};

    const RULE: &str = "DL3010";

    #[test]
    fn finds_and_leaves() {
        catches(RULE, "FROM a\nCOPY ‹a.tar.gz› /tmp/\nRUN tar -xzf /tmp/a.tar.gz\n");
        catches(RULE, "FROM a\nCOPY a.tar.gz ‹/tmp/b.tar›\nRUN tar --extract -f /tmp/b.tar\n");
        allows(RULE, &["FROM a\nCOPY a.tar.gz /tmp/\n", "FROM a\nCOPY a.zip /tmp/\nRUN unzip /tmp/a.zip\n"]);
        allows(
            RULE,
            &[
                "FROM a\nCOPY a.tgz /t/\nRUN tar xf /t/a.tgz\n",
                "FROM a\nCOPY --from=b a.tgz /t/\nRUN tar -xf /t/a.tgz\n",
            ],
        );
    }
}
