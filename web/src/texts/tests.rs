//! No view has a text of its own: whatever reads like prose in `web/src` has to stand in the file of the language.

use std::fs;
use std::path::{Path, PathBuf};

/// Files whose texts have not moved yet.
const TO_DO: &[&str] = &[
    "app.rs",
    "compare/mod.rs",
    "compare/pasted.rs",
    "compare/steps.rs",
    "compare/summary.rs",
    "compare/texts.rs",
    "editor/mod.rs",
    "embed/bar.rs",
    "embed/host.rs",
    "embed/mod.rs",
    "graph/mod.rs",
    "header/examples.rs",
    "panels/advice.rs",
    "panels/build.rs",
    "panels/changes.rs",
    "panels/image.rs",
    "panels/mod.rs",
    "panels/run.rs",
    "panels/stages.rs",
    "panels/state.rs",
    "panels/waste.rs",
    "sheet/describe.rs",
    "sheet/help.rs",
    "sheet/state.rs",
    "state.rs",
    "store.rs",
];

/// What looks like prose and is none that a reader meets.
const ALLOWED: &[&str] = &[
    "This is not the page of this program: it has no frame.",
    "input, textarea, select, [contenteditable=true], dialog",
    "noopener noreferrer",
    "system-ui, sans-serif",
    "the app provides its evaluator",
    "the app provides the way to its reducer",
];

/// A literal of a source, with what stands before it.
struct Literal<'a> {
    before: &'a str,
    text: &'a str,
    after: &'a str,
}

/// The string literals of `source`, without those of comments and of the tests at its end.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let source = source.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().map_or(1, char::len_utf8);
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
            at += rest.get(2..).and_then(|rest| rest.find('\'')).map_or(2, |end| end + 3);
        } else if rest.starts_with('"') {
            let end = literal_end(rest);
            let (text, after) = (&rest[1..end], &rest[(end + 1).min(rest.len())..]);
            found.push(Literal { before: source[..at].trim_end_matches(['\n', ' ']), text, after });
            at += end + 1;
        } else {
            at += first;
        }
    }
    found
}

/// Where the literal ends that `text` begins with.
fn literal_end(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, letter)| {
        let ends = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at)
}

fn has_word(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphabetic()).any(|word| word.chars().count() > 1)
}

/// `text` without what stands between braces.
fn without_values(text: &str) -> String {
    let mut depth = 0usize;
    let outside = text.chars().filter(|letter| {
        depth = if *letter == '{' { depth + 1 } else { depth };
        let keep = depth == 0;
        depth = if *letter == '}' { depth.saturating_sub(1) } else { depth };
        keep
    });
    outside.collect()
}

/// True for what a person would read: several words, a text between tags, or the value of an attribute that is shown
/// or read out.
fn is_prose(literal: &Literal<'_>) -> bool {
    let Literal { before, text, after } = literal;
    let attribute = |names: &[&str]| names.iter().any(|name| before.ends_with(&format!("{name}=")));
    if attribute(&["title", "aria-label", "placeholder", "data-tip", "alt"]) {
        return has_word(text);
    }
    let classes = before.ends_with("class=") || before.ends_with("classes!(") || text.starts_with("verdict ");
    let path = text.starts_with('<') || text.starts_with("translate(") || text.starts_with("label {}");
    if classes || path || is_classes(text) || is_drawing(text) {
        return false;
    }
    let words = without_values(text);
    // Between tags, and no value of an `if`.
    let outer = before.strip_suffix('{').map(str::trim_end).unwrap_or_default();
    let node = outer.ends_with(['>', '}', '{']) && after.trim_start().starts_with('}');
    node && has_word(text) || words.trim() != "" && text.contains(' ') && has_word(&words)
}

/// Names of classes have a dash or a common start: `notice notice-error`.
fn is_classes(text: &str) -> bool {
    let mut names = text.split(' ');
    let first = names.next().unwrap_or_default();
    let stem = first.split('-').next().unwrap_or_default();
    text.contains(' ')
        && !stem.is_empty()
        && names.all(|name| name.starts_with(&format!("{stem}-")) || name.starts_with("origin-"))
}

/// Numbers with a letter here and there, as in a path of SVG.
fn is_drawing(text: &str) -> bool {
    !has_word(&without_values(text))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn no_text_stands_outside_of_the_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut clean = Vec::new();
    for path in sources(&root) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        if !name.ends_with(".rs") || name.starts_with("texts/") || name.ends_with("tests.rs") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let prose: Vec<String> = literals(&source)
            .iter()
            .filter(|literal| is_prose(literal) && !ALLOWED.contains(&literal.text))
            .map(|literal| format!("{name}: {}", literal.text))
            .collect();
        match (TO_DO.contains(&name.as_str()), prose.is_empty()) {
            (true, true) => clean.push(name),
            (false, false) => found.extend(prose),
            _ => {}
        }
    }
    assert!(found.is_empty(), "these belong into web/src/texts/en.rs:\n{}", found.join("\n"));
    assert!(clean.is_empty(), "nothing is left to do in {clean:?}");
}

#[test]
fn prose_is_told_from_names() {
    let prose = |source: &str| literals(source).iter().filter(|literal| is_prose(literal)).count();
    assert_eq!(prose(r#"let x = "Try again"; // "not this""#), 1);
    assert_eq!(prose(r#"html! { <p title="Close">{ "Open" }</p> }"#), 2);
    assert_eq!(prose(r#"format!("{} of {}", a, b)"#), 1);
    assert_eq!(prose(r#"html! { <p class="notice notice-error" id="x">{ " · " }{ '"' }</p> }"#), 0);
    assert_eq!(prose("x\n#[cfg(test)]\nmod tests { \"of a test\" }"), 0);
}
