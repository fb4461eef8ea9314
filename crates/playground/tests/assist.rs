//! Help while writing, by cases: a file a question, in each case a Dockerfile with the place marked `‸` and the answer.
//! `UPDATE_CASES=1 cargo test -p drydock-playground --test assist` writes the answers anew.

use std::fmt::Write;
use std::path::PathBuf;

use drydock_catalog::packages::Table;
use drydock_playground::assist::{Completions, Hover, complete, hover, rename_stage, stage_name};
use drydock_playground::{BuildCache, Project};
use drydock_source::apply_edits;
use proptest::prelude::*;

const MARK: char = '‸';

/// A file around each Dockerfile.
fn project() -> Project {
    let mut project = Project::default();
    for (path, text) in [
        ("app/server.js", "1"),
        ("app/lib/a.js", "22"),
        ("package.json", "{}"),
        (".dockerignore", "*.md\n"),
        ("notes.md", ""),
    ] {
        project.context.set_text(path, text).expect("a plain path");
    }
    project.options.build_args = vec![("GIVEN".into(), "from outside".into())];
    project
}

fn cache() -> BuildCache {
    let mut cache = BuildCache::default();
    for table in Table::ALL {
        cache = cache.with_data(table.file(), table.built_in()).expect("our own table");
    }
    cache
}

/// Runs each case of `tests/assist/NAME.md` through `answer`, which gets the text, the place, and the case's title.
fn run(name: &str, answer: impl Fn(&str, u32, &str) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/assist").join(format!("{name}.md"));
    let file = std::fs::read_to_string(&path).expect("the file of cases");
    let (mut anew, mut failed) = (String::new(), Vec::new());
    for case in file.split("\n## ").skip(1) {
        let title = case.lines().next().unwrap_or_default();
        let marked = block(case, "```dockerfile\n").expect("a Dockerfile");
        let expected = block(case, "```text\n").unwrap_or_default();
        let at = marked.find(MARK).expect("a marked place");
        let found = answer(&marked.replacen(MARK, "", 1), at as u32, title);
        let _ = write!(anew, "\n## {title}\n\n```dockerfile\n{marked}```\n\n```text\n{found}```\n");
        if found != expected {
            failed.push(format!("{title}\n--- expected\n{expected}--- found\n{found}"));
        }
    }
    if std::env::var_os("UPDATE_CASES").is_some() {
        let head = file.split("\n## ").next().unwrap_or_default();
        std::fs::write(&path, format!("{head}{anew}")).expect("the file can be written");
        return;
    }
    assert!(!anew.is_empty() && failed.is_empty(), "{name}:\n{}", failed.join("\n"));
}

/// What stands between `fence` and the next fence.
fn block<'c>(case: &'c str, fence: &str) -> Option<&'c str> {
    let inner = case.get(case.find(fence)? + fence.len()..)?;
    if inner.starts_with("```") { Some("") } else { inner.get(..=inner.find("\n```")?) }
}

fn told(text: &str, found: Option<Hover>) -> String {
    let Some(found) = found else { return "nothing\n".into() };
    let mut out = format!("`{}`: {}\n", found.span.of(text).replace('\n', "⏎"), found.title);
    found.text.iter().for_each(|paragraph| out.push_str(&format!("  {paragraph}\n")));
    found.facts.iter().for_each(|fact| out.push_str(&format!("  - {}: {}\n", fact.name, fact.value)));
    out
}

fn listed(text: &str, found: Option<Completions>) -> String {
    let Some(found) = found else { return "nothing\n".into() };
    let mut out = format!("instead of `{}`, {}:\n", found.span.of(text), found.items.len());
    for item in found.items.iter().take(12) {
        let insert = item.insert.as_ref().map(|insert| format!(" → `{insert}`")).unwrap_or_default();
        let detail = if item.detail.is_empty() { String::new() } else { format!(" ({})", item.detail) };
        let opens = if item.opens { " …" } else { "" };
        let _ = writeln!(out, "- {}{insert}{detail}{opens}", item.label);
    }
    out
}

#[test]
fn hovers() {
    let cache = cache();
    run("hover", |text, at, _| told(text, hover(&project(), &cache, text, at)));
}

#[test]
fn completions() {
    let cache = cache();
    run("complete", |text, at, title| {
        let asked = title.contains("asked for");
        listed(text, complete(&project(), &cache, text, at, asked))
    });
}

/// The new name is the title's last word.
#[test]
fn renames() {
    run("rename", |text, at, title| {
        let name = title.rsplit(' ').next().unwrap_or_default();
        let here = stage_name(text, at).map(|here| here.name);
        match rename_stage(text, at, name) {
            Ok(edits) => apply_edits(text, &edits).expect("edits that do not overlap"),
            Err(error) => format!("{}: {error}\n", here.as_deref().unwrap_or("no stage")),
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_place_of_any_text_panics(text in "(FROM a(:[$]\\{X\\}|)( AS b|)\n|COPY --from=b a[é/] \\.\n|RUN --mount=type=cache,(from=b,|) x\\$?\\{?\n|ENV A=\"\\$\n|[ -~\n\\\\é]{0,12}){0,6}") {
        let cache = BuildCache::default();
        for at in 0..=text.len() as u32 {
            let _ = hover(&project(), &cache, &text, at);
            let _ = complete(&project(), &cache, &text, at, true);
            let _ = rename_stage(&text, at, "other");
        }
    }
}
