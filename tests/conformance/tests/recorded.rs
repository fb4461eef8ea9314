//! Every recorded case passes, but for those that `known-failing.txt` names with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use drydock_conformance::{load, run};

#[test]
fn recorded_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut known = known_failing(&folder.join("known-failing.txt"));
    let cases = load(&folder.join("cases")).expect("the recorded cases are readable");
    let (mut wrong, mut needed) = (Vec::new(), BTreeSet::new());
    for case in &cases {
        let key = case.key();
        let whole_kind = format!("kind {}", case.kind.as_ref().map_or("?", |kind| kind.name()));
        let listed = known.remove(&key).is_some();
        match (run(case).passed(), listed) {
            (true, true) => wrong.push(format!("passes but is listed as failing: {key}")),
            (false, false) if known.contains_key(&whole_kind) => drop(needed.insert(whole_kind)),
            (false, false) => wrong.push(format!("fails: {key}")),
            _ => {}
        }
    }
    known.retain(|key, _| !needed.contains(key));
    wrong.extend(known.keys().map(|key| format!("listed as failing, but there is none: {key}")));
    assert!(wrong.is_empty(), "{} surprises:\n{}", wrong.len(), wrong.join("\n"));
}

/// Lines `KEY: reason`, where the key is `folder/file.jsonl name` or `kind NAME` for all cases of a kind whose work
/// is still under way; `#` begins a comment.
fn known_failing(path: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).expect("known-failing.txt is readable");
    let mut known = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (key, reason) = line.split_once(": ").expect("a line is `KEY: reason`");
        assert!(!reason.trim().is_empty(), "no reason: {line}");
        known.insert(key.to_owned(), reason.to_owned());
    }
    known
}
