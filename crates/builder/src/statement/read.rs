//! From comment lines to statements, and what is wrong with them.

use drydock_catalog::Size;
use drydock_source::{Diagnostic, Edit, LineIndex, Span};
use drydock_syntax::suggest::nearest;
use drydock_syntax::{Node, Tree, upper};

use super::lines::{Item, Line, items, lines};
use super::value::{size, time};
use super::{SOURCE, StatedFile, Statement, Statements};
use crate::clean;

/// One word of a statement, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// `size`, `compressed`, `time`, `file` or `os`.
    pub key: String,
    /// Its value without quotes.
    pub value: String,
    /// The path that a `size` is about; empty where it is about the step.
    pub path: String,
    /// The word in the text.
    pub span: Span,
    /// The line it stands in, without the line break.
    pub line: Span,
}

/// What can be stated: key, instructions, and how a value looks.
pub(super) const KEYS: [(&str, &[&str], &str); 5] = [
    ("size", &["FROM", "RUN", "COPY", "ADD"], SIZE_HELP),
    ("compressed", &["FROM", "RUN", "COPY", "ADD"], SIZE_HELP),
    ("time", &["FROM", "RUN", "COPY", "ADD"], "Write a number and a unit, such as 30s, 1m30s or 20-40s."),
    ("file", &["RUN", "COPY", "ADD"], "Write an absolute path, such as file=/app/server size=12MB."),
    (
        "os",
        &["FROM"],
        "Write a distribution and its release, such as os=debian-12 or os=alpine-3.20, or os=none.",
    ),
];
const SIZE_HELP: &str = "Write a number and a unit as Docker prints them, such as 120MB or 100-140MB.";
const EXPLANATION: &str = "A comment that begins with `drydock:` states what nobody else can know of the step below it, as KEY=VALUE.";

impl Statements {
    /// Reads the statements of a Dockerfile. Never fails: what states nothing is in [`Statements::diagnostics`].
    pub fn read(tree: &Tree) -> Self {
        let mut reader = Reader { tree, statements: Statements::default(), path: None };
        for line in lines(tree) {
            reader.line(&line);
        }
        reader.statements
    }
}

struct Reader<'t> {
    tree: &'t Tree,
    statements: Statements,
    /// The file that the line at hand is about.
    path: Option<String>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line) {
        let Some(node) = line.node.and_then(|place| self.tree.nodes.get(place)) else {
            let help = "Put it above the instruction that it is about.";
            return self.report(line.span, "there is no instruction below this statement", help);
        };
        if !line.colon {
            self.no_colon(line);
        }
        let text = self.tree.text.clone();
        let items = items(&text, line.body);
        if items.is_empty() {
            self.report(
                line.span,
                "this states nothing",
                "Write what you know, such as size=120MB time=30s.",
            );
        }
        self.path = None;
        let mut before: Option<&Item> = None;
        for item in &items {
            match item.value {
                Some(value) => self.item(line, node, item, value),
                None => self.loose(item, before),
            }
            before = Some(item);
        }
    }

    fn no_colon(&mut self, line: &Line) {
        let colon = Edit { span: Span::at(line.body.start as usize), text: ":".into() };
        let found = warning(line.span, "a statement begins with `drydock:`")
            .with_help("Write the colon.")
            .with_fix("Add the colon", vec![colon], true);
        self.statements.diagnostics.push(found);
    }

    /// A word without `=`; often the unit of the number before it.
    fn loose(&mut self, item: &Item<'_>, before: Option<&Item<'_>>) {
        let joined = before.and_then(|before| Some((before, format!("{}{}", before.value?, item.key))));
        let joined = joined.filter(|(_, value)| size(value).is_some() || time(value).is_some());
        let message = format!("`{}` is not of the form KEY=VALUE", item.key);
        let Some((before, value)) = joined else {
            return self.report(item.span, message, "Write size=120MB, time=30s or file=/path size=12MB.");
        };
        let help = format!("Write {}={value}, without a space before the unit.", before.key);
        let gap = Span { start: before.span.end, end: item.span.start };
        let edits = vec![Edit { span: gap, text: String::new() }];
        let found = warning(item.span, message).with_help(help).with_fix("Remove the space", edits, true);
        self.statements.diagnostics.push(found);
    }

    fn item(&mut self, line: &Line, node: &Node, item: &Item<'_>, value: &str) {
        if let Err(Fault { span, message, help, near }) = check(node, item, value) {
            let found = warning(span, message).with_help(help);
            let found = match near {
                Some(near) => {
                    let span = Span::new(item.span.start as usize, item.span.start as usize + item.key.len());
                    found.with_fix(format!("Change to {near}"), vec![Edit { span, text: near.into() }], true)
                }
                None => found,
            };
            return self.statements.diagnostics.push(found);
        }
        let path = if item.key == "file" {
            self.path.insert(value.to_owned()).clone()
        } else {
            self.path.clone().filter(|_| item.key == "size").unwrap_or_default()
        };
        let statement = self.statements.by_step.entry(node.span.start).or_default();
        let again = statement.written.iter().position(|old| old.key == item.key && old.path == path);
        let stated = Stated {
            key: item.key.into(),
            value: value.into(),
            path: if item.key == "file" { value.into() } else { path.clone() },
            span: item.span,
            line: line.span,
        };
        statement.set(&stated);
        let old = again.map(|again| statement.written.remove(again));
        statement.written.push(stated);
        if let Some(old) = old {
            let line = LineIndex::new(&self.tree.text).line(item.span.start);
            let help = "Remove one of the two.";
            self.report(old.span, format!("this has no effect: line {line} states it again"), help);
        }
    }

    fn report(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.statements.diagnostics.push(warning(span, message).with_help(help.into()));
    }
}

fn warning(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning("InvalidStatement", span, message).with_explanation(EXPLANATION)
}

impl Statement {
    /// Takes over a word that was checked.
    fn set(&mut self, stated: &Stated) {
        match stated.key.as_str() {
            "size" if !stated.path.is_empty() => {
                let file = self.files.iter_mut().find(|file| file.path == clean(&stated.path));
                file.into_iter().zip(size(&stated.value)).for_each(|(file, size)| file.size = size);
            }
            "size" => self.size = size(&stated.value),
            "compressed" => self.compressed = size(&stated.value),
            "time" => self.seconds = time(&stated.value),
            "os" => self.os = Some(stated.value.clone()),
            _ => {
                let path = clean(&stated.path);
                self.files.retain(|file| file.path != path);
                self.files.push(StatedFile {
                    dir: stated.path.ends_with('/'),
                    size: Size::unknown(0, SOURCE),
                    path,
                });
            }
        }
    }
}

/// Why a word states nothing.
pub(super) struct Fault {
    pub span: Span,
    pub message: String,
    pub help: &'static str,
    pub near: Option<&'static str>,
}

/// Whether `item` states something about the instruction `node`.
pub(super) fn check(node: &Node, item: &Item<'_>, value: &str) -> Result<(), Fault> {
    let fault = |span, message, help| Err(Fault { span, message, help, near: None });
    let Some((key, of, help)) = KEYS.iter().find(|(key, ..)| *key == item.key) else {
        let near = if item.key.len() > 1 { nearest(item.key, &KEYS.map(|(key, ..)| key)) } else { None };
        let help = "What can be stated is size, compressed, time and file, and os of a base image.";
        let message = format!("`{}` is nothing that can be stated", item.key);
        return Err(Fault { span: item.span, message, help, near });
    };
    let keyword = upper(&node.keyword.text);
    if !of.contains(&keyword.as_str()) {
        let help = match *key {
            "os" => "It is about a base image: put it above a FROM.",
            _ => "Put it above the step that makes the bytes or takes the time: RUN, COPY, ADD or FROM.",
        };
        return fault(item.span, format!("`{key}` cannot be stated of {keyword}"), help);
    }
    let good = match *key {
        "size" | "compressed" => size(value).is_some(),
        "time" => time(value).is_some(),
        "file" => value.starts_with('/') && clean(value) != "/",
        _ => !value.is_empty(),
    };
    let kind = match *key {
        "size" | "compressed" => "size",
        "time" => "time",
        "file" => "absolute path of a file",
        _ => "distribution",
    };
    if good { Ok(()) } else { fault(item.value_span, format!("`{value}` is no {kind}"), help) }
}

#[cfg(test)]
mod tests {
    use drydock_source::apply_edits;

    use super::*;

    fn read(text: &str) -> Statements {
        Statements::read(&drydock_syntax::parse(text))
    }

    #[test]
    fn what_is_stated_is_taken_over() {
        let text = "# drydock: size=80MB os=debian-12\nFROM x\n# drydock: size=100-140MB compressed=40MB time=20-40s\n\
            # drydock: file=/app/server size=12MB file=/app/dist/\n# drydock: file=\"/a b\"\nRUN make\nUSER u\n";
        let statements = read(text);
        assert_eq!(statements.diagnostics, []);
        let all: Vec<&Statement> = statements.by_step.values().collect();
        let [from, run] = all[..] else { panic!("{all:?}") };
        assert_eq!(
            (from.size.as_ref().map(|size| size.likely), from.os.as_deref()),
            (Some(80_000_000), Some("debian-12"))
        );
        assert_eq!(run.size, Some(Size::range(100_000_000, 120_000_000, 140_000_000, SOURCE)));
        assert_eq!(run.seconds.map(|seconds| seconds.likely), Some(30.0));
        let files: Vec<_> =
            run.files.iter().map(|file| (file.path.as_str(), file.dir, file.size.high)).collect();
        assert_eq!(
            files,
            [("/app/server", false, Some(12_000_000)), ("/app/dist", true, None), ("/a b", false, None)]
        );
    }

    /// Text of the place, message, and the text after the fix where there is one.
    #[test]
    fn what_states_nothing_is_told_with_its_place() {
        let cases: [(&str, &str, &str, Option<&str>); 16] = [
            ("sise=1MB", "sise=1MB", "`sise` is nothing that can be stated", Some("size=1MB")),
            ("weight=1MB", "weight=1MB", "`weight` is nothing that can be stated", None),
            ("size=12", "12", "`12` is no size", None),
            ("size=much", "much", "`much` is no size", None),
            ("size=", "", "`` is no size", None),
            ("time=4x", "4x", "`4x` is no time", None),
            ("size=120 MB", "MB", "`MB` is not of the form KEY=VALUE", Some("size=120MB")),
            ("120MB", "120MB", "`120MB` is not of the form KEY=VALUE", None),
            ("file=app size=1MB", "app", "`app` is no absolute path of a file", None),
            ("file=/", "/", "`/` is no absolute path of a file", None),
            ("os=debian-12", "os=debian-12", "`os` cannot be stated of RUN", None),
            ("", "# drydock: ", "this states nothing", None),
            ("size=1MB size=2MB", "size=1MB", "this has no effect: line 2 states it again", None),
            ("file=/a size=1MB size=2MB", "size=1MB", "this has no effect: line 2 states it again", None),
            ("=", "=", "`` is nothing that can be stated", None),
            ("size", "size", "`size` is not of the form KEY=VALUE", None),
        ];
        for (words, place, message, fixed) in cases {
            let text = format!("FROM x\n# drydock: {words}\nRUN make\n");
            let found = read(&text).diagnostics;
            let told = found.iter().find(|one| one.message == message);
            let told = told.unwrap_or_else(|| panic!("{words}: {found:?}"));
            assert_eq!(told.span.of(&text), place, "{words}");
            assert!(!told.help.is_empty(), "{words}");
            let after = told.fixes.first().and_then(|fix| apply_edits(&text, &fix.edits));
            assert_eq!(
                after,
                fixed.map(|fixed| format!("FROM x\n# drydock: {fixed}\nRUN make\n")),
                "{words}"
            );
        }
    }

    #[test]
    fn a_statement_needs_a_step_that_has_something_to_state() {
        let cases = [
            ("FROM x\n# drydock: size=1MB\nENV A=b\n", "`size` cannot be stated of ENV"),
            ("# drydock: file=/a\nFROM x\n", "`file` cannot be stated of FROM"),
            ("FROM x\nUSER u\n# drydock: size=1MB\n", "there is no instruction below this statement"),
            ("FROM x\n# drydock size=1MB\nRUN a\n", "a statement begins with `drydock:`"),
        ];
        for (text, message) in cases {
            let messages: Vec<_> = read(text).diagnostics.into_iter().map(|one| one.message).collect();
            assert_eq!(messages, [message], "{text}");
        }
        // Words about the tool are no statements, nor is what a heredoc holds.
        for text in ["FROM x\n# drydock is a tool\nRUN a\n", "FROM x\nRUN <<E\n# drydock: x\nE\n"] {
            assert_eq!(read(text).diagnostics, [], "{text}");
        }
    }
}
