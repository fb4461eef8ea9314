//! What holds for any text.

use drydock_source::{Diagnostic, Span};
use drydock_syntax::expand::{Environment, Options, expand_word, expand_words};
use drydock_syntax::{Node, Tree, Word, format, parse, parse_bytes, read, read_trigger};
use proptest::prelude::*;

/// Pieces from which text that is nearly a Dockerfile is made.
const PIECES: &[&str] = &[
    "FROM",
    "from",
    "RUN",
    "COPY",
    "ADD",
    "ENV",
    "LABEL",
    "ARG",
    "CMD",
    "HEALTHCHECK",
    "ONBUILD",
    "VOLUME",
    "SHELL",
    "EXPOSE",
    "USER",
    "WORKDIR",
    "STOPSIGNAL",
    "MAINTAINER",
    "ENTRYPOINT",
    "RUNN",
    " ",
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\r\t\n",
    "\\\n",
    " \\\n    ",
    "\\ \n",
    "`\n",
    "\\",
    "# note",
    "\n# name is a thing\n",
    "# escape=`\n",
    "# syntax=a/b:1\n",
    "\n\n",
    "scratch",
    "AS",
    "as",
    "base",
    "NONE",
    "--from=base",
    "--mount=type=bind,target=/a",
    "--interval=1m",
    "--link",
    "--",
    "-- ",
    "--chown=\"a b\"",
    "a=1",
    "b=\"x y\"",
    "c='z",
    "=",
    "\"",
    "'",
    "$A",
    "${B:-c}",
    "${",
    "}",
    "[\"a\", \"b\"]",
    "[ \"c\"",
    "]",
    "[1]",
    ",",
    "<<EOF",
    "<<-\"E F\"",
    "\nEOF\n",
    "\nE F\n",
    "<<",
    "80/tcp",
    "/a/b",
    "é",
    "ü\u{a0}",
    "\u{3000}",
    "\u{feff}",
    "\0",
    "x",
    "&&",
    "à",
];

fn nearly() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![4 => nearly(), 1 => ".*", 1 => nearly().prop_map(|text| format!("FROM a\n{text}"))]
}

fn inside(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn check_span(text: &str, span: Span) {
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} is no part of {text:?}");
}

fn check_node(text: &str, node: &Node) {
    let words = node.flags.iter().chain(&node.args).chain([&node.keyword]);
    for word in words {
        check_span(text, word.span);
        assert!(inside(node.span, word.span), "{word:?} is outside of {:?} in {text:?}", node.span);
    }
    for heredoc in &node.heredocs {
        check_span(text, heredoc.span);
        check_span(text, heredoc.close);
        assert!(inside(node.span, heredoc.close) || heredoc.close.is_empty());
        assert_eq!(heredoc.span.of(text), heredoc.content);
    }
    for (at, source) in &node.pieces {
        assert_eq!(node.source_offset(*at as usize), *source as usize);
    }
    if !node.json {
        // BuildKit cuts some characters in two, which their places cannot show.
        let whole = |word: &&Word| !word.span.of(text).contains('\n') && !word.text.contains('\u{fffd}');
        for word in node.args.iter().filter(whole).filter(|word| !word.text.is_empty()) {
            assert_eq!(word.span.of(text), word.text, "in {text:?}");
        }
    }
    if let Some(child) = &node.child {
        assert!(inside(node.span, child.span));
        check_node(text, child);
    }
}

fn check_diagnostics(text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        check_span(text, diagnostic.span);
        assert!(!diagnostic.explanation.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
        for edit in diagnostic.fixes.iter().flat_map(|fix| &fix.edits) {
            check_span(text, edit.span);
        }
    }
}

fn check_tree(tree: &Tree) {
    let text: &str = &tree.text;
    let mut end = 0;
    for node in &tree.nodes {
        check_span(text, node.span);
        assert!(end <= node.span.start, "{text:?}");
        end = node.span.end;
        check_node(text, node);
    }
    check_diagnostics(text, &tree.diagnostics);
    check_diagnostics(text, &read(tree).diagnostics);
}

/// What a text means, without places and without the text of the lines.
fn meaning(text: &str) -> Vec<String> {
    let tree = parse(text);
    let file = read(&tree);
    let mut all = vec![format!("{:?} {:?} {:?}", tree.escape, tree.syntax, tree.check)];
    let mut add = |text: String| all.push(without_spans(&text));
    for instruction in &file.meta_args {
        add(format!("{:?} {:?}", instruction.comments, instruction.kind));
    }
    for stage in &file.stages {
        add(format!(
            "{:?} {:?} {:?} {:?} {:?}",
            stage.name, stage.base, stage.platform, stage.doc, stage.comments
        ));
        for instruction in &stage.instructions {
            add(format!("{:?} {:?}", instruction.comments, instruction.kind));
        }
    }
    for diagnostic in
        file.diagnostics.iter().chain(&tree.diagnostics).filter(|diagnostic| diagnostic.is_error())
    {
        add(diagnostic.message.split_once(": ").map_or("", |(_, message)| message).to_lowercase());
    }
    all
}

/// Takes every `Span { … }` out of a debug text.
fn without_spans(text: &str) -> String {
    let mut parts = text.split("Span {");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    out
}

struct Variables;

impl Environment for Variables {
    fn get(&self, name: &str) -> Option<&str> {
        match name {
            "A" => Some("apple pie"),
            "B" => Some(""),
            "N" => Some("l1\nl2*?"),
            _ => None,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_gives_the_bytes_back(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let tree = parse_bytes(&bytes);
        prop_assert_eq!(tree.print(), &bytes[..]);
        check_tree(&tree);
    }

    #[test]
    fn invalid_bytes_among_words_are_no_trouble(text in nearly(), byte in 0x80u8.., at in any::<prop::sample::Index>()) {
        let mut bytes = text.into_bytes();
        bytes.insert(at.index(bytes.len() + 1), byte);
        let tree = parse_bytes(&bytes);
        prop_assert_eq!(tree.print(), &bytes[..]);
        check_tree(&tree);
    }

    #[test]
    fn spans_nest_and_lie_in_the_text(text in any_text()) {
        let tree = parse(&text);
        prop_assert_eq!(tree.print(), text.as_bytes());
        check_tree(&tree);
        let _ = read_trigger(&text);
    }

    #[test]
    fn formatting_keeps_the_meaning(text in any_text()) {
        let formatted = format(&text);
        prop_assert_eq!(meaning(&formatted), meaning(&text), "{:?} became {:?}", text, formatted);
        prop_assert_eq!(format(&formatted), formatted.clone(), "{:?} became {:?}", text, formatted);
    }

    #[test]
    fn any_word_expands_or_fails(word in "([$a-cA-N{}:+/#%?*'\"\\\\ <-]|\\$\\{A|é|\n){0,40}", flags in any::<[bool; 5]>()) {
        let [raw_quotes, raw_escapes, skip_process_quotes, skip_unset_env, backtick] = flags;
        let escape = if backtick { '`' } else { '\\' };
        let options = Options { escape, raw_quotes, raw_escapes, skip_process_quotes, skip_unset_env };
        let one = expand_word(&word, &Variables, options);
        let many = expand_words(&word, &Variables, options);
        prop_assert_eq!(one.is_ok(), many.is_ok());
    }
}

#[test]
fn every_prefix_of_the_recorded_dockerfiles_can_be_read() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/conformance/cases/frontend/dockerfiles.jsonl");
    let cases = std::fs::read_to_string(path).expect("the recorded Dockerfiles");
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let text = case["request"]["dockerfile"].as_str().expect("a Dockerfile");
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            check_tree(&parse(&text[..end]));
        }
        assert_eq!(meaning(&format(text)), meaning(text));
    }
}

#[test]
fn deep_and_long_input_is_no_trouble() {
    let deep = [
        format!("FROM a\n{}RUN x", "ONBUILD ".repeat(8_000)),
        format!("FROM a\n{}", "ONBUILD \\\n".repeat(50_000)),
        format!("FROM a\nCMD {}", "[".repeat(60_000)),
        format!("FROM a\nCMD [\"a\", {}", "[\\\n".repeat(100_000)),
        format!("FROM a\n{}", "RUN <<EOF\n".repeat(20_000)),
        format!("FROM a\nRUN {}", "<<A \\\n".repeat(5_000)),
        "x".repeat(100_000),
        format!("FROM {}\nRUN x", "x".repeat(100_000)),
    ];
    for text in &deep {
        check_tree(&parse(text));
        format(text);
    }
    let nested = format!("{}{}", "${A:-".repeat(100_000), "}".repeat(100_000));
    assert_eq!(
        expand_word(&nested, &Variables, Options::default()).map(|done| done.word).as_deref(),
        Ok("apple pie")
    );
}
