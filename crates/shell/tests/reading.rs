//! Shell texts and the trees they give, as data: `tests/cases/*.txt`.

mod dump;

use std::fmt::Write;

/// Cases are `text`, a line of `---`, the tree, and a line of `===`.
fn check(cases: &str) {
    let mut wrong = String::new();
    for case in cases.split("\n===\n").filter(|case| !case.trim().is_empty()) {
        let (text, expected) =
            case.split_once("\n---\n").unwrap_or_else(|| panic!("a case without `---`: {case}"));
        let got = dump::script(&drydock_shell::parse(text));
        if got.trim() != expected.trim() {
            let _ = writeln!(wrong, "text:\n{text}\nexpected:\n{expected}\ngot:\n{got}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn simple_commands() {
    check(include_str!("cases/simple.txt"));
}

#[test]
fn compound_commands() {
    check(include_str!("cases/compound.txt"));
}

#[test]
fn words() {
    check(include_str!("cases/words.txt"));
}

#[test]
fn broken_text() {
    check(include_str!("cases/broken.txt"));
}
