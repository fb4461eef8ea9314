use super::*;
use crate::{Context, ContextFile};

fn context(paths: &[&str]) -> Context {
    let mut context = Context::new();
    for path in paths {
        let file = if path.ends_with('/') { ContextFile::dir() } else { ContextFile::text("x") };
        context.set(path, file).unwrap();
    }
    context
}

fn left(filtered: &Filtered) -> Vec<String> {
    let mark = |node: &crate::Node| if node.is_dir() { "/" } else { "" };
    filtered.output.walk("/").map(|(path, node)| format!("{}{}", &path[1..], mark(node))).collect()
}

#[test]
fn hidden_directories_come_back_for_exceptions() {
    let ignore = IgnoreFile::parse("docs\n!docs/keep.md\n").unwrap();
    let context = context(&["docs/keep.md", "docs/x.md", "docs/api/y.md", "src/z"]);
    let filtered = ignore.filter(context.fs(), None).unwrap();
    assert_eq!(left(&filtered), ["docs/", "docs/keep.md", "src/", "src/z"]);
    let report = ignore.report(&filtered, 100).unwrap();
    let found: Vec<_> =
        report.iter().map(|item| (item.path.as_str(), item.by.pattern.as_str(), item.by.line)).collect();
    assert_eq!(found, [("docs/api", "docs", 1), ("docs/x.md", "docs", 1)]);
}

#[test]
fn an_earlier_result_changes_nothing() {
    let ignore = IgnoreFile::parse("*\n!src\n**/*.log\n!src/keep.log\n").unwrap();
    let mut context = context(&["a", "src/b", "src/c.log", "src/keep.log", "docs/d"]);
    let mut earlier = ignore.filter(context.fs(), None).unwrap();
    type Edit = fn(&mut Context);
    let edits: [Edit; 6] = [
        |context| context.set_text("src/new/e.log", "x").unwrap(),
        |context| context.set_text("src/new/e", "x").unwrap(),
        |context| context.set_text("src/b", "y").unwrap(),
        |context| assert!(context.remove("src/keep.log")),
        |context| context.rename("src", "lib").unwrap(),
        |context| context.rename("lib", "src").unwrap(),
    ];
    for edit in edits {
        edit(&mut context);
        let fresh = ignore.filter(context.fs(), None).unwrap();
        earlier = ignore.filter(context.fs(), Some(&earlier)).unwrap();
        assert_eq!(left(&earlier), left(&fresh));
        assert!(crate::diff(&fresh.output, &earlier.output).is_empty());
    }
}

#[test]
fn lines_are_told() {
    let ignore = IgnoreFile::parse("\u{feff}# c\n\n /a/../b/ \n! /b/c\n#x\n # y\n").unwrap();
    let lines: Vec<_> = ignore.lines().iter().map(|line| (line.pattern.as_str(), line.line)).collect();
    assert_eq!(lines, [("b", 3), ("!b/c", 4), ("# y", 6)]);
    assert_eq!(IgnoreFile::parse("a\n!\n").unwrap_err().line(), 2);
    assert_eq!(IgnoreFile::parse("a\n[z\n").unwrap_err().to_string(), "syntax error in pattern");
}

#[test]
fn nothing_ignored_is_the_same_tree() {
    let context = context(&["a", "b/c"]);
    let ignore = IgnoreFile::parse("nothing\n").unwrap();
    assert!(ignore.filter(context.fs(), None).unwrap().output.same(context.fs()));
}
